"""How good a model is. All but the last take rows of gold.model_metrics of one version."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from meeting_insights.plots.base import CAUSES, compared, heat, ranked_bars, required, said_and_found

# By custom: above it a feature's distribution has shifted.
SHIFTED = 0.25


def trained(metrics: pd.DataFrame) -> pd.DataFrame:
    """Figures of the held-out rows over all sites: a row a target, a column a metric."""
    over_all = metrics[(metrics.job == "train") & (metrics.slice == "all")]
    return required(over_all, "figures of train").pivot(index="target", columns="metric", values="value")


def auc(metrics: pd.DataFrame) -> Figure:
    """How well bad minutes are told from good ones, beside the baselines; metrics with names of sites."""
    bad = trained(metrics).loc["bad_minute"]
    ways = {
        "the model": "auc",
        "fixed thresholds": "baseline_thresholds_auc",
        "one feature": "baseline_feature_auc",
        "a constant": "baseline_constant_auc",
    }
    table = pd.DataFrame({way: {"all sites": bad[name]} for way, name in ways.items()})
    by_site = metrics[(metrics.metric == "auc") & metrics.site_name.notna()]
    for row in by_site.itertuples():
        table.loc[row.site_name, "the model"] = row.value
    return compared(
        table,
        "Does it tell bad minutes from good ones?",
        "AUC on held-out meetings",
        f"Over all sites the model has {bad.auc:.3f}, fixed thresholds {bad.baseline_thresholds_auc:.3f}, the best single"
        f" feature {bad.baseline_feature_auc:.3f}. By site it lies between {by_site.value.min():.3f} and"
        f" {by_site.value.max():.3f}; baselines are computed over all sites only.",
        limits=(0.45, 1.02),
    )


def latency(metrics: pd.DataFrame) -> Figure:
    """How much of each latency is foreseen, beside the baselines."""
    found = trained(metrics).filter(like="latency", axis=0)
    table = found[["r2", "baseline_thresholds_r2", "baseline_feature_r2"]]
    table = table.set_axis(["the model", "fixed thresholds", "one feature"], axis=1)
    best = table["the model"]
    return compared(
        table,
        "How much of the latency does it foresee?",
        "R², share of the variance on held-out meetings",
        f"Best is {best.idxmax()} with {best.max():.2f}, worst {best.idxmin()} with {best.min():.2f}. Half of the"
        f" predictions are off by less than {found.abs_error_p50.max():.1f} ms, but one in a hundred by more than"
        f" {found.abs_error_p99.min():,.0f} to {found.abs_error_p99.max():,.0f} ms, by target.",
        limits=(-0.05, 1.02),
    )


def reliability(metrics: pd.DataFrame) -> Figure:
    """What was said and what was found, in tenths of the held-out minutes."""
    rows = required(metrics[metrics.slice.str.startswith("probability-tenth=")], "reliability of train")
    curve = rows.pivot(index="slice", columns="metric", values="value").assign(
        row_count=rows.groupby("slice").row_count.first()
    )
    curve = curve.rename(columns={"mean_probability": "said", "bad_share": "found"}).sort_values("said")
    off = trained(metrics).loc["bad_minute"].calibration_error
    return said_and_found(
        curve,
        "Said and found",
        "mean probability said",
        "share of minutes that were bad",
        f"Said and found differ by {off:.1%} on average, and by {(curve.said - curve.found).abs().max():.1%} at most."
        f" All of the {len(curve)} groups but the last lie below {curve.said.iloc[-2]:.1%}: most minutes are fine, and"
        " the model says so.",
        is_log=True,
    )


def drifted(metrics: pd.DataFrame) -> pd.DataFrame:
    """The population stability index: a row a feature, a column a day."""
    rows = required(metrics[metrics.metric == "psi"], "drift by explain").sort_values("day")
    rows = rows.assign(feature=rows.slice.str.removeprefix("feature="), word=rows.day.dt.strftime("%a %d %b"))
    return rows.pivot(index="feature", columns="word", values="value")[rows.word.unique()]


def drift(metrics: pd.DataFrame, most: int = 12) -> Figure:
    """The features that drift most, day by day."""
    days = drifted(metrics)
    highest = days.loc[days.max(axis=1).nlargest(most).index]
    shifted = days.index[days.max(axis=1) > SHIFTED]
    return heat(
        highest,
        "Drift of the features",
        "feature",
        "day, UTC",
        "population stability index",
        f"The {len(highest)} of {len(days)} features that drift most. {len(shifted)} are above {SHIFTED} on some day:"
        f" {', '.join(sorted(shifted)) or 'none'}. From 0.5 on the colour is the darkest.",
        form="{:.2f}",
        full=0.5,
    )


def strength(metrics: pd.DataFrame) -> Figure | None:
    """A verdict's strength and how often it was right; None where evaluate has not run."""
    rows = metrics[(metrics.job == "evaluate") & metrics.slice.str.startswith("method=model,strength=")]
    if rows.empty:
        return None
    table = rows.pivot(index="slice", columns="metric", values="value").rename(
        columns={"mean_strength": "said", "right": "found"}
    )
    table["row_count"] = rows.groupby("slice").row_count.max()
    off = table.loc[(table.said - table.found).abs().idxmax()]
    most = table.loc[table.row_count.idxmax()]
    return said_and_found(
        table,
        "Strength, and how often the verdict was right",
        "mean strength said",
        "share of verdicts that were right",
        f"Furthest apart at {off.said:.0%} said and {off.found:.0%} found; most verdicts are at {most.said:.0%} said,"
        f" {most.found:.0%} of them right.",
    )


def blame(judged: pd.DataFrame) -> Figure | None:
    """What was broken and what was blamed: columns cause_category and cause; None without rows."""
    if judged.empty:
        return None
    table = judged.groupby(["cause_category", "cause"]).size().unstack(fill_value=0)
    table = table.reindex(index=[c for c in CAUSES if c in table.index], columns=[c for c in CAUSES if c in table])
    found = pd.Series({c: table.loc[c].get(c, 0) / table.loc[c].sum() for c in table.index})
    return heat(
        table,
        "What was broken, and what was blamed",
        "what was broken",
        "what was blamed",
        "bad minutes",
        f"{(judged.cause == judged.cause_category).mean():.0%} of {len(judged):,} judged minutes are blamed on the right"
        f" category; {(judged.cause == 'unexplained').sum():,} are unexplained. Found most often is {found.idxmax()}"
        f" ({found.max():.0%}), least often {found.idxmin()} ({found.min():.0%}).",
    )


def drawn_on(means: pd.DataFrame, most: int = 10) -> Figure:
    """Features by their mean contribution: columns feature, category, contribution, minutes."""
    top = required(means, "contributions").head(most)
    return ranked_bars(
        top,
        "feature",
        "contribution",
        "category",
        "What the model draws on in bad minutes",
        "mean contribution, log-odds",
        f"Over {top.minutes.iloc[0]:,} bad minutes. {top.feature.iloc[0]} leads with {top.contribution.iloc[0]:+.3f}"
        " log-odds on average; a feature that matters much in few minutes is small here.",
        form="{:.2f}",
    )

"""One call, minute by minute."""

from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from meeting_insights.plots.base import (
    BAD,
    CATEGORY_COLORS,
    GOOD,
    INK,
    MEDIUM_COLORS,
    NEUTRAL,
    captioned,
    required,
    subplots,
)


def call_timeline(minutes: pd.DataFrame, title: str) -> Figure:
    """Score, network quality and signal of a call by minute. Takes gold.experience_minutes of one join."""
    required(minutes, title)
    figure, (score, delay, loss, signal) = subplots(4, 1, size=(9, 6.6), sharex=True, height_ratios=[2, 2, 1.4, 1.4])
    at = minutes.minute_at
    for edge, word, color in (
        (4, "Good", "#e6f3ea"),
        (3, "Fair", "#f5f2e1"),
        (2, "Poor", "#fbe9df"),
        (1, "Bad", "#f8dcdc"),
    ):
        score.axhspan(edge, edge + 1, color=color, zorder=0)
        score.text(1.005, edge + 0.5, word, transform=score.get_yaxis_transform(), va="center", fontsize=8)
    score.plot(at, minutes.received_score, marker=".", color=MEDIUM_COLORS["audio"], label="received")
    score.plot(at, minutes.sent_score, "--", marker=".", color=MEDIUM_COLORS["video"], label="sent")
    score.set_ylim(1, 5)
    score.set_ylabel("score, MOS")
    score.set_title(title)
    score.legend(ncols=2, loc="lower right", bbox_to_anchor=(1, 1), fontsize=8)
    for column, color, dash, label in (
        ("audio_in_latency_ms", MEDIUM_COLORS["audio"], "-", "audio-in latency"),
        ("audio_out_latency_ms", MEDIUM_COLORS["audio"], "--", "audio-out latency"),
        ("wan_rtt", CATEGORY_COLORS["wan"], "-", "WAN round trip"),
    ):
        delay.plot(at, minutes[column], dash, marker=".", color=color, label=label)
    delay.set_ylabel("latency, ms")
    for column, color, dash, label in (
        ("audio_in_loss_pct", MEDIUM_COLORS["audio"], "-", "audio-in loss"),
        ("video_in_loss_pct", MEDIUM_COLORS["video"], "-", "video-in loss"),
        ("video_out_loss_pct", MEDIUM_COLORS["video"], "--", "video-out loss"),
    ):
        loss.plot(at, minutes[column], dash, marker=".", color=color, label=label)
    loss.set_ylabel("loss, %")
    signal.plot(at, minutes.client_rssi, marker=".", color=INK, label="signal")
    signal.set_ylabel("signal, dBm")
    signal.xaxis.set_major_formatter(mdates.DateFormatter("%H:%M", tz="UTC"))
    signal.set_xlabel(f"minute of {at.iloc[0]:%a %d %b %Y}, UTC")
    for axes in (delay, loss, signal):
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    bad = minutes.is_bad
    for axes in (delay, loss, signal):
        for minute in at[bad]:
            axes.axvspan(
                minute - pd.Timedelta("30s"), minute + pd.Timedelta("30s"), color="#fbe9df", zorder=0, linewidth=0
            )
    where = (
        "wired, so it has no signal"
        if minutes.client_rssi.isna().all()
        else (
            f"heard at {minutes.client_rssi[bad].median():.0f} dBm in the median bad minute"
            + (f", {minutes.client_rssi[~bad].median():.0f} dBm in the median other minute" if (~bad).any() else "")
        )
    )
    return captioned(
        figure,
        f"{bad.sum()} of {len(minutes)} minutes are bad (shaded below): the lower of the two scores is under 3, or the call dropped."
        f" The lowest score is {minutes.minute_score.min():.1f}. The client is {where}.",
    )


def ranking(rows: pd.DataFrame, title: str, features: int = 4) -> Figure:
    """The ranking graph: categories, and beneath each its first features. Takes gold.feature_ranking of one minute and target."""
    required(rows, title)
    unit = rows.contribution_unit.iloc[0]
    shown = []
    for category in rows[rows.feature == ""].sort_values("rank").itertuples():
        if category.category == "context" and category.contribution == 0:
            continue
        shown.append((category.category, category.contribution, category.category, True))
        inside = rows[(rows.category == category.category) & (rows.feature != "")].sort_values("rank").head(features)
        for row in inside.itertuples():
            value = (
                "missing"
                if pd.isna(row.feature_value)
                else f"{row.feature_value:,.4g} {row.unit or ''}".removesuffix("0 or 1").strip()
            )
            shown.append((f"{row.feature} ({value})", row.contribution, category.category, False))
    figure, axes = subplots(size=(9, 1.1 + 0.21 * len(shown)))
    for place, (_, contribution, category, is_category) in enumerate(shown):
        axes.barh(
            -place,
            contribution,
            height=0.8 if is_category else 0.55,
            color=CATEGORY_COLORS[category],
            alpha=1 if is_category else 0.45,
        )
    axes.set_yticks([-place for place in range(len(shown))], [label for label, *_ in shown])
    for tick, (*_, is_category) in zip(axes.get_yticklabels(), shown, strict=True):
        tick.set_fontweight("bold" if is_category else "normal")
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_xlabel(f"contribution, {unit}; to the right is harmful")
    axes.set_title(title)
    axes.grid(axis="y", visible=False)
    category = rows[rows.feature == ""].sort_values("rank").iloc[0]
    feature = rows[rows.feature != ""].sort_values("contribution", ascending=False).iloc[0]
    return captioned(
        figure,
        f"Categories with their first {features} features. {category.category} contributes most, {category.contribution:+.2f} {unit};"
        f" the most harmful feature is {feature.feature} with {feature.contribution:+.2f}."
        f" A category is the sum of all its features, also of those not shown.",
    )


def waterfall(base: float, steps: pd.Series, title: str, unit: str, most: int = 8) -> Figure:
    """From the base value to what the model says, one step a feature, the largest ones first."""
    largest = steps.reindex(steps.abs().sort_values(ascending=False).index)
    rest = largest.iloc[most:]
    drawn = [*largest.iloc[:most].items()]
    if len(rest):
        drawn.append((f"{len(rest)} others", rest.sum()))
    figure, axes = subplots(size=(9, 1.3 + 0.3 * (len(drawn) + 2)))
    axes.barh(0, base, color=NEUTRAL, height=0.6)
    at = base
    for place, (_, step) in enumerate(drawn, start=1):
        axes.barh(-place, step, left=at, color=BAD if step > 0 else GOOD, height=0.6)
        axes.plot([at, at], [-place + 0.7, -place - 0.3], color=INK, linewidth=0.6)
        at += step
        axes.text(at, -place, f" {step:+.2f} ", va="center", ha="left" if step > 0 else "right", fontsize=8)
    axes.barh(-len(drawn) - 1, at, color=NEUTRAL, height=0.6)
    axes.set_yticks(
        [-i for i in range(len(drawn) + 2)], ["base value", *[name for name, _ in drawn], "what the model says"]
    )
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.margins(x=0.12)
    axes.set_xlabel(unit)
    axes.set_title(title)
    axes.grid(axis="y", visible=False)
    up, down = steps[steps > 0], steps[steps < 0]
    return captioned(
        figure,
        f"The base value is {base:+.2f}. {len(up)} features raise it by {up.sum():.2f} together, {len(down)} lower it by {-down.sum():.2f};"
        f" that gives {base + steps.sum():+.2f} {unit}.",
    )


def categories_by_minute(minutes: pd.DataFrame, title: str) -> Figure:
    """What each category contributed in each minute of a call: columns minute_at, prediction and one a category."""
    required(minutes, title)
    figure, axes = subplots(size=(9, 3.4))
    up, down = np.zeros(len(minutes)), np.zeros(len(minutes))
    categories = [c for c in CATEGORY_COLORS if c in minutes.columns and c not in ("unexplained", "context")]
    for category in categories:
        values = minutes[category].to_numpy(dtype=float)
        axes.bar(
            minutes.minute_at,
            values,
            bottom=np.where(values > 0, up, down),
            width=1 / 1600,
            color=CATEGORY_COLORS[category],
            label=category,
        )
        up, down = up + np.clip(values, 0, None), down + np.clip(values, None, 0)
    axes.plot(minutes.minute_at, minutes.prediction, color=INK, marker=".", linewidth=1, label="what the model says")
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%H:%M", tz="UTC"))
    axes.set_xlabel(f"minute of {minutes.minute_at.iloc[0]:%a %d %b %Y}, UTC")
    axes.set_ylabel("contribution, log-odds")
    axes.set_title(title)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    means = minutes[categories].mean().sort_values(ascending=False)
    return captioned(
        figure,
        f"Above the line is harmful. Over the {len(minutes)} minutes {means.index[0]} contributes most,"
        f" {means.iloc[0]:+.2f} log-odds on average;"
        f" the model calls a minute more likely bad than not where its line is above 0: {(minutes.prediction > 0).sum()} minutes.",
    )

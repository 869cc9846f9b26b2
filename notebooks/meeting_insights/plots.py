"""Pictures of the tables. Each function gives a figure with a title, units and a caption.

A caption says what the picture shows of the data given, so its numbers are computed from them.
Colours are those of the report. Importing this sets matplotlib's style.
"""

from __future__ import annotations

import textwrap

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter, StrMethodFormatter

from meeting_insights.errors import UserError
from meeting_insights.warehouse import Warehouse

CATEGORY_COLORS = {
    "wireless": "#1668c7",
    "wired": "#0e7c86",
    "wan": "#6b2fb3",
    "client": "#b4540a",
    "remote": "#b02a72",
    "unexplained": "#6a7482",
    "context": "#6a7482",
}
MEDIUM_COLORS = {"audio": "#1668c7", "video": "#b4540a", "share": "#1d8043"}
GOOD, BAD, NEUTRAL, INK = "#1d8043", "#c2232b", "#a7b1be", "#17202b"
CAUSES = ["wireless", "wired", "wan", "client", "remote", "unexplained"]
_STYLE = {
    "font.size": 9,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e4e8ee",
    "legend.frameon": False,
    "figure.dpi": 110,
}
plt.rcParams.update(_STYLE)


def subplots(rows: int = 1, columns: int = 1, size: tuple[float, float] = (9, 3.6), **options):
    """A figure and its axes in the style of these pictures."""
    figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", **options)
    # Shown once, as the value of its cell, not a second time at the end of the cell.
    plt.close(figure)
    return figure, axes


def captioned(figure: Figure, caption: str) -> Figure:
    """The figure with a caption beneath; refuses one without a title or without a word on what its axes measure."""
    if not any(axes.get_title(loc) for axes in figure.axes for loc in ("left", "center")) or not caption.strip():
        raise ValueError("a figure needs a title and a caption")
    if not all(axes.get_xlabel() or axes.get_ylabel() for axes in figure.axes):
        raise ValueError("every axes needs a label with its unit")
    width = int(figure.get_figwidth() * 14.5)
    # Beneath the figure's own area: what shows or saves it takes in all that is drawn.
    text = textwrap.fill(" ".join(caption.split()), width)
    figure.text(0.01, -0.01, text, va="top", ha="left", fontsize=9, color="#4a5563")
    return figure


def save(figure: Figure, path) -> None:
    """Writes the figure and its caption as a PNG."""
    figure.savefig(path, dpi=110, bbox_inches="tight", pad_inches=0.12, facecolor="white", metadata={"Software": None})


def required(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """The frame, unless it is empty: an empty picture would say that all is well."""
    if frame.empty:
        raise UserError(f"There is nothing to draw: {what}", "no row meets it", "choose another site or other days")
    return frame


def bad_minutes_by_cause(tables: Warehouse, site: str | None = None) -> Figure:
    """Bad minutes of each site and day by what caused them."""
    columns = ", ".join(f"bad_minutes_{cause} AS {cause}" for cause in CAUSES)
    days = required(
        tables.sql(
            f"SELECT site_name, day, total_minutes, bad_minutes, {columns} FROM gold.site_summary"
            " WHERE $site IS NULL OR site_name = $site ORDER BY site_name DESC, day DESC",
            site=site,
        ),
        f"site summary of {site or 'any site'}",
    )
    figure, axes = subplots(size=(9, 1.2 + 0.34 * len(days)))
    left = np.zeros(len(days))
    for cause in CAUSES:
        axes.barh(np.arange(len(days)), days[cause], left=left, color=CATEGORY_COLORS[cause], label=cause, edgecolor="white")
        left += days[cause].to_numpy()
    for place, day in enumerate(days.itertuples()):
        share = f" {day.bad_minutes:,} ({day.bad_minutes / day.total_minutes:.1%})"
        axes.text(day.bad_minutes, place, share, va="center", fontsize=8)
    axes.set_yticks(np.arange(len(days)), [f"{row.site_name}, {row.day:%a %d %b}" for row in days.itertuples()])
    axes.set_xlim(0, days.bad_minutes.max() * 1.17)
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_xlabel("bad participant minutes, and their share of all minutes with a score")
    axes.set_title("Bad minutes by cause")
    axes.grid(axis="y", visible=False)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper right", ncols=len(CAUSES), fontsize=8)
    totals = days[CAUSES].sum().sort_values(ascending=False)
    named = totals.drop("unexplained")
    return captioned(
        figure,
        f"{days.bad_minutes.sum():,} of {days.total_minutes.sum():,} on-network participant minutes were bad."
        f" Most of those with a named cause are {named.index[0]} ({named.iloc[0]:,}), then {named.index[1]} ({named.iloc[1]:,});"
        f" for {totals['unexplained']:,} no cause was found. Days are UTC.",
    )


def calls_by_hour(series: pd.DataFrame, site: str) -> Figure:
    """Participant minutes of a site by hour, and the bad ones among them. Takes gold.site_series."""
    required(series, f"hours of {site}")
    figure, axes = subplots(size=(9, 2.8))
    at = pd.to_datetime(series.bucket_local_at)
    axes.bar(at, series.total_minutes, width=1 / 26, color=NEUTRAL, label="all", align="edge")
    axes.bar(at, series.bad_minutes, width=1 / 26, color=BAD, label="bad", align="edge")
    _hours(axes)
    axes.set_ylabel("participant minutes an hour")
    axes.set_title(f"{site}: call minutes, and the bad ones among them")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    worst = series.loc[series.bad_minutes.idxmax()]
    share = (series.bad_minutes / series.total_minutes.where(series.total_minutes > 0)).max()
    return captioned(
        figure,
        f"The hour with the most bad minutes began {pd.Timestamp(worst.bucket_local_at):%a %d %b %H:%M} on the site's clock:"
        f" {worst.bad_minutes:,} of {worst.total_minutes:,}. The highest share of any hour is {share:.0%}.",
    )


def quality_over_time(series: pd.DataFrame, site: str, measure: str) -> Figure:
    """Latency, jitter or loss of every medium and direction by hour. Takes gold.site_series."""
    required(series, f"hours of {site}")
    column, unit, title = {
        "latency": ("latency_avg_ms", "ms", "latency, a round trip between client and Zoom"),
        "jitter": ("jitter_avg_ms", "ms", "jitter"),
        "loss": ("loss_avg_pct", "%", "packet loss"),
    }[measure]
    figure, axes = subplots(size=(9, 3.4))
    at = pd.to_datetime(series.bucket_local_at)
    lines = {}
    for medium, color in MEDIUM_COLORS.items():
        for direction, dash in (("in", "-"), ("out", "--")):
            values = series[f"{medium}_{direction}_{column}"].astype(float)
            lines[f"{medium}-{direction}"] = values
            # Nights are gaps, not lines from one evening to the next morning.
            axes.plot(*_with_gaps(at, values), dash, marker=".", markersize=3, linewidth=1.2, color=color, label=f"{medium}-{direction}")
    if measure == "latency":
        wan = series.wan_latency_avg_ms.astype(float)
        axes.plot(*_with_gaps(at, wan), color=CATEGORY_COLORS["wan"], linewidth=2, label="wan-avg-latency")
    _hours(axes)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(f"mean of the hour, {unit}")
    axes.set_title(f"{site}: {title}")
    axes.legend(ncols=1, loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    peaks = pd.DataFrame(lines).max()
    top = peaks.idxmax()
    when = pd.Timestamp(series.bucket_local_at[lines[top].idxmax()])
    caption = (
        f"Means over the participant minutes of an hour, on the site's clock; in is what the site's people received."
        f" The highest is {top} with {peaks[top]:,.1f} {unit} in the hour from {when:%a %d %b %H:%M}; the median hour of {top} has {lines[top].median():,.1f} {unit}."
    )
    if measure == "latency":
        beside = wan[lines[top].idxmax()]
        caption += f" The site's own WAN round trip in that hour was {beside:,.0f} ms, in its median hour {wan.median():,.0f} ms."
    return captioned(figure, caption)


def cpu_over_time(series: pd.DataFrame, site: str) -> Figure:
    """System CPU of the clients in calls by hour. Takes gold.site_series."""
    required(series, f"hours of {site}")
    figure, axes = subplots(size=(9, 2.6))
    at = pd.to_datetime(series.bucket_local_at)
    highest = series.system_cpu_max_pct.astype(float)
    axes.plot(*_with_gaps(at, highest), "--", marker=".", color=BAD, label="highest client")
    axes.plot(*_with_gaps(at, series.system_cpu_avg_pct.astype(float)), marker=".", color=MEDIUM_COLORS["audio"], label="mean")
    _hours(axes)
    axes.set_ylim(0, 105)
    axes.set_ylabel("system CPU, %")
    axes.set_title(f"{site}: CPU of the clients in calls")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    return captioned(
        figure,
        f"The mean of an hour lies between {series.system_cpu_avg_pct.min():.0f} and {series.system_cpu_avg_pct.max():.0f} %; in"
        f" {(highest >= 95).sum()} of {highest.notna().sum()} hours some client was at 95 % or more."
        f" Behind a point are {series.cpu_clients.min()} to {series.cpu_clients.max()} clients.",
    )


def feedback(ratings: pd.DataFrame, site: str) -> Figure:
    """Ratings by day. Takes gold.feedback_histogram."""
    required(ratings, f"ratings of {site}")
    figure, axes = subplots(size=(9, 2.4))
    places = np.arange(len(ratings))
    for offset, (word, color) in enumerate({"poor": BAD, "average": "#8a6100", "good": GOOD}.items()):
        bars = axes.bar(places + (offset - 1) * 0.27, ratings[word], width=0.25, color=color, label=word)
        axes.bar_label(bars, fontsize=8)
    axes.set_xticks(places, [f"{day:%a %d %b}" for day in ratings.day])
    axes.set_ylabel("ratings")
    axes.set_title(f"{site}: what people said at the end of calls")
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    total = int(ratings[["poor", "average", "good"]].sum().sum())
    return captioned(figure, f"{total} ratings, {int(ratings.poor.sum())} of them poor. Zoom asks only for good or not good, so average is empty. Few rate: read it as a hint.")


def call_timeline(minutes: pd.DataFrame, title: str) -> Figure:
    """Score, network quality and signal of a call by minute. Takes gold.experience_minutes of one join."""
    required(minutes, title)
    figure, (score, delay, loss, signal) = subplots(4, 1, size=(9, 6.6), sharex=True, height_ratios=[2, 2, 1.4, 1.4])
    at = minutes.minute_at
    for edge, word, color in ((4, "Good", "#e6f3ea"), (3, "Fair", "#f5f2e1"), (2, "Poor", "#fbe9df"), (1, "Bad", "#f8dcdc")):
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
            axes.axvspan(minute - pd.Timedelta("30s"), minute + pd.Timedelta("30s"), color="#fbe9df", zorder=0, linewidth=0)
    where = "wired, so it has no signal" if minutes.client_rssi.isna().all() else (
        f"heard at {minutes.client_rssi[bad].median():.0f} dBm in the median bad minute"
        + (f", {minutes.client_rssi[~bad].median():.0f} dBm in the median other minute" if (~bad).any() else "")
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
            value = "missing" if pd.isna(row.feature_value) else f"{row.feature_value:,.4g} {row.unit or ''}".removesuffix("0 or 1").strip()
            shown.append((f"{row.feature} ({value})", row.contribution, category.category, False))
    figure, axes = subplots(size=(9, 1.1 + 0.21 * len(shown)))
    for place, (label, contribution, category, is_category) in enumerate(shown):
        axes.barh(-place, contribution, height=0.8 if is_category else 0.55, color=CATEGORY_COLORS[category], alpha=1 if is_category else 0.45)
    axes.set_yticks([-place for place in range(len(shown))], [label for label, *_ in shown])
    for tick, (*_, is_category) in zip(axes.get_yticklabels(), shown):
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
    axes.set_yticks([-i for i in range(len(drawn) + 2)], ["base value", *[name for name, _ in drawn], "what the model says"])
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
        axes.bar(minutes.minute_at, values, bottom=np.where(values > 0, up, down), width=1 / 1600, color=CATEGORY_COLORS[category], label=category)
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
        f"Above the line is harmful. Over the {len(minutes)} minutes {means.index[0]} contributes most, {means.iloc[0]:+.2f} log-odds on average;"
        f" the model calls a minute more likely bad than not where its line is above 0: {(minutes.prediction > 0).sum()} minutes.",
    )


def ranked_bars(frame: pd.DataFrame, label: str, value: str, category: str, title: str, unit: str, caption: str, form: str = "{:,.0f}") -> Figure:
    """One bar a row, the longest on top, coloured by category."""
    required(frame, title)
    rows = frame.sort_values(value, kind="stable")
    figure, axes = subplots(size=(9, 1.1 + 0.27 * len(rows)))
    bars = axes.barh(np.arange(len(rows)), rows[value], color=[CATEGORY_COLORS[c] for c in rows[category]])
    axes.bar_label(bars, fontsize=8, padding=2, fmt=form)
    axes.set_yticks(np.arange(len(rows)), rows[label])
    axes.set_xlabel(unit)
    axes.set_title(title)
    axes.grid(axis="y", visible=False)
    used = [c for c in CATEGORY_COLORS if c in set(rows[category])]
    if len(used) > 1:
        axes.legend([plt.Rectangle((0, 0), 1, 1, color=CATEGORY_COLORS[c]) for c in used], used, loc="lower right", fontsize=8)
    return captioned(figure, caption)


def stacked_bars(table: pd.DataFrame, title: str, unit: str, caption: str, colors: dict[str, str] | None = None) -> Figure:
    """One bar an index entry, stacked by column, the longest on top."""
    required(table, title)
    rows = table.loc[table.sum(axis=1).sort_values(kind="stable").index]
    figure, axes = subplots(size=(9, 1.1 + 0.27 * len(rows)))
    left = np.zeros(len(rows))
    for column in rows.columns:
        axes.barh(np.arange(len(rows)), rows[column], left=left, color=(colors or CATEGORY_COLORS).get(column), label=column, edgecolor="white")
        left += rows[column].to_numpy(dtype=float)
    axes.set_yticks(np.arange(len(rows)), rows.index)
    axes.set_xlabel(unit)
    axes.set_title(title)
    axes.grid(axis="y", visible=False)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    return captioned(figure, caption)


def compared(table: pd.DataFrame, title: str, unit: str, caption: str, limits: tuple[float, float] | None = None) -> Figure:
    """Several ways side by side: one line an index entry, one dot a column."""
    required(table, title)
    figure, axes = subplots(size=(9, 1.3 + 0.33 * len(table)))
    palette = [MEDIUM_COLORS["audio"], "#b4540a", "#0e7c86", NEUTRAL]
    places = np.arange(len(table))[::-1]
    for column, color in zip(table.columns, palette):
        axes.scatter(table[column], places, color=color, s=46, label=column, zorder=3)
    axes.hlines(places, table.min(axis=1), table.max(axis=1), color="#c9d1db", linewidth=2, zorder=1)
    axes.set_yticks(places, table.index)
    axes.set_ylim(-0.6, len(table) - 0.4)
    if limits:
        axes.set_xlim(*limits)
    axes.set_xlabel(unit)
    axes.set_title(title)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    return captioned(figure, caption)


def paired_bars(table: pd.DataFrame, title: str, unit: str, caption: str) -> Figure:
    """Bars side by side: one group an index entry, one bar a column."""
    required(table, title)
    figure, axes = subplots(size=(9, 1.2 + 0.42 * len(table)))
    height = 0.8 / table.shape[1]
    for index, (column, color) in enumerate(zip(table.columns, (MEDIUM_COLORS["audio"], "#b4540a", "#0e7c86"))):
        places = np.arange(len(table))[::-1] - (index - (table.shape[1] - 1) / 2) * height
        bars = axes.barh(places, table[column], height=height * 0.92, color=color, label=column)
        axes.bar_label(bars, labels=["" if np.isnan(v) else f"{v:.2f}" for v in table[column]], fontsize=8, padding=2)
    axes.set_yticks(np.arange(len(table))[::-1], table.index)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.margins(x=0.1)
    axes.set_xlabel(unit)
    axes.set_title(title)
    axes.grid(axis="y", visible=False)
    if table.shape[1] > 1:
        axes.legend(loc="lower right", fontsize=8)
    return captioned(figure, caption)


def lines(table: pd.DataFrame, title: str, across: str, unit: str, caption: str) -> Figure:
    """One line a column over the index."""
    required(table, title)
    figure, axes = subplots(size=(9, 3.4))
    for column, color, dash in zip(table.columns, (INK, MEDIUM_COLORS["audio"], "#b4540a"), ("--", "-", "-")):
        axes.plot(table.index, table[column], dash, marker="o", markersize=4, color=color, label=column)
    axes.set_xlabel(across)
    axes.set_ylabel(unit)
    axes.set_title(title)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    return captioned(figure, caption)


def density(x: pd.Series, y: pd.Series, title: str, across: str, up: str, caption: str) -> Figure:
    """How two quantities go together: cells by how many points they hold, and the median of y over x."""
    figure, axes = subplots(size=(8, 3.8))
    cells = axes.hexbin(x, y, gridsize=38, mincnt=1, cmap="Blues", bins="log")
    middle = y.groupby(pd.cut(x, 12), observed=False).median().dropna()
    axes.plot([place.mid for place in middle.index], middle, color=BAD, marker="o", markersize=4, label=f"median {up.partition(',')[0]}")
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.set_title(title)
    axes.legend(loc="upper left", fontsize=8)
    figure.colorbar(cells, ax=axes, label="points in the cell")
    return captioned(figure, caption)


def said_and_found(points: pd.DataFrame, title: str, said: str, found: str, caption: str, is_log: bool = False) -> Figure:
    """A reliability curve: columns said and found between 0 and 1, and row_count."""
    required(points, title)
    figure, axes = subplots(size=(6.4, 4.2))
    least = points[["said", "found"]].min().min() * 0.7 if is_log else 0
    axes.plot([least, 1], [least, 1], color=NEUTRAL, linewidth=1, label="found as said")
    axes.plot(points.said, points.found, color=MEDIUM_COLORS["audio"], marker="o", markersize=5, linewidth=1, label="minutes, by what was said")
    is_uneven = points.row_count.max() > 1.5 * points.row_count.min()
    for point in points.itertuples() if is_uneven else ():
        axes.annotate(f"{point.row_count:,.0f}", (point.said, point.found), xytext=(6, -9), textcoords="offset points", fontsize=7, color="#4a5563")
    if is_log:
        axes.set_xscale("log")
        axes.set_yscale("log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=None if is_log else 0))
    axes.set_xlabel(said)
    axes.set_ylabel(found)
    axes.set_title(title)
    axes.legend(loc="upper left", fontsize=8)
    return captioned(figure, caption + (" The small numbers count minutes." if is_uneven else ""))


def heat(table: pd.DataFrame, title: str, rows: str, columns: str, unit: str, caption: str, form: str = "{:,.0f}", full: float | None = None) -> Figure:
    """A table of numbers as coloured cells with the numbers in them; from full on the colour is the darkest."""
    required(table, title)
    figure, axes = subplots(size=(9, 1.7 + 0.34 * len(table)))
    values = table.to_numpy(dtype=float)
    full = full or np.nanmax(values)
    picture = axes.imshow(values, aspect="auto", cmap="Blues", vmin=0, vmax=full)
    for (row, column), value in np.ndenumerate(values):
        if not np.isnan(value):
            axes.text(column, row, form.format(value), ha="center", va="center", fontsize=8, color="white" if value > full / 2 else INK)
    # Many columns leave no room for words side by side.
    words = [str(c).replace(" ", "\n") if table.shape[1] > 8 else c for c in table.columns]
    axes.set_xticks(np.arange(table.shape[1]), words)
    axes.set_yticks(np.arange(len(table)), table.index)
    axes.set_xlabel(columns)
    axes.set_ylabel(rows)
    axes.set_title(title)
    axes.grid(visible=False)
    figure.colorbar(picture, ax=axes, label=unit, shrink=0.9)
    return captioned(figure, caption)


def _hours(axes) -> None:
    axes.xaxis.set_major_locator(mdates.HourLocator(byhour=range(0, 24, 6)))
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axes.xaxis.get_major_locator()))
    axes.set_xlabel("hour on the site's clock")


def _with_gaps(at: pd.Series, values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The points with a hole wherever more than two hours pass between two of them."""
    line = pd.Series(values.to_numpy(), index=pd.DatetimeIndex(at)).sort_index()
    jumps = line.index[1:][np.diff(line.index) > np.timedelta64(2, "h")]
    holes = pd.Series(np.nan, index=jumps - pd.Timedelta("1s"))
    line = pd.concat([line, holes]).sort_index()
    return line.index, line

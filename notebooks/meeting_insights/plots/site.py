"""A site over days."""

from __future__ import annotations

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from meeting_insights.plots.base import (
    BAD,
    CATEGORY_COLORS,
    CAUSES,
    GOOD,
    MEDIUM_COLORS,
    NEUTRAL,
    captioned,
    required,
    subplots,
)
from meeting_insights.warehouse import Warehouse


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
        axes.barh(
            np.arange(len(days)), days[cause], left=left, color=CATEGORY_COLORS[cause], label=cause, edgecolor="white"
        )
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
            axes.plot(
                *_with_gaps(at, values),
                dash,
                marker=".",
                markersize=3,
                linewidth=1.2,
                color=color,
                label=f"{medium}-{direction}",
            )
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
        f" The highest is {top} with {peaks[top]:,.1f} {unit} in the hour from {when:%a %d %b %H:%M};"
        f" the median hour of {top} has {lines[top].median():,.1f} {unit}."
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
    axes.plot(
        *_with_gaps(at, series.system_cpu_avg_pct.astype(float)), marker=".", color=MEDIUM_COLORS["audio"], label="mean"
    )
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
    return captioned(
        figure,
        f"{total} ratings, {int(ratings.poor.sum())} of them poor. Zoom asks only for good or not good, so average is"
        " empty. Few rate: read it as a hint.",
    )


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

"""Style, captions, and the kinds of figure that several pictures share. Importing this sets matplotlib's style."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from meeting_insights.errors import UserError

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


def ranked_bars(
    frame: pd.DataFrame,
    label: str,
    value: str,
    category: str,
    title: str,
    unit: str,
    caption: str,
    form: str = "{:,.0f}",
) -> Figure:
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
        axes.legend(
            [plt.Rectangle((0, 0), 1, 1, color=CATEGORY_COLORS[c]) for c in used], used, loc="lower right", fontsize=8
        )
    return captioned(figure, caption)


def stacked_bars(
    table: pd.DataFrame, title: str, unit: str, caption: str, colors: dict[str, str] | None = None
) -> Figure:
    """One bar an index entry, stacked by column, the longest on top."""
    required(table, title)
    rows = table.loc[table.sum(axis=1).sort_values(kind="stable").index]
    figure, axes = subplots(size=(9, 1.1 + 0.27 * len(rows)))
    left = np.zeros(len(rows))
    for column in rows.columns:
        axes.barh(
            np.arange(len(rows)),
            rows[column],
            left=left,
            color=(colors or CATEGORY_COLORS).get(column),
            label=column,
            edgecolor="white",
        )
        left += rows[column].to_numpy(dtype=float)
    axes.set_yticks(np.arange(len(rows)), rows.index)
    axes.set_xlabel(unit)
    axes.set_title(title)
    axes.grid(axis="y", visible=False)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    return captioned(figure, caption)


def paired_bars(table: pd.DataFrame, title: str, unit: str, caption: str) -> Figure:
    """Bars side by side: one group an index entry, one bar a column."""
    required(table, title)
    figure, axes = subplots(size=(9, 1.2 + 0.42 * len(table)))
    height = 0.8 / table.shape[1]
    for index, (column, color) in enumerate(
        zip(table.columns, (MEDIUM_COLORS["audio"], "#b4540a", "#0e7c86"), strict=False)
    ):
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
    for column, color, dash in zip(
        table.columns, (INK, MEDIUM_COLORS["audio"], "#b4540a"), ("--", "-", "-"), strict=False
    ):
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
    axes.plot(
        [place.mid for place in middle.index],
        middle,
        color=BAD,
        marker="o",
        markersize=4,
        label=f"median {up.partition(',')[0]}",
    )
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.set_title(title)
    axes.legend(loc="upper left", fontsize=8)
    figure.colorbar(cells, ax=axes, label="points in the cell")
    return captioned(figure, caption)


def compared(
    table: pd.DataFrame, title: str, unit: str, caption: str, limits: tuple[float, float] | None = None
) -> Figure:
    """Several ways side by side: one line an index entry, one dot a column."""
    required(table, title)
    figure, axes = subplots(size=(9, 1.3 + 0.33 * len(table)))
    palette = [MEDIUM_COLORS["audio"], "#b4540a", "#0e7c86", NEUTRAL]
    places = np.arange(len(table))[::-1]
    for column, color in zip(table.columns, palette, strict=False):
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


def said_and_found(
    points: pd.DataFrame, title: str, said: str, found: str, caption: str, is_log: bool = False
) -> Figure:
    """A reliability curve: columns said and found between 0 and 1, and row_count."""
    required(points, title)
    figure, axes = subplots(size=(6.4, 4.2))
    least = points[["said", "found"]].min().min() * 0.7 if is_log else 0
    axes.plot([least, 1], [least, 1], color=NEUTRAL, linewidth=1, label="found as said")
    axes.plot(
        points.said,
        points.found,
        color=MEDIUM_COLORS["audio"],
        marker="o",
        markersize=5,
        linewidth=1,
        label="minutes, by what was said",
    )
    is_uneven = points.row_count.max() > 1.5 * points.row_count.min()
    for point in points.itertuples() if is_uneven else ():
        axes.annotate(
            f"{point.row_count:,.0f}",
            (point.said, point.found),
            xytext=(6, -9),
            textcoords="offset points",
            fontsize=7,
            color="#4a5563",
        )
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


def heat(
    table: pd.DataFrame,
    title: str,
    rows: str,
    columns: str,
    unit: str,
    caption: str,
    form: str = "{:,.0f}",
    full: float | None = None,
) -> Figure:
    """A table of numbers as coloured cells with the numbers in them; from full on the colour is the darkest."""
    required(table, title)
    figure, axes = subplots(size=(9, 1.7 + 0.34 * len(table)))
    values = table.to_numpy(dtype=float)
    full = full or np.nanmax(values)
    picture = axes.imshow(values, aspect="auto", cmap="Blues", vmin=0, vmax=full)
    for (row, column), value in np.ndenumerate(values):
        if not np.isnan(value):
            axes.text(
                column,
                row,
                form.format(value),
                ha="center",
                va="center",
                fontsize=8,
                color="white" if value > full / 2 else INK,
            )
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

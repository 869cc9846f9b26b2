"""What to repair first."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from meeting_insights.plots.base import CAUSES, heat, ranked_bars, required, stacked_bars

_KINDS = {
    "access_point": "access point",
    "switch_port": "switch port",
    "wan_link": "WAN link",
    "client_os": "clients with",
}


def apart(suspects: pd.DataFrame) -> pd.DataFrame:
    """The suspects that share no minute: SSIDs and radios hold those of the access points."""
    return suspects[suspects.kind.isin(_KINDS)]


def fix_first(suspects: pd.DataFrame, where: str) -> Figure:
    """Things by the bad minutes blamed on them. Takes rows of gold.fix_first added up over days."""
    shown = required(apart(suspects), f"suspects of {where}").head(12)
    several_sites = shown.site.nunique() > 1
    label = shown.kind.map(_KINDS) + " " + (shown.ap_name + " ").fillna("") + shown["item"]
    shown = shown.assign(label=label + (", " + shown.site if several_sites else ""))
    first = shown.iloc[0]
    return ranked_bars(
        shown,
        "label",
        "bad_minutes",
        "category",
        f"{where}: what to fix first",
        "bad minutes blamed on its category",
        f"The first is the {first.label}: {first.bad_minutes:,} bad minutes ({first.days}), up to"
        f" {first.most_clients_a_day} clients a day, {first.mean_contribution:+.1f} log-odds on average."
        " SSIDs and radios are left out, since they hold the same minutes as the access points.",
    )


def access_points_by_hour(hours: pd.DataFrame, where: str, most: int = 12) -> Figure:
    """Bad wireless minutes of access points in their worst hours: columns site, ap_name, hour, bad_minutes."""
    required(hours, f"bad wireless minutes of {where}")
    if hours.site.nunique() > 1:
        # Every site has an AP-1.
        hours = hours.assign(ap_name=hours.site + ", " + hours.ap_name)
    table = hours.pivot_table(index="ap_name", columns="hour", values="bad_minutes", aggfunc="sum")
    peak = table.stack().idxmax()
    table = table[table.max().nlargest(most).index.sort_values()]
    return heat(
        table,
        f"{where}: bad wireless minutes by access point and hour",
        "access point",
        "day and hour, UTC",
        "bad minutes",
        f"The {table.shape[1]} hours in which some access point had most. The highest is {peak[0]} from {peak[1]}"
        f" with {table.max().max():.0f}. Empty: none.",
    )


def clients_by_cause(minutes: pd.DataFrame, where: str, most: int = 15) -> Figure:
    """Clients by their bad minutes: columns host_name, cause, minutes."""
    required(minutes, f"bad minutes of clients at {where}")
    table = minutes.pivot_table(index="host_name", columns="cause", values="minutes", aggfunc="sum", fill_value=0)
    table = table.reindex(columns=[cause for cause in CAUSES if cause in table])
    worst = table.loc[table.sum(axis=1).nlargest(most).index]
    first = worst.iloc[0]
    return stacked_bars(
        worst,
        f"{where}: clients with the most bad minutes",
        "bad minutes",
        f"The first {len(worst)} of {len(table)} clients with a bad minute have"
        f" {worst.sum().sum() / table.sum().sum():.0%} of the {table.sum().sum():,} bad minutes."
        f" {worst.index[0]} has most, {first.sum():,}, of which {first.max():,} are {first.idxmax()}.",
    )


def service_levels(health: pd.DataFrame, where: str) -> Figure:
    """Minutes in which clients failed a service level: columns reason, failed_minutes, clients."""
    first = required(health, f"failed minutes at {where}").iloc[0]
    return ranked_bars(
        health.assign(category="wireless"),
        "reason",
        "failed_minutes",
        "category",
        f"{where}: minutes in which clients failed a service level",
        "client minutes",
        f"{first.reason} leads with {first.failed_minutes:,} minutes of {first.clients} clients."
        " Not every failed minute made a call bad.",
    )

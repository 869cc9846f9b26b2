"""Pictures of what a contribution means and does not mean."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from meeting_insights.plots.base import NEUTRAL, density, lines, paired_bars, required, stacked_bars

_SIGNAL = ["client_rssi", "client_rssi_down", "client_snr"]


def every_order(orders: pd.DataFrame, base: float) -> Figure:
    """What two players get in each order, and on average. Takes shapley.every_order's rows."""
    first, second = orders.columns
    rows = pd.concat([orders, orders.mean().to_frame("mean of all orders").T])
    rows.insert(0, "base value", base)
    return stacked_bars(
        rows,
        "The same minute, learnt in every order",
        "what the model expects, 0 to 1",
        f"Every bar ends at {rows.sum(axis=1).iloc[0]:.0f}, what the model says. On average {first} gets"
        f" {orders[first].mean():.3f} and {second} {orders[second].mean():.3f}.",
        colors={"base value": NEUTRAL, first: "#1668c7", second: "#0e7c86"},
    )


def rate_and_signal(wide: pd.DataFrame) -> Figure:
    """How the PHY rate goes with the signal. Takes intervals of the measured traces."""

    def together(a: str, b: str) -> float:
        return wide[a].corr(wide[b], "spearman")

    return density(
        wide.signal_dbm,
        wide.phy_rate_mbps,
        "The rate follows from the signal",
        "signal, dBm",
        "PHY rate, Mbps",
        f"{len(wide):,} intervals of two seconds of the two clients on wide channels. Rank correlation of signal and rate"
        f" {together('signal_dbm', 'phy_rate_mbps'):.2f}, of rate and loss {together('phy_rate_mbps', 'loss_fraction'):.2f},"
        f" of signal and loss {together('signal_dbm', 'loss_fraction'):.2f}.",
    )


def credit(mean_size: pd.DataFrame, auc: dict[str, float]) -> Figure:
    """Mean |contribution| of each feature in two models: with the rate, and without the rate."""
    signal, rate = mean_size.loc["signal_dbm"], mean_size.loc["phy_rate_mbps"]
    return paired_bars(
        mean_size.sort_values("with the rate", ascending=False),
        "Who gets the credit",
        "mean |contribution|, log-odds",
        f"With the rate in the model the signal gets {signal['with the rate']:.2f} and the rate {rate['with the rate']:.2f},"
        f" {rate['with the rate'] / signal['with the rate']:.0f} times as much. Take the rate away and the signal gets"
        f" {signal['without the rate']:.2f}: the air did not change, the model did. AUC is {auc['with the rate']:.3f} with"
        f" the rate and {auc['without the rate']:.3f} without.",
    )


def stronger_signal(answers: pd.DataFrame, intervals: int) -> Figure:
    """What a stronger signal would do, as measured and as two models say: indexed by dBm."""
    effect = answers.iloc[0] - answers.iloc[-1]
    return lines(
        answers,
        "What would a stronger signal do?",
        "signal, dBm",
        "share of intervals with loss > 50 %",
        f"{intervals:,} intervals. From {answers.index[0]} to {answers.index[-1]} dBm the measured share falls by"
        f" {effect['as measured']:.2f}. The model with the rate says it would fall by {effect['model with the rate']:.2f}, the"
        f" one without by {effect['model without the rate']:.2f}. Neither is an experiment: where the signal is strong, other"
        " things differ, too.",
    )


def broken_signal(named: pd.DataFrame, minutes: int, wireless_share: float, most: int = 9) -> Figure:
    """The features named in minutes whose signal was broken: columns feature, category and contribution."""
    mean = (
        required(named, "minutes with a broken signal")
        .groupby("feature")
        .contribution.sum()
        .div(minutes)
        .nlargest(most)
    )
    of_signal = named[named.feature.isin(_SIGNAL)].contribution.sum() / minutes
    of_wireless = named[named.category == "wireless"].contribution.sum() / minutes
    return paired_bars(
        mean.to_frame(),
        "Minutes in which the signal was broken",
        "mean contribution, log-odds",
        f"{minutes} bad minutes. {mean.index[0]} leads with {mean.iloc[0]:+.2f}; the three measures of the signal have"
        f" {of_signal:+.2f} together, all wireless features {of_wireless:+.2f}. {wireless_share:.0%} of the verdicts say"
        " wireless.",
    )

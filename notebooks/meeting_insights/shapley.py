"""Shapley values by their definition, for examples small enough to follow by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import pandas as pd


def every_order(players: Sequence[str], worth: Callable[[frozenset], float]) -> pd.DataFrame:
    """What learning each player adds in each order: a row an order, a column a player."""
    rows = {}
    for order in itertools.permutations(players):
        known: frozenset = frozenset()
        gains = {}
        for player in order:
            gains[player] = worth(known | {player}) - worth(known)
            known = known | {player}
        rows[", then ".join(order)] = gains
    return pd.DataFrame.from_dict(rows, orient="index")[list(players)]


def area_under_curve(label: pd.Series, score: pd.Series) -> float:
    """The chance that a bad case has a higher score than a good one; half for a tie."""
    ranks = score.rank()
    bad = int(label.sum())
    good = len(label) - bad
    return (ranks[label.astype(bool)].sum() - bad * (bad + 1) / 2) / (bad * good)

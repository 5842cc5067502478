"""Exact Shapley values: each driver's share of a change, whatever the order they are turned on in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

import numpy as np


def shapley(players: Sequence[str], value: Callable[[frozenset[str]], np.ndarray]) -> dict[str, np.ndarray]:
    """Split ``value(all) − value(none)`` between the players.

    Args:
        players: Names of what can be on or off.
        value: The result with exactly these players on; called once per subset (2ⁿ times).

    Returns:
        Player → its share; the shares sum to the whole change.
    """
    subsets = [
        frozenset(chosen) for size in range(len(players) + 1) for chosen in combinations(players, size)
    ]
    known = {subset: value(subset) for subset in subsets}
    count = len(players)
    shares = {}
    for player in players:
        total = np.zeros_like(known[frozenset()])
        for subset in subsets:
            if player not in subset:
                weight = factorial(len(subset)) * factorial(count - len(subset) - 1) / factorial(count)
                total = total + weight * (known[subset | {player}] - known[subset])
        shares[player] = total
    return shares

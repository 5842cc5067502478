"""The arithmetic: exact shares of a change, by Shapley, with the data's parts held together against the parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from helseplan.comparison.why import naming
from helseplan.comparison.why.parts import CODE, DATA, PARAMETERS, PARTS
from helseplan.contracts.shared import MODELLED
from helseplan.shapley import shapley

Gap = Callable[[frozenset[str], bool], np.ndarray]
"""The gap with these parts of the data, and with the parameters, from the second; computed with today's code."""
DUST = 1e-3
"""Årsverk: what the last digits of a sum may give. It goes with the largest share, so that all adds up exactly."""
_ORDER = (*PARTS, DATA, PARAMETERS, CODE)


@dataclass(frozen=True)
class Split:
    """A change in the gap in 2040 without measures, and what it comes from.

    Attributes:
        paths: The paths, ``benchmarked`` and ``raw``; the first is the one shown.
        before: The first's gap, path × group, årsverk.
        after: The second's.
        shares: Player → its share, path × group; only players that differ. Sums to ``after − before``.
        unknown: Why the change is not split, in Norwegian; empty when it is.
        whole_data: Why the data's share is not split further; empty when it is.
        changed: Part → its series that are not the same in the two.
        titles: Series → title.
        alone: ``part/series`` → what the series changes when it alone is from the second, path × group; NaN when the
            gap cannot be computed then. Empty when the data are split by series already.
    """

    paths: tuple[str, ...]
    before: np.ndarray
    after: np.ndarray
    shares: Mapping[str, np.ndarray] = field(default_factory=dict)
    unknown: str = ""
    whole_data: str = ""
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    alone: Mapping[str, np.ndarray] = field(default_factory=dict)

    def label(self, player: str) -> str:
        """Return what a player is called in a table."""
        return naming.label(player, self.changed.get(player, ()), self.titles)

    def plain(self, player: str) -> str:
        """Return what a player is called inside a sentence."""
        return naming.plain(player, self.changed.get(player, ()), self.titles)

    @property
    def change(self) -> np.ndarray:
        """The whole change, path × group."""
        return np.asarray(self.after - self.before)

    @property
    def moved(self) -> bool:
        """Whether a group's gap is another by more than rounding on any path."""
        return bool((np.abs(self.change) > DUST).any())

    def net(self, player: str = "", path: int = 0) -> float:
        """Return a player's share of the change in the net gap, årsverk; the whole change without a player."""
        return float((self.shares[player] if player else self.change)[path].sum())

    def ranked(self) -> list[str]:
        """Return the players by how much they move the net gap on the path shown, the most first."""
        return sorted(self.shares, key=lambda player: -abs(self.net(player)))

    def group(self, player: str, group: str) -> float:
        """Return a player's share of the change in a group's gap on the path shown, årsverk."""
        return float(self.shares[player][0][MODELLED.index(group)])


def ordered(shares: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Put players in the order of a page."""
    return {
        player: shares[player]
        for player in sorted(shares, key=lambda player: (_ORDER.index(player.partition("/")[0]), player))
    }


def share_out(
    gap: Gap, data: Sequence[str], parameters: bool, before: np.ndarray, after: np.ndarray, *, code: bool
) -> dict[str, np.ndarray]:
    """Split ``after − before`` exactly.

    Data and parameters are split over the two orders they can change in; the parts of the data by Shapley within
    each, so that they add up to the data's share. What today's code does not explain, is the code's.

    Args:
        gap: The gap with today's code; called for every subset of the parts.
        data: The parts of the data that differ, or the series of them.
        parameters: Whether the parameters differ.
        before: The first's gap, as the run itself has it.
        after: The second's.
        code: Whether the code's share is to be told also when it is nought.

    Returns:
        Player → share.
    """
    everything = frozenset(data)
    states = (False, True) if parameters else (False,)
    parts = [shapley(data, partial(_at, gap, state)) for state in states]
    shares = {part: np.mean([found[part] for found in parts], axis=0) for part in data}
    if parameters:
        moved = [gap(on, True) - gap(on, False) for on in (frozenset[str](), everything)]
        shares[PARAMETERS] = np.mean(moved, axis=0)
    first, last = gap(frozenset(), False), gap(everything, states[-1])
    rest = (first - before) + (after - last)
    if code or not shares or np.abs(rest).max() > DUST:
        shares[CODE] = rest
    else:
        largest = max(shares, key=lambda player: float(np.abs(shares[player]).max()))
        shares[largest] = shares[largest] + rest
    return ordered(
        {player: share for player, share in shares.items() if player != CODE or code or share.any()}
    )


def _at(gap: Gap, state: bool, on: frozenset[str]) -> np.ndarray:
    return gap(on, state)

"""Units that alone decide what the others are measured against, and what the others score without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.radial import Efficiency, radial_efficiency
from helseplan.productivity.dea.supers import super_efficiency
from helseplan.productivity.dea.validation import DeaError, FloatArray, Orientation, Rts, check_units

# How much of a peer mix's inputs or outputs must come from a unit before it counts as a peer: rounding, not
# a judgement.
TRACE = 1e-9

BoolArray = npt.NDArray[np.bool_]
IndexArray = npt.NDArray[np.intp]
Units = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, eq=False)
class Outliers:
    """Three views of the influence of each unit. Nothing is removed: that is for the analyst to decide.

    Attributes:
        scores: (n,) Farrell scores with all units in.
        super_scores: (n,) score against all the other units; beyond 1 only for units on the frontier. NaN
            where the others cannot be compared with.
        infeasible: (n,) True where super-efficiency has no solution: the unit is at the edge of the data. It
            is then neither cleared nor flagged by super-efficiency.
        peer_count: (n,) number of other units that are measured against this one.
        peer_share: (n,) peer_count as a share of all units that are measured against others; 0 when none are.
        effect: (n,) change in the mean score of all the other units if this one is left out. Input: 0 or
            above; output: 0 or below.
        largest_change: (n,) the largest such change in the score of one other unit, with its sign.
        by_super: (n,) True where super-efficiency passes `limit`.
        by_peers: (n,) True where peer_share passes `peer_limit`.
        flagged: Units flagged by either, in row order.
        without: (flagged, n) scores of the others with the flagged unit left out; NaN for the unit itself.
        limit: Limit used for super-efficiency: input, flagged above it; output, below 1 / limit.
        peer_limit: Limit used for peer_share.
        fallbacks: Number of problems that HiGHS solved.
        rts: Returns to scale used.
        orientation: Orientation used.
    """

    scores: FloatArray
    super_scores: FloatArray
    infeasible: BoolArray
    peer_count: IndexArray
    peer_share: FloatArray
    effect: FloatArray
    largest_change: FloatArray
    by_super: BoolArray
    by_peers: BoolArray
    flagged: tuple[int, ...]
    without: FloatArray
    limit: float
    peer_limit: float
    fallbacks: int
    rts: Rts
    orientation: Orientation

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


def outliers(
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    *,
    rts: Rts = "crs",
    orientation: Orientation = "input",
    limit: float | Literal["quartile"] = "quartile",
    peer_limit: float = 0.5,
) -> Outliers:
    """Find units whose numbers should be checked before the others are judged by them.

    Super-efficiency measures each unit on the frontier against all others; far beyond 1 means far from
    everyone else. Peer count says how many depend on the unit. The effect says how much they depend on it:
    every other unit is scored again with it left out. Two outliers close to each other hide one another from
    all three. Peer counts follow the reported weights, which with ties are one of several solutions; the
    effect does not depend on that.

    Args:
        X: Inputs, units × inputs.
        Y: Outputs, units × outputs.
        rts: Returns to scale. Under other than "crs" super-efficiency often has no solution.
        orientation: "input" or "output".
        limit: Super-efficiency above which a unit is flagged, above 1 (also for output, where 1 / score is
            compared). The literature gives the procedure but leaves the level to the analyst. "quartile":
            the upper quartile plus 1.5 times the distance between the quartiles of all units' values (never
            below 1), so that the data set the level.
        peer_limit: Share of the inefficient units above which a peer is flagged. The default, more than
            half, is an assumption.

    Returns:
        An `Outliers`.

    Raises:
        DeaError: Data or settings that cannot be used, fewer than two units, or a limit without meaning.

    Source: Andersen and Petersen (1993), Management Science 39 (super-efficiency); Banker and Chang (2006),
    EJOR 175 (good for finding outliers, not for ranking); Wilson (1995), Journal of Productivity Analysis 6
    (influence by leaving out); Tukey (1977), Exploratory Data Analysis (the quartile rule).
    """
    x, y = check_units(X, Y)
    if len(x) < 2:
        raise DeaError("Det trengs minst to enheter for å se hva én av dem betyr for de andre.")
    _check_limits(limit, peer_limit)
    result = radial_efficiency(x, y, rts=rts, orientation=orientation)
    above = super_efficiency(x, y, rts=rts, orientation=orientation)
    user, peer, counts = _links((x, y), result)
    count = np.bincount(peer[counts], minlength=len(x))
    share = count / max(len(np.unique(user[counts])), 1)
    strength = above.scores if orientation == "input" else 1.0 / above.scores
    level = _level(strength) if limit == "quartile" else float(limit)
    by_super, by_peers = strength > level, share > peer_limit
    flagged = np.flatnonzero(by_super | by_peers)
    alone = _LeaveOut((x, y), result, user, peer)
    effect, largest, without, fallbacks = alone.changes(flagged)
    return Outliers(
        scores=result.scores,
        super_scores=above.scores,
        infeasible=np.isnan(above.scores),
        peer_count=count,
        peer_share=share,
        effect=effect,
        largest_change=largest,
        by_super=by_super,
        by_peers=by_peers,
        flagged=tuple(int(i) for i in flagged),
        without=without,
        limit=level,
        peer_limit=peer_limit,
        fallbacks=fallbacks + len(above.fallbacks),
        rts=rts,
        orientation=orientation,
    )


def _check_limits(limit: float | str, peer_limit: float) -> None:
    if limit != "quartile" and not (isinstance(limit, int | float | np.number) and 1 < limit < np.inf):
        raise DeaError(f'limit er {limit!r}. Det må være et tall over 1, eller "quartile".')
    if not 0 < peer_limit <= 1:
        raise DeaError(f"peer_limit er {peer_limit!r}. Det må være en andel over 0 og høyst 1.")


def _level(strength: FloatArray) -> float:
    """Tukey's upper fence of the super-efficiency that exists, at least 1."""
    known = strength[~np.isnan(strength)]
    if len(known) == 0:
        return 1.0
    lower, upper = np.quantile(known, [0.25, 0.75])
    return max(1.0, float(upper + 1.5 * (upper - lower)))


def _links(units: Units, result: Efficiency) -> tuple[IndexArray, IndexArray, BoolArray]:
    """Pairs of different units where the first has a weight on the second, and whether that makes it a peer.

    A weight counts by what it brings: the largest share of the peer mix's inputs or outputs that comes from
    the unit. The size of the weight itself says little when units differ much in size.
    """
    user, place = np.nonzero((result.peer_units >= 0) & (result.peer_weights > 0))
    peer, weight = result.peer_units[user, place], result.peer_weights[user, place]
    brings = np.zeros(len(user))
    for column in np.hstack(units).T:
        part = weight * column[peer]
        total = np.bincount(user, part, minlength=len(column))[user]
        np.maximum(brings, np.divide(part, total, out=np.zeros_like(part), where=total > 0), out=brings)
    other = user != peer
    return user[other], peer[other], brings[other] > TRACE


@dataclass(frozen=True, eq=False)
class _LeaveOut:
    """What happens to the others when one unit is left out.

    A unit without weight in another's solution can be left out without that solution changing, so only those
    with any weight on it, however small, are scored again.
    """

    units: Units
    result: Efficiency
    user: IndexArray
    peer: IndexArray

    def changes(self, flagged: IndexArray) -> tuple[FloatArray, FloatArray, FloatArray, int]:
        """Mean and largest change per unit left out, the others' scores per flagged unit, and fallbacks."""
        scores = self.result.scores
        effect, largest, fallbacks = np.zeros(len(scores)), np.zeros(len(scores)), 0
        without = np.tile(scores, (len(flagged), 1))
        for unit in np.unique(self.peer):
            rows = np.unique(self.user[self.peer == unit])
            again = self._score(rows, int(unit))
            # Fewer to compare with only brings scores closer to 1; rounding must not say otherwise.
            new = np.clip(again.scores, np.minimum(scores[rows], 1.0), np.maximum(scores[rows], 1.0))
            change = new - scores[rows]
            effect[unit] = change.sum() / (len(scores) - 1)
            largest[unit] = change[np.abs(change).argmax()]
            for line in np.flatnonzero(flagged == unit):
                without[line, rows] = new
            fallbacks += len(again.fallbacks)
        without[np.arange(len(flagged)), flagged] = np.nan
        return effect, largest, without, fallbacks

    def _score(self, rows: IndexArray, leave_out: int) -> Efficiency:
        """Some rows against all units but one."""
        x, y = self.units
        others = np.arange(len(x)) != leave_out
        return radial_efficiency(
            x[rows],
            y[rows],
            rts=self.result.rts,
            orientation=self.result.orientation,
            reference=(x[others], y[others]),
        )

"""Malmquist index: how a unit's productivity changes from one period to the next, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.panel import IndexArray, Labels, LeftOut, Panel, arrange
from helseplan.productivity.dea.radial import radial_efficiency
from helseplan.productivity.dea.validation import (
    DeaError,
    FloatArray,
    Orientation,
    Rts,
    check_settings,
    check_units,
)

Frontier = Literal["adjacent", "fixed", "pooled"]


@dataclass(frozen=True, eq=False)
class Malmquist:
    """One row per unit and step between two periods in a row. All changes are factors; above 1 is progress.

    Attributes:
        unit: (rows,) label of the unit.
        start: (rows,) first period of the step.
        end: (rows,) second period of the step.
        index: (rows,) productivity change, efficiency change × technical change.
        efficiency_change: (rows,) how much closer to (above 1) or further from the period's own frontier.
        technical_change: (rows,) how much the frontier moved where the unit is; under "fixed" and "pooled"
            how much the own frontier came closer to the common one.
        pure_efficiency_change: (rows,) the part of efficiency change measured under variable returns. Only
            defined for rts = "crs"; NaN otherwise.
        scale_change: (rows,) change in scale efficiency: efficiency change / pure efficiency change. Same.
        failed: Rows without an index, because a problem across periods has no solution.
        left_out: Steps where a unit has an observation at one end only.
        fallbacks: Number of problems that HiGHS solved.
        rts: Returns to scale of the index.
        orientation: Orientation used.
        frontier: "adjacent", "fixed" or "pooled".
        base_period: The period that spans the frontier under "fixed", None otherwise.
    """

    unit: Labels
    start: Labels
    end: Labels
    index: FloatArray
    efficiency_change: FloatArray
    technical_change: FloatArray
    pure_efficiency_change: FloatArray
    scale_change: FloatArray
    failed: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    fallbacks: int
    rts: Rts
    orientation: Orientation
    frontier: Frontier
    base_period: object

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """Column name → values, ready for a data frame; periods are called "from" and "to"."""
        return {
            "unit": self.unit,
            "from": self.start,
            "to": self.end,
            "index": self.index,
            "efficiency_change": self.efficiency_change,
            "technical_change": self.technical_change,
            "pure_efficiency_change": self.pure_efficiency_change,
            "scale_change": self.scale_change,
        }


def malmquist(
    units: npt.ArrayLike,
    periods: npt.ArrayLike,
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    *,
    rts: Rts = "crs",
    orientation: Orientation = "input",
    frontier: Frontier = "adjacent",
    base_period: object = None,
) -> Malmquist:
    """Measure productivity change in a panel, balanced or not.

    With D_t(1) the closeness to the frontier of period t of what the unit does in the second period (input:
    the Farrell score; output: 1 / the Farrell score, so that more is better in both):

    - adjacent: √(D_t(1)/D_t(0) · D_{t+1}(1)/D_{t+1}(0)), each period's frontier in turn
    - fixed: D_b(1)/D_b(0) against the frontier of `base_period`
    - pooled: D_G(1)/D_G(0) against the frontier of all observations in all periods

    The last two are circular: steps multiply to the change over the whole stretch. Each index is efficiency
    change D_{t+1}(1)/D_t(0) × technical change (the rest), and under constant returns efficiency change is
    pure efficiency change × scale change. Under other returns to scale the index is computed on that
    technology, but is not a measure of total productivity, and problems across periods may lack a solution.

    The frontier of a period is spanned by every unit present in it. Steps go between periods next to each
    other in the panel, also when there is a gap in the calendar; a unit absent from one end of a step gets
    no index for it and is listed in `left_out`.

    Other packages: deaR and DataEnvelopmentAnalysis.jl have the same direction as here in both orientations.
    R's Benchmarking and dealib use Farrell scores as they are: same for input, 1 / index for output. Also
    they default to variable returns, and older versions of Benchmarking span the frontier by the units
    present at both ends only.

    Args:
        units: (n,) label of the unit in each row.
        periods: (n,) period of each row; must sort in time order.
        X: Inputs, rows × inputs, zero or positive.
        Y: Outputs, rows × outputs, likewise.
        rts: Returns to scale of the index.
        orientation: "input" or "output"; under constant returns only the pure and scale parts depend on it.
        frontier: "adjacent", "fixed" or "pooled".
        base_period: Period of the fixed frontier; the first when None. Only with "fixed".

    Returns:
        A `Malmquist`, rows by unit and then period. The index is NaN (and the row in `failed`) where a
        problem across periods has no solution: under other than constant returns, or where only one of the
        two periods has units with, or without, some input or output.

    Raises:
        DeaError: Data or settings that cannot be used; a unit twice in one period; fewer than two periods;
            no unit in two periods in a row; a base period that is not in the data.

    Source: Caves, Christensen and Diewert (1982), Econometrica 50; Färe, Grosskopf, Norris and Zhang (1994),
    American Economic Review 84; fixed base: Berg, Førsund and Jansen (1992), Scandinavian Journal of
    Economics 94; pooled: Pastor and Lovell (2005), Economics Letters 88; variable returns: Grifell-Tatjé
    and Lovell (1995), Economics Letters 47.
    """
    check_settings(rts, orientation)
    x, y = check_units(X, Y)
    panel = arrange(units, periods, len(x))
    base = _base(panel, frontier, base_period)
    data = _Distances(x, y, panel, orientation, fallbacks=[])
    steps = panel.steps()
    before, after = steps[:, 2], steps[:, 3]
    own = data.own(rts)
    efficiency = own[after] / own[before]
    if frontier == "adjacent":
        technical = data.adjacent_shift(steps, own, rts)
    else:
        common = np.arange(len(x)) if base is None else panel.members(base)
        gap = data.against(common, np.arange(len(x)), rts) / own
        technical = gap[after] / gap[before]
    pure = np.full(len(steps), np.nan)
    if rts == "crs":
        own_vrs = data.own("vrs")
        pure = own_vrs[after] / own_vrs[before]
    index = efficiency * technical
    return Malmquist(
        unit=panel.units[steps[:, 0]],
        start=panel.periods[steps[:, 1]],
        end=panel.periods[steps[:, 1] + 1],
        index=index,
        efficiency_change=efficiency,
        technical_change=technical,
        pure_efficiency_change=pure,
        scale_change=efficiency / pure,
        failed=tuple(int(i) for i in np.flatnonzero(np.isnan(index))),
        left_out=panel.left_out(),
        fallbacks=sum(data.fallbacks),
        rts=rts,
        orientation=orientation,
        frontier=frontier,
        base_period=None if base is None else panel.periods[base],
    )


def _base(panel: Panel, frontier: str, base_period: object) -> int | None:
    """Number of the base period under a fixed frontier, None otherwise."""
    if frontier not in get_args(Frontier):
        raise DeaError(f"Ukjent frontier: {frontier!r}. Velg blant: {', '.join(get_args(Frontier))}.")
    if frontier != "fixed":
        if base_period is not None:
            raise DeaError('base_period gjelder bare når frontier er "fixed".')
        return None
    if base_period is None:
        return 0
    periods = panel.periods.tolist()
    if base_period not in periods:
        raise DeaError(
            f"base_period {base_period!r} finnes ikke i dataene. "
            f"Velg blant: {', '.join(str(period) for period in periods)}."
        )
    return periods.index(base_period)


@dataclass(frozen=True, eq=False)
class _Distances:
    """Closeness of observations to frontiers: 1 on the frontier, more is better, NaN where not measurable.

    `fallbacks` gets the number of problems HiGHS solved, one entry per call.
    """

    x: FloatArray
    y: FloatArray
    panel: Panel
    orientation: Orientation
    fallbacks: list[int]

    def against(self, members: IndexArray, rows: IndexArray, rts: Rts) -> FloatArray:
        """(rows,) closeness of some rows to the frontier spanned by the members."""
        frontier = None if np.array_equal(members, rows) else (self.x[members], self.y[members])
        result = radial_efficiency(
            self.x[rows], self.y[rows], rts=rts, orientation=self.orientation, reference=frontier
        )
        self.fallbacks.append(len(result.fallbacks))
        scores = result.scores
        if self.orientation == "input":
            return scores
        # A score of 0: the reference lacks an output the unit has. No expansion compares the two.
        return 1.0 / np.where(scores > 0, scores, np.nan)

    def own(self, rts: Rts) -> FloatArray:
        """(n,) closeness of every row to the frontier of its own period."""
        closeness = np.full(len(self.x), np.nan)
        for period in range(len(self.panel.periods)):
            rows = self.panel.members(period)
            closeness[rows] = self.against(rows, rows, rts)
        return closeness

    def adjacent_shift(self, steps: IndexArray, own: FloatArray, rts: Rts) -> FloatArray:
        """(steps,) √(D_t(1)/D_{t+1}(1) · D_t(0)/D_{t+1}(0)): the shift of the frontier at both ends."""
        shift = np.full(len(steps), np.nan)
        for period in np.unique(steps[:, 1]):
            these = np.flatnonzero(steps[:, 1] == period)
            before, after = steps[these, 2], steps[these, 3]
            late_by_old = self.against(self.panel.members(period), after, rts)
            early_by_new = self.against(self.panel.members(period + 1), before, rts)
            shift[these] = np.sqrt(late_by_old / own[after]) * np.sqrt(own[before] / early_by_new)
        return shift

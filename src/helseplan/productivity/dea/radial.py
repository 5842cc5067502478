"""Radial efficiency: scores, peers and weights of units against a frontier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.bounds import WeightBounds
from helseplan.productivity.dea.fdh import fdh_efficiency
from helseplan.productivity.dea.geometry import Lines, Technology, lines, technology
from helseplan.productivity.dea.solver import Solution, solve_all
from helseplan.productivity.dea.validation import (
    DeaError,
    FloatArray,
    Orientation,
    Rts,
    check_reference,
    check_settings,
    check_units,
)

IndexArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Multipliers:
    """The prices that show each unit in its best light; NaN where there is no solution.

    Attributes:
        inputs: (n, inputs) weights v in the data's own units. Input orientation: v·x₀ = 1.
        outputs: (n, outputs) weights u. Output orientation: u·y₀ = 1.
        intercept: (n,) w, 0 under constant returns: u·y + w ≤ v·x for every reference unit.
    """

    inputs: FloatArray
    outputs: FloatArray
    intercept: FloatArray


@dataclass(frozen=True, eq=False)
class Efficiency:
    """Farrell scores and the peers they come from.

    Attributes:
        scores: (n,) pure number. Input: share of the inputs needed at best practice. Output: possible expansion of
            the outputs. NaN where the problem has no solution.
        peer_units: (n, places) rows in the reference set that carry the solution, −1 where a place is not used.
        peer_weights: (n, places) λ of those units in the data's own units.
        multipliers: Dual weights; None for the free disposal hull.
        references: Number of units in the reference set.
        failed: Rows without a solution: infeasible (only against a separate reference set), or given up.
        fallbacks: Rows whose solution could not be certified and that HiGHS solved instead.
        rts: Returns to scale used.
        orientation: Orientation used.
        separate_reference: True when the frontier comes from other units than those scored.
    """

    scores: FloatArray
    peer_units: IndexArray
    peer_weights: FloatArray
    multipliers: Multipliers | None
    references: int
    failed: tuple[int, ...]
    fallbacks: tuple[int, ...]
    rts: Rts
    orientation: Orientation
    separate_reference: bool

    @property
    def unproven(self) -> tuple[int, ...]:
        """Rows without a score that are not proven to be infeasible either; among the `failed`."""
        return tuple(sorted(set(self.failed) & set(self.fallbacks)))

    @property
    def lambdas(self) -> FloatArray:
        """(n, n_ref) weight of each reference unit; NaN rows where there is no solution.

        With ties the weights are one of several solutions. The table is made when asked for.
        """
        table = np.zeros((len(self.scores), self.references))
        rows, places = np.nonzero(self.peer_units >= 0)
        np.add.at(table, (rows, self.peer_units[rows, places]), self.peer_weights[rows, places])
        table[np.isnan(self.scores)] = np.nan
        table.setflags(write=False)
        return table

    def peers(self, tolerance: float = 1e-8) -> list[IndexArray]:
        """Reference units with a weight above `tolerance`: one sorted array per unit, empty if it failed."""
        used = (self.peer_units >= 0) & (self.peer_weights > tolerance)
        return [np.unique(units[chosen]) for units, chosen in zip(self.peer_units, used, strict=True)]


def radial_efficiency(
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    *,
    rts: Rts = "crs",
    orientation: Orientation = "input",
    reference: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    bounds: WeightBounds | None = None,
) -> Efficiency:
    """Score units by how far they can be moved along a ray before they reach best practice.

    Input: min θ such that Σλx ≤ θx₀ and Σλy ≥ y₀. Output: max φ such that Σλx ≤ x₀ and Σλy ≥ φy₀. In both λ ≥ 0, and
    Σλ is free (crs), 1 (vrs), at most 1 (nirs) or at least 1 (ndrs); under fdh one λ is 1 and the others 0. Slack left
    after the radial move is not counted, so a unit with score 1 may still be only weakly efficient.

    Args:
        X: Inputs, units × inputs, zero or positive; the unit of measurement of a column does not matter.
        Y: Outputs, units × outputs, likewise.
        rts: Returns to scale: "crs", "vrs", "nirs", "ndrs" or "fdh" (free disposal hull).
        orientation: "input" or "output".
        reference: (X_ref, Y_ref) that span the frontier; the units themselves when None. Then scores may pass 1, and a
            unit that the reference set cannot match at all gets NaN and is listed in `failed`. The one exception is
            output orientation under crs or nirs, where producing nothing is always possible: the score is then 0.
        bounds: Limits on ratios of weights. They are met by every unit's weights and can only lower an input score.

    Returns:
        An `Efficiency`. Against the own set scores stay on the right side of 1 exactly, since each unit is its own
        feasible comparison.

    Raises:
        DeaError: The data or settings cannot be used.

    Source: Charnes, Cooper and Rhodes (1978); Banker, Charnes and Cooper (1984); notation of Cooper, Seiford and Tone
    (2007), chapters 2 to 6.
    """
    check_settings(rts, orientation)
    x, y = check_units(X, Y)
    x_ref, y_ref = (x, y) if reference is None else check_reference(reference, x.shape[1], y.shape[1])
    if rts == "fdh":
        if bounds is not None:
            raise DeaError("Vektgrenser finnes ikke for rts='fdh', der ingen vekter inngår.")
        scores, peers = fdh_efficiency(x, y, x_ref, y_ref, orientation)
        units, weights = peers[:, None], np.where(peers >= 0, 1.0, 0.0)[:, None]
        prices: Multipliers | None = None
        fallbacks: tuple[int, ...] = ()
    else:
        tech = technology(x_ref, y_ref, rts, bounds)
        rows = lines(tech, x, y, orientation)
        solution = solve_all(tech, rows)
        scores, fallbacks = solution.scores, solution.fallbacks
        units, weights = _peers(tech, rows, solution)
        prices = _multipliers(tech, rows, solution)
    if reference is None:
        scores = np.minimum(scores, 1.0) if orientation == "input" else np.maximum(scores, 1.0)
    failed = tuple(int(i) for i in np.flatnonzero(np.isnan(scores)))
    for table in (scores, units, weights):
        table.setflags(write=False)
    return Efficiency(
        scores,
        units,
        weights,
        prices,
        len(x_ref),
        failed,
        fallbacks,
        rts,
        orientation,
        reference is not None,
    )


def _peers(tech: Technology, rows: Lines, solution: Solution) -> tuple[IndexArray, FloatArray]:
    """Rows of the reference set in each solution, −1 where a place is something else, and their λ."""
    units = np.where(solution.members >= tech.first, solution.members - tech.first, -1)
    share = np.where(units >= 0, rows.size[:, None] / tech.size[units], 0.0)
    return units.astype(np.intp), np.maximum(solution.levels, 0.0) * share


def _multipliers(tech: Technology, rows: Lines, solution: Solution) -> Multipliers:
    """Normals in the data's own units."""
    m, s = len(tech.scale_x), len(tech.scale_y)
    normals = rows.sense * solution.normals / rows.size[:, None]
    last = normals[:, m + s] if tech.rts != "crs" else np.where(np.isnan(normals[:, 0]), np.nan, 0.0)
    tables = (normals[:, :m] / tech.scale_x, normals[:, m : m + s] / tech.scale_y, last)
    for table in tables:
        table.setflags(write=False)
    return Multipliers(*tables)

"""Radial efficiency: one linear problem per unit, solved with scipy's HiGHS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from helseplan.productivity.dea.validation import (
    FloatArray,
    Orientation,
    Rts,
    check_reference,
    check_settings,
    check_units,
)

# HiGHS accepts conditions broken by 1e-7 unless told otherwise; 1e-10 is the least it offers.
TIGHT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True, eq=False)
class Efficiency:
    """Farrell scores and the peers they come from.

    Attributes:
        scores: (n,) pure number. Input: share of the inputs needed at best practice. Output: possible
            expansion of the outputs. NaN where the problem has no solution.
        lambdas: (n, n_ref) weight of each reference unit in each unit's point on the frontier, in the data's
            own units; NaN rows where there is no solution. With ties the weights are one of several
            solutions.
        failed: Rows without a solution: infeasible (only against a separate reference set), or given up by
            the solver.
        rts: Returns to scale used.
        orientation: Orientation used.
        separate_reference: True when the frontier comes from other units than those scored.
    """

    scores: FloatArray
    lambdas: FloatArray
    failed: tuple[int, ...]
    rts: Rts
    orientation: Orientation
    separate_reference: bool

    def peers(self, tolerance: float = 1e-8) -> list[npt.NDArray[np.intp]]:
        """Reference units with a weight above `tolerance`: one index array per unit, empty if it failed."""
        return [np.flatnonzero(row > tolerance) for row in self.lambdas]


def radial_efficiency(
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    *,
    rts: Rts = "crs",
    orientation: Orientation = "input",
    reference: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
) -> Efficiency:
    """Score units by how far they can be moved along a ray before they reach best practice.

    Input: min θ such that Σλx ≤ θx₀ and Σλy ≥ y₀. Output: max φ such that Σλx ≤ x₀ and Σλy ≥ φy₀. In both λ ≥
    0, and Σλ is free (crs), 1 (vrs), at most 1 (nirs) or at least 1 (ndrs). Slack left after the radial move
    is not counted, so a unit with score 1 may still be only weakly efficient.

    Args:
        X: Inputs, units × inputs, zero or positive; the unit of measurement of a column does not matter.
        Y: Outputs, units × outputs, likewise.
        rts: Returns to scale: "crs", "vrs", "nirs" or "ndrs".
        orientation: "input" or "output".
        reference: (X_ref, Y_ref) that span the frontier; the units themselves when None. Then scores may pass
            1, and a unit that the reference set cannot match at all gets NaN and is listed in `failed`. The
            one exception is output orientation under crs or nirs, where producing nothing is always possible:
            the score is then 0.

    Returns:
        An `Efficiency`. Against the own set scores stay on the right side of 1 exactly, since each unit is
        its own feasible comparison.

    Raises:
        DeaError: The data or settings cannot be used.

    Source: Charnes, Cooper and Rhodes (1978); Banker, Charnes and Cooper (1984); notation of Cooper, Seiford
    and Tone (2007), chapters 2 to 5.
    """
    check_settings(rts, orientation)
    x, y = check_units(X, Y)
    x_ref, y_ref = (x, y) if reference is None else check_reference(reference, x.shape[1], y.shape[1])
    scores, lambdas = _solve_all((x, y), (x_ref, y_ref), rts, orientation)
    if reference is None:
        scores = np.minimum(scores, 1.0) if orientation == "input" else np.maximum(scores, 1.0)
    failed = tuple(int(i) for i in np.flatnonzero(np.isnan(scores)))
    scores.setflags(write=False)
    lambdas.setflags(write=False)
    return Efficiency(scores, lambdas, failed, rts, orientation, reference is not None)


def _solve_all(
    units: tuple[FloatArray, FloatArray],
    ref: tuple[FloatArray, FloatArray],
    rts: Rts,
    orientation: Orientation,
) -> tuple[FloatArray, FloatArray]:
    """Scores (n,) and weights (n, n_ref) of all units, NaN where the solver found nothing."""
    scale_x, scale_y = _column_means(ref[0]), _column_means(ref[1])
    inputs, outputs, size = _to_unit_size(units[0] / scale_x, units[1] / scale_y)
    ref_inputs, ref_outputs, ref_size = _to_unit_size(ref[0] / scale_x, ref[1] / scale_y)
    scores = np.full(len(inputs), np.nan)
    lambdas = np.full((len(inputs), len(ref_inputs)), np.nan)
    for i in range(len(inputs)):
        share = size[i] / ref_size
        columns = _columns(inputs[i], outputs[i], ref_inputs, ref_outputs, orientation)
        solution = _solve(columns, share, rts, orientation)
        if solution is not None:
            scores[i] = solution[0]
            lambdas[i] = np.maximum(solution[1:], 0.0) * share
    return scores, lambdas


def _column_means(table: FloatArray) -> FloatArray:
    """Mean of each column, 1 where all are zero; divided first and then summed, so that nothing overflows."""
    means = (table / len(table)).sum(axis=0)
    return np.where(means > 0, means, 1.0)


def _to_unit_size(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Divide each unit by its largest value, and return that value as its size.

    A unit a million times smaller than another would otherwise sit below the solver's absolute tolerance:
    with column scaling only and sizes over ten orders of magnitude, HiGHS returned scores 100 % off.
    """
    size = np.maximum(x.max(axis=1), y.max(axis=1))
    return x / size[:, None], y / size[:, None], size


def _columns(
    x: FloatArray, y: FloatArray, ref_x: FloatArray, ref_y: FloatArray, orientation: Orientation
) -> tuple[FloatArray, FloatArray]:
    """Left side (rows × 1 + n_ref) and right side of the ≤ rows; the first variable is the score."""
    zero_x, zero_y = np.zeros_like(x), np.zeros_like(y)
    if orientation == "input":
        score, right = np.concatenate([-x, zero_y]), np.concatenate([zero_x, -y])
    else:
        score, right = np.concatenate([zero_x, y]), np.concatenate([x, zero_y])
    weights = np.concatenate([ref_x.T, -ref_y.T])
    return np.column_stack([score, weights]), right


def _solve(
    columns: tuple[FloatArray, FloatArray], share: FloatArray, rts: Rts, orientation: Orientation
) -> FloatArray | None:
    """Score followed by the weights of size-adjusted reference units (λ = weight × share), or None."""
    left, right = columns
    sum_row = np.concatenate([[0.0], share])[None, :]
    equality: dict[str, object] = {}
    if rts == "vrs":
        equality = {"A_eq": sum_row, "b_eq": [1.0]}
    elif rts in ("nirs", "ndrs"):
        sign = 1.0 if rts == "nirs" else -1.0
        left, right = np.vstack([left, sign * sum_row]), np.append(right, sign)
    objective = np.zeros(left.shape[1])
    objective[0] = 1.0 if orientation == "input" else -1.0
    # Some problems are too badly scaled for tight tolerances: try the solver's own before giving up.
    for options in (TIGHT, {}):
        result = linprog(objective, left, right, **equality, method="highs", options=options)
        if result.status == 0:
            return np.asarray(result.x, dtype=np.float64)
    return None

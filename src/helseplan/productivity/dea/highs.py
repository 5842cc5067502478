"""The same problem as the compiled solver's, one at a time, by scipy's HiGHS: for what could not be certified.

HiGHS judges by absolute size and may be wrong where units differ much in size, so its answers are certified too. One
that proves nothing is not passed on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from helseplan.productivity.dea.geometry import Lines, Technology
from helseplan.productivity.dea.validation import FloatArray

# HiGHS accepts conditions broken by 1e-7 unless told otherwise; 1e-10 is the least it offers.
TIGHT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
PROOF = 1e-9
"""Largest error in a condition, relative to its terms."""


class Solved(NamedTuple):
    """Score, levels (K,) of the generators and normal (D,) of one problem."""

    score: float
    levels: FloatArray
    normal: FloatArray


def own_weight(rows: Lines, unit: int) -> FloatArray:
    """What each row (D,) is multiplied by for the unit's own amounts to be 1; 1 where it has none."""
    own = np.maximum(np.abs(rows.begin[unit]), np.abs(rows.along[unit]))
    return np.asarray(1.0 / np.where(own > 0, own, 1.0), dtype=np.float64)


def solve_one(tech: Technology, rows: Lines, unit: int) -> Solved | None:
    """Solve the problem of one unit; None when it has no solution, or HiGHS gives it up or proves nothing.

    Rows are divided by the unit's own amounts and columns by their largest entry first.
    """
    weight = own_weight(rows, unit)
    left = tech.generators * weight[:, None]
    size = np.abs(left).max(axis=0)
    left = np.column_stack([left / size, -rows.along[unit] * weight])
    cost = np.zeros(left.shape[1])
    cost[-1] = rows.sense
    ranges = [(0.0, None)] * (left.shape[1] - 1) + [(None, None)]
    # Some problems are too badly scaled for tight tolerances: try the solver's own before giving up.
    for options in (TIGHT, {}):
        result = linprog(
            cost, A_eq=left, b_eq=rows.begin[unit] * weight, bounds=ranges, method="highs", options=options
        )
        if result.status == 0:
            levels = np.maximum(np.asarray(result.x[:-1], dtype=np.float64), 0.0) / size
            normal = rows.sense * np.asarray(result.eqlin.marginals, dtype=np.float64) * weight
            solved = Solved(float(result.x[-1]), levels, normal / -(normal @ rows.along[unit]))
            if proven(tech, rows, unit, solved):
                return solved
    return None


def proven(tech: Technology, rows: Lines, unit: int, solved: Solved) -> bool:
    """Whether the levels reach the score, no generator passes the normal, and both give the same score.

    The same conditions as in `kernel.certified`, each row relative to the unit's own amounts.
    """
    score, levels = solved.score, solved.levels
    columns = len(tech.scale_x) + len(tech.scale_y)
    target = rows.begin[unit] + score * rows.along[unit]
    lacking = target[:columns] - tech.generators[:columns, columns:] @ levels[columns:]
    if (lacking > PROOF * np.abs(target[:columns])).any():
        return False
    if tech.rts != "crs":
        over = float(tech.generators[columns, tech.first :] @ levels[tech.first :] - target[columns])
        wrong = {"vrs": abs(over), "nirs": over, "ndrs": -over}[tech.rts]
        if wrong > PROOF * target[columns]:
            return False
    return _bounded(tech, rows, unit, solved, columns)


def _bounded(tech: Technology, rows: Lines, unit: int, solved: Solved, columns: int) -> bool:
    """Whether no generator passes the normal by more than a share of its cost, and the normal gives the score."""
    normal = solved.normal.copy()
    tiny = 1e-13 * np.abs(normal).max()
    normal[:columns][(rows.sense * normal[:columns] < 0) & (np.abs(normal[:columns]) <= tiny)] = 0.0
    beyond = rows.sense * (normal @ tech.generators)
    counted = np.zeros(len(normal), dtype=bool)
    counted[: len(tech.scale_x)] = True
    if tech.rts in ("vrs", "nirs"):
        counted[columns] = True
    cost = np.abs(normal * counted) @ np.abs(tech.generators)
    bounds = slice(columns, tech.first)
    cost[bounds] = np.abs(normal) @ np.abs(tech.generators[:, bounds])
    cost[:columns] = 0.0
    same = abs(normal @ rows.begin[unit] - solved.score) <= PROOF * abs(solved.score)
    return bool((beyond <= PROOF * cost).all() and same)

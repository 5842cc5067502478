"""Solve many radial problems: the compiled solver first, HiGHS for what it could not certify.

A problem that is not certified is tried once more, alone and with each row measured in the unit's own amounts: that is
enough where a unit is far smaller than the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.geometry import Lines, Technology
from helseplan.productivity.dea.highs import own_weight, solve_one
from helseplan.productivity.dea.kernel import OPTIMAL, UNSURE, solve
from helseplan.productivity.dea.validation import FloatArray

Integers = npt.NDArray[np.int64]
Raw = tuple[FloatArray, Integers, FloatArray, FloatArray, npt.NDArray[np.uint8]]
CAPACITY = 4096
"""Facets remembered: enough for every facet of some thousand units, some megabytes."""


@dataclass(frozen=True, eq=False)
class Solution:
    """The solutions of n problems in the solver's own scales.

    Attributes:
        scores: (n,), NaN where there is no solution.
        members: (n, D − 1) numbers of the generators that carry the solution; negative where a place is not used.
        levels: (n, D − 1) their levels.
        normals: (n, D) normal of the facet, with normal·(−c) = 1.
        fallbacks: Rows that were sent to HiGHS.
    """

    scores: FloatArray
    members: Integers
    levels: FloatArray
    normals: FloatArray
    fallbacks: tuple[int, ...]


def solve_all(tech: Technology, rows: Lines) -> Solution:
    """Solve the problem of every line against the technology."""
    result: Raw = solve(tech.generators, tech.kinds, rows.start, rows.begin, rows.along, rows.sense, CAPACITY)
    scores, members, levels, normals, status = result
    members[status != OPTIMAL] = -1
    unsure = []
    for unit in np.flatnonzero(status == UNSURE).tolist():
        found, certified = solve_alone(tech, rows, unit)
        if not certified:
            unsure.append(unit)
        if found is not None:
            scores[unit], members[unit], levels[unit], normals[unit] = found
    return Solution(scores, members, levels, normals, tuple(unsure))


Found = tuple[float, Integers, FloatArray, FloatArray]


def solve_alone(tech: Technology, rows: Lines, unit: int) -> tuple[Found | None, bool]:
    """Solve one problem that was not certified.

    Returns:
        Score, members, levels and normal, or None when there is no solution or no proof of one; and whether the
        compiled solver certified it, so that HiGHS was not needed.
    """
    found, known = _alone(tech, rows, unit)
    if known != UNSURE:
        return found, True
    return _by_highs(tech, rows, unit, tech.dimensions - 1), False


def _alone(tech: Technology, rows: Lines, unit: int) -> tuple[Found | None, int]:
    """Solve one problem in the unit's own scale: the solution if there is one, and its status."""
    weight = own_weight(rows, unit)
    table = tech.generators * weight[:, None]
    size = np.abs(table).max(axis=0)
    begin, along = rows.begin[[unit]] * weight, rows.along[[unit]] * weight
    scores, members, levels, normals, status = solve(
        table / size, tech.kinds, rows.start / weight, begin, along, rows.sense, 1
    )
    if status[0] != OPTIMAL:
        return None, int(status[0])
    held = np.where(members[0] >= 0, levels[0] / size[members[0]], 0.0)
    return (float(scores[0]), members[0], held, normals[0] * weight), OPTIMAL


def _by_highs(tech: Technology, rows: Lines, unit: int, places: int) -> Found | None:
    """Solve one problem with HiGHS; None when it has no solution or no proof."""
    solved = solve_one(tech, rows, unit)
    if solved is None:
        return None
    chosen = np.argsort(-solved.levels, kind="stable")[:places]
    return solved.score, chosen, solved.levels[chosen], solved.normal

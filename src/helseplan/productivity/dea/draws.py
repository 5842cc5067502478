"""The one place where many drawn reference sets are scored."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from helseplan.productivity.dea.geometry import lines, respanned, start, technology, unit_rows
from helseplan.productivity.dea.kernel import UNSURE, solve_sets
from helseplan.productivity.dea.solver import solve_alone
from helseplan.productivity.dea.validation import FloatArray, Orientation, Rts


@dataclass(frozen=True, eq=False)
class DrawScores:
    """Scores against drawn reference sets.

    Attributes:
        scores: (draws, n) Farrell scores; they may pass 1, and are NaN where there is no solution.
        fallbacks: How many of the problems were sent to HiGHS.
    """

    scores: FloatArray
    fallbacks: int


def score_draws(
    x: FloatArray,
    y: FloatArray,
    factors: FloatArray,
    *,
    rts: Rts,
    orientation: Orientation,
) -> DrawScores:
    """Score the same units against reference sets that differ by one factor per unit.

    Args:
        x: (n, m) inputs of the units scored, already checked.
        y: (n, s) outputs.
        factors: (draws, n), above 0. Reference unit j of draw b is (x_j · factors[b, j], y_j) in input
            orientation and (x_j, y_j · factors[b, j]) in output orientation.
        rts: Returns to scale, not "fdh".
        orientation: "input" or "output".

    Returns:
        A `DrawScores`.
    """
    tech = technology(x, y, rts)
    rows = lines(tech, x, y, orientation)
    units = unit_rows(x / tech.scale_x, y / tech.scale_y, rts)
    moving = (rows.along != 0).any(axis=0)
    drawn = respanned(tech, np.where(moving, units * factors[:, :, None], units))
    starts = np.array([start(tech.prices, table, tech.first, orientation) for table in drawn])
    scores, status = solve_sets(drawn, tech.kinds, starts, rows.begin, rows.along, rows.sense)
    fallbacks = 0
    for draw, unit in np.argwhere(status == UNSURE).tolist():
        against = replace(tech, generators=drawn[draw])
        alone, certified = solve_alone(against, replace(rows, start=starts[draw]), unit)
        scores[draw, unit] = np.nan if alone is None else alone[0]
        fallbacks += not certified
    return DrawScores(scores, fallbacks)

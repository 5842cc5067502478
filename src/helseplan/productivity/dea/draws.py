"""The one place where many drawn reference sets are scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.productivity.dea.geometry import lines, technology, unit_rows
from helseplan.productivity.dea.kernel import OPTIMAL, UNSURE, solve_draws
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
    m, s = x.shape[1], y.shape[1]
    moving = np.zeros(tech.dimensions, dtype=bool)
    moving[slice(0, m) if orientation == "input" else slice(m, m + s)] = True
    prices = np.zeros(tech.dimensions)
    prices[: m + s] = np.concatenate(tech.prices)
    units = unit_rows(x / tech.scale_x, y / tech.scale_y, rts)

    scores, status = solve_draws(
        tech.generators,
        tech.kinds,
        units,
        moving,
        np.ascontiguousarray(factors),
        prices,
        rows.begin,
        rows.along,
        rows.sense,
    )
    scores[status != OPTIMAL] = np.nan
    fallbacks = 0
    for draw, unit in np.argwhere(status == UNSURE).tolist():
        factor = factors[draw][:, None]
        drawn = technology(x * factor, y, rts) if orientation == "input" else technology(x, y * factor, rts)
        found, certified = solve_alone(drawn, lines(drawn, x, y, orientation), unit)
        scores[draw, unit] = np.nan if found is None else found[0]
        fallbacks += not certified
    return DrawScores(scores, fallbacks)

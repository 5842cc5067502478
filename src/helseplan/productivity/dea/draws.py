"""The one place where many drawn reference sets are scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.productivity.dea.geometry import lines, lines_against, respanned, technology, unit_rows
from helseplan.productivity.dea.kernel import UNSURE
from helseplan.productivity.dea.solver import run, solve_alone
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
    scores = np.empty(factors.shape)
    fallbacks = 0
    for draw, factor in enumerate(factors):
        drawn = respanned(tech, np.where(moving, units * factor[:, None], units))
        against = rows if orientation == "input" else lines_against(drawn, rows, orientation)
        found, *_, status = run(drawn, against)
        for unit in np.flatnonzero(status == UNSURE).tolist():
            alone, certified = solve_alone(drawn, against, unit)
            found[unit] = np.nan if alone is None else alone[0]
            fallbacks += not certified
        scores[draw] = found
    return DrawScores(scores, fallbacks)

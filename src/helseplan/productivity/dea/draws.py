"""The one place where many drawn reference sets are scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.productivity.dea.geometry import lines, lines_against, respanned, technology
from helseplan.productivity.dea.solver import solve_all
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
    scores = np.empty(factors.shape)
    fallbacks = 0
    for draw, factor in enumerate(factors[:, :, None]):
        x_drawn, y_drawn = (x * factor, y) if orientation == "input" else (x, y * factor)
        drawn = respanned(tech, x_drawn, y_drawn)
        solution = solve_all(drawn, lines_against(drawn, rows, orientation))
        scores[draw] = solution.scores
        fallbacks += len(solution.fallbacks)
    return DrawScores(scores, fallbacks)

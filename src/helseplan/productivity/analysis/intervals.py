"""Bias-corrected scores and confidence intervals, for each unit and for the sector as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from helseplan.params.productivity import Productivity
from helseplan.productivity.dea import radial_efficiency
from helseplan.productivity.dea.bootstrap import Bootstrap, bootstrap
from helseplan.productivity.dea.validation import Orientation, Rts

FloatArray = npt.NDArray[np.float64]
NO_SPREAD = 1e-9
"""Scores closer to each other than this are alike, and there is nothing to draw from."""


def no_spread(x: FloatArray, y: FloatArray, rts: Rts, orientation: Orientation) -> bool:
    """Say whether the scores have no spread to draw from: one unit, or all scores alike."""
    scores = radial_efficiency(x, y, rts=rts, orientation=orientation).scores
    return bool(np.ptp(scores) < NO_SPREAD)


def drawn_scores(
    x: FloatArray, y: FloatArray, params: Productivity, rts: Rts, orientation: Orientation
) -> Bootstrap | None:
    """Bootstrap one model (Simar and Wilson 1998) with the draws, seed and level of the parameters.

    Returns:
        The bootstrap; None where there is no spread to draw from, as when every unit is efficient.
    """
    if no_spread(x, y, rts, orientation):
        return None
    return bootstrap(
        x,
        y,
        rts=rts,
        orientation=orientation,
        draws=params.bootstrap_draws,
        seed=params.bootstrap_seed,
        alpha=params.bootstrap_alpha,
    )


def interval_columns(drawn: Bootstrap | None, n: int) -> dict[str, npt.NDArray[np.generic]]:
    """Return the columns of an interval, n rows each.

    Returns:
        corrected (Farrell; the raw score where correcting does not pay), bias_corrected (score less bias for every
        unit, whether that pays or not), lower and upper (bounds of the interval), correction_used. Without draws all
        are missing and no correction is used.
    """
    if drawn is None:
        missing = np.full(n, np.nan)
        return {
            "corrected": missing,
            "bias_corrected": missing,
            "lower": missing,
            "upper": missing,
            "correction_used": np.zeros(n, dtype=bool),
        }
    return {
        "corrected": drawn.corrected,
        "bias_corrected": drawn.scores - drawn.bias,
        "lower": drawn.lower,
        "upper": drawn.upper,
        "correction_used": drawn.used,
    }


@dataclass(frozen=True)
class Potential:
    """The distance to best practice of a whole sector, per cent of the sum of one variable.

    Attributes:
        raw: As measured.
        corrected: Less bias, where correcting the sum pays by the same rule as for a unit; else as measured.
        lower: Lower bound of the interval.
        upper: Upper bound.
        used: Whether the correction is used.
    """

    raw: float
    corrected: float
    lower: float
    upper: float
    used: bool


def sector(scores: FloatArray, amount: FloatArray, drawn: Bootstrap | None, *, inward: bool) -> Potential:
    """Weigh scores together by a variable, draw by draw: 1 − Σθx / Σx for an input, Σφy / Σy − 1 for an output.

    The interval is of the sum itself (basic method on the drawn sums), narrower than if the units' own bounds were
    added. Without draws everything but the raw number is missing.
    """
    sign, weight = (-100.0 if inward else 100.0), amount / amount.sum()
    raw = sign * (float(scores @ weight) - 1.0) + 0.0
    if drawn is None:
        return Potential(raw, np.nan, np.nan, np.nan, used=False)
    sums = sign * (drawn.drawn @ weight - 1.0)
    bias, variance = float(sums.mean()) - raw, float(sums.var(ddof=1))
    low, high = np.quantile(sums - raw, [drawn.alpha / 2, 1 - drawn.alpha / 2], method="weibull")
    used = bias**2 > 3 * variance
    return Potential(raw, raw - bias if used else raw, float(raw - high), float(raw - low), used)

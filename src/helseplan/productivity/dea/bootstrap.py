"""How uncertain a score is: the homogeneous smoothed bootstrap of Simar and Wilson (1998)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.bandwidth import Rule
from helseplan.productivity.dea.radial import radial_efficiency
from helseplan.productivity.dea.sampling import check_draws, check_model, draw_plan, scored_blocks
from helseplan.productivity.dea.validation import (
    DeaError,
    FloatArray,
    Orientation,
    Rts,
    check_units,
)

Scale = Literal["farrell", "shephard"]

# A bias smaller than this share of the score is rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """Scores with their bias and confidence interval; all arrays are (n,).

    Attributes:
        scores: Farrell scores as estimated.
        corrected: Farrell score less bias where `used`, the score as estimated elsewhere.
        bias: Estimated bias, on `scale`: input at least 0 on the Farrell scale, output at most 0.
        variance: Variance of the drawn scores, on `scale`.
        lower: Lower end of the interval, Farrell score.
        upper: Upper end of the interval, Farrell score.
        used: Whether the correction is used: bias²/(3 · variance) > 1, and the corrected score is above 0.
        bandwidth: Standard deviation of the noise in the draws, on the scale where 1 is best.
        draws: Number of draws.
        alpha: The interval covers 1 − alpha.
        seed: Seed of the random numbers.
        fallbacks: How many of the n × draws problems were sent to HiGHS.
        rts: Returns to scale used.
        orientation: Orientation used.
        scale: Scale on which bias and interval are taken.
        drawn: (draws, n) Farrell scores against each drawn set, for functions of several units' scores.
    """

    scores: FloatArray
    corrected: FloatArray
    bias: FloatArray
    variance: FloatArray
    lower: FloatArray
    upper: FloatArray
    used: npt.NDArray[np.bool_]
    bandwidth: float
    draws: int
    alpha: float
    seed: int
    fallbacks: int
    rts: Rts
    orientation: Orientation
    scale: Scale
    drawn: FloatArray


def bootstrap(
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    *,
    rts: Rts = "vrs",
    orientation: Orientation = "input",
    draws: int = 2000,
    seed: int,
    alpha: float = 0.05,
    bandwidth: Rule | float = "normal",
    scale: Scale = "farrell",
    workers: int = 1,
) -> Bootstrap:
    """Correct scores for being measured against the best seen, and put an interval around them.

    The frontier seen lies inside the true one, so scores are too good. The bootstrap repeats that error where
    it can be seen: from the estimated frontier it draws new sets of units, with the mix of each unit kept and
    its efficiency drawn from all of them, and scores the units against each. What the drawn scores lie above
    the estimated one, the estimated one is taken to lie above the truth. Homogeneous means that efficiency is
    assumed to be spread alike whatever the size and mix. It does not measure error in the data.

    The draws are made on the scale where 1 is best and less is worse (1/φ for output orientation); see
    `sampling.draw_scores`. Bias, variance and interval are taken on the Farrell scale of the orientation, as
    in Simar and Wilson (1998): that is the number reported, and its bias is what a reader would subtract. The
    interval is the basic one, [θ̂ − q(1 − α/2), θ̂ − q(α/2)] with q the quantiles of θ̂* − θ̂. So for input
    lower ≤ corrected ≤ upper ≤ score where the correction is used, for output score ≤ lower ≤ corrected ≤
    upper; where it is not, `corrected` is the score and lies outside the interval. An end below 0 becomes 0.

    What it is worth, in seeded simulations with one output and half-normal inefficiency: 95 % intervals held
    the truth in 93 % of cases (one input, constant returns, 40 units), 87 % (one input, variable returns, 60
    units), 81 % (two inputs, variable returns, 100 units) and 67 % (four inputs, constant returns, 100
    units): read them as too narrow, the more so the more dimensions. Score less bias was closer to the truth
    than the score on average in all of them, also where the rule above keeps the score; the rule is strict.

    Other packages: R Benchmarking (dea.boot), deaR and DataEnvelopmentAnalysis.jl draw and correct on the
    scale of Shephard distances (1/θ for input) and turn the result into Farrell scores; `scale="shephard"`
    takes bias and interval there, and can never give a corrected input score at or below 0. rDEA draws and
    corrects on θ as here, but its interval is the percentile interval less twice the bias. None of them keeps
    the score where correction does not pay.

    Args:
        X: Inputs, units × inputs.
        Y: Outputs, units × outputs.
        rts: "crs", "vrs", "nirs" or "ndrs".
        orientation: "input" or "output".
        draws: Number of draws; 2 000 or more for a 95 % interval.
        seed: Seed of the random numbers, a whole number from 0 up. The result depends on nothing else:
            neither workers nor block size.
        alpha: The interval covers 1 − alpha.
        bandwidth: Rule or width, see `bandwidth.choose_bandwidth`.
        scale: "farrell" or "shephard".
        workers: Threads.

    Returns:
        A `Bootstrap`. Memory: one array of draws × n, whatever the number of reference sets.

    Raises:
        DeaError: The data or settings cannot be used; all units lie on the frontier (one unit always does);
            rts is "fdh", for which a smooth frontier cannot be drawn.

    Source: Simar and Wilson (1998), Management Science 44, 49-61; rule for using the correction: Simar and
    Wilson (2000), Journal of Productivity Analysis 13, 49-78.
    """
    check_draws(draws, alpha, seed, workers)
    check_model(rts, orientation)
    if scale not in get_args(Scale):
        raise DeaError(f"Ukjent scale: {scale!r}. Velg blant: {', '.join(get_args(Scale))}.")
    units = check_units(X, Y)
    own = radial_efficiency(*units, rts=rts, orientation=orientation).scores
    plan = draw_plan(own, orientation, bandwidth, draws, seed)
    star, fallbacks = np.empty((draws, own.size)), 0
    for block, scores, count in scored_blocks(units, plan, (rts,), orientation, workers):
        star[block] = scores[0]
        fallbacks += count
    # A drawn frontier lies inside the estimated one; the rest is rounding.
    star = np.maximum(star, own) if orientation == "input" else np.minimum(star, own)
    parts = _summarise(own, star, alpha, scale)
    for part in (*parts, star):
        part.setflags(write=False)
    width = plan.bandwidth
    return Bootstrap(own, *parts, width, draws, alpha, seed, fallbacks, rts, orientation, scale, star)


def _summarise(
    own: FloatArray, star: FloatArray, alpha: float, scale: Scale
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """Corrected, bias, variance, lower, upper and used, from estimated (n,) and drawn scores (draws × n)."""
    base, drawn = (own, star) if scale == "farrell" else (1.0 / own, 1.0 / star)
    bias, variance = drawn.mean(axis=0) - base, drawn.var(axis=0, ddof=1)
    tails = np.quantile(drawn - base, [1.0 - alpha / 2.0, alpha / 2.0], axis=0, method="weibull")
    lower, upper = np.maximum(base - tails, 0.0)
    corrected = base - bias
    used = (np.abs(bias) > ROUNDING * base) & (bias**2 > 3.0 * variance) & (corrected > 0.0)
    corrected = np.where(used, corrected, base)
    if scale == "shephard":
        with np.errstate(divide="ignore"):
            corrected, lower, upper = 1.0 / corrected, 1.0 / upper, 1.0 / lower
    corrected = np.where(used, corrected, own)
    return corrected, bias, variance, lower, upper, used

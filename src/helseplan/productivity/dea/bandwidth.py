"""How wide the kernel is that smooths the scores before they are drawn."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from helseplan.productivity.dea.validation import DeaError, FloatArray, as_floats, check_values

Rule = Literal["normal", "silverman", "cv"]

# Scores closer to 1 than this lie on the frontier; the same limit as in Benchmarking's dea.boot.
ON_FRONTIER = 1e-6
# Pairs handled at a time in the cross-validation: 8 MB per array whatever the number of units.
PAIRS = 1_000_000


def choose_bandwidth(scores: npt.ArrayLike, rule: Rule | float = "normal") -> float:
    """Standard deviation of the Gaussian noise added to a drawn score, by a stated rule.

    The scores stop at 1, so the density is estimated from the scores and their mirror images 2 − θ. Scores
    of 1 are left out of the estimate: they are a product of the method, not of the units. With m scores off
    the frontier among n, the width h₂ₘ for the 2m mirrored values is then brought to all n units by
    h = h₂ₘ · (2m/n)^(1/5) · sd(θ)/sd(mirrored).

    Rules for h₂ₘ, with s = min(sd, IQR/1.34) of the mirrored values:

    - "normal": 1.06 · s · (2m)^(−1/5), the normal reference rule (Daraio and Simar 2007, p. 60).
    - "silverman": 0.9 · s · (2m)^(−1/5) with IQR/1.349, as R Benchmarking and DataEnvelopmentAnalysis.jl use.
    - "cv": least-squares cross-validation, a score and its mirror image left out together. Searched between
      a tenth of the normal reference width and one and a half times it, since ties pull the criterion
      towards zero. Time grows with the square of the number of units.

    Args:
        scores: (n,) scores on one side of 1, all at most 1 or all at least 1.
        rule: Name of a rule, or the width itself, in the unit of the scores.

    Returns:
        The width, above 0.

    Raises:
        DeaError: Unknown rule, a width that is not a positive number, or scores that are all 1 (one unit always is).

    Source: Simar and Wilson (1998), Management Science 44; Daraio and Simar (2007), Advanced Robust and
    Nonparametric Methods in Efficiency Analysis, equations 3.23 to 3.26; Silverman (1986), Density Estimation.
    """
    given = _check_rule(rule)
    values = as_floats(scores, "scores")
    check_values(values, "scores")
    inefficient = values[np.abs(values - 1.0) > ON_FRONTIER]
    if inefficient.size == 0:
        raise DeaError(
            f"Ingen av enhetene ({values.size} i alt) ligger innenfor fronten, og skårene har ingen spredning å "
            "trekke fra. Bruk flere enheter eller færre kolonner."
        )
    if given is not None:
        return given
    mirrored = np.concatenate([inefficient, 2.0 - inefficient])
    width = _RULES[str(rule)](mirrored)
    count = (mirrored.size / values.size) ** 0.2
    return float(width * count * values.std(ddof=1) / mirrored.std(ddof=1))


def _check_rule(rule: str | float) -> float | None:
    """The width itself when a number is given, None when a known rule is."""
    if isinstance(rule, str):
        if rule not in _RULES:
            names = ", ".join(get_args(Rule))
            raise DeaError(f"Ukjent regel for båndbredde: {rule!r}. Velg blant: {names}, eller gi et tall.")
        return None
    number = isinstance(rule, int | float | np.number) and not isinstance(rule, bool)
    if not number or not 0.0 < rule < np.inf:
        raise DeaError(f"Båndbredden er {rule!r}. Den må være et endelig tall større enn null.")
    return float(rule)


def _reference_width(mirrored: FloatArray, factor: float, normal_iqr: float) -> float:
    """The rule that is best when the density is normal, robust to a few far-off scores."""
    lower, upper = np.quantile(mirrored, [0.25, 0.75])
    spread = min(float(mirrored.std(ddof=1)), float(upper - lower) / normal_iqr)
    return factor * spread * float(mirrored.size) ** -0.2


def _normal(mirrored: FloatArray) -> float:
    return _reference_width(mirrored, 1.06, 1.34)


def _silverman(mirrored: FloatArray) -> float:
    return _reference_width(mirrored, 0.9, 1.349)


def _cross_validated(mirrored: FloatArray) -> float:
    """The width with the least estimated integrated squared error."""
    start = _normal(mirrored)
    best = minimize_scalar(
        lambda log_h: _squared_error(mirrored, float(np.exp(log_h))),
        bounds=(np.log(0.1 * start), np.log(1.5 * start)),
        method="bounded",
    )
    return float(np.exp(best.x))


def _squared_error(mirrored: FloatArray, h: float) -> float:
    """∫f̂² − 2·mean of f̂ at each value estimated without it and its mirror image (up to a constant)."""
    n, half = mirrored.size, mirrored.size // 2
    position = np.arange(n)
    squared = left_out = 0.0
    step = max(1, PAIRS // n)
    for start in range(0, n, step):
        rows = position[start : start + step]
        z = ((mirrored[rows, None] - mirrored[None, :]) / h) ** 2
        squared += float(np.exp(-z / 4.0).sum()) / np.sqrt(2.0)
        kernel = np.exp(-z / 2.0)
        kernel[rows[:, None] % half == position[None, :] % half] = 0.0
        left_out += float(kernel.sum())
    others = max(n - 2, 1)
    return (squared / n**2 - 2.0 * left_out / (n * others)) / (h * np.sqrt(2.0 * np.pi))


_RULES = {"normal": _normal, "silverman": _silverman, "cv": _cross_validated}

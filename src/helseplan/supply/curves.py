"""Smooth curves over age: how rates, participation and position size go with age, always within their bounds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import gamma

FIRST_AGE, LAST_AGE = 20, 74
AGES = np.arange(FIRST_AGE, LAST_AGE + 1)
BANDS = (AGES < 62, AGES >= 62)
"""The two age bands SSB uses for small groups: 20–61 and 62–74."""
SHAPE_BOUNDS = (0.02, 0.985)
SPREAD = 1.6
"""Shape of the gamma distribution of the age at entry: most enter soon after the first age, some much later."""


def by_age(knots: pd.DataFrame) -> np.ndarray:
    """Interpolate values at some ages to every age 20–74, without overshooting (PCHIP); flat outside the knots.

    Args:
        knots: Columns age and value.
    """
    ordered = knots.sort_values("age")
    ages = ordered.age.to_numpy(dtype=float)
    inside = np.clip(AGES, ages[0], ages[-1])
    values = ordered.value.to_numpy(dtype=float)
    return np.clip(PchipInterpolator(ages, values)(inside), values.min(), values.max())


def shifted(rates: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Move a schedule to later ages.

    Args:
        rates: Rate by age, age.
        years: How many years later, …; a fraction lies on the straight line between whole years.

    Returns:
        …, age. Below the first age the first rate holds, above the last the last.
    """
    wanted = AGES - np.asarray(years, dtype=float)[..., None]
    return np.interp(np.clip(wanted, FIRST_AGE, LAST_AGE), AGES, rates)


def meeting(shape: np.ndarray, level: float, weights: np.ndarray, *, harmonic: bool = False) -> np.ndarray:
    """Lift or lower a curve on the logit scale until its mean is a given level; it stays between 0 and 1.

    Args:
        shape: Relative height by sex and age.
        level: The mean wanted, between 0 and 1.
        weights: Persons by sex and age.
        harmonic: Weigh as when the persons counted are those at work and the level is per available person.

    Returns:
        The curve, same shape.
    """
    base = logit(np.clip(shape * level, *SHAPE_BOUNDS))

    def off(lift: float) -> float:
        curve = expit(base + lift)
        mean = weights.sum() / (weights / curve).sum() if harmonic else np.average(curve, weights=weights)
        return float(mean - level)

    return np.asarray(expit(base + brentq(off, -15, 15, xtol=1e-12)))


def in_bands(curve: np.ndarray, weights: np.ndarray, *, harmonic: bool = False) -> np.ndarray:
    """Replace a curve by its mean in each of the two age bands, for cells too small to have a curve of their own.

    Args:
        curve: Value by age.
        weights: Persons by age.
        harmonic: See :func:`meeting`.
    """
    out = np.empty_like(curve)
    for band in BANDS:
        persons = weights[band] if weights[band].sum() > 0 else np.ones(band.sum())
        inverse = (persons / curve[band]).sum()
        out[band] = persons.sum() / inverse if harmonic else np.average(curve[band], weights=persons)
    return out


def entry_ages(first: float, mean: float) -> np.ndarray:
    """Distribute those who enter over ages 20–74; sums to 1.

    Args:
        first: The youngest age.
        mean: The mean age, above the first.
    """
    edges = np.arange(FIRST_AGE, LAST_AGE + 2) - first
    share = np.diff(gamma.cdf(np.maximum(edges, 0), SPREAD, scale=(mean + 0.5 - first) / SPREAD))
    return np.asarray(share / share.sum())

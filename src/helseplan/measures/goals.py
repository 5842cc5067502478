"""What it would take: the least intensity that closes the gap, and the productivity that keeps the sector's share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from helseplan.chain import Chain
from helseplan.measures.packages import Doses
from helseplan.measures.study import Study

MOST = 20.0
"""Percentage points more growth a year than which nothing is looked for."""
HALVINGS = 30
"""Bisection steps: the intensity is then known to a billionth."""


def least_intensity(
    study: Study, mixes: Doses, gap: np.ndarray, targets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Find the least common factor on the intensities of a mix that closes a gap in the last year.

    Effects never fall with the intensity, so halving the interval finds the factor.

    Args:
        study: The run.
        mixes: Intensities in full, one draw per mix.
        gap: The gap without measures, group.
        targets: 1 for the groups of a target, target × group; it is closed when they sum to nought or more.

    Returns:
        The factor, mix × target: 0 when the gap is closed already, NaN when the mix does not close it in full; and what
        is left with the mix in full, mix × target, årsverk.
    """
    start = targets @ gap

    def left(mix: np.ndarray, target: np.ndarray, factor: np.ndarray) -> np.ndarray:
        doses = Doses(mixes.intensity[mix] * factor[:, None], mixes.level[mix])
        return np.asarray(start[target] + (study.last_effects(doses) * targets[target]).sum(axis=1))

    mix, target = (each.ravel() for each in np.indices((len(mixes), len(targets))))
    full = left(mix, target, np.ones(len(mix)))
    found = np.where(start[target] >= 0, 0.0, np.nan)
    sought = (full >= 0) & (start[target] < 0)
    low, high = np.zeros(sought.sum()), np.ones(sought.sum())
    for _ in range(HALVINGS if sought.any() else 0):
        middle = (low + high) / 2
        closed = left(mix[sought], target[sought], middle) >= 0
        low, high = np.where(closed, low, middle), np.where(closed, middle, high)
    found[sought] = high
    shape = (len(mixes), len(targets))
    return found.reshape(shape), full.reshape(shape)


def productivity_needed(
    chain: Chain, employment: pd.DataFrame, ceilings: np.ndarray, first: int
) -> np.ndarray:
    """Find the yearly growth in productivity that keeps the sector's share of employment under a ceiling.

    The share is that of the last year.

    Args:
        chain: The run's chain.
        employment: The artefact ``demand/employment`` on the path shown: year, aarsverk, share_percent.
        ceilings: Shares, per cent.
        first: The first year growth may change.

    Returns:
        Per cent a year from ``first`` on; never below the run's own growth, and NaN when not even ``MOST`` percentage
        points more are enough.
    """
    own = chain.demanded.productivity_percent
    last = employment[employment.year == chain.years[-1]].iloc[0]
    later = (chain.years >= first).astype(float)

    def share(points: float) -> float:
        levers = replace(chain.neutral(1), productivity_points=points * later[None])
        return float(chain.evaluate(levers).narrow[0, -1] / last.aarsverk * last.share_percent)

    def needed(ceiling: float) -> float:
        if share(0.0) <= ceiling:
            return own
        if share(MOST) > ceiling:
            return np.nan
        return own + brentq(lambda points: share(points) - ceiling, 0, MOST, xtol=1e-9)

    return np.array([needed(float(ceiling)) for ceiling in ceilings])

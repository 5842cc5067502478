"""Mortality: an age schedule moved so that life expectancy meets a given path."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.ages import log_rates
from helseplan.errors import DataError

OPEN_GROUP_CENTRE = 93.0
"""Centre of the open group 90+: an assumption, close to the mean age of those who die in it."""
STEPS = 60
CLOSE = 1e-5


def schedule(mortality: pd.DataFrame) -> np.ndarray:
    """Return death rates by sex and single age in the data's year.

    Args:
        mortality: Columns sex, age_from, age_to, deaths_per_100000.

    Returns:
        Array sex × age (2 × 106), deaths per person-year.
    """
    return np.stack([_one_sex(part) for _, part in mortality.sort_values("age_from").groupby("sex")])


def _one_sex(part: pd.DataFrame) -> np.ndarray:
    centres = (part.age_from.to_numpy() + part.age_to.to_numpy() + 1) / 2
    centres[-1] = OPEN_GROUP_CENTRE
    return log_rates(centres, part.deaths_per_100000.to_numpy() / 1e5)


def remaining_years(rates: np.ndarray) -> np.ndarray:
    """Return period life expectancy at each age, with a constant death rate within each year of age.

    Args:
        rates: Array … × 106.

    Returns:
        Array … × 106, years.
    """
    survival = np.exp(-rates)
    lived = (1 - survival) / rates
    years = np.empty_like(rates)
    years[..., -1] = 1 / rates[..., -1]
    for age in range(rates.shape[-1] - 2, -1, -1):
        years[..., age] = lived[..., age] + survival[..., age] * years[..., age + 1]
    return years


def meet_life_expectancy(rates: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Scale a schedule by one factor so that life expectancy at birth meets the target.

    Args:
        rates: Array … × sex × age, or one that broadcasts to it.
        target: Array … × sex, years.

    Returns:
        Array … × sex × age; life expectancy at birth is within 1e-5 years of the target.

    Raises:
        DataError: No factor reaches a target.
    """
    low, high = np.full(target.shape, -4.0), np.full(target.shape, 2.0)
    for _ in range(STEPS):
        middle = (low + high) / 2
        lives_longer = remaining_years(rates * np.exp(middle)[..., None])[..., 0] > target
        low = np.where(lives_longer, middle, low)
        high = np.where(lives_longer, high, middle)
    met = rates * np.exp((low + high) / 2)[..., None]
    off = np.abs(remaining_years(met)[..., 0] - target)
    if off.max() > CLOSE:
        wrong = np.broadcast_to(target, off.shape)[off > CLOSE]
        raise DataError(
            f"Levealderen {wrong[0]:.1f} år kan ikke nås med dødelighetstabellen.",
            where="projection_assumptions.csv, component life_expectancy",
            expected="om lag 60 til 110 år",
            fix="Rett forutsetningen og kjør «helseplan check».",
        )
    return met


def survival(rates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the chance of living through a calendar year.

    Args:
        rates: Array … × 106.

    Returns:
        By age on 1 January (… × 106): half the year at that age, half at the next; and for the newborn
        (…), who live half a year on average.
    """
    following = np.concatenate([rates[..., 1:], rates[..., -1:]], axis=-1)
    return np.exp(-(rates + following) / 2), np.exp(-rates[..., 0] / 2)

"""Mortality: an age schedule moved so that life expectancy meets a given path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline

from helseplan.ages import logit_rates
from helseplan.errors import DataError

OPEN_GROUP_CENTRES = {"1": 93.2, "2": 93.8}
"""Centre of the open group 90+ by sex: with it, the mean rate over the population of 2022 is the published one."""
INFANT_YEARS = 0.14
"""Years lived by those who die before their first birthday (Andreev and Kingkade 2015, at low mortality)."""
LEVELS = np.linspace(-4.5, 2.0, 326)
"""Shifts of the log schedule that life expectancy is tabulated for, to be looked up backwards."""


@dataclass(frozen=True)
class Mortality:
    """A base year's death rates, which every year scales by one factor per sex.

    Attributes:
        rates: Deaths per person-year in the base year, sex × age (2 × 106).
    """

    rates: np.ndarray

    def at(self, level: np.ndarray) -> np.ndarray:
        """Return the schedule at a level: rate · exp(level).

        Args:
            level: Array … × sex.

        Returns:
            Array … × sex × age.
        """
        return self.rates * np.exp(np.asarray(level))[..., None]

    def meeting(self, target: np.ndarray) -> np.ndarray:
        """Return the schedule whose life expectancy at birth is the target.

        Args:
            target: Years, … × sex.

        Returns:
            Death rates, … × sex × age; life expectancy is within 0.0001 year of the target.

        Raises:
            DataError: No level reaches a target.
        """
        reach = np.stack([spline.x[[0, -1]] for spline in self._level_by_years], axis=1)
        outside = (target < reach[0]) | (target > reach[1])
        if outside.any():
            wrong = float(np.asarray(target)[outside][0])
            raise DataError(
                f"Levealderen {wrong:.1f} år kan ikke nås med dødelighetstabellen.",
                where="projection_assumptions.csv, component life_expectancy",
                expected=f"{reach[0].max():.0f} til {reach[1].min():.0f} år",
                fix="Rett forutsetningen og kjør «helseplan check».",
            )
        level = [spline(target[..., sex]) for sex, spline in enumerate(self._level_by_years)]
        return self.at(np.stack(level, axis=-1))

    @cached_property
    def _level_by_years(self) -> list[CubicSpline]:
        years = remaining_years(self.at(np.stack([LEVELS, LEVELS], axis=-1)))[..., 0]
        return [CubicSpline(years[::-1, sex], LEVELS[::-1]) for sex in (0, 1)]


def schedule(mortality: pd.DataFrame) -> np.ndarray:
    """Return death rates by sex and single age in the data's year.

    Args:
        mortality: Columns sex, age_from, age_to, deaths_per_100000.

    Returns:
        Array sex × age (2 × 106), deaths per person-year.
    """
    ordered = mortality.sort_values("age_from")
    return np.stack([_one_sex(part, OPEN_GROUP_CENTRES[str(sex)]) for sex, part in ordered.groupby("sex")])


def _one_sex(part: pd.DataFrame, open_centre: float) -> np.ndarray:
    centres = (part.age_from.to_numpy() + part.age_to.to_numpy() + 1) / 2
    centres[-1] = open_centre
    return logit_rates(centres, part.deaths_per_100000.to_numpy() / 1e5)


def remaining_years(rates: np.ndarray) -> np.ndarray:
    """Return period life expectancy at each age.

    The death rate is constant within each year of age, but infants who die live 0.14 year.

    Args:
        rates: Array … × 106.

    Returns:
        Array … × 106, years.
    """
    alive = np.exp(-np.cumsum(rates[..., :-1], axis=-1))
    infant = 1 - infant_deaths(rates)
    reached = np.empty_like(rates)
    reached[..., 0] = 1
    reached[..., 1:] = alive * (infant / np.exp(-rates[..., 0]))[..., None]
    lived = np.empty_like(rates)
    lived[..., :-1] = (reached[..., :-1] - reached[..., 1:]) / rates[..., :-1]
    lived[..., 0] = infant + (1 - infant) * INFANT_YEARS
    lived[..., -1] = reached[..., -1] / rates[..., -1]
    ahead = np.cumsum(lived[..., ::-1], axis=-1)[..., ::-1]
    return np.asarray(ahead / reached)


def infant_deaths(rates: np.ndarray) -> np.ndarray:
    """Return the chance of dying before the first birthday (…), from rates … × 106."""
    first = rates[..., 0]
    return np.asarray(first / (1 + (1 - INFANT_YEARS) * first))


def survival(rates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the chance of living through a calendar year.

    Args:
        rates: Array … × 106.

    Returns:
        By age on 1 January (… × 106): half the year at that age, half at the next; and for the newborn (…).
        Most infant deaths come in the first weeks, so the newborn carry all but 14 per cent of them in the year of
        birth, and the rest falls on those who are 0 on 1 January.
    """
    alive = np.empty_like(rates)
    np.add(rates[..., :-1], rates[..., 1:], out=alive[..., :-1])
    alive[..., -1] = 2 * rates[..., -1]
    alive *= -0.5
    np.exp(alive, out=alive)
    infant = infant_deaths(rates)
    alive[..., 0] = (1 - infant * INFANT_YEARS) * np.exp(-rates[..., 1] / 2)
    return alive, 1 - infant * (1 - INFANT_YEARS)

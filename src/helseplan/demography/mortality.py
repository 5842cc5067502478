"""Mortality: an age schedule moved so that life expectancy meets a given path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq

from helseplan.ages import AGES, logit_rates
from helseplan.errors import DataError

INFANT_YEARS = 0.14
"""Years lived by those who die before their first birthday (Andreev and Kingkade 2015, at low mortality)."""
OPEN_GROUP_YEARS = 10.0
"""How far above its lowest age the open group's centre is looked for."""
FADED_AT = 100
LEVELS = np.linspace(-9.0, 2.0, 551)
"""Shifts of the log schedule that life expectancy is tabulated for, to be looked up backwards."""


@dataclass(frozen=True)
class Mortality:
    """A base year's death rates, and how far each age follows when mortality changes.

    Attributes:
        rates: Deaths per person-year in the base year, sex × age (2 × 106).
        follows: 1 where an age follows fully, less where it follows in part; age.
    """

    rates: np.ndarray
    follows: np.ndarray

    def at(self, level: np.ndarray) -> np.ndarray:
        """Return the schedule at a level: rate · exp(level · follows).

        Args:
            level: Array … × sex.

        Returns:
            Array … × sex × age.
        """
        return self.rates * np.exp(np.asarray(level)[..., None] * self.follows)

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


def schedule(mortality: pd.DataFrame, population: np.ndarray) -> np.ndarray:
    """Return death rates by sex and single age in the data's year.

    The groups' rates are interpolated on the logit scale. The open group's centre is the one that gives its published
    rate back as a mean over the population.

    Args:
        mortality: Columns sex, age_from, age_to, deaths_per_100000.
        population: Persons, sex × age.

    Returns:
        Array sex × age (2 × 106), deaths per person-year.
    """
    groups = mortality.sort_values("age_from").groupby("sex")
    return np.stack([_one_sex(part, persons) for (_, part), persons in zip(groups, population, strict=True)])


def _one_sex(part: pd.DataFrame, persons: np.ndarray) -> np.ndarray:
    centres = (part.age_from.to_numpy() + part.age_to.to_numpy() + 1) / 2
    rates = part.deaths_per_100000.to_numpy() / 1e5
    oldest = int(part.age_from.iloc[-1])

    def at(centre: float) -> np.ndarray:
        return logit_rates(np.append(centres[:-1], centre), rates)

    def off(centre: float) -> float:
        return float(np.average(at(centre)[oldest:], weights=persons[oldest:]) - rates[-1])

    return at(brentq(off, oldest + 0.5, oldest + OPEN_GROUP_YEARS))


def fading(full_to_age: int, at_oldest: float) -> np.ndarray:
    """Return how far each age follows a change: fully up to an age, then in a straight line down to the oldest.

    Args:
        full_to_age: The last age that follows fully.
        at_oldest: What is left from 100 years on.
    """
    return np.interp(AGES, [full_to_age, FADED_AT], [1.0, at_oldest])


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

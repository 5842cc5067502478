"""The cohort-component engine, over alternative × sex × single age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.ages import AGES
from helseplan.demography.mortality import survival

FERTILE = (AGES >= 15) & (AGES <= 49)


@dataclass(frozen=True)
class Year:
    """What a year brings, by alternative.

    Attributes:
        rates: Death rates, alternative × sex × age.
        fertility: Children per woman, alternative.
        net_migration: Persons, alternative.
        births: Registered births that replace the computed ones, or None.
        deaths: Registered deaths that the computed ones are scaled to, or None.
        population_after: Registered population on 31 December that net migration is set to meet, or None.
    """

    rates: np.ndarray
    fertility: np.ndarray
    net_migration: np.ndarray
    births: float | None = None
    deaths: float | None = None
    population_after: float | None = None


def birth_profile(mean_age: float, spread: float) -> np.ndarray:
    """Return the share of a woman's children born at each age: a normal curve over ages 15–49."""
    curve = np.where(FERTILE, np.exp(-0.5 * ((AGES + 0.5 - mean_age) / spread) ** 2), 0)
    return curve / curve.sum()


def step(
    population: np.ndarray, year: Year, profile: np.ndarray, migrants: np.ndarray, boys: float
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Carry a population through one year.

    Args:
        population: Persons on 1 January, alternative × sex × age.
        year: What the year brings.
        profile: Share of births by age of the mother, age.
        migrants: Share of net migration, sex × age; those who move are counted at the year's end.
        boys: Share of the newborn who are boys.

    Returns:
        The population a year later, and births, deaths and net migration by alternative. Population plus births
        minus deaths plus net migration is the next population, exactly.
    """
    alive, alive_newborn = survival(year.rates)
    dying = population * (1 - alive)
    births = year.fertility * ((population[:, 1] + _a_year_older(population - dying)[:, 1]) / 2 @ profile)
    if year.births is not None:
        births = np.full_like(births, year.births)
    newborn = births[:, None] * np.array([boys, 1 - boys])
    newborn_dying = newborn * (1 - alive_newborn)
    if year.deaths is not None:
        scale = (year.deaths - newborn_dying.sum(axis=1)) / dying.sum(axis=(1, 2))
        dying = dying * scale[:, None, None]
    older = _a_year_older(population - dying)
    older[:, :, 0] = newborn - newborn_dying
    net = year.net_migration
    if year.population_after is not None:
        net = year.population_after - older.sum(axis=(1, 2))
    following = older + net[:, None, None] * migrants
    deaths = dying.sum(axis=(1, 2)) + newborn_dying.sum(axis=1)
    return following, {"births": births, "deaths": deaths, "net_migration": net}


def _a_year_older(survivors: np.ndarray) -> np.ndarray:
    older = np.zeros_like(survivors)
    older[:, :, 1:] = survivors[:, :, :-1]
    older[:, :, -1] += survivors[:, :, -1]
    return older

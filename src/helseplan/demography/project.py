"""The cohort-component engine, vectorised over region, alternative, draw and whatever else stands in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from helseplan.ages import AGES
from helseplan.demography.mortality import survival

FERTILE = (AGES >= 15) & (AGES <= 49)
MALE = 0
FEMALE = 1


@dataclass(frozen=True)
class Pattern:
    """How births and migration fall on age and sex.

    Attributes:
        mothers: Share of a woman's children born at each age, age.
        migrants: Share of net migration, sex × age.
        boys: Share of the newborn who are boys.
    """

    mothers: np.ndarray
    migrants: np.ndarray
    boys: float


@dataclass(frozen=True)
class Paths:
    """What the years bring; the dimensions in front (…) may be alternatives, regions or draws.

    Attributes:
        rates: Death rates, … × year × sex × age.
        fertility: Children per woman, … × year.
        net_migration: Persons, … × year.
    """

    rates: np.ndarray
    fertility: np.ndarray
    net_migration: np.ndarray


@dataclass(frozen=True)
class Registered:
    """What is known about a year that has passed; the engine meets it.

    Attributes:
        deaths: Deaths in the year, or None when they are to be computed.
        population_after: Population on 31 December.
        births: Births in the year, or None when they are to be computed.
    """

    deaths: float | None
    population_after: float
    births: float | None = None


@dataclass(frozen=True)
class Flows:
    """A year's flows, by cohort: age is that on 31 December, 105 and over in one.

    Attributes:
        births: … × sex.
        deaths: … × sex × age.
        migration: … × sex × age.
    """

    births: np.ndarray
    deaths: np.ndarray
    migration: np.ndarray


@dataclass(frozen=True)
class Projection:
    """A projected population and what changed it.

    Attributes:
        population: Persons on 1 January, … × year × sex × age; one year more than the flows.
        births: … × year.
        deaths: … × year.
        net_migration: … × year.
    """

    population: np.ndarray
    births: np.ndarray
    deaths: np.ndarray
    net_migration: np.ndarray


def birth_profile(mean_age: float, spread: float) -> np.ndarray:
    """Return the share of a woman's children born at each age: a normal curve over ages 15–49."""
    curve = np.where(FERTILE, np.exp(-0.5 * ((AGES + 0.5 - mean_age) / spread) ** 2), 0)
    return np.asarray(curve / curve.sum())


def project(
    start: np.ndarray,
    paths: Paths,
    pattern: Pattern,
    registered: dict[int, Registered] | None = None,
    counted: dict[int, np.ndarray] | None = None,
) -> Projection:
    """Carry a population through every year of the paths.

    Args:
        start: Persons on the first 1 January, sex × age, or with dimensions in front that broadcast.
        paths: What the years bring.
        pattern: How births and migration fall on age and sex.
        registered: Index of a year → what is known about it.
        counted: Index of a year → persons on its 1 January, known by sex and age, … × sex × age; takes the place of
            what is computed. NaN where it is not known.
    """
    known, there = registered or {}, counted or {}
    front = np.broadcast_shapes(start.shape[:-2], paths.rates.shape[:-3], paths.net_migration.shape[:-1])
    years = paths.fertility.shape[-1]
    # a year's numbers lie together, and survival is found a year at a time: every step stays in the cache
    population = np.empty((years + 1, *front, 2, len(AGES)))
    population[0] = start
    totals = np.empty((3, *front, years))
    for year in range(years):
        population[year + 1], born, changed = _step(
            population[year],
            survival(paths.rates[..., year, :, :]),
            paths.fertility[..., year],
            paths.net_migration[..., year],
            pattern,
            known.get(year),
        )
        totals[0, ..., year] = born.births.sum(axis=-1)
        totals[1, ..., year] = changed.dying.sum(axis=(-1, -2)) + born.dying.sum(axis=-1)
        totals[2, ..., year] = 2 * changed.half.sum(axis=(-1, -2))
        if year + 1 in there:
            own = population[year + 1]
            population[year + 1] = np.where(np.isnan(there[year + 1]), own, there[year + 1])
    return Projection(np.moveaxis(population, 0, -3), *totals)


def step(
    population: np.ndarray,
    rates: np.ndarray,
    fertility: np.ndarray,
    net_migration: np.ndarray,
    pattern: Pattern,
    registered: Registered | None = None,
) -> tuple[np.ndarray, Flows]:
    """Carry a population through one year.

    Half of the year's migrants are counted from 1 January and half on 31 December, so that on average they live
    half a year here. Every cohort keeps its account: those who enter the year at an age, less deaths, plus migration,
    are those who leave it one year older.

    Args:
        population: Persons on 1 January, … × sex × age.
        rates: Death rates, … × sex × age.
        fertility: Children per woman, ….
        net_migration: Persons, …; not used when the year is registered.
        pattern: How births and migration fall on age and sex.
        registered: What is known about the year. Deaths are then scaled to the known total, and net migration is what
            remains.

    Returns:
        The population on the next 1 January and the flows.
    """
    after, born, changed = _step(population, survival(rates), fertility, net_migration, pattern, registered)
    deaths = a_year_older(changed.dying)
    deaths[..., 0] = born.dying
    return after, Flows(born.births, deaths, a_year_older(changed.half) + changed.half)


class _Newborn(NamedTuple):
    """Births and those of them who die in the year, … × sex."""

    births: np.ndarray
    dying: np.ndarray


class _Changed(NamedTuple):
    """By age on 1 January, … × sex × age: those who die in the year, and half of the migrants."""

    dying: np.ndarray
    half: np.ndarray


def _step(
    population: np.ndarray,
    alive: tuple[np.ndarray, np.ndarray],
    fertility: np.ndarray,
    net_migration: np.ndarray,
    pattern: Pattern,
    registered: Registered | None,
) -> tuple[np.ndarray, _Newborn, _Changed]:
    through, newborn_through = alive
    births = None
    if registered is not None:
        births = _births(population, through, fertility, pattern, registered.births)
        deaths = registered.deaths
        if deaths is None:
            deaths = (population * (1 - through)).sum(axis=(-1, -2))
            deaths += (births * (1 - newborn_through)).sum(axis=-1)
        net_migration = (
            registered.population_after - population.sum(axis=(-1, -2)) - births.sum(axis=-1) + deaths
        )
    half = np.asarray(net_migration)[..., None, None] * (pattern.migrants / 2)
    opening = population + half
    dying = opening * (1 - through)
    if births is None:
        births = _births(opening, through, fertility, pattern)
    newborn_dying = births * (1 - newborn_through)
    if registered is not None:
        scale = deaths / (dying.sum(axis=(-1, -2)) + newborn_dying.sum(axis=-1))
        dying, newborn_dying = dying * scale[..., None, None], newborn_dying * scale[..., None]
    opening -= dying
    after = a_year_older(opening)
    after[..., 0] = births - newborn_dying
    after += half
    return after, _Newborn(births, newborn_dying), _Changed(dying, half)


def _births(
    women: np.ndarray,
    through: np.ndarray,
    fertility: np.ndarray,
    pattern: Pattern,
    total: float | None = None,
) -> np.ndarray:
    """Births by sex: the women's mean number over the year times their rates, or a known total."""
    girls = women[..., FEMALE, :]
    survivors = girls * np.broadcast_to(through, women.shape)[..., FEMALE, :]
    # rates are by age at the birth: half the year at the age on 1 January, half at the next
    mothers = (girls @ pattern.mothers + survivors[..., :-1] @ pattern.mothers[1:]) / 2
    born = fertility * mothers if total is None else np.full(np.shape(mothers), total)
    return np.stack([born * pattern.boys, born * (1 - pattern.boys)], axis=-1)


def a_year_older(persons: np.ndarray) -> np.ndarray:
    """Move every age one up, … × age; age 0 becomes empty and the open age takes both."""
    older = np.empty_like(persons)
    older[..., 0] = 0
    older[..., 1:] = persons[..., :-1]
    older[..., -1] += persons[..., -1]
    return older

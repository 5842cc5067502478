"""The demand engine: use by age × population × growth, less informal care; over … × service × year."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from helseplan.demand.health import felt_age, move

DRIVERS = (
    "population_size",
    "age_structure",
    "health",
    "younger_users",
    "standard",
    "productivity",
    "informal_care",
)
ALL_DRIVERS = frozenset(DRIVERS)
YOUNG = 67
"""Use under this age may have a trend of its own."""


@dataclass(frozen=True)
class Services:
    """What a base year says about the services.

    Attributes:
        use: Use per inhabitant, service × sex × age.
        aarsverk: Base-year årsverk, service.
        informal: Base-year årsverk of informal care beside each service, … × service.
        users: The country's base-year users, service.
    """

    use: np.ndarray
    aarsverk: np.ndarray
    informal: np.ndarray
    users: np.ndarray

    @cached_property
    def flat_use(self) -> np.ndarray:
        """Use per inhabitant, (sex · age) × service."""
        return np.ascontiguousarray(self.use.reshape(len(self.use), -1).T)


@dataclass(frozen=True)
class People:
    """A population path; year 0 is the base year. Dimensions in front (…) may be regions, alternatives or draws.

    Attributes:
        population: Persons, … × year × sex × age.
        years_left: Remaining life expectancy, … × year × sex × age.
        rates: Death rates, … × year × sex × age.
    """

    population: np.ndarray
    years_left: np.ndarray
    rates: np.ndarray


@dataclass(frozen=True)
class Assumptions:
    """What the engine assumes. Indices are 1 in the base year and broadcast to … × service × year.

    Attributes:
        standard: Index of årsverk per user from rising standard.
        productivity: Index of productivity; it divides.
        younger: Index of use per inhabitant under 67.
        healthier: θ, the share of the gained years of life that are healthy, ….
        formula: How health follows mortality, see ``helseplan.demand.health``.
        from_age: The age from which health improves.
        informal_follows: 0: informal care is constant; 1: it follows need; ….
    """

    standard: np.ndarray
    productivity: np.ndarray
    younger: np.ndarray
    healthier: np.ndarray = field(default_factory=lambda: np.array(1.0))
    formula: str = "mortality_equivalent"
    from_age: int = 55
    informal_follows: np.ndarray = field(default_factory=lambda: np.array(0.0))


def users(services: Services, people: np.ndarray) -> np.ndarray:
    """Return users of each service, … × service, from persons … × sex × age."""
    return np.asarray(people.reshape(*people.shape[:-2], -1) @ services.flat_use)


def demand(
    services: Services, people: People, assumed: Assumptions, drivers: frozenset[str] = ALL_DRIVERS
) -> np.ndarray:
    """Compute demand by service and year.

    Args:
        services: Base-year use and årsverk.
        people: Population and mortality.
        assumed: Growth, health and informal care.
        drivers: Which drivers are on; the others stay as in the base year (and informal care follows need).

    Returns:
        Årsverk, … × service × year; never negative.
    """
    persons = _persons(people.population, drivers)
    at_start = users(services, persons[..., 0, :, :])[..., None] / services.users[:, None]
    if "health" in drivers:
        persons = _healthier(persons, people, assumed)
    need = _use(services, persons, assumed, drivers) / services.users[:, None]
    return aarsverk(services, need, at_start, assumed, drivers)


def aarsverk(
    services: Services,
    need: np.ndarray,
    at_start: np.ndarray,
    assumed: Assumptions,
    drivers: frozenset[str] = ALL_DRIVERS,
) -> np.ndarray:
    """Turn users into årsverk: growth in standard and productivity, and what informal care takes.

    Args:
        services: Base-year årsverk, formal and informal.
        need: Users as a share of the country's base-year users, … × service × year.
        at_start: The same in the base year, … × service × 1.
        assumed: Growth and informal care.
        drivers: Which drivers are on.

    Returns:
        Årsverk, … × service × year; never negative.
    """
    if "standard" in drivers:
        need = need * assumed.standard
    if "productivity" in drivers:
        need = need / assumed.productivity
    formal = services.aarsverk[:, None] * need
    if "informal_care" in drivers:
        left = services.informal[..., None] * (1 - np.asarray(assumed.informal_follows)[..., None, None])
        formal = np.maximum(formal + left * (need - at_start), 0)
    return np.asarray(formal)


def _persons(population: np.ndarray, drivers: frozenset[str]) -> np.ndarray:
    if {"population_size", "age_structure"} <= drivers:
        return population
    size = population.sum(axis=(-1, -2), keepdims=True)
    structure = population / size
    if "population_size" not in drivers:
        size = size[..., :1, :, :]
    if "age_structure" not in drivers:
        structure = structure[..., :1, :, :]
    return np.broadcast_to(size * structure, population.shape)


def _healthier(persons: np.ndarray, people: People, assumed: Assumptions) -> np.ndarray:
    felt = felt_age(assumed.formula, people.years_left, people.rates)
    theta, whole = np.asarray(assumed.healthier), np.ones(np.shape(assumed.healthier))
    gained, share = (theta, whole) if assumed.formula == "age_shift" else (whole, theta)
    return move(persons, felt, gained, share, assumed.from_age)


def _use(
    services: Services, persons: np.ndarray, assumed: Assumptions, drivers: frozenset[str]
) -> np.ndarray:
    """Users by service and year, … × service × year."""
    total = np.swapaxes(users(services, persons), -1, -2)
    if "younger_users" not in drivers or bool(np.all(np.asarray(assumed.younger) == 1)):
        return total
    young = np.zeros_like(persons)
    young[..., :YOUNG] = persons[..., :YOUNG]
    return np.asarray(total + np.swapaxes(users(services, young), -1, -2) * (np.asarray(assumed.younger) - 1))


def by_group(demanded: np.ndarray, mix: np.ndarray) -> np.ndarray:
    """Split demand between personnel groups.

    Args:
        demanded: Årsverk, … × service × year.
        mix: Shares of each service's årsverk, service × group (× year).

    Returns:
        Årsverk, … × service × group × year.
    """
    shares = mix if mix.ndim == 3 else mix[:, :, None]
    return np.asarray(demanded[..., :, None, :] * shares)


def moving_mix(mix: np.ndarray, trends: np.ndarray, years: int) -> np.ndarray:
    """Let the staffing mix move: each group's weight grows by its own rate, and every service's shares sum to 1.

    Args:
        mix: Shares of each service's årsverk, service × group.
        trends: Yearly relative growth in a group's weight, group.
        years: Number of years, the base year first.

    Returns:
        Shares, service × group × year.
    """
    weights = mix[:, :, None] * (1 + trends)[None, :, None] ** np.arange(years)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))

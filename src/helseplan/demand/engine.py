"""The demand engine: use by age × population × growth, over service × year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.ages import OPEN_AGE

DRIVERS = ("population_size", "age_structure", "health", "standard", "productivity")


@dataclass(frozen=True)
class Inputs:
    """What the engine computes from; year 0 is the base year.

    Attributes:
        use: Use per inhabitant, service × sex × age.
        aarsverk: Base-year årsverk, service.
        population: Persons, year × sex × age.
        years_left: Remaining life expectancy, year × sex × age.
    """

    use: np.ndarray
    aarsverk: np.ndarray
    population: np.ndarray
    years_left: np.ndarray


@dataclass(frozen=True)
class Assumptions:
    """What the engine assumes.

    Attributes:
        standard: Yearly growth in årsverk per user, for example 0.01.
        productivity: Yearly growth in productivity, for example 0.005.
        healthier: θ, the share of the gained years of life that are healthy.
        from_age: The age from which health improves.
    """

    standard: float
    productivity: float
    healthier: float
    from_age: int


def demand(inputs: Inputs, assumed: Assumptions, drivers: frozenset[str] = frozenset(DRIVERS)) -> np.ndarray:
    """Compute demand by service and year.

    Args:
        inputs: Base-year use and årsverk, population and life expectancy.
        assumed: Growth and health.
        drivers: Which drivers are on; the others stay as in the base year.

    Returns:
        Årsverk, service × year.
    """
    users = _users(
        inputs, assumed.healthier if "health" in drivers else 0.0, assumed.from_age, _people(inputs, drivers)
    )
    steps = np.arange(users.shape[1])
    growth = (1 + assumed.standard if "standard" in drivers else 1.0) ** steps
    saved = (1 + assumed.productivity if "productivity" in drivers else 1.0) ** steps
    return inputs.aarsverk[:, None] * users / users[:, :1] * growth / saved


def _people(inputs: Inputs, drivers: frozenset[str]) -> np.ndarray:
    people = inputs.population
    size = people.sum(axis=(1, 2), keepdims=True)
    structure = people / size
    size = size if "population_size" in drivers else np.broadcast_to(size[:1], size.shape)
    structure = structure if "age_structure" in drivers else np.broadcast_to(structure[:1], structure.shape)
    return size * structure


def _users(inputs: Inputs, healthier: float, from_age: int, people: np.ndarray) -> np.ndarray:
    ages = np.arange(people.shape[2])
    gained = inputs.years_left - inputs.years_left[:1]
    felt = np.clip(np.where(ages >= from_age, ages - healthier * gained, ages), 0, OPEN_AGE)
    below = np.minimum(felt.astype(int), OPEN_AGE - 1)
    part = felt - below
    sex = np.arange(2)[None, :, None]
    use = inputs.use[:, sex, below] * (1 - part) + inputs.use[:, sex, below + 1] * part
    return np.einsum("stga,tga->st", use, people)

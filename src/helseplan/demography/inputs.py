"""From a vintage's series and the parameters to arrays the projection reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helseplan.ages import spread_counts, spread_evenly
from helseplan.demography import assumptions
from helseplan.demography.mortality import Mortality, fading, schedule
from helseplan.demography.project import Paths, Pattern, Registered, birth_profile
from helseplan.params.sections import Demography
from helseplan.vintages import Vintage

START = 2022
"""The count that every projection starts from; later ones are met on the way."""
ASSUMED_FROM = 2024
"""The first year SSB's assumptions are made for."""
SETTLED = 2030
"""The first year after 2024 that SSB prints; net migration falls from 2024 to this year."""


@dataclass(frozen=True)
class Inputs:
    """What the projection computes from.

    Attributes:
        start: Persons on 1 January of the first year, sex × age.
        years: The years that bring something, the first one included.
        mortality: The base schedule.
        fertility: Children per woman, 3 (low, main, high) × year.
        life_expectancy: Years at birth, 3 × year × sex.
        net_migration: Persons, 3 × year.
        pattern: How births and migration fall on age and sex.
        registered: Index of a year → what is known about it.
        counted: Index of a later year → persons counted on its 1 January, sex × age.
    """

    start: np.ndarray
    years: np.ndarray
    mortality: Mortality
    fertility: np.ndarray
    life_expectancy: np.ndarray
    net_migration: np.ndarray
    pattern: Pattern
    registered: dict[int, Registered]
    counted: dict[int, np.ndarray]

    @property
    def first_projected(self) -> int:
        """The first year that is projected and not counted or registered."""
        return int(self.years[0]) + max(self.registered) + 1

    def paths(self, places: np.ndarray) -> Paths:
        """Return what the years bring at places between SSB's levels.

        Args:
            places: Fertility, life expectancy, net migration; … × 3, each from −1 (low) to 1 (high).
        """
        expectancy = assumptions.between(self.life_expectancy, places[..., 1])
        return Paths(
            self.mortality.meeting(expectancy),
            assumptions.between(self.fertility, places[..., 0]),
            assumptions.between(self.net_migration, places[..., 2]),
        )


def read(vintage: Vintage, params: Demography, last_year: int) -> Inputs:
    """Read the projection's inputs from a vintage.

    Args:
        vintage: The data.
        params: The section ``demography``.
        last_year: The last year whose 1 January is wanted.
    """
    population = vintage.read("population")
    years = np.arange(START, last_year)
    points = vintage.read("projection_assumptions")
    same = years < max(ASSUMED_FROM, population.year.max())
    return Inputs(
        start=counted_start(vintage),
        years=years,
        mortality=mortality(vintage, params),
        fertility=_shared(_levels(points, "fertility", years), same),
        life_expectancy=_shared(
            np.stack([assumptions.life_expectancy(points, level, years) for level in assumptions.LEVELS]),
            same,
        ),
        net_migration=np.stack(
            [
                _settled(path, years, params.migration_half_life_years)
                for path in _levels(points, "net_migration", years)
            ]
        ),
        pattern=pattern(vintage.read("migration_age"), params),
        registered=_registered(vintage.read("population_totals"), population, years[same]),
        counted=_counted(population, years),
    )


def mortality(vintage: Vintage, params: Demography) -> Mortality:
    """Return the base schedule and how far each age follows when life expectancy changes."""
    rates = schedule(vintage.read("mortality"), counted_start(vintage))
    return Mortality(rates, fading(params.mortality_fades_from_age, params.mortality_fall_at_100))


def counted_start(vintage: Vintage) -> np.ndarray:
    """Return the count that every projection starts from, sex × age."""
    population = vintage.read("population")
    return start(population[population.year == START])


def start(base: pd.DataFrame) -> np.ndarray:
    """Spread one year's age groups to single ages, sex × age."""
    return np.stack([spread_counts(part, "persons") for _, part in base.groupby("sex")])


def pattern(migration_age: pd.DataFrame, params: Demography) -> Pattern:
    """Return how births and migration fall on age and sex; migration is split evenly between the sexes."""
    movers = spread_evenly(migration_age, "net_migration")
    return Pattern(
        mothers=birth_profile(params.mean_age_at_birth, params.spread_age_at_birth),
        migrants=np.stack([movers, movers]) / (2 * movers.sum()),
        boys=params.boys_per_girl / (1 + params.boys_per_girl),
    )


def _levels(points: pd.DataFrame, component: str, years: np.ndarray) -> np.ndarray:
    return np.stack([assumptions.path(points, component, level, years) for level in assumptions.LEVELS])


def _shared(levels: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Let the low and the high path follow the main one in years that have passed."""
    levels[:, years] = levels[1, years]
    return levels


def _settled(path: np.ndarray, years: np.ndarray, half_life: float) -> np.ndarray:
    known = years < ASSUMED_FROM
    return np.concatenate(
        [path[known], assumptions.settling(path[~known], years[~known], SETTLED, half_life)]
    )


def _registered(totals: pd.DataFrame, population: pd.DataFrame, years: np.ndarray) -> dict[int, Registered]:
    """What is known of the years passed; a count by age says more than a printed total."""
    known = totals.set_index(["year", "item"]).persons
    printed = known.xs("population_1jan", level="item")
    persons = population.groupby("year").persons.sum().combine_first(printed)
    return {
        index: Registered(
            deaths=known.get((year, "deaths")),
            population_after=float(persons[year + 1]),
            births=known.get((year, "births")),
        )
        for index, year in enumerate(years)
    }


def _counted(population: pd.DataFrame, years: np.ndarray) -> dict[int, np.ndarray]:
    return {
        index: start(population[population.year == year])
        for index, year in enumerate(years)
        if index and year in set(population.year)
    }

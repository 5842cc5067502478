"""The demography stage: population by age and sex from the base year's census to 2060."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.ages import AGES, spread_counts, spread_evenly
from helseplan.classifications import codes
from helseplan.demography import assumptions as paths
from helseplan.demography import mortality
from helseplan.demography.checks import checks, headlines
from helseplan.demography.project import Year, birth_profile, step
from helseplan.params.sections import Demography

if TYPE_CHECKING:
    from helseplan.session import StageRun

LAST_YEAR = 2060
FIRST_PROJECTED = 2024
SEXES = ("1", "2")
REFERENCE = Demography()


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Project the population for every alternative.

    Registered births, deaths and totals are met exactly up to 1 January 2024; from then on SSB's assumptions hold.

    Returns:
        ``population`` (persons on 1 January), ``life_expectancy`` (period, years), ``components``, ``checks``
        and ``headlines``.
    """
    base = run.vintage.read("population")
    assumed = run.vintage.read("projection_assumptions")
    alternatives = codes("alternatives")
    first = int(base.year.iloc[0])
    years = np.arange(first, LAST_YEAR + 1)
    rates = _rates(run.vintage.read("mortality"), assumed, alternatives, years)
    population, flows = _project(run, base, assumed, alternatives, years, rates, run.params.demography)
    frames = {
        "reference": _reference(run, base, assumed, years, rates[alternatives.index(REFERENCE.alternative)]),
        "population": _population_frame(population, alternatives, years),
        "life_expectancy": _expectancy_frame(mortality.remaining_years(rates), alternatives, years),
        "components": _components_frame(population, flows, alternatives, years),
    }
    return {**frames, "checks": checks(frames, run), "headlines": headlines(frames, run)}


def _rates(
    deaths: pd.DataFrame, assumed: pd.DataFrame, alternatives: list[str], years: np.ndarray
) -> np.ndarray:
    """Death rates, alternative × year × sex × age."""
    schedule = mortality.schedule(deaths)
    levels = {
        level: mortality.meet_life_expectancy(schedule, paths.life_expectancy(assumed, level, years))
        for level in paths.LEVELS
    }
    return paths.by_alternative(alternatives, 1, levels)


def _project(
    run: StageRun,
    base: pd.DataFrame,
    assumed: pd.DataFrame,
    alternatives: list[str],
    years: np.ndarray,
    rates: np.ndarray,
    params: Demography,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    by_level = {
        component: {level: paths.path(assumed, component, level, years) for level in paths.LEVELS}
        for component in ("fertility", "net_migration")
    }
    fertility = paths.by_alternative(alternatives, 0, by_level["fertility"])
    migration = paths.by_alternative(alternatives, 2, by_level["net_migration"])
    registered = run.vintage.read("population_totals").set_index(["year", "item"]).persons
    profile = birth_profile(params.mean_age_at_birth, params.spread_age_at_birth)
    movers = spread_evenly(run.vintage.read("migration_age"), "net_migration")
    migrants = np.stack([movers, movers]) / (2 * movers.sum())
    boys = params.boys_per_girl / (1 + params.boys_per_girl)
    start = np.stack([spread_counts(part, "persons") for _, part in base.groupby("sex")])
    population = [np.repeat(start[None], len(alternatives), axis=0)]
    flows: dict[str, list[np.ndarray]] = {"births": [], "deaths": [], "net_migration": []}
    for index, year in enumerate(years):
        known = registered if year < FIRST_PROJECTED else registered.iloc[:0]
        brought = Year(
            rates[:, index],
            fertility[:, index],
            migration[:, index],
            births=known.get((year, "births")),
            deaths=known.get((year, "deaths")),
            population_after=known.get((year + 1, "population_1jan")),
        )
        following, moved = step(population[-1], brought, profile, migrants, boys)
        population.append(following)
        for name, values in moved.items():
            flows[name].append(values)
    return np.stack(population[:-1], axis=1), {
        name: np.stack(values, axis=1) for name, values in flows.items()
    }


def _reference(
    run: StageRun, base: pd.DataFrame, assumed: pd.DataFrame, years: np.ndarray, rates: np.ndarray
) -> pd.DataFrame:
    """The main alternative under default parameters: what the benchmark is found on, whatever the run assumes."""
    alternative: list[str] = [REFERENCE.alternative]
    population, _ = _project(run, base, assumed, alternative, years, rates[None], REFERENCE)
    frame = _cells(population, "persons", alternative, years)
    frame["remaining_years"] = mortality.remaining_years(rates).ravel()
    return frame.drop(columns="alternative")


def _cells(values: np.ndarray, name: str, alternatives: list[str], years: np.ndarray) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(
        [alternatives, years, SEXES, AGES], names=["alternative", "year", "sex", "age"]
    )
    return pd.DataFrame({name: values.ravel()}, index=index).reset_index()


def _population_frame(population: np.ndarray, alternatives: list[str], years: np.ndarray) -> pd.DataFrame:
    frame = _cells(population, "persons", alternatives, years)
    frame.insert(0, "region", "0")
    return frame


def _expectancy_frame(years_left: np.ndarray, alternatives: list[str], years: np.ndarray) -> pd.DataFrame:
    return _cells(years_left, "remaining_years", alternatives, years)


def _components_frame(
    population: np.ndarray, flows: dict[str, np.ndarray], alternatives: list[str], years: np.ndarray
) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([alternatives, years], names=["alternative", "year"])
    columns = {"population": population.sum(axis=(2, 3)), **flows}
    return pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index).reset_index()

"""The demography stage: population by age and sex from 2022 to 2100."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.ages import AGES
from helseplan.classifications import codes
from helseplan.demography import assumptions as levels
from helseplan.demography import inputs
from helseplan.demography.checks import checks, headlines
from helseplan.demography.history import PATHS, YEARS, older_paths
from helseplan.demography.indicators import indicators
from helseplan.demography.mortality import remaining_years
from helseplan.demography.project import Projection, project
from helseplan.demography.source import from_table
from helseplan.demography.table import completed, read_table, with_flows
from helseplan.params.sections import Demography

if TYPE_CHECKING:
    from helseplan.session import StageRun

LAST_YEAR = 2100
SEXES = ("1", "2")
REFERENCE = Demography()
MAIN = REFERENCE.alternative
CELL = ["alternative", "year", "sex", "age"]


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Project the population for every alternative.

    Registered births, deaths and totals are met exactly up to 1 January 2024, or the last count by age and sex when it
    is newer; from then on SSB's assumptions hold.

    Returns:
        ``population`` (persons on 1 January), ``life_expectancy`` (period, years, and death rates), ``components``,
        ``indicators``, ``reference`` (the main alternative under default parameters), ``history`` (the path behind
        SSB's projection of 2019), ``checks`` and ``headlines``.
    """
    params = run.params.demography
    alternatives = codes("alternatives")
    found, rates, years = projected(run, params, alternatives)
    population = found.population
    working_age = (params.working_age_from, params.working_age_to)
    frames = {
        "population": _cells({"persons": population}, alternatives, years).assign(region="0")[
            ["region", *CELL, "persons"]
        ],
        "life_expectancy": _cells(_mortality(rates), alternatives, years),
        "components": _components(found, alternatives, years),
        "indicators": indicators(population, alternatives, years, working_age),
        "reference": _reference(run),
        "history": _history(run),
    }
    return {**frames, "checks": checks(frames, run), "headlines": headlines(frames, run)}


def projected(
    run: StageRun, params: Demography, alternatives: list[str]
) -> tuple[Projection, np.ndarray, np.ndarray]:
    """Return the projection with alternatives in front, its death rates and its years.

    Counts, and an official table when the parameters ask for it, stand where they are known; the engine fills the
    years before, between and after.
    """
    read = inputs.read(run.vintage, params, LAST_YEAR + 1)
    paths = read.paths(levels.places(alternatives))
    found = project(read.start, paths, read.pattern, read.registered, read.counted)
    if from_table(params.source, run.vintage):
        table = read_table(run.vintage, alternatives, read.years)
        known = {index: cells for index, cells in table.items() if index not in read.counted}
        printed = completed(known, found.population, alternatives.index(MAIN))
        found = project(read.start, paths, read.pattern, read.registered, printed | read.counted)
        found = with_flows(found, printed, paths.rates)
    return replace(found, population=found.population[:, :-1]), paths.rates, read.years


def _reference(run: StageRun) -> pd.DataFrame:
    """The main alternative under default parameters: what the benchmark is found on, whatever the run assumes."""
    params = REFERENCE.model_copy(update={"source": run.params.demography.source})
    found, rates, years = projected(run, params, [MAIN])
    values = {"persons": found.population, **_mortality(rates)}
    return _cells(values, [MAIN], years).drop(columns="alternative")


def _history(run: StageRun) -> pd.DataFrame:
    found, rates = older_paths(run.vintage)
    values = {"persons": found.population[:, :-1], **_mortality(rates)}
    return _cells(values, list(PATHS), YEARS).rename(columns={"alternative": "path"})


def _mortality(rates: np.ndarray) -> dict[str, np.ndarray]:
    return {"remaining_years": remaining_years(rates), "death_rate": rates}


def _cells(values: dict[str, np.ndarray], alternatives: list[str], years: np.ndarray) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([alternatives, years, SEXES, AGES], names=CELL)
    return pd.DataFrame({name: array.ravel() for name, array in values.items()}, index=index).reset_index()


def _components(found: Projection, alternatives: list[str], years: np.ndarray) -> pd.DataFrame:
    columns = {
        "population": found.population.sum(axis=(2, 3)),
        "births": found.births,
        "deaths": found.deaths,
        "net_migration": found.net_migration,
    }
    index = pd.MultiIndex.from_product([alternatives, years], names=["alternative", "year"])
    return pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index).reset_index()

"""The engine against real single ages from SSB (table 07459) and UN mortality, where they are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.demography import inputs, mortality
from helseplan.demography.project import Pattern, Registered, birth_profile, step
from helseplan.params.sections import Demography
from helseplan.paths import ROOT

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

FOLDER = ROOT.parent / "shared" / "data"
AGES_FILE = FOLDER / "population" / "ssb07459_norway_age_sex_2020_2022.csv"
RATES_FILE = FOLDER / "wpp2024" / "norway_mx5_long.csv"
YEARLY_FILE = FOLDER / "wpp2024" / "norway_annual_long.csv"
needs_ages = pytest.mark.skipif(
    not AGES_FILE.is_file(), reason="SSBs ettårige tall ligger ikke ved siden av prosjektet"
)
needs_un = pytest.mark.skipif(not RATES_FILE.is_file(), reason="FNs tall ligger ikke ved siden av prosjektet")
NOBODY_MOVES = Pattern(birth_profile(31.5, 5.2), np.zeros((2, 106)), 0.5)
NONE = np.array(0.0)


def real(year: int) -> np.ndarray:
    """Registered persons on 1 January, sex × age."""
    frame = pd.read_csv(AGES_FILE)
    return frame[frame.year == year].sort_values(["sex", "age"]).persons.to_numpy(dtype=float).reshape(2, 106)


@pytest.fixture(scope="module")
def spread(vintage: Vintage) -> np.ndarray:
    return inputs.counted_start(vintage)


@pytest.fixture(scope="module")
def rates(vintage: Vintage) -> np.ndarray:
    return inputs.mortality(vintage, Demography()).rates


@needs_ages
@pytest.mark.parametrize("year", [2020, 2022])
def test_the_counts_are_the_registered_ones(vintage: Vintage, year: int) -> None:
    population = vintage.read("population")
    own = inputs.start(population[population.year == year])
    assert_allclose(own.sum(axis=1), real(year).sum(axis=1), atol=1e-6)


@needs_ages
@pytest.mark.parametrize(
    ("first", "last", "bound"),
    [(0, 105, 0.016), (0, 19, 0.013), (20, 66, 0.012), (67, 79, 0.036), (80, 89, 0.038), (90, 105, 0.081)],
)
def test_spreading_five_year_groups_to_single_years_errs_by_this_much(
    spread: np.ndarray, first: int, last: int, bound: float
) -> None:
    """Weighted mean absolute error; the large cohort of 1946 and the open group 90+ are the worst."""
    ages = slice(first, last + 1)
    error = np.abs(spread - real(2022))[:, ages].sum() / real(2022)[:, ages].sum()
    assert error < bound, f"feilen for {first}–{last} år er {error:.2%}"


@needs_ages
def test_the_worst_single_year_is_the_cohort_born_in_1946(spread: np.ndarray) -> None:
    missing = real(2022) - spread
    assert list(missing.argmax(axis=1)) == [75, 75]
    assert missing.max() == pytest.approx(2922, abs=1)


def survivors(rates: np.ndarray) -> np.ndarray:
    """The registered population of 2020 brought to 2022 by the death rates alone."""
    population = real(2020)
    for _ in range(2):
        population, _ = step(population, rates, NONE, NONE, NOBODY_MOVES)
    return population


@needs_ages
@pytest.mark.parametrize(("age", "bound"), [(67, 0.002), (80, 0.003), (90, 0.01)])
def test_the_old_of_2020_survive_to_2022_as_registered(rates: np.ndarray, age: int, bound: float) -> None:
    """Death rates of 2024, no migration: those who are 80 and over in 2022 within 0.3 per cent."""
    error = survivors(rates)[:, age:].sum() / real(2022)[:, age:].sum() - 1
    assert abs(error) < bound, f"feilen for {age} år og over er {error:.2%}"


@needs_ages
@needs_un
@pytest.mark.parametrize(("age", "bound"), [(67, 0.002), (80, 0.003), (90, 0.012)])
def test_with_the_deaths_of_2020_and_2021_the_old_are_as_registered(
    vintage: Vintage, rates: np.ndarray, age: int, bound: float
) -> None:
    """The deaths are the UN's yearly totals; the population at each year's end is SSB's."""
    yearly = pd.read_csv(YEARLY_FILE).set_index(["series", "year"]).value
    falls = inputs.pattern(vintage.read("migration_age"), Demography())
    population = real(2020)
    for year, after in ((2020, real(2021).sum()), (2021, real(2022).sum())):
        known = Registered(deaths=yearly["deaths", year] * 1000, population_after=after)
        population, _ = step(population, rates, np.array(yearly["tfr", year]), NONE, falls, known)
    assert population.sum() == pytest.approx(real(2022).sum())
    error = population[:, age:].sum() / real(2022)[:, age:].sum() - 1
    assert abs(error) < bound, f"feilen for {age} år og over er {error:.2%}"


@needs_un
@pytest.mark.parametrize(("sex", "code"), [(0, "M"), (1, "F")])
@pytest.mark.parametrize(("age", "bound"), [(0, 0.3), (65, 0.4), (80, 0.4)])
def test_life_expectancy_is_near_the_uns_for_2020_to_2025(
    rates: np.ndarray, sex: int, code: str, age: int, bound: float
) -> None:
    """The UN's five years hold 2022, when mortality was high; SSB's schedule is of 2024."""
    table = pd.read_csv(RATES_FILE).query("sex == @code and period == '2020-2025'")
    table = table.assign(age=table.age.str.rstrip("+").astype(int)).sort_values("age")
    steps = np.repeat(table.value.to_numpy(), np.diff(np.append(table.age, 106)))
    difference = mortality.remaining_years(rates[sex])[age] - mortality.remaining_years(steps)[age]
    assert abs(difference) < bound, f"forskjellen ved {age} år er {difference:.2f} år"

"""The projected population against what is registered and what SSB prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pandas.testing import assert_series_equal

from helseplan.classifications import codes

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain


@pytest.fixture(scope="module")
def flows(chain: Chain) -> pd.DataFrame:
    return chain["demography"]["components"].set_index(["alternative", "year"])


@pytest.fixture(scope="module")
def registered(vintage: Vintage) -> pd.Series:
    return vintage.read("population_totals").set_index(["item", "year"]).persons


def test_every_alternative_sex_age_and_year_is_there(chain: Chain) -> None:
    population = chain["demography"]["population"]
    assert sorted(population.alternative.unique()) == sorted(codes("alternatives"))
    assert (population.year.min(), population.year.max()) == (2022, 2060)
    assert len(population) == len(codes("alternatives")) * 39 * 2 * 106


def test_the_base_population_keeps_every_published_age_group(chain: Chain, vintage: Vintage) -> None:
    base = chain["demography"]["population"].query("alternative == 'MMM' and year == 2022")
    for group in vintage.read("population").itertuples():
        own = base[(base.sex == group.sex) & base.age.between(group.age_from, group.age_to)].persons.sum()
        assert own == pytest.approx(group.persons, abs=1e-6)


@pytest.mark.parametrize("alternative", codes("alternatives"))
@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_registered_population_is_met(
    flows: pd.DataFrame, registered: pd.Series, alternative: str, year: int
) -> None:
    assert flows.population[alternative, year] == pytest.approx(registered["population_1jan", year], abs=1e-6)


@pytest.mark.parametrize("year", [2022, 2023])
def test_registered_deaths_and_births_are_met(flows: pd.DataFrame, registered: pd.Series, year: int) -> None:
    assert flows.deaths["MMM", year] == pytest.approx(registered["deaths", year])
    if year == 2023:
        assert flows.births["MMM", year] == pytest.approx(registered["births", year])


def test_the_population_balances(flows: pd.DataFrame) -> None:
    expected = flows.population + flows.births - flows.deaths + flows.net_migration
    following = flows.population.groupby("alternative").shift(-1)
    assert ((following - expected) / expected).abs().max() < 1e-6


def test_the_components_hold_the_population_by_age(chain: Chain, flows: pd.DataFrame) -> None:
    summed = chain["demography"]["population"].groupby(["alternative", "year"]).persons.sum()
    assert_series_equal(summed.sort_index(), flows.population.sort_index(), check_names=False)


@pytest.mark.parametrize(
    ("low", "middle", "high"),
    [("LLL", "MMM", "HHH"), ("LMM", "MMM", "HMM"), ("MLM", "MMM", "MHM"), ("MML", "MMM", "MMH")],
)
def test_the_alternatives_are_in_order_every_year_after_the_base(
    flows: pd.DataFrame, low: str, middle: str, high: str
) -> None:
    after = flows.population.unstack("alternative").loc[2025:]
    assert (after[low] < after[middle]).all()
    assert (after[middle] < after[high]).all()


def test_until_the_projection_starts_the_alternatives_are_one(flows: pd.DataFrame) -> None:
    until = flows.population.unstack("alternative").loc[:2024]
    assert (until.sub(until.MMM, axis=0).abs() < 1e-6).all(axis=None)


@pytest.mark.parametrize("alternative", ["MMM", "LLL", "HHH"])
@pytest.mark.parametrize("year", [2030, 2050])
def test_the_total_is_within_one_per_cent_of_the_printed(
    flows: pd.DataFrame, vintage: Vintage, alternative: str, year: int
) -> None:
    """SSB's projection of 2024, for example 5 749 712 in 2030 and 6 146 321 in 2050 in the main alternative."""
    results = vintage.read("projection_results").query("item == 'population_1jan'")
    printed = results.set_index(["alternative", "year"]).value[alternative, year]
    assert flows.population[alternative, year] == pytest.approx(printed, rel=0.01)


def test_births_exceed_deaths_until_the_middle_of_the_forties(flows: pd.DataFrame) -> None:
    """SSB: the last year with more births than deaths is 2045."""
    natural = flows.births["MMM"] - flows.deaths["MMM"]
    assert natural[natural > 0].index.max() == pytest.approx(2045, abs=2)


def test_twice_as_many_are_ninety_in_2040(chain: Chain) -> None:
    old = (
        chain["demography"]["population"]
        .query("alternative == 'MMM' and age >= 90")
        .groupby("year")
        .persons.sum()
    )
    assert old[2040] / old[2024] > 2


def test_no_printed_total_of_the_population_is_left_unexplained(chain: Chain) -> None:
    checks = chain["demography"]["checks"]
    tested = checks[~checks.verdict.isin(["constructed", "shown"])]
    assert set(tested.verdict) <= {"within", "explained", "outside"}
    assert "outside" not in set(tested[tested.check.str.startswith("population_")].verdict)

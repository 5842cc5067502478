"""The projected population against what is registered and what SSB prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pandas.testing import assert_series_equal

from helseplan.classifications import codes
from helseplan.demography.checks import TOLERANCES, persons_aged

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

LAST = 2100
OFF = {("LLL", 2100)}
"""The printed totals that the engine is outside its tolerance of: 4.8 per cent too low in 2100."""
TOTALS = [(alternative, year) for alternative in ("MMM", "LLL", "HHH") for year in TOLERANCES]


@pytest.fixture(scope="module")
def flows(chain: Chain) -> pd.DataFrame:
    return chain["demography"]["components"].set_index(["alternative", "year"])


@pytest.fixture(scope="module")
def registered(vintage: Vintage) -> pd.Series:
    return vintage.read("population_totals").set_index(["item", "year"]).persons


@pytest.fixture(scope="module")
def checked(chain: Chain) -> pd.DataFrame:
    return chain["demography"]["checks"].set_index(["check", "year"])


def test_every_alternative_sex_age_and_year_is_there(chain: Chain) -> None:
    population = chain["demography"]["population"]
    assert sorted(population.alternative.unique()) == sorted(codes("alternatives"))
    assert (population.year.min(), population.year.max()) == (2022, LAST)
    assert len(population) == len(codes("alternatives")) * 79 * 2 * 106


def test_the_base_population_keeps_every_published_age_group(chain: Chain, vintage: Vintage) -> None:
    base = chain["demography"]["population"].query("alternative == 'MMM' and year == 2022")
    for group in vintage.read("population").query("year == 2022").itertuples():
        own = base[(base.sex == group.sex) & base.age.between(group.age_from, group.age_to)].persons.sum()
        assert own == pytest.approx(group.persons, abs=1e-6)


@pytest.mark.parametrize("alternative", codes("alternatives"))
@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_registered_population_is_met(
    flows: pd.DataFrame, registered: pd.Series, alternative: str, year: int
) -> None:
    assert flows.population[alternative, year] == pytest.approx(registered["population_1jan", year], abs=1e-6)


@pytest.mark.parametrize(("item", "year"), [("deaths", 2022), ("deaths", 2023), ("births", 2023)])
def test_registered_deaths_and_births_are_met(
    flows: pd.DataFrame, registered: pd.Series, item: str, year: int
) -> None:
    assert flows[item]["MMM", year] == pytest.approx(registered[item, year], rel=1e-12)


def test_the_population_balances(flows: pd.DataFrame) -> None:
    expected = flows.population + flows.births - flows.deaths + flows.net_migration
    following = flows.population.groupby("alternative").shift(-1)
    assert ((following - expected) / expected).abs().max() < 1e-12


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


def test_until_1_january_2024_the_alternatives_are_one_at_every_age(chain: Chain) -> None:
    population = chain["demography"]["population"]
    cells = population.pivot(index=["year", "sex", "age"], columns="alternative", values="persons")
    assert (cells.loc[:2024].sub(cells.MMM.loc[:2024], axis=0).abs() < 1e-6).all(axis=None)
    assert (cells.loc[2025].sub(cells.MMM.loc[2025], axis=0).abs().max().drop("MMM") > 1).all()


def test_births_are_boys_and_girls_at_the_given_ratio(chain: Chain) -> None:
    """The newborn of 2030 on 1 January 2031; infant deaths and migrants of 0 years move the ratio a little."""
    newborn = chain["demography"]["population"].query("alternative == 'MMM' and year == 2031 and age == 0")
    boys, girls = newborn.sort_values("sex").persons
    assert boys / girls == pytest.approx(1.056, abs=0.001)


@pytest.mark.parametrize(("alternative", "year"), [total for total in TOTALS if total not in OFF])
def test_the_total_is_within_its_tolerance_of_the_printed(
    checked: pd.DataFrame, alternative: str, year: int
) -> None:
    """SSB's projection of 2024, for example 5 749 712 in 2030 and 6 146 321 in 2050 in the main alternative."""
    row = checked.loc[(f"population_{alternative.lower()}", year)]
    assert row.tolerance == pytest.approx(TOLERANCES[year] * row.published)
    assert row.raw == pytest.approx(row.published, rel=TOLERANCES[year])
    assert row.verdict == ("constructed" if (alternative, year) == ("MMM", 2030) else "within")


@pytest.mark.parametrize(("alternative", "year"), sorted(OFF))
def test_a_total_outside_its_tolerance_is_shown_as_such_with_a_reason(
    checked: pd.DataFrame, alternative: str, year: int
) -> None:
    row = checked.loc[(f"population_{alternative.lower()}", year)]
    deviation = row.raw / row.published - 1
    assert -0.055 < deviation < -TOLERANCES[year], f"avviket er {deviation:.2%}"
    assert row.verdict == "explained"
    assert row.explanation


def test_every_printed_total_is_checked(checked: pd.DataFrame, vintage: Vintage) -> None:
    printed = vintage.read("projection_results").query("item == 'population_1jan'")
    wanted = {(row.alternative, row.year) for row in printed.itertuples()}
    assert wanted == {*TOTALS, *((alternative, 2024) for alternative in ("MMM", "LLL", "HHH"))}
    assert {(f"population_{alternative.lower()}", year) for alternative, year in wanted} <= set(checked.index)


def test_births_exceed_deaths_until_the_middle_of_the_forties(flows: pd.DataFrame) -> None:
    """SSB: the last year with more births than deaths is 2045."""
    natural = flows.births["MMM"] - flows.deaths["MMM"]
    assert natural[natural > 0].index.max() == pytest.approx(2045, abs=1)


def test_those_of_65_and_over_pass_those_under_20_in_2031(chain: Chain) -> None:
    """SSB: in 2031."""
    population = chain["demography"]["population"]
    old, young = persons_aged(population, "MMM", 65), persons_aged(population, "MMM", 0, 19)
    assert (old > young).idxmax() == pytest.approx(2031, abs=1)


def test_twice_as_many_are_ninety_in_2040(chain: Chain) -> None:
    """46 558 are registered in 2022; on the life expectancy of the projection from then, 108 200 in 2040."""
    old = persons_aged(chain["demography"]["population"], "MMM", 90)
    assert old[2022] == pytest.approx(46_558, abs=1e-6)
    assert old[2040] / old[2024] > 2
    history = chain["demography"]["history"].rename(columns={"path": "alternative"})
    assert persons_aged(history, "MMM-22", 90)[2040] == pytest.approx(108_200, rel=0.02)
    assert persons_aged(history, "MMM-22", 80)[2040] > 480_000
    assert persons_aged(history, "MMM-20", 90)[2060] == pytest.approx(210_000, rel=0.02)


def test_no_printed_figure_is_outside_without_being_shown_as_such(checked: pd.DataFrame) -> None:
    tested = checked[~checked.verdict.isin(["constructed", "shown", "used"])]
    bound = tested.index.get_level_values("check") == "persons_80plus_least"
    off = ((tested.raw - tested.published).abs() > tested.tolerance) & ~bound
    assert (tested[~off].verdict == "within").all()
    assert (tested[off].verdict == "explained").all()
    assert (tested[off].explanation != "").all()

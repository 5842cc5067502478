"""Death rates, life expectancy and survival."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.ages import AGES
from helseplan.classifications import codes
from helseplan.demography import inputs, mortality
from helseplan.demography.assumptions import places
from helseplan.demography.mortality import Mortality
from helseplan.errors import DataError
from helseplan.params.sections import Demography

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

INFANT = st.floats(1e-6, 0.2)


@pytest.fixture(scope="module")
def base(vintage: Vintage) -> Mortality:
    return inputs.mortality(vintage, Demography())


def test_the_schedule_gives_the_registered_life_expectancy_of_2024(base: Mortality, vintage: Vintage) -> None:
    """SSB: 81.59 years for men, 84.80 for women. Five-year rates and the open group are worth 0.15 year."""
    assumed = vintage.read("projection_assumptions")
    registered = assumed[assumed.level == "R"].sort_values("sex").value.to_numpy()
    assert_array_equal(registered, [81.59, 84.80])
    assert_allclose(mortality.remaining_years(base.rates)[:, 0], registered, atol=0.15)


def test_women_die_later_than_men_at_every_adult_age(base: Mortality) -> None:
    men, women = base.rates
    assert (women[15:95] < men[15:95]).all()


def test_mortality_rises_with_every_year_from_forty(base: Mortality) -> None:
    assert (np.diff(base.rates[:, 40:], axis=1) > 0).all()


@settings(max_examples=50, deadline=None)
@given(rate=st.floats(0.001, 2))
def test_a_constant_rate_after_infancy_leaves_the_same_years_at_every_age(rate: float) -> None:
    assert_allclose(mortality.remaining_years(np.full(len(AGES), rate))[1:], 1 / rate)


@settings(max_examples=50, deadline=None)
@given(infant=INFANT, rate=st.floats(0.01, 1))
def test_life_expectancy_by_hand(infant: float, rate: float) -> None:
    """Those who die in their first year live 0.14 year; the others live a year and then 1/rate more."""
    rates = np.full(len(AGES), rate)
    rates[0] = infant
    dies = infant / (1 + 0.86 * infant)
    assert_allclose(mortality.remaining_years(rates)[0], dies * 0.14 + (1 - dies) * (1 + 1 / rate))


@settings(max_examples=20, deadline=None)
@given(target=st.tuples(st.floats(70, 105), st.floats(70, 105)))
def test_any_plausible_life_expectancy_is_met(target: tuple[float, float], base: Mortality) -> None:
    rates = base.meeting(np.array(target))
    assert_allclose(mortality.remaining_years(rates)[:, 0], target, atol=1e-4)


@pytest.mark.parametrize("target", [(45.0, 84.0), (82.0, 300.0), (0.0, 0.0)])
def test_a_life_expectancy_out_of_reach_is_refused_with_one_message(
    base: Mortality, target: tuple[float, float]
) -> None:
    with pytest.raises(DataError, match="kan ikke nås") as error:
        base.meeting(np.array([[82.0, 85.0], target]))
    assert error.value.where.startswith("projection_assumptions.csv")
    assert error.value.expected.endswith("år")
    assert error.value.fix
    assert any(f"{years:.1f} år" in error.value.what for years in target)


def test_the_schedule_keeps_its_shape_when_it_is_moved(base: Mortality) -> None:
    """One level per sex; above 75 the fall fades to a fifth at 100."""
    fall = np.log(base.meeting(np.array([85.0, 88.0])) / base.rates)
    assert_allclose(fall[:, :76], fall[:, :1] * np.ones(76))
    assert_allclose(fall[:, 100:], 0.2 * fall[:, :1] * np.ones(len(AGES) - 100))
    assert (fall < 0).all()


def test_the_open_groups_mean_is_the_published_rate(base: Mortality, vintage: Vintage) -> None:
    """Over the population that the projection starts from."""
    persons = inputs.counted_start(vintage)
    published = vintage.read("mortality").query("age_from == 90").sort_values("sex").deaths_per_100000
    own = np.average(base.rates[:, 90:], axis=1, weights=persons[:, 90:])
    assert_allclose(own, published / 1e5, rtol=1e-9)


@pytest.mark.parametrize("rate", [5_000.0, 21_000.0, 80_000.0])
def test_any_allowed_rate_of_the_open_group_is_given_back(vintage: Vintage, rate: float) -> None:
    groups = vintage.read("mortality")
    groups.loc[groups.age_from == 90, "deaths_per_100000"] = rate
    persons = inputs.counted_start(vintage)
    rates = mortality.schedule(groups, persons)
    assert_allclose(np.average(rates[:, 90:], axis=1, weights=persons[:, 90:]), rate / 1e5)


@pytest.mark.parametrize("alternative", codes("alternatives"))
def test_life_expectancy_meets_the_path_for_each_sex_every_year(
    chain: Chain, vintage: Vintage, alternative: str
) -> None:
    """Asked for: within 0.01 year. The engine is within 0.0001."""
    read = inputs.read(vintage, Demography(), 2101)
    place = places([alternative])[0, 1]
    path = read.life_expectancy[1 + int(place)]
    frame = chain["demography"]["life_expectancy"].query("alternative == @alternative and age == 0")
    own = frame.pivot(index="year", columns="sex", values="remaining_years")
    assert list(own.index) == list(read.years)
    assert_allclose(own, path, atol=1e-4)


def test_survival_is_a_share_and_halves_the_year_between_two_ages(base: Mortality) -> None:
    alive, newborn = mortality.survival(base.rates)
    assert ((alive > 0) & (alive < 1)).all()
    assert ((newborn > 0) & (newborn < 1)).all()
    assert_allclose(alive[:, 50], np.exp(-(base.rates[:, 50] + base.rates[:, 51]) / 2))
    assert_allclose(alive[:, -1], np.exp(-base.rates[:, -1]))


@settings(max_examples=50, deadline=None)
@given(infant=INFANT)
def test_the_newborn_and_those_of_0_years_lose_the_infant_deaths_between_them(infant: float) -> None:
    """q₀ = m/(1 + 0.86 m): 86 per cent of it in the year of birth, 14 per cent in the next."""
    rates = np.zeros(len(AGES))
    rates[0] = infant
    alive, newborn = mortality.survival(rates)
    dies = infant / (1 + 0.86 * infant)
    assert_allclose(mortality.infant_deaths(rates), dies)
    assert_allclose((1 - newborn) + (1 - alive[0]), dies)
    assert_allclose(1 - newborn, 0.86 * dies)

"""What the demand engine must do, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.ages import AGES
from helseplan.demand.engine import (
    ALL_DRIVERS,
    DRIVERS,
    Assumptions,
    People,
    Services,
    by_group,
    demand,
    moving_mix,
    users,
)
from helseplan.demand.inputs import YEARS, assumptions, engine_services, people
from helseplan.params.sections import Demand
from helseplan.shapley import shapley

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

LATER = 16
FORMAL = Demand(informal_care_aarsverk=0.0)
"""Without informal care demand is linear in people, use and årsverk."""
RATE = st.floats(-2, 4)
ONES = np.ones((1, len(YEARS)))
STILL = Assumptions(ONES, ONES, ONES, healthier=np.array(0.0))


@pytest.fixture(scope="module")
def path(chain: Chain) -> People:
    """The main alternative, base year to 2060."""
    frames = chain["demography"]
    found = people(frames["population"], frames["life_expectancy"], ["MMM"], "main", "MMM")
    return People(found.population[0], found.years_left[0], found.rates[0])


@pytest.fixture(scope="module")
def table(vintage: Vintage) -> pd.DataFrame:
    return vintage.read("services")


@pytest.fixture(scope="module")
def services(vintage: Vintage, table: pd.DataFrame, path: People) -> Services:
    """Without informal care."""
    return engine_services(table, vintage.read("use_profiles"), path.population[0], FORMAL)


@pytest.fixture(scope="module")
def whole(vintage: Vintage, table: pd.DataFrame, path: People) -> Services:
    """With informal care."""
    return engine_services(table, vintage.read("use_profiles"), path.population[0], Demand())


@pytest.fixture(scope="module")
def reference(table: pd.DataFrame) -> Assumptions:
    return assumptions(Demand(), table)


def grown(path: People, factor: float) -> People:
    """More people in every year but the base year."""
    population = path.population.copy()
    population[1:] *= factor
    return replace(path, population=population)


def test_the_base_year_is_met_exactly(whole: Services, path: People, reference: Assumptions) -> None:
    assert_allclose(demand(whole, path, reference)[:, 0], whole.aarsverk, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(factor=st.floats(0.1, 10))
def test_without_informal_care_demand_is_proportional_to_people(
    services: Services, path: People, reference: Assumptions, factor: float
) -> None:
    found = demand(services, grown(path, factor), reference)
    assert_allclose(found[:, 1:], factor * demand(services, path, reference)[:, 1:], rtol=1e-9)


def test_the_unit_of_use_does_not_matter(services: Services, path: People, reference: Assumptions) -> None:
    doubled = replace(services, use=services.use * 2, users=services.users * 2)
    assert_allclose(demand(doubled, path, reference), demand(services, path, reference))


def test_the_same_people_every_year_need_the_same(whole: Services, path: People) -> None:
    same = replace(path, population=np.broadcast_to(path.population[:1], path.population.shape))
    found = demand(whole, same, STILL)
    assert_allclose(found, np.broadcast_to(whole.aarsverk[:, None], found.shape))


@settings(max_examples=25, deadline=None)
@given(standard=RATE, productivity=RATE)
def test_growth_in_standard_and_productivity_compounds(
    services: Services, path: People, table: pd.DataFrame, standard: float, productivity: float
) -> None:
    params = Demand(
        standard_growth_percent=standard, productivity_growth_percent=productivity, healthier_ageing=0.0
    )
    ratio = demand(services, path, assumptions(params, table)) / demand(services, path, STILL)
    assert_allclose(ratio[:, LATER], ((1 + standard / 100) / (1 + productivity / 100)) ** LATER)


def test_net_growth_of_the_reference_is_half_a_per_cent_a_year(
    services: Services, path: People, reference: Assumptions
) -> None:
    ratio = demand(services, path, reference, ALL_DRIVERS - {"health"}) / demand(services, path, STILL)
    assert_allclose(ratio[:, LATER], 1.0826, atol=5e-5)


@pytest.mark.parametrize(("name", "sign"), [("standard", 1), ("productivity", -1)])
def test_demand_rises_with_standard_and_falls_with_productivity(
    whole: Services, path: People, reference: Assumptions, name: str, sign: int
) -> None:
    more = replace(reference, **{name: getattr(reference, name) * 1.01})
    change = demand(whole, path, more)[:, 1:] - demand(whole, path, reference)[:, 1:]
    assert (sign * change > 0).all()


def test_with_theta_zero_use_by_age_is_constant(services: Services, path: People) -> None:
    """Demand is then base-year use at each age times the people of that age."""
    own = np.einsum("sga,tga->st", services.use, path.population)
    assert_allclose(demand(services, path, STILL), services.aarsverk[:, None] * own / own[:, :1])


def test_users_are_use_times_people(services: Services, path: People) -> None:
    by_hand = np.einsum("sga,tga->ts", services.use, path.population)
    assert_allclose(users(services, path.population), by_hand)


@settings(max_examples=10, deadline=None)
@given(theta=st.floats(0, 1), formula=st.sampled_from(["age_shift", "mortality_equivalent"]))
def test_without_gained_years_theta_changes_nothing(
    whole: Services, path: People, reference: Assumptions, theta: float, formula: str
) -> None:
    shape = path.rates.shape
    frozen = replace(
        path,
        years_left=np.broadcast_to(path.years_left[:1], shape),
        rates=np.broadcast_to(path.rates[:1], shape),
    )
    assumed = replace(reference, healthier=np.array(theta), formula=formula)
    assert_allclose(
        demand(whole, frozen, assumed), demand(whole, path, reference, ALL_DRIVERS - {"health"}), rtol=1e-9
    )


@pytest.mark.parametrize("formula", ["age_shift", "mortality_equivalent"])
@pytest.mark.parametrize("from_age", [55, 67])
def test_those_under_the_age_are_untouched_by_better_health(
    whole: Services, path: People, reference: Assumptions, formula: str, from_age: int
) -> None:
    young = replace(path, population=np.where(from_age > AGES, path.population, 0))
    assumed = replace(reference, formula=formula, from_age=from_age)
    without = demand(whole, young, assumed, ALL_DRIVERS - {"health"})
    assert_allclose(demand(whole, young, assumed), without, rtol=1e-12)
    earlier = demand(whole, young, replace(assumed, from_age=45))
    assert (earlier[:, LATER] != without[:, LATER]).any()


@pytest.mark.parametrize("formula", ["age_shift", "mortality_equivalent"])
def test_the_healthier_the_lower_demand(
    whole: Services, path: People, reference: Assumptions, formula: str
) -> None:
    theta = np.array([0, 0.25, 0.5, 0.75, 1])
    found = demand(whole, path, replace(reference, healthier=theta, formula=formula))[:, :, LATER]
    assert (np.diff(found.sum(axis=1)) < 0).all()


def test_draws_in_front_do_not_touch_each_other(
    whole: Services, path: People, reference: Assumptions
) -> None:
    both = demand(whole, path, replace(reference, healthier=np.array([0.0, 1.0])))
    for place, theta in enumerate((0.0, 1.0)):
        alone = demand(whole, path, replace(reference, healthier=np.array(theta)))
        assert_allclose(both[place], alone, rtol=1e-12)


def test_with_every_driver_off_demand_stays_at_the_base_year(
    whole: Services, path: People, reference: Assumptions
) -> None:
    off = demand(whole, path, reference, frozenset())
    assert_allclose(off, np.broadcast_to(whole.aarsverk[:, None], off.shape))


@pytest.mark.parametrize("order", [DRIVERS, tuple(reversed(DRIVERS)), tuple(sorted(DRIVERS))])
def test_the_drivers_add_up_to_the_change_in_any_order(
    whole: Services, path: People, table: pd.DataFrame, order: tuple[str, ...]
) -> None:
    assumed = assumptions(Demand(use_trend_under_67_percent=2.0), table)
    shares = shapley(order, lambda drivers: demand(whole, path, assumed, drivers)[:, LATER])
    change = demand(whole, path, assumed)[:, LATER] - whole.aarsverk
    assert_allclose(sum(shares.values()), change, atol=1e-9 * whole.aarsverk.sum(), rtol=0)
    straight = shapley(DRIVERS, lambda drivers: demand(whole, path, assumed, drivers)[:, LATER])
    for driver in DRIVERS:
        assert_allclose(shares[driver], straight[driver], rtol=1e-9, atol=1e-6)


def test_turning_a_driver_off_is_setting_its_assumption_to_nothing(
    whole: Services, path: People, reference: Assumptions
) -> None:
    for driver, nothing in (
        ("standard", replace(reference, standard=ONES)),
        ("productivity", replace(reference, productivity=ONES)),
        ("health", replace(reference, healthier=np.array(0.0))),
        ("informal_care", replace(reference, informal_follows=np.array(1.0))),
    ):
        without = demand(whole, path, reference, ALL_DRIVERS - {driver})
        assert_allclose(without, demand(whole, path, nothing), rtol=1e-12, err_msg=driver)


def test_groups_share_a_service_and_sum_to_it() -> None:
    found = by_group(np.array([[100.0, 200.0]]), np.array([[0.25, 0.75]]))
    assert_allclose(found, [[[25, 50], [75, 150]]])


def test_a_trend_moves_the_mix_and_the_shares_still_sum_to_one() -> None:
    """A weight of one half growing 10 per cent a year: 0.55/(0.55 + 0.5) after one year, 0.605/1.105 after two."""
    mix = np.array([[0.5, 0.5], [0.0, 1.0]])
    found = moving_mix(mix, np.array([0.10, 0.0]), 3)
    assert_allclose(found.sum(axis=1), 1)
    assert_allclose(found[0, 0], [0.5, 0.55 / 1.05, 0.605 / 1.105])
    assert_array_equal(found[1, 0], 0)

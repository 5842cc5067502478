"""What the demand engine must do, whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.ages import AGES, OPEN_AGE
from helseplan.demand.engine import DRIVERS, Assumptions, Inputs, demand
from helseplan.demand.inputs import BASE_YEAR, cube, engine_inputs
from helseplan.shapley import shapley

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

REFERENCE = Assumptions(standard=0.01, productivity=0.005, healthier=1.0, from_age=55)
STILL = Assumptions(standard=0.0, productivity=0.0, healthier=0.0, from_age=55)
RATE = st.floats(-0.02, 0.04)


@pytest.fixture(scope="module")
def inputs(chain: Chain, vintage: Vintage) -> Inputs:
    """The reference run's own inputs, base year to 2060."""
    years, frames = np.arange(BASE_YEAR, 2061), chain["demography"]
    return engine_inputs(
        vintage.read("services"),
        vintage.read("use_profiles"),
        cube(frames["population"], "persons", "MMM", years),
        cube(frames["life_expectancy"], "remaining_years", "MMM", years),
    )


def all_aged_80(inputs: Inputs) -> Inputs:
    """Institutions and home care for people of 80 who have gained one year of life since the base year."""
    population = np.zeros((2, 2, OPEN_AGE + 1))
    population[:, :, 80] = 1000
    years_left = np.stack([np.full((2, OPEN_AGE + 1), 10.0), np.full((2, OPEN_AGE + 1), 11.0)])
    return Inputs(inputs.use[:2], inputs.aarsverk[:2], population, years_left)


def frozen_health(inputs: Inputs) -> Inputs:
    return replace(inputs, years_left=np.broadcast_to(inputs.years_left[:1], inputs.years_left.shape))


def test_the_base_year_is_met_exactly(inputs: Inputs) -> None:
    assert_allclose(demand(inputs, REFERENCE)[:, 0], inputs.aarsverk, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(factor=st.floats(0.01, 100))
def test_the_size_of_the_whole_path_does_not_matter(inputs: Inputs, factor: float) -> None:
    """Årsverk per user are set so that the base year is met: twice the people in every year are half as much each."""
    scaled = replace(inputs, population=inputs.population * factor)
    assert_allclose(demand(scaled, REFERENCE), demand(inputs, REFERENCE), rtol=1e-9)


def test_doubling_the_population_after_the_base_year_doubles_demand(inputs: Inputs) -> None:
    population = inputs.population.copy()
    population[1:] *= 2
    doubled = demand(replace(inputs, population=population), REFERENCE)
    assert_allclose(doubled[:, 1:], 2 * demand(inputs, REFERENCE)[:, 1:])


def test_doubling_use_at_every_age_changes_nothing(inputs: Inputs) -> None:
    assert_allclose(demand(replace(inputs, use=inputs.use * 2), REFERENCE), demand(inputs, REFERENCE))


def test_doubling_base_year_aarsverk_doubles_demand(inputs: Inputs) -> None:
    doubled = replace(inputs, aarsverk=inputs.aarsverk * 2)
    assert_allclose(demand(doubled, REFERENCE), 2 * demand(inputs, REFERENCE))


def test_the_same_people_every_year_need_the_same(inputs: Inputs) -> None:
    same = replace(inputs, population=np.broadcast_to(inputs.population[:1], inputs.population.shape))
    assert_allclose(
        demand(same, STILL), np.broadcast_to(inputs.aarsverk[:, None], (len(inputs.aarsverk), 37))
    )


@settings(max_examples=25, deadline=None)
@given(standard=RATE, productivity=RATE)
def test_growth_in_standard_and_productivity_compounds(
    inputs: Inputs, standard: float, productivity: float
) -> None:
    grown = demand(inputs, replace(STILL, standard=standard, productivity=productivity)) / demand(
        inputs, STILL
    )
    assert_allclose(grown[:, 16], ((1 + standard) / (1 + productivity)) ** 16)


def test_net_growth_of_the_reference_is_half_a_per_cent_a_year(inputs: Inputs) -> None:
    grown = demand(inputs, replace(REFERENCE, healthier=0.0)) / demand(inputs, STILL)
    assert_allclose(grown[:, 16], 1.0826, atol=5e-5)


@settings(max_examples=25, deadline=None)
@given(low=RATE, more=st.floats(0.0001, 0.02))
def test_demand_rises_with_standard_and_falls_with_productivity(
    inputs: Inputs, low: float, more: float
) -> None:
    def after(**change: float) -> np.ndarray:
        return demand(inputs, replace(REFERENCE, **change))[:, 1:]

    assert (after(standard=low + more) > after(standard=low)).all()
    assert (after(productivity=low + more) < after(productivity=low)).all()


def test_with_theta_zero_use_by_age_is_constant(inputs: Inputs) -> None:
    """Demand is then base-year use at each age times the people of that age."""
    users = np.einsum("sga,tga->st", inputs.use, inputs.population)
    expected = inputs.aarsverk[:, None] * users / users[:, :1]
    assert_allclose(demand(inputs, STILL), expected)


def test_with_theta_zero_longer_lives_change_nothing(inputs: Inputs) -> None:
    without = replace(REFERENCE, healthier=0.0)
    assert_array_equal(demand(inputs, without), demand(frozen_health(inputs), without))


@settings(max_examples=25, deadline=None)
@given(theta=st.floats(0, 1))
def test_without_gained_years_theta_changes_nothing(inputs: Inputs, theta: float) -> None:
    found = demand(frozen_health(inputs), replace(REFERENCE, healthier=theta))
    assert_allclose(found, demand(inputs, replace(REFERENCE, healthier=0.0)))


def test_a_gained_year_is_one_year_younger_use(inputs: Inputs) -> None:
    toy = all_aged_80(inputs)
    use = toy.use.sum(axis=1)
    assert_allclose(demand(toy, replace(STILL, healthier=1.0))[:, 1] / toy.aarsverk, use[:, 79] / use[:, 80])


def test_half_a_healthy_year_lies_halfway_between_two_ages(inputs: Inputs) -> None:
    toy = all_aged_80(inputs)
    use = toy.use.sum(axis=1)
    found = demand(toy, replace(STILL, healthier=0.5))[:, 1] / toy.aarsverk
    assert_allclose(found, (use[:, 79] + use[:, 80]) / 2 / use[:, 80])


def test_those_under_fifty_five_are_untouched_by_better_health(inputs: Inputs) -> None:
    young = replace(inputs, population=np.where(AGES < 55, inputs.population, 0))
    assert_array_equal(demand(young, REFERENCE), demand(young, replace(REFERENCE, healthier=0.0)))


def test_the_age_that_better_health_starts_from_can_be_moved(inputs: Inputs) -> None:
    young = replace(inputs, population=np.where(AGES < 67, inputs.population, 0))
    assert_array_equal(
        demand(young, replace(REFERENCE, from_age=67)), demand(young, replace(REFERENCE, healthier=0.0))
    )
    assert (demand(young, REFERENCE) != demand(young, replace(REFERENCE, healthier=0.0))).any()


def test_better_health_lowers_demand_for_institutions_and_more_the_healthier(inputs: Inputs) -> None:
    paths = [demand(inputs, replace(REFERENCE, healthier=theta))[0, 16] for theta in (0, 0.25, 0.5, 0.75, 1)]
    assert (np.diff(paths) < 0).all()


def test_two_services_are_the_sum_of_each(inputs: Inputs) -> None:
    first = replace(inputs, use=inputs.use[:1], aarsverk=inputs.aarsverk[:1])
    assert_allclose(demand(first, REFERENCE), demand(inputs, REFERENCE)[:1])


def test_with_every_driver_off_demand_stays_at_the_base_year(inputs: Inputs) -> None:
    off = demand(inputs, REFERENCE, frozenset())
    assert_allclose(off, np.broadcast_to(inputs.aarsverk[:, None], off.shape))


def test_the_drivers_add_up_to_the_change(inputs: Inputs) -> None:
    shares = shapley(DRIVERS, lambda drivers: demand(inputs, REFERENCE, drivers)[:, 16])
    change = demand(inputs, REFERENCE)[:, 16] - inputs.aarsverk
    assert_allclose(sum(shares.values()), change, rtol=1e-9)


@pytest.mark.parametrize(
    ("driver", "without"),
    [
        ("standard", replace(REFERENCE, standard=0.0)),
        ("productivity", replace(REFERENCE, productivity=0.0)),
        ("health", replace(REFERENCE, healthier=0.0)),
    ],
)
def test_turning_a_driver_off_is_setting_its_assumption_to_nothing(
    inputs: Inputs, driver: str, without: Assumptions
) -> None:
    assert_array_equal(demand(inputs, REFERENCE, frozenset(DRIVERS) - {driver}), demand(inputs, without))

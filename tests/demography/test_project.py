"""One year of the cohort-component engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.ages import AGES, OPEN_AGE
from helseplan.demography.project import FERTILE, Year, birth_profile, step

SHAPE = (1, 2, OPEN_AGE + 1)
PROFILE = birth_profile(31.5, 5.2)
EVEN = np.full(SHAPE[1:], 1 / (2 * (OPEN_AGE + 1)))
BOYS = 0.514
POPULATIONS = arrays(float, SHAPE, elements=st.floats(0, 1e5))
RATES = arrays(float, SHAPE, elements=st.floats(1e-5, 1))


def year(
    rates: np.ndarray | float = 0.0, fertility: float = 0.0, migration: float = 0.0, **known: float
) -> Year:
    return Year(np.broadcast_to(rates, SHAPE), np.array([fertility]), np.array([migration]), **known)


@settings(max_examples=25, deadline=None)
@given(POPULATIONS)
def test_without_deaths_births_and_migration_everyone_only_gets_a_year_older(population: np.ndarray) -> None:
    following, flows = step(population, year(), PROFILE, EVEN, BOYS)
    assert_array_equal(following[..., 1:-1], population[..., :-2])
    assert_allclose(following[..., -1], population[..., -2] + population[..., -1])
    assert_array_equal(following[..., 0], 0)
    assert all(flow.sum() == 0 for flow in flows.values())


@settings(max_examples=25, deadline=None)
@given(POPULATIONS, RATES, st.floats(0, 3), st.floats(-1e4, 1e5))
def test_population_plus_births_minus_deaths_plus_migration_is_the_next_population(
    population: np.ndarray, rates: np.ndarray, fertility: float, migration: float
) -> None:
    following, flows = step(population, year(rates, fertility, migration), PROFILE, EVEN, BOYS)
    expected = population.sum() + flows["births"] - flows["deaths"] + flows["net_migration"]
    assert_allclose(following.sum(), expected.sum(), rtol=1e-9, atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(POPULATIONS, RATES)
def test_nobody_appears_without_births_and_migration(population: np.ndarray, rates: np.ndarray) -> None:
    following, _ = step(population, year(rates), PROFILE, EVEN, BOYS)
    assert (following >= 0).all()
    assert (following[..., 1:-1] <= population[..., :-2]).all()


def test_women_of_every_age_have_the_total_fertility_rate_between_them() -> None:
    """With W women at every age, one year's births are W times the children a woman has over her life."""
    _, flows = step(np.full(SHAPE, 1000.0), year(fertility=1.66), PROFILE, EVEN, BOYS)
    assert_allclose(flows["births"], 1660)


def test_men_bear_no_children() -> None:
    men = np.full(SHAPE, 1000.0)
    men[:, 1] = 0
    assert step(men, year(fertility=1.66), PROFILE, EVEN, BOYS)[1]["births"] == 0


def test_the_newborn_are_boys_and_girls_at_the_given_share() -> None:
    following, flows = step(np.full(SHAPE, 1000.0), year(fertility=1.5), PROFILE, EVEN, BOYS)
    assert_allclose(following[0, :, 0], flows["births"] * np.array([BOYS, 1 - BOYS]))


@settings(max_examples=25, deadline=None)
@given(st.floats(25, 38), st.floats(2, 9))
def test_the_birth_profile_is_a_share_over_the_fertile_ages(mean: float, spread: float) -> None:
    profile = birth_profile(mean, spread)
    assert profile.sum() == pytest.approx(1)
    assert (profile[~FERTILE] == 0).all()
    assert (profile >= 0).all()
    assert abs(AGES[profile.argmax()] + 0.5 - mean) <= 0.5 + 1e-9


def test_registered_births_deaths_and_population_are_met() -> None:
    known = {"births": 51_980.0, "deaths": 43_803.0, "population_after": 5_550_203.0}
    population = np.full(SHAPE, 25_000.0)
    following, flows = step(population, year(0.01, 1.4, 9.0, **known), PROFILE, EVEN, BOYS)
    assert flows["births"] == 51_980
    assert_allclose(flows["deaths"], 43_803)
    assert_allclose(following.sum(), 5_550_203)
    assert_allclose(flows["net_migration"], 5_550_203 - population.sum() - 51_980 + 43_803)

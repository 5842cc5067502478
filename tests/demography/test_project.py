"""One year of the cohort-component engine, and many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.ages import AGES, OPEN_AGE
from helseplan.demography.project import (
    FERTILE,
    Flows,
    Paths,
    Pattern,
    Registered,
    birth_profile,
    project,
    step,
)

SHAPE = (1, 2, OPEN_AGE + 1)
EVEN = np.full(SHAPE[1:], 1 / (2 * (OPEN_AGE + 1)))
BOYS = 0.514
PATTERN = Pattern(mothers=birth_profile(31.5, 5.2), migrants=EVEN, boys=BOYS)
POPULATIONS = arrays(float, SHAPE, elements=st.floats(0, 1e5))
RATES = arrays(float, SHAPE, elements=st.floats(1e-5, 1))


def carry(
    population: np.ndarray,
    rates: np.ndarray | float = 0.0,
    fertility: float = 0.0,
    migration: float = 0.0,
    pattern: Pattern = PATTERN,
    registered: Registered | None = None,
) -> tuple[np.ndarray, Flows]:
    """One year of one population."""
    yearly = np.array([fertility]), np.array([migration])
    return step(population, np.broadcast_to(rates, SHAPE), *yearly, pattern, registered)


def all_at(age: int) -> Pattern:
    """All migrants are men of one age, and all births are at 30."""
    migrants = np.zeros(SHAPE[1:])
    migrants[0, age] = 1
    return Pattern(mothers=np.where(AGES == 30, 1.0, 0.0), migrants=migrants, boys=0.5)


@settings(max_examples=25, deadline=None)
@given(POPULATIONS)
def test_without_deaths_births_and_migration_everyone_only_gets_a_year_older(population: np.ndarray) -> None:
    following, flows = carry(population)
    assert_array_equal(following[..., 1:-1], population[..., :-2])
    assert_allclose(following[..., -1], population[..., -2] + population[..., -1])
    assert_array_equal(following[..., 0], 0)
    assert flows.births.sum() == flows.deaths.sum() == flows.migration.sum() == 0


@settings(max_examples=25, deadline=None)
@given(POPULATIONS, RATES, st.floats(0, 3), st.floats(-1e4, 1e5))
def test_population_plus_births_minus_deaths_plus_migration_is_the_next_population(
    population: np.ndarray, rates: np.ndarray, fertility: float, migration: float
) -> None:
    following, flows = carry(population, rates, fertility, migration)
    expected = population.sum() + flows.births.sum() - flows.deaths.sum() + flows.migration.sum()
    assert_allclose(following.sum(), expected, rtol=1e-9, atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(POPULATIONS, RATES, st.floats(-1e4, 1e5))
def test_every_cohort_keeps_its_account(population: np.ndarray, rates: np.ndarray, migration: float) -> None:
    following, flows = carry(population, rates, 1.5, migration)
    entering = np.concatenate([flows.births[..., None], population[..., :-1]], axis=-1)
    entering[..., -1] += population[..., -1]
    assert_allclose(following, entering - flows.deaths + flows.migration, rtol=1e-9, atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(POPULATIONS, RATES)
def test_nobody_appears_without_births_and_migration(population: np.ndarray, rates: np.ndarray) -> None:
    following, _ = carry(population, rates)
    assert (following >= 0).all()
    assert (following[..., 1:-1] <= population[..., :-2]).all()


@settings(max_examples=25, deadline=None)
@given(st.floats(-1e4, 1e5))
def test_net_migration_by_age_and_sex_sums_to_the_total(migration: float) -> None:
    _, flows = carry(np.full(SHAPE, 1e4), 0.01, 1.5, migration)
    assert_allclose(flows.migration.sum(), migration, rtol=1e-9, atol=1e-9)


def test_half_of_the_migrants_live_the_year_here_and_half_come_at_its_end() -> None:
    """100 men of 30, death rate 0.1: 50 are counted on 1 January, and 50 · e^(−0.1) are 31 at the year's end."""
    following, flows = carry(np.zeros(SHAPE), 0.1, 0.0, 100.0, all_at(30))
    alive = 50 * np.exp(-0.1)
    expected = np.zeros(SHAPE)
    expected[0, 0, 30], expected[0, 0, 31] = 50, alive
    assert_allclose(following, expected)
    assert_allclose(flows.deaths.sum(), 50 - alive)
    assert_allclose(flows.deaths[0, 0, 31], 50 - alive)


def test_women_of_every_age_have_the_total_fertility_rate_between_them() -> None:
    """With W women at every age, one year's births are W times the children a woman has over her life."""
    _, flows = carry(np.full(SHAPE, 1000.0), fertility=1.66)
    assert_allclose(flows.births.sum(), 1660)


@pytest.mark.parametrize(("age", "births"), [(30, 100), (29, 100), (31, 0), (28, 0)])
def test_a_woman_is_two_ages_in_a_year_and_half_a_year_at_each(age: int, births: float) -> None:
    """All births are at 30, two children per woman: 100 women of 29 or of 30 on 1 January have 100 in the year."""
    women = np.zeros(SHAPE)
    women[0, 1, age] = 100
    assert_allclose(carry(women, fertility=2.0, pattern=all_at(0))[1].births.sum(), births)


def test_men_bear_no_children() -> None:
    men = np.full(SHAPE, 1000.0)
    men[:, 1] = 0
    assert carry(men, fertility=1.66)[1].births.sum() == 0


@pytest.mark.parametrize("ratio", [1.0, 1.056, 1.1])
def test_the_newborn_are_boys_and_girls_at_the_given_ratio(ratio: float) -> None:
    pattern = Pattern(PATTERN.mothers, EVEN, ratio / (1 + ratio))
    following, flows = carry(np.full(SHAPE, 1000.0), fertility=1.5, pattern=pattern)
    assert_allclose(flows.births[0, 0] / flows.births[0, 1], ratio)
    assert_allclose(following[0, :, 0], flows.births[0])


@settings(max_examples=25, deadline=None)
@given(st.floats(25, 38), st.floats(2, 9))
def test_the_birth_profile_is_a_share_over_the_fertile_ages(mean: float, spread: float) -> None:
    profile = birth_profile(mean, spread)
    assert profile.sum() == pytest.approx(1)
    assert (profile[~FERTILE] == 0).all()
    assert (profile >= 0).all()
    assert abs(AGES[profile.argmax()] + 0.5 - mean) <= 0.5 + 1e-9


def test_registered_births_deaths_and_population_are_met() -> None:
    known = Registered(births=51_980.0, deaths=43_803.0, population_after=5_550_203.0)
    population = np.full(SHAPE, 25_000.0)
    following, flows = carry(population, 0.01, 1.4, 9.0, registered=known)
    assert_allclose(flows.births.sum(), 51_980)
    assert_allclose(flows.deaths.sum(), 43_803)
    assert_allclose(following.sum(), 5_550_203)
    assert_allclose(flows.migration.sum(), 5_550_203 - population.sum() - 51_980 + 43_803)


def test_many_years_are_one_year_after_another() -> None:
    years = 3
    rates = np.full((years, *SHAPE[1:]), 0.02)
    fertility, migration = np.array([1.4, 1.5, 1.6]), np.array([1000.0, 0.0, -500.0])
    start = np.full(SHAPE[1:], 1000.0)
    found = project(start, Paths(rates, fertility, migration), PATTERN)
    by_hand = start[None]
    for year in range(years):
        by_hand, flows = carry(by_hand, rates[year], fertility[year], migration[year])
        assert_allclose(found.population[year + 1], by_hand[0])
        assert_allclose(found.births[year], flows.births.sum())
        assert_allclose(found.deaths[year], flows.deaths.sum())
        assert_allclose(found.net_migration[year], migration[year], atol=1e-9)


def test_alternatives_in_front_do_not_touch_each_other() -> None:
    rates = np.full((2, 4, *SHAPE[1:]), 0.02)
    fertility = np.array([[1.2] * 4, [1.9] * 4])
    paths = Paths(rates, fertility, np.zeros((2, 4)))
    start = np.full(SHAPE[1:], 1000.0)
    both = project(start, paths, PATTERN).population
    for place in (0, 1):
        alone = Paths(rates[place], fertility[place], np.zeros(4))
        assert_allclose(both[place], project(start, alone, PATTERN).population)

"""What must hold in any population projection: accounts that balance, shares that are shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.ages import AGES
from helseplan.demography import inputs
from helseplan.demography.mortality import Mortality, remaining_years, survival
from helseplan.demography.project import Paths, Pattern, Registered, birth_profile, project, step
from helseplan.params.sections import Demography

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
PERSON = 1e-9


def pattern(rng: np.random.Generator) -> Pattern:
    """Any pattern; migrants may leave at some ages and come at others."""
    migrants = rng.normal(0.3, 1, (2, len(AGES)))
    return Pattern(birth_profile(31.5, 5.2), migrants / migrants.sum(), rng.uniform(0.45, 0.55))


def rates(rng: np.random.Generator, *front: int) -> np.ndarray:
    """Any death rates, from hardly any to one per person-year."""
    return np.exp(rng.uniform(-12, 0, (*front, 2, len(AGES))))


def people(rng: np.random.Generator, *front: int) -> np.ndarray:
    return rng.uniform(0, 1e5, (*front, 2, len(AGES)))


def entering(population: np.ndarray, births: np.ndarray) -> np.ndarray:
    """The cohorts that leave the year, before deaths and migration; written age by age."""
    found = np.zeros_like(population)
    for age in range(1, len(AGES)):
        found[..., age] = population[..., age - 1]
    found[..., -1] = population[..., -2] + population[..., -1]
    found[..., 0] = births
    return found


@EXAMPLES
@given(SEEDS, st.floats(0, 3), st.floats(-1e4, 1e5))
def test_every_cohort_balances(seed: int, fertility: float, net: float) -> None:
    rng = np.random.default_rng(seed)
    population = people(rng)
    after, flows = step(population, rates(rng), np.array(fertility), np.array(net), pattern(rng))
    expected = entering(population, flows.births) - flows.deaths + flows.migration
    assert_allclose(after, expected, rtol=0, atol=PERSON)


@EXAMPLES
@given(SEEDS, st.floats(1e4, 1e6), st.floats(1e7, 2e7), st.floats(1e4, 1e5))
def test_every_cohort_balances_when_the_year_is_registered(
    seed: int, deaths: float, total: float, births: float
) -> None:
    rng = np.random.default_rng(seed)
    population, known = people(rng), Registered(deaths, total, births)
    after, flows = step(population, rates(rng), np.array(1.4), np.array(9.0), pattern(rng), known)
    expected = entering(population, flows.births) - flows.deaths + flows.migration
    assert_allclose(after, expected, rtol=1e-12, atol=PERSON)
    assert_allclose([flows.deaths.sum(), after.sum(), flows.births.sum()], [deaths, total, births], rtol=1e-9)


@EXAMPLES
@given(SEEDS, st.floats(-1e4, 1e5))
def test_net_migration_by_age_sums_to_the_years_total(seed: int, net: float) -> None:
    rng = np.random.default_rng(seed)
    _, flows = step(people(rng), rates(rng), np.array(1.5), np.array(net), pattern(rng))
    assert_allclose(flows.migration.sum(), net, rtol=1e-9, atol=PERSON * 1e3)


@EXAMPLES
@given(SEEDS)
def test_without_deaths_births_and_migration_the_cohorts_only_age(seed: int) -> None:
    rng = np.random.default_rng(seed)
    population = people(rng)
    after, flows = step(population, np.zeros((2, len(AGES))), np.array(0.0), np.array(0.0), pattern(rng))
    assert_array_equal(after, entering(population, np.zeros(2)))
    assert flows.births.sum() == flows.deaths.sum() == np.abs(flows.migration).sum() == 0


@EXAMPLES
@given(SEEDS)
def test_survival_is_a_share_and_higher_rates_lower_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    low = rates(rng)
    for found in survival(low):
        assert ((found > 0) & (found <= 1)).all()
    for found, lower in zip(survival(low), survival(low * 2), strict=True):
        assert (lower < found).all()


@EXAMPLES
@given(SEEDS)
def test_a_year_is_lived_half_at_one_age_and_half_at_the_next(seed: int) -> None:
    low = rates(np.random.default_rng(seed))
    alive, _ = survival(low)
    for age in range(1, len(AGES)):
        following = min(age + 1, len(AGES) - 1)
        assert_allclose(alive[:, age], np.exp(-low[:, age] / 2) * np.exp(-low[:, following] / 2), rtol=1e-12)


@EXAMPLES
@given(SEEDS, st.floats(0.5, 3), st.floats(-1e4, 1e5))
def test_births_are_the_womens_mean_number_times_their_rates(seed: int, fertility: float, net: float) -> None:
    """Half of the migrants are here from 1 January; a woman lives half the year at her age, half at the next."""
    rng = np.random.default_rng(seed)
    population, deadly, falls = people(rng), rates(rng), pattern(rng)
    _, flows = step(population, deadly, np.array(fertility), np.array(net), falls)
    born = 0.0
    for age in range(15, 50):
        here = population[1, age] + net * falls.migrants[1, age] / 2
        before = population[1, age - 1] + net * falls.migrants[1, age - 1] / 2
        arriving = before * np.exp(-(deadly[1, age - 1] + deadly[1, age]) / 2)
        born += fertility * falls.mothers[age] * (here + arriving) / 2
    assert_allclose(flows.births, [born * falls.boys, born * (1 - falls.boys)], rtol=1e-9)


@EXAMPLES
@given(SEEDS)
def test_nobody_appears_without_births_and_migration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    population = people(rng)
    after, flows = step(population, rates(rng), np.array(0.0), np.array(0.0), pattern(rng))
    assert (after >= 0).all()
    assert (after <= entering(population, np.zeros(2))).all()
    assert (flows.deaths >= 0).all()


@pytest.fixture(scope="module")
def mortality(vintage: Vintage) -> Mortality:
    return inputs.mortality(vintage, Demography())


@EXAMPLES
@given(men=st.floats(75, 94), women=st.floats(75, 94))
def test_life_expectancy_is_met(mortality: Mortality, men: float, women: float) -> None:
    found = mortality.meeting(np.array([men, women]))
    assert_allclose(remaining_years(found)[:, 0], [men, women], atol=0.01)


@EXAMPLES
@given(men=st.floats(75, 93), more=st.floats(0.01, 1))
def test_a_longer_life_is_a_lower_rate_at_every_age(mortality: Mortality, men: float, more: float) -> None:
    short, long = mortality.meeting(np.array([[men, 85.0], [men + more, 85.0]]))
    assert (long[0] < short[0]).all()
    assert_array_equal(long[1], short[1])


@EXAMPLES
@given(SEEDS)
def test_many_at_once_is_one_at_a_time_and_a_year_at_a_time(seed: int) -> None:
    rng = np.random.default_rng(seed)
    start, falls = people(rng, 3), pattern(rng)
    paths = Paths(rates(rng, 3, 4), rng.uniform(1, 2, (3, 4)), rng.uniform(-1e3, 1e4, (3, 4)))
    together = project(start, paths, falls)
    for row in range(3):
        now = start[row]
        for year in range(4):
            given_now = (paths.rates[row, year], paths.fertility[row, year], paths.net_migration[row, year])
            now, flows = step(now, *given_now, falls)
            assert_allclose(together.population[row, year + 1], now, rtol=1e-12)
            assert_allclose(together.births[row, year], flows.births.sum(), rtol=1e-12)
            assert_allclose(together.deaths[row, year], flows.deaths.sum(), rtol=1e-12)
            assert_allclose(together.net_migration[row, year], flows.migration.sum(), rtol=1e-9)


@EXAMPLES
@given(SEEDS)
def test_regions_sum_to_the_country(seed: int) -> None:
    """With the country's mortality and fertility, and net migration that adds up."""
    rng = np.random.default_rng(seed)
    start, falls, net = people(rng, 5), pattern(rng), rng.uniform(-1e3, 1e4, (5, 4))
    common, fertility = rates(rng, 1, 4), rng.uniform(1, 2, (1, 4))
    parts = project(start, Paths(common, fertility, net), falls)
    whole = project(start.sum(axis=0, keepdims=True), Paths(common, fertility, net.sum(axis=0)[None]), falls)
    assert_allclose(parts.population.sum(axis=0), whole.population[0], rtol=1e-9)
    assert_allclose(parts.births.sum(axis=0), whole.births[0], rtol=1e-9)


@EXAMPLES
@given(SEEDS, st.floats(0.01, 100))
def test_a_population_of_another_size_is_the_same_but_for_the_size(seed: int, factor: float) -> None:
    rng = np.random.default_rng(seed)
    start, falls, net = people(rng), pattern(rng), rng.uniform(-1e3, 1e4, 4)
    common, fertility = rates(rng, 4), rng.uniform(1, 2, 4)
    one = project(start, Paths(common, fertility, net), falls).population
    other = project(start * factor, Paths(common, fertility, net * factor), falls).population
    assert_allclose(other, one * factor, rtol=1e-9, atol=PERSON * factor)

"""What must hold for demand whatever the population, the mortality, the use and the assumptions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.ages import AGES, OPEN_AGE
from helseplan.demand.engine import DRIVERS, Assumptions, People, Services, by_group, demand, users
from helseplan.demand.health import FORMULAS, felt_age, look_up, move
from helseplan.demography.mortality import remaining_years
from helseplan.shapley import shapley

EXAMPLES = settings(max_examples=30, deadline=None, derandomize=True)
FEW = settings(max_examples=8, deadline=None, derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)
FORMULA = st.sampled_from(FORMULAS)
SERVICES, YEARS = 3, 4


def services(rng: np.random.Generator, informal: float = 0.3) -> Services:
    """Three services; the first two have informal care beside them, too little to take a whole need."""
    use, start = rng.uniform(0.01, 1, (SERVICES, 2, len(AGES))), rng.uniform(5e3, 6e3, (2, len(AGES)))
    aarsverk = rng.uniform(1e3, 1e5, SERVICES)
    made = Services(use, aarsverk, informal * aarsverk * [1, 1, 0], np.ones(SERVICES))
    return replace(made, users=users(made, start))


def people(rng: np.random.Generator, *front: int, gain: float = 0.03) -> People:
    """Persons year by year, and mortality that rises with age and falls by year."""
    level = rng.uniform(-10, -8.5, (*front, 1, 2, 1)) - gain * np.arange(YEARS)[:, None, None]
    rates = np.exp(level + 0.09 * AGES)
    return People(rng.uniform(3e3, 8e3, (*front, YEARS, 2, len(AGES))), remaining_years(rates), rates)


def assumed(rng: np.random.Generator, formula: str) -> Assumptions:
    """Growth by service and year, and any θ."""

    def index(low: float, high: float) -> np.ndarray:
        rates = rng.uniform(low, high, (SERVICES, YEARS))
        rates[:, 0] = 0
        return np.cumprod(1 + rates, axis=1)

    return Assumptions(
        standard=index(-0.02, 0.04),
        productivity=index(-0.02, 0.04),
        younger=index(-0.03, 0.05),
        healthier=rng.uniform(0, 1),
        formula=formula,
        informal_follows=rng.uniform(0, 1),
    )


def world(seed: int, formula: str, **options: float) -> tuple[Services, People, Assumptions]:
    rng = np.random.default_rng(seed)
    return services(rng, **options), people(rng), assumed(rng, formula)


def with_people(path: People, population: np.ndarray) -> People:
    return replace(path, population=population)


@EXAMPLES
@given(SEEDS, FORMULA, st.floats(0.01, 100))
def test_demand_is_proportional_to_the_population(seed: int, formula: str, factor: float) -> None:
    """In all years, the base year too: informal care then has as many more to care for, and grows as much."""
    made, path, own = world(seed, formula)
    larger = demand(made, with_people(path, path.population * factor), own)
    assert_allclose(larger, demand(made, path, own) * factor, rtol=1e-9)


@EXAMPLES
@given(SEEDS, FORMULA)
def test_twice_the_people_after_the_base_year_need_twice_as_much_without_informal_care(
    seed: int, formula: str
) -> None:
    made, path, own = world(seed, formula, informal=0)
    later = path.population * np.array([1, 2, 2, 2])[:, None, None]
    once, twice = demand(made, path, own), demand(made, with_people(path, later), own)
    assert_allclose(twice[:, 1:], 2 * once[:, 1:], rtol=1e-12)
    assert_array_equal(twice[:, 0], once[:, 0])


@EXAMPLES
@given(SEEDS, FORMULA)
def test_with_theta_zero_use_by_age_is_constant(seed: int, formula: str) -> None:
    made, path, own = world(seed, formula, informal=0)
    own = replace(own, healthier=np.array(0.0), younger=np.ones((1, 1)))
    used = np.einsum("sga,tga->st", made.use, path.population) / made.users[:, None]
    expected = made.aarsverk[:, None] * used * own.standard / own.productivity
    assert_allclose(demand(made, path, own), expected, rtol=1e-9)


@EXAMPLES
@given(SEEDS, FORMULA)
def test_without_longer_lives_theta_changes_nothing(seed: int, formula: str) -> None:
    rng = np.random.default_rng(seed)
    made, path, own = services(rng), people(rng, gain=0.0), assumed(rng, formula)
    still = demand(made, path, replace(own, healthier=np.array(0.0)))
    assert_allclose(demand(made, path, own), still, rtol=1e-9)


@EXAMPLES
@given(SEEDS, FORMULA, st.integers(40, 80))
def test_those_too_young_are_untouched(seed: int, formula: str, from_age: int) -> None:
    made, path, own = world(seed, formula)
    young = with_people(path, np.where(from_age > AGES, path.population, 0))
    own = replace(own, from_age=from_age)
    assert_array_equal(demand(made, young, own), demand(made, young, replace(own, healthier=np.array(0.0))))


@EXAMPLES
@given(SEEDS, FORMULA, st.floats(0.1, 1))
def test_those_old_enough_are_touched(seed: int, formula: str, theta: float) -> None:
    """Use that doubles every ten years of age falls when people are healthier."""
    made, path, own = world(seed, formula, informal=0)
    steep = replace(made, use=np.broadcast_to(np.exp2(AGES / 10), made.use.shape))
    still, better = (
        demand(steep, path, replace(own, healthier=np.array(share), younger=np.ones((1, 1))))
        for share in (0.0, theta)
    )
    assert (better[:, 1:] < still[:, 1:]).all()
    assert_allclose(better[:, 0], still[:, 0], rtol=1e-9)


def slow_use(
    use: np.ndarray, persons: np.ndarray, felt: np.ndarray, gained: float, share: float, from_age: int
) -> np.ndarray:
    """Users by year: everyone's use looked up one by one at the age they feel."""
    found = np.zeros(len(persons))
    for year in range(len(persons)):
        for sex in (0, 1):
            for age in AGES:
                own = use[sex, age]
                there = np.interp(age + gained * (felt[year, sex, age] - age), AGES, use[sex])
                each = own if age < from_age else share * there + (1 - share) * own
                found[year] += persons[year, sex, age] * each
    return found


@FEW
@given(SEEDS, st.floats(0, 1), st.floats(0, 1))
def test_moving_people_is_looking_their_use_up(seed: int, gained: float, share: float) -> None:
    rng = np.random.default_rng(seed)
    use, persons = rng.uniform(0, 1, (2, len(AGES))), rng.uniform(0, 1e4, (YEARS, 2, len(AGES)))
    felt = rng.uniform(0, OPEN_AGE, persons.shape)
    moved = move(persons, felt, np.array(gained), np.array(share), 55)
    expected = slow_use(use, persons, felt, gained, share, 55)
    assert_allclose((moved * use).sum(axis=(1, 2)), expected, rtol=1e-9)
    assert_allclose(moved.sum(axis=2), persons.sum(axis=2), rtol=1e-12)


@FEW
@given(SEEDS)
def test_looked_up_use_is_the_slow_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    use, persons = rng.uniform(0, 1, (2, len(AGES))), rng.uniform(0, 1e4, (YEARS, 2, len(AGES)))
    felt = rng.uniform(0, OPEN_AGE, persons.shape)
    found = (look_up(use[..., None], felt, 55)[..., 0] * persons).sum(axis=(1, 2))
    assert_allclose(found, slow_use(use, persons, felt, 1, 1, 55), rtol=1e-9)


@EXAMPLES
@given(SEEDS, FORMULA, st.floats(1.001, 2))
def test_demand_rises_with_use_and_standard_and_falls_with_productivity(
    seed: int, formula: str, more: float
) -> None:
    made, path, own = world(seed, formula)
    before = demand(made, path, own)
    later = np.array([1, more, more, more])
    assert (demand(made, path, replace(own, standard=own.standard * later))[:, 1:] > before[:, 1:]).all()
    assert (
        demand(made, path, replace(own, productivity=own.productivity * later))[:, 1:] < before[:, 1:]
    ).all()
    assert (demand(replace(made, use=made.use * more), path, own) > before).all()


@EXAMPLES
@given(SEEDS, FORMULA)
def test_regions_sum_to_the_country(seed: int, formula: str) -> None:
    """With common mortality, and no region where informal care takes the whole need."""
    rng = np.random.default_rng(seed)
    made, country, own = services(rng), people(rng), assumed(rng, formula)
    regions = country.population * (weights := rng.uniform(0.1, 1, (5, 1, 1, 1))) / weights.sum()
    found = demand(made, with_people(country, regions), own)
    assert (found > 0).all()
    assert_allclose(found.sum(axis=0), demand(made, country, own), rtol=1e-9)


@EXAMPLES
@given(SEEDS, FORMULA)
def test_one_service_does_not_see_the_others_and_groups_sum_to_the_services(seed: int, formula: str) -> None:
    made, path, own = world(seed, formula)
    found = demand(made, path, own)
    for row in range(SERVICES):
        alone = Services(*(getattr(made, name)[[row]] for name in ("use", "aarsverk", "informal", "users")))
        growth = {name: getattr(own, name)[[row]] for name in ("standard", "productivity", "younger")}
        assert_allclose(demand(alone, path, replace(own, **growth)), found[[row]], rtol=1e-12)
    mix = np.random.default_rng(seed).dirichlet(np.ones(6), SERVICES)
    assert_allclose(by_group(found, mix).sum(axis=-2), found, rtol=1e-12)


@EXAMPLES
@given(SEEDS, FORMULA)
def test_informal_care_that_follows_need_is_as_none(seed: int, formula: str) -> None:
    made, path, own = world(seed, formula)
    follows = demand(made, path, replace(own, informal_follows=np.array(1.0)))
    none = replace(made, informal=np.zeros(SERVICES))
    assert_array_equal(follows, demand(none, path, own))


@FEW
@given(SEEDS, FORMULA, st.permutations(DRIVERS))
def test_the_drivers_sum_to_the_change_in_whatever_order(seed: int, formula: str, order: list[str]) -> None:
    made, path, own = world(seed, formula)

    def value(on: frozenset[str]) -> np.ndarray:
        return demand(made, path, own, on)[:, -1]

    shares, shuffled = shapley(DRIVERS, value), shapley(order, value)
    change = value(frozenset(DRIVERS)) - value(frozenset())
    size = made.aarsverk.sum()
    assert_allclose(sum(shares.values()), change, rtol=0, atol=1e-9 * size)
    assert_allclose(sum(share.sum() for share in shares.values()), change.sum(), rtol=0, atol=1e-9 * size)
    for driver in DRIVERS:
        assert_allclose(shuffled[driver], shares[driver], rtol=0, atol=1e-9 * size)


@FEW
@given(SEEDS, FORMULA)
def test_with_every_driver_off_demand_stays_at_the_base_year(seed: int, formula: str) -> None:
    made, path, own = world(seed, formula)
    off = demand(made, path, own, frozenset())
    assert_allclose(off, np.broadcast_to(off[:, :1], off.shape), rtol=1e-9)
    assert_allclose(off[:, 0], demand(made, path, own)[:, 0], rtol=1e-9)


@EXAMPLES
@given(SEEDS, FORMULA)
def test_many_paths_at_once_are_one_at_a_time(seed: int, formula: str) -> None:
    """Their mortality differs in the base year already; each is held against its own."""
    rng = np.random.default_rng(seed)
    made, paths, own = services(rng), people(rng, 3), assumed(rng, formula)
    together = demand(made, paths, own)
    for row in range(3):
        alone = People(paths.population[row], paths.years_left[row], paths.rates[row])
        assert_allclose(demand(made, alone, own), together[row], rtol=1e-12)


@EXAMPLES
@given(SEEDS, FORMULA)
def test_everyone_feels_their_own_age_in_the_base_year_and_younger_when_mortality_falls(
    seed: int, formula: str
) -> None:
    path = people(np.random.default_rng(seed), 2)
    felt = felt_age(formula, path.years_left, path.rates)[..., 55:]
    assert_allclose(felt[:, 0], np.broadcast_to(AGES[55:], felt[:, 0].shape), rtol=1e-9)
    assert (np.diff(felt, axis=1) < 0).all()


@pytest.mark.parametrize("formula", FORMULAS)
def test_demand_never_falls_below_zero(formula: str) -> None:
    rng = np.random.default_rng(1)
    made, path = services(rng, informal=5.0), people(rng)
    fewer = with_people(path, path.population * np.array([1, 0.5, 0.1, 0.01])[:, None, None])
    found = demand(made, fewer, replace(assumed(rng, formula), informal_follows=np.array(0.0)))
    assert (found >= 0).all()
    assert (found[:2, -1] == 0).all()

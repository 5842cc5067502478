"""Better health, informal care and use under 67, by hand on a tiny case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from helseplan.ages import AGES
from helseplan.demand.engine import Assumptions, People, Services, demand, users
from helseplan.demand.health import felt_age, move

ONES = np.ones((1, 2))
STILL = Assumptions(ONES, ONES, ONES, healthier=np.array(0.0))
GOMPERTZ = np.exp(0.1 * AGES - 11)
"""A death rate that rises 10 per cent a year on the log scale."""


def at(ages: dict[int, float], later: float = 1.0) -> np.ndarray:
    """Women by age in the base year and, times a factor, the year after; year × sex × age."""
    population = np.zeros((2, 2, len(AGES)))
    for age, persons in ages.items():
        population[:, 1, age] = persons
    population[1] *= later
    return population


def path(population: np.ndarray, gained: float = 0.0) -> People:
    """Two years, between which everyone gains years of life, and death rates fall to those of as many years younger."""
    left = np.stack([np.full((2, len(AGES)), 10.0), np.full((2, len(AGES)), 10.0 + gained)])
    rates = np.stack([np.tile(GOMPERTZ, (2, 1)), np.tile(GOMPERTZ * np.exp(-0.1 * gained), (2, 1))])
    return People(population, left, rates)


def made(use: np.ndarray, population: np.ndarray, formal: float = 100.0, informal: float = 0.0) -> Services:
    """One service whose use by age is the same for both sexes."""
    both = np.tile(use.astype(float), (1, 2, 1))
    plain = Services(both, np.array([formal]), np.array([informal]), np.ones(1))
    return replace(plain, users=users(plain, population[0]))


@pytest.mark.parametrize("formula", ["age_shift", "mortality_equivalent"])
@pytest.mark.parametrize(
    ("theta", "gained", "expected"), [(1, 1, 79), (0.5, 1, 79.5), (0, 1, 80), (1, 2.5, 77.5), (1, 0, 80)]
)
def test_use_that_rises_evenly_with_age_falls_with_the_years_gained(
    formula: str, theta: float, gained: float, expected: float
) -> None:
    """Use is the age itself: people of 80 who are healthier by a year use 79/80."""
    population = at({80: 1000})
    assumed = replace(STILL, healthier=np.array(float(theta)), formula=formula)
    found = demand(made(AGES, population), path(population, gained), assumed)
    assert_allclose(found, [[100, 100 * expected / 80]], rtol=1e-9)


@pytest.mark.parametrize(("formula", "expected"), [("age_shift", 3.0), ("mortality_equivalent", 1.5)])
def test_half_of_the_health_is_half_the_years_in_one_formula_and_half_the_people_in_the_other(
    formula: str, expected: float
) -> None:
    """Two years gained, θ = 0.5, and use is 3 at 79, 2 at 78 and 1 at 80: either all are 79, or half 78 and half 80."""
    use = np.ones(len(AGES))
    use[79], use[78] = 3, 2
    population = at({80: 1000})
    assumed = replace(STILL, healthier=np.array(0.5), formula=formula)
    found = demand(made(use, population), path(population, 2.0), assumed)
    assert_allclose(found[0, 1] / 100, expected)


def test_the_age_felt_by_hand() -> None:
    rates, left = path(at({80: 1}), 2.0).rates, path(at({80: 1}), 2.0).years_left
    for formula in ("age_shift", "mortality_equivalent"):
        felt = felt_age(formula, left, rates)
        assert_allclose(felt[0, 0, 35:], AGES[35:])
        assert_allclose(felt[1, 1, [60, 80, 105]], [58, 78, 103])


@settings(max_examples=25, deadline=None)
@given(gained=st.floats(0, 10), theta=st.floats(0, 1), share=st.floats(0, 1), from_age=st.integers(40, 80))
def test_nobody_is_lost_when_people_are_moved(
    gained: float, theta: float, share: float, from_age: int
) -> None:
    population = np.full((1, 2, len(AGES)), 7.0)
    felt = np.clip(AGES - gained, 0, 105) * np.ones((1, 2, 1))
    moved = move(population, felt, np.array(theta), np.array(share), from_age)
    assert_allclose(moved.sum(axis=-1), population.sum(axis=-1))
    assert (moved >= -1e-9).all()
    assert_allclose(moved[..., : max(from_age - 11, 0)], 7.0)


@pytest.mark.parametrize(("follows", "expected"), [(0.0, 250.0), (0.5, 225.0), (1.0, 200.0)])
def test_informal_care_by_hand(follows: float, expected: float) -> None:
    """F₀ = 100, I₀ = 50 and twice the need: constant gives (100 + 50) · 2 − 50 = 250, following 200."""
    population = at({80: 1000}, later=2.0)
    services = made(np.ones(len(AGES)), population, informal=50.0)
    found = demand(services, path(population), replace(STILL, informal_follows=np.array(follows)))
    assert_allclose(found, [[100, expected]])


def test_less_need_than_informal_care_covers_leaves_nothing_to_the_service() -> None:
    """(100 + 50) · 0.2 − 50 = −20: never below zero."""
    population = at({80: 1000}, later=0.2)
    services = made(np.ones(len(AGES)), population, informal=50.0)
    assert_allclose(demand(services, path(population), STILL), [[100, 0]])


def test_the_identity_of_the_report_of_2019() -> None:
    """90/(141 + 90) = 0.3896 of a rise of 60 000 is 23 400: what care needs less when informal care follows need."""
    need = (141_000 + 60_000 + 90_000) / (141_000 + 90_000)
    population = at({80: 1000}, later=need)
    services = made(np.ones(len(AGES)), population, formal=141_000.0, informal=90_000.0)
    constant = demand(services, path(population), STILL)[0, 1]
    following = demand(services, path(population), replace(STILL, informal_follows=np.array(1.0)))[0, 1]
    assert constant - 141_000 == pytest.approx(60_000)
    assert following - constant == pytest.approx(-0.3896 * 60_000, abs=10)
    assert following - constant == pytest.approx(-23_400, abs=50)


def test_a_trend_in_use_touches_those_under_67_only() -> None:
    """As many of 66 as of 67, and 10 per cent more use among the younger: 5 per cent more in all."""
    population = at({66: 500, 67: 500})
    services = made(np.ones(len(AGES)), population)
    assumed = replace(STILL, younger=np.array([[1.0, 1.1]]))
    assert_allclose(demand(services, path(population), assumed), [[100, 105]])

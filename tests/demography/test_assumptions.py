"""The paths of fertility, life expectancy and migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.demography import assumptions, inputs
from helseplan.demography.assumptions import between, places, settling
from helseplan.params.sections import Demography

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

YEARS = np.arange(2024, 2041)
LEVELS = np.array([[1.0, 2.0], [2.0, 5.0], [4.0, 6.0]])


def test_between_printed_years_a_path_is_a_straight_line_and_the_ends_are_held() -> None:
    points = pd.DataFrame(
        {"component": "fertility", "level": "M", "sex": "0", "year": [2024, 2030], "value": [1.4, 1.7]}
    )
    found = assumptions.path(points, "fertility", "M", np.array([2020, 2024, 2026, 2030, 2060]))
    assert_allclose(found, [1.4, 1.4, 1.5, 1.7, 1.7])


def test_the_letters_say_fertility_life_expectancy_and_migration() -> None:
    assert_array_equal(places(["MMM", "LMH"]), [[0, 0, 0], [-1, 0, 1]])


@pytest.mark.parametrize(
    ("place", "expected"), [(-1, [1, 2]), (0, [2, 5]), (1, [4, 6]), (0.5, [3, 5.5]), (-0.5, [1.5, 3.5])]
)
def test_a_place_between_the_levels(place: float, expected: list[float]) -> None:
    assert_allclose(between(LEVELS, np.array(place)), expected)


def test_the_mean_of_the_sexes_is_the_printed_path(vintage: Vintage) -> None:
    """SSB, projection of 2024: 83.3 years in 2024, 84.3 in 2030, 87.4 in 2050."""
    points = vintage.read("projection_assumptions")
    path = assumptions.life_expectancy(points, "M", np.array([2024, 2030, 2050]))
    assert_allclose(path.mean(axis=1), [83.3, 84.3, 87.4])
    assert (path[:, 1] > path[:, 0]).all()


@pytest.mark.parametrize(("sex", "printed"), [(0, 86.0), (1, 88.3)])
def test_each_sex_is_within_three_tenths_of_the_printed_point(
    vintage: Vintage, sex: int, printed: float
) -> None:
    """SSB prints 86.0 and 88.3 in 2050, which average 87.15, while both together are printed as 87.4."""
    (path,) = assumptions.life_expectancy(vintage.read("projection_assumptions"), "M", np.array([2050]))
    assert path[sex] == pytest.approx(printed, abs=0.3)


@settings(max_examples=25, deadline=None)
@given(half_life=st.floats(0.2, 100))
def test_settling_keeps_both_ends_and_never_leaves_them(half_life: float) -> None:
    straight = np.interp(YEARS, [2024, 2030, 2040], [41.0, 16.0, 14.0])
    bent = settling(straight, YEARS, 2030, half_life)
    assert bent[0] == pytest.approx(41)
    assert_array_equal(bent[6:], straight[6:])
    assert (np.diff(bent[:7]) < 0).all()
    assert (bent <= straight + 1e-9).all()


def test_settling_by_hand() -> None:
    """Half-life one year over two years: the rest goes 1 → (0.5 − 0.25)/(1 − 0.25) = 1/3 → 0."""
    found = settling(np.array([30.0, 15.0, 0.0]), np.array([2024, 2025, 2026]), 2026, 1.0)
    assert_allclose(found, [30, 10, 0])


def test_a_long_half_life_is_a_straight_line() -> None:
    straight = np.interp(YEARS, [2024, 2030], [40.0, 16.0])
    assert_allclose(settling(straight, YEARS, 2030, 10_000), straight, atol=0.01)


def test_the_alternatives_part_after_the_registered_years(vintage: Vintage) -> None:
    read = inputs.read(vintage, Demography(), 2041)
    passed = read.years < 2024
    for levels in (read.fertility, read.life_expectancy):
        assert (levels[:, passed] == levels[1, passed]).all()
        assert (levels[0, ~passed] < levels[2, ~passed]).all()


def test_migration_splits_evenly_between_the_sexes_and_sums_to_one(vintage: Vintage) -> None:
    found = inputs.pattern(vintage.read("migration_age"), Demography())
    assert found.migrants.sum() == pytest.approx(1)
    assert_array_equal(found.migrants[0], found.migrants[1])
    assert found.boys == pytest.approx(1.056 / 2.056)

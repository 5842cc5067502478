"""Death rates, life expectancy and survival."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from helseplan.ages import AGES
from helseplan.demography import assumptions, mortality
from helseplan.errors import HelseplanError

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

YEARS = np.arange(2022, 2061)


@pytest.fixture(scope="module")
def schedule(vintage: Vintage) -> np.ndarray:
    return mortality.schedule(vintage.read("mortality"))


def test_the_schedule_gives_the_registered_life_expectancy_of_2024(
    schedule: np.ndarray, vintage: Vintage
) -> None:
    """SSB: 81.59 years for men, 84.80 for women. Five-year rates and a guessed open group are worth 0.15 years."""
    assumed = vintage.read("projection_assumptions")
    registered = assumed[assumed.level == "R"].sort_values("sex").value.to_numpy()
    assert_allclose(registered, [81.59, 84.80])
    assert_allclose(mortality.remaining_years(schedule)[:, 0], registered, atol=0.15)


def test_women_die_later_than_men_at_every_adult_age(schedule: np.ndarray) -> None:
    men, women = schedule
    assert (women[15:95] < men[15:95]).all()


def test_mortality_rises_with_every_year_from_forty(schedule: np.ndarray) -> None:
    assert (np.diff(schedule[:, 40:], axis=1) > 0).all()


@settings(max_examples=50, deadline=None)
@given(rate=st.floats(0.001, 2))
def test_a_constant_rate_leaves_the_same_years_at_every_age(rate: float) -> None:
    assert_allclose(mortality.remaining_years(np.full(len(AGES), rate)), 1 / rate)


@settings(max_examples=20, deadline=None)
@given(target=st.tuples(st.floats(70, 98), st.floats(70, 98)))
def test_any_plausible_life_expectancy_is_met(target: tuple[float, float], vintage: Vintage) -> None:
    rates = mortality.meet_life_expectancy(mortality.schedule(vintage.read("mortality")), np.array(target))
    assert_allclose(mortality.remaining_years(rates)[:, 0], target, atol=1e-6)


def test_a_life_expectancy_out_of_reach_is_refused_and_not_met_halfway(schedule: np.ndarray) -> None:
    with pytest.raises((ValueError, HelseplanError)):
        mortality.meet_life_expectancy(schedule, np.array([45.0, 45.0]))


def test_the_schedule_keeps_its_shape_when_it_is_moved(schedule: np.ndarray) -> None:
    ratio = mortality.meet_life_expectancy(schedule, np.array([85.0, 88.0])) / schedule
    assert_allclose(ratio, ratio[:, :1] * np.ones(len(AGES)))
    assert (ratio < 1).all()


@pytest.mark.parametrize(("level", "alternative"), [("L", "MLM"), ("M", "MMM"), ("H", "MHM"), ("H", "HHH")])
def test_life_expectancy_meets_the_path_every_year(
    chain: Chain, vintage: Vintage, level: str, alternative: str
) -> None:
    path = assumptions.life_expectancy(vintage.read("projection_assumptions"), level, YEARS)
    frame = chain["demography"]["life_expectancy"].query("alternative == @alternative and age == 0")
    own = frame.pivot(index="year", columns="sex", values="remaining_years")
    assert list(own.index) == list(YEARS)
    assert_allclose(own, path, atol=1e-5)


def test_the_mean_of_the_sexes_is_the_printed_path(vintage: Vintage) -> None:
    """SSB, projection of 2024: 83.3 years in 2024, 84.3 in 2030, 87.4 in 2050."""
    path = assumptions.life_expectancy(
        vintage.read("projection_assumptions"), "M", np.array([2024, 2030, 2050])
    )
    assert_allclose(path.mean(axis=1), [83.3, 84.3, 87.4])
    assert (path[:, 1] > path[:, 0]).all()


def test_men_and_women_are_within_half_a_year_of_the_printed_points(vintage: Vintage) -> None:
    """SSB prints 86.0 and 88.3 in 2050, which average 87.15 while both together are printed as 87.4."""
    (men, women), *_ = assumptions.life_expectancy(
        vintage.read("projection_assumptions"), "M", np.array([2050])
    )
    assert men == pytest.approx(86.0, abs=0.3)
    assert women == pytest.approx(88.3, abs=0.3)


def test_survival_is_a_share_and_the_newborn_are_exposed_for_half_a_year(schedule: np.ndarray) -> None:
    alive, newborn = mortality.survival(schedule)
    assert ((alive > 0) & (alive < 1)).all()
    assert_allclose(newborn, np.exp(-schedule[:, 0] / 2))


def test_between_printed_years_a_path_is_a_straight_line_and_the_ends_are_held() -> None:
    points = pd.DataFrame(
        {"component": "fertility", "level": "M", "sex": "0", "year": [2024, 2030], "value": [1.4, 1.7]}
    )
    found = assumptions.path(points, "fertility", "M", np.array([2020, 2024, 2026, 2030, 2060]))
    assert_allclose(found, [1.4, 1.4, 1.5, 1.7, 1.7])

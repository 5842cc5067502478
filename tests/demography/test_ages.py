"""From age groups to single years."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from helseplan.ages import AGES, OPEN_AGE, logit_rates, spread_counts, spread_evenly

COUNT = st.integers(0, 1_000_000)


@st.composite
def age_groups(draw: st.DrawFn) -> pd.DataFrame:
    """Groups of any width that tile 0–105, with any counts."""
    starts = [0, *sorted(draw(st.sets(st.integers(1, OPEN_AGE), min_size=1, max_size=25)))]
    counts = draw(st.lists(COUNT, min_size=len(starts), max_size=len(starts)))
    ends = [start - 1 for start in starts[1:]] + [OPEN_AGE]
    return pd.DataFrame({"age_from": starts, "age_to": ends, "persons": counts})


def sums(groups: pd.DataFrame, ages: np.ndarray) -> np.ndarray:
    return np.add.reduceat(ages, groups.age_from.to_numpy())


@settings(max_examples=50, deadline=None)
@given(age_groups())
def test_spreading_keeps_every_group_sum_and_is_never_negative(groups: pd.DataFrame) -> None:
    ages = spread_counts(groups, "persons")
    assert len(ages) == len(AGES)
    assert_allclose(sums(groups, ages), groups.persons, rtol=1e-12, atol=1e-6)
    assert ages.min() >= 0


@settings(max_examples=50, deadline=None)
@given(age_groups())
def test_spreading_evenly_keeps_every_group_sum(groups: pd.DataFrame) -> None:
    assert_allclose(sums(groups, spread_evenly(groups, "persons")), groups.persons, atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(age_groups(), st.integers(0, 1000))
def test_the_order_of_the_groups_does_not_matter(groups: pd.DataFrame, seed: int) -> None:
    shuffled = groups.sample(frac=1, random_state=seed)
    assert_allclose(spread_counts(shuffled, "persons"), spread_counts(groups, "persons"))


def test_an_even_population_stays_even() -> None:
    groups = pd.DataFrame({"age_from": range(0, 106, 2), "age_to": range(1, 107, 2), "persons": 200.0})
    assert_allclose(spread_counts(groups, "persons"), 100)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(1e-6, 0.9), min_size=2, max_size=20))
def test_rates_are_met_at_the_centres_and_stay_between_0_and_1(rates: list[float]) -> None:
    centres = np.linspace(0, 95, len(rates)).round() + 0.5
    found = logit_rates(centres, np.array(rates))
    assert_allclose(found[(centres - 0.5).astype(int)], rates, rtol=1e-9)
    assert (found > 0).all()
    assert (found < 1).all()


def test_beyond_the_last_centre_the_slope_goes_on_towards_one() -> None:
    """On the logit scale: odds of 1/9 at 80 and 2/9 at 90 double once more to 4/9 at 100."""
    rates = logit_rates(np.array([0.5, 80.5, 90.5]), np.array([0.001, 1 / 10, 2 / 11]))
    odds = rates / (1 - rates)
    assert_allclose(odds[100], 4 / 9)
    assert_allclose(odds[105] / odds[100], 2**0.5)

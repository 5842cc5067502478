"""From counts to curves: every count is kept, every mean is met, and small groups have two age bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.supply.curves import AGES, BANDS, by_age, entry_ages, in_bands, meeting, shifted
from helseplan.supply.inputs import FURTHER, GROUPS, START_YEAR, Base, counted, read

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

seeds = st.integers(0, 10_000)


@given(seeds, st.floats(0.05, 0.97), st.booleans())
def test_a_curve_meets_its_mean_exactly_and_stays_a_share(seed: int, level: float, harmonic: bool) -> None:
    rng = np.random.default_rng(seed)
    shape, persons = rng.uniform(0.3, 1.1, (2, 55)), rng.uniform(0, 500, (2, 55))
    curve = meeting(shape, level, persons, harmonic=harmonic)
    mean = persons.sum() / (persons / curve).sum() if harmonic else np.average(curve, weights=persons)
    assert mean == pytest.approx(level, abs=1e-9)
    assert 0 < curve.min() <= curve.max() < 1


@given(seeds, st.booleans())
def test_bands_keep_the_mean_and_hold_two_values(seed: int, harmonic: bool) -> None:
    rng = np.random.default_rng(seed)
    curve, persons = rng.uniform(0.1, 1, 55), rng.uniform(0, 9, 55)
    flat = in_bands(curve, persons, harmonic=harmonic)
    for band in BANDS:
        assert np.ptp(flat[band]) == 0
    weigh = (lambda c: (persons / c).sum()) if harmonic else (lambda c: (persons * c).sum())
    assert weigh(flat) == pytest.approx(weigh(curve))


def test_the_two_bands_are_ssbs() -> None:
    young, old = (AGES[band] for band in BANDS)
    assert (young[0], young[-1], old[0], old[-1]) == (20, 61, 62, 74)


@given(st.floats(20, 33), st.floats(0.5, 9))
def test_those_who_enter_sum_to_one_and_nobody_enters_below_the_first_age(first: float, later: float) -> None:
    share = entry_ages(first, first + later)
    assert share.sum() == pytest.approx(1)
    assert share.min() >= 0
    assert not share[first >= AGES + 1].any()
    assert (share * AGES).sum() == pytest.approx(first + later, abs=0.25)


@given(st.integers(-5, 5))
def test_a_schedule_moved_whole_years_is_the_same_schedule(years: int) -> None:
    rates = np.linspace(0, 0.5, 55)
    moved = shifted(rates, np.array([years]))[0]
    inside = (AGES - years >= 20) & (AGES - years <= 74)
    assert_allclose(moved[inside], rates[AGES[inside] - years - 20])
    assert_array_equal(shifted(rates, np.array([0.0]))[0], rates)


def test_a_curve_goes_through_its_knots_and_is_flat_outside() -> None:
    curve = by_age(pd.DataFrame({"age": [60, 30, 45], "value": [0.2, 1.0, 0.6]}))
    assert_allclose(curve[[0, 10, 25, 40, 54]], [1.0, 1.0, 0.6, 0.2, 0.2])
    assert (np.diff(curve) <= 0).all()


def test_every_age_band_of_every_group_keeps_its_count(base: Base, vintage: Vintage) -> None:
    start = counted(vintage.read("personnel"), "health_employed", START_YEAR)
    assert len(start) == 4 * len(GROUPS)
    for row in start.itertuples():
        inside = (row.age_from <= AGES) & (row.age_to >= AGES)
        own = base.working[GROUPS.index(row.group)][:, inside].sum()
        assert own == pytest.approx(row.persons, rel=1e-9)
    assert base.working.min() >= 0


def test_women_are_as_many_as_the_register_says(base: Base, vintage: Vintage) -> None:
    women = base.working[:, 1].sum(axis=1) / base.working.sum(axis=(1, 2)) * 100
    assert_allclose(women, trait(vintage, "women_share"))


def trait(vintage: Vintage, item: str) -> np.ndarray:
    rows = vintage.read("group_traits")
    return rows[rows["item"] == item].set_index("group").value.reindex(GROUPS).to_numpy(dtype=float)


@pytest.mark.parametrize("small", [0, 500, 5_000, 100_000])
def test_the_means_hold_whatever_counts_as_small(vintage: Vintage, small: int) -> None:
    base = read(vintage, small)
    force = counted(vintage.read("personnel"), "labour_force", START_YEAR).set_index("group").persons
    assert_allclose(base.available.sum(axis=(1, 2)), force.reindex(GROUPS), rtol=1e-9)
    mean = (base.working * base.position).sum(axis=(1, 2)) / base.working.sum(axis=(1, 2))
    assert_allclose(mean, trait(vintage, "position_size"), rtol=1e-9)
    for share in (base.participation, base.position):
        assert 0 < share.min() <= share.max() <= 1


def steps(curve: np.ndarray) -> bool:
    return all(np.ptp(curve[band]) < 1e-12 for band in BANDS)


@pytest.mark.parametrize("small", [0, 500, 3_000, 100_000])
def test_exactly_the_small_groups_have_two_bands_and_the_threshold_moves_it(
    vintage: Vintage, small: int
) -> None:
    base = read(vintage, small)
    for group in range(len(GROUPS)):
        for sex in range(2):
            few = base.working[group, sex].sum() < small
            assert steps(base.participation[group, sex]) == few
            assert steps(base.position[group, sex]) == few


def test_there_are_small_groups_and_large_ones_at_the_default(base: Base) -> None:
    found = [steps(base.position[group, sex]) for group in range(len(GROUPS)) for sex in range(2)]
    assert 0 < sum(found) < len(found)


def test_death_rises_with_age_and_is_higher_for_men(base: Base) -> None:
    assert (np.diff(base.death[:, 15:]) > 0).all()
    assert (base.death[0] > base.death[1]).all()


def test_further_educations_point_at_their_origin(base: Base) -> None:
    found = {(GROUPS[group], GROUPS[origin]) for origin, group in np.argwhere(base.trained_from)}
    assert found == set(FURTHER.items())

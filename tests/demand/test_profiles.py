"""Use of services by single year of age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.demand.inputs import cube
from helseplan.demand.profiles import use_by_age
from helseplan.vintages import open_vintage

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

FLAT = 95
KINDS = open_vintage("plan-2026").read("use_profiles").groupby("profile")["shape"].first()
PROFILES = list(KINDS.index)
SMOOTH = list(KINDS[KINDS == "smooth"].index)
STEPS = list(KINDS[KINDS == "steps"].index)


@pytest.fixture(scope="module")
def persons(chain: Chain) -> np.ndarray:
    return cube(chain["demography"]["population"], "persons", "alternative", ["MMM"], np.array([2024]))[0, 0]


def bands(vintage: Vintage, profile: str) -> pd.DataFrame:
    return vintage.read("use_profiles").query("profile == @profile")


def test_there_are_profiles_of_both_shapes() -> None:
    assert len(SMOOTH) == 8
    assert len(STEPS) == 4


@pytest.mark.parametrize("flat", [92, FLAT, 105])
@pytest.mark.parametrize("profile", PROFILES)
def test_every_band_keeps_its_published_mean(
    vintage: Vintage, persons: np.ndarray, profile: str, flat: int
) -> None:
    use = use_by_age(bands(vintage, profile), persons, flat)
    assert use.shape == (2, 106)
    for band in bands(vintage, profile).itertuples():
        ages = slice(band.age_from, band.age_to + 1)
        sexes = [0, 1] if band.sex == "0" else [int(band.sex) - 1]
        mean = np.average(use[sexes, ages], weights=persons[sexes, ages])
        assert mean == pytest.approx(band.use, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("profile", SMOOTH)
def test_a_smooth_profile_is_positive_and_flat_from_the_given_age(
    vintage: Vintage, persons: np.ndarray, profile: str
) -> None:
    for flat in (92, FLAT, 105):
        use = use_by_age(bands(vintage, profile), persons, flat)
        assert np.isfinite(use).all()
        assert (use > 0).all()
        assert_array_equal(use[:, flat:], use[:, [flat]] * np.ones(106 - flat))


@pytest.mark.parametrize("profile", SMOOTH)
def test_a_smooth_profile_has_no_jump_between_its_bands(
    vintage: Vintage, persons: np.ndarray, profile: str
) -> None:
    """The step from one age to the next is within 2 per cent of the mean of the steps before and after."""
    steps = np.diff(np.log(use_by_age(bands(vintage, profile), persons, FLAT)), axis=1)[:, :FLAT]
    edges = np.array(sorted(set(bands(vintage, profile).age_from) - {0}), dtype=int) - 1
    edges = edges[edges < FLAT - 1]
    off = np.abs(steps[:, edges] - (steps[:, edges - 1] + steps[:, edges + 1]) / 2).max()
    assert off < 0.02, f"største sprang mellom to aldersgrupper er {off:.1%} mer enn ved siden av"
    assert np.abs(steps).max() < 0.25


@pytest.mark.parametrize("profile", STEPS)
def test_a_profile_in_steps_is_kept_as_printed(vintage: Vintage, persons: np.ndarray, profile: str) -> None:
    use = use_by_age(bands(vintage, profile), persons, FLAT)
    for band in bands(vintage, profile).itertuples():
        assert_array_equal(use[:, band.age_from : band.age_to + 1], band.use)


def test_a_service_for_children_is_for_children_only(vintage: Vintage, persons: np.ndarray) -> None:
    use = use_by_age(bands(vintage, "children"), persons, FLAT)
    assert_array_equal(use, np.tile(np.where(np.arange(106) <= 20, 1.0, 0.0), (2, 1)))


@pytest.mark.parametrize("profile", ["institution_long", "institution_short"])
def test_use_of_institutions_rises_every_year_from_fifty(
    vintage: Vintage, persons: np.ndarray, profile: str
) -> None:
    use = use_by_age(bands(vintage, profile), persons, FLAT)
    assert (np.diff(use[:, 50 : FLAT + 1], axis=1) > 0).all()


def test_women_and_men_differ_where_the_source_tells_them_apart(
    vintage: Vintage, persons: np.ndarray
) -> None:
    men, women = use_by_age(bands(vintage, "home_care"), persons, FLAT)
    assert (women[55:90] > men[55:90]).all()
    men, women = use_by_age(bands(vintage, "somatic"), persons, FLAT)
    assert_array_equal(men, women)


@pytest.mark.parametrize("profile", ["somatic", "dental"])
def test_the_unit_of_a_profile_does_not_matter_to_its_shape(
    vintage: Vintage, persons: np.ndarray, profile: str
) -> None:
    given = bands(vintage, profile)
    other = use_by_age(given.assign(use=given.use * 52), persons, FLAT)
    assert_allclose(other, 52 * use_by_age(given, persons, FLAT), rtol=1e-7)

"""Use of services by single year of age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.demand.inputs import cube
from helseplan.demand.profiles import use_by_age

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

PROFILES = [
    "institution",
    "day_activity",
    "somatic",
    "mental_health",
    "all_health",
    "home_care",
    "general_practice",
    "children",
    "dental",
]


@pytest.fixture(scope="module")
def persons(chain: Chain) -> np.ndarray:
    return cube(chain["demography"]["population"], "persons", "MMM", np.array([2024]))[0]


def bands(vintage: Vintage, profile: str) -> pd.DataFrame:
    return vintage.read("use_profiles").query("profile == @profile")


@pytest.mark.parametrize("profile", PROFILES)
def test_every_band_keeps_its_published_mean(vintage: Vintage, persons: np.ndarray, profile: str) -> None:
    use = use_by_age(bands(vintage, profile), persons)
    for band in bands(vintage, profile).itertuples():
        for sex in [0, 1] if band.sex == "0" else [int(band.sex) - 1]:
            ages = slice(band.age_from, band.age_to + 1)
            mean = np.average(use[sex, ages], weights=persons[sex, ages])
            assert mean == pytest.approx(band.use, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("profile", PROFILES)
def test_use_is_finite_and_never_negative(vintage: Vintage, persons: np.ndarray, profile: str) -> None:
    use = use_by_age(bands(vintage, profile), persons)
    assert use.shape == (2, 106)
    assert np.isfinite(use).all()
    assert (use >= 0).all()


def test_a_service_for_children_is_for_children_only(vintage: Vintage, persons: np.ndarray) -> None:
    use = use_by_age(bands(vintage, "children"), persons)
    assert_allclose(use[:, :21], 1)
    assert_allclose(use[:, 21:], 0)


def test_use_of_institutions_rises_every_year_from_forty(vintage: Vintage, persons: np.ndarray) -> None:
    assert (np.diff(use_by_age(bands(vintage, "institution"), persons)[:, 40:], axis=1) > 0).all()


def test_women_and_men_differ_where_the_source_tells_them_apart(
    vintage: Vintage, persons: np.ndarray
) -> None:
    men, women = use_by_age(bands(vintage, "home_care"), persons)
    assert (women[50:95] > men[50:95]).all()


def test_the_unit_of_a_profile_does_not_matter_to_its_shape(vintage: Vintage, persons: np.ndarray) -> None:
    profile = bands(vintage, "somatic")
    assert_allclose(
        use_by_age(profile.assign(use=profile.use * 52), persons), 52 * use_by_age(profile, persons)
    )

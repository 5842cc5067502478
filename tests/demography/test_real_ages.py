"""The engine against real single ages from SSB (table 07459), where they are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.ages import spread_counts
from helseplan.demography import mortality
from helseplan.demography.project import Year, birth_profile, step
from helseplan.paths import ROOT

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

FILE = ROOT.parent / "shared" / "data" / "population" / "ssb07459_norway_age_sex_2020_2022.csv"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="SSBs ettårige tall ligger ikke ved siden av prosjektet"
)


def real(year: int) -> np.ndarray:
    """Registered persons on 1 January, sex × age."""
    frame = pd.read_csv(FILE)
    return frame[frame.year == year].sort_values(["sex", "age"]).persons.to_numpy(dtype=float).reshape(2, 106)


@pytest.fixture(scope="module")
def spread(vintage: Vintage) -> np.ndarray:
    base = vintage.read("population")
    return np.stack([spread_counts(part, "persons") for _, part in base.groupby("sex")])


def test_the_base_population_is_the_registered_one(spread: np.ndarray) -> None:
    assert_allclose(spread.sum(axis=1), real(2022).sum(axis=1), atol=1e-6)


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [(0, 105, 0.016), (0, 19, 0.013), (20, 66, 0.012), (67, 79, 0.036), (80, 89, 0.038), (90, 105, 0.081)],
)
def test_spreading_five_year_groups_to_single_years_errs_by_this_much(
    spread: np.ndarray, first: int, last: int, error: float
) -> None:
    """Weighted mean absolute error; the large cohort of 1946 and the open group 90+ are the worst."""
    ages = slice(first, last + 1)
    assert np.abs(spread - real(2022))[:, ages].sum() / real(2022)[:, ages].sum() < error


def test_the_worst_single_year_is_the_cohort_born_in_1946(spread: np.ndarray) -> None:
    missing = real(2022) - spread
    assert list(missing.argmax(axis=1)) == [75, 75]
    assert missing.max() == pytest.approx(2922, abs=1)


def test_those_over_eighty_in_2020_survive_to_2022_as_registered(vintage: Vintage) -> None:
    """Death rates of 2024 on the population of 2020: within two per cent at 82 and over, seven at 90 and over."""
    rates = mortality.schedule(vintage.read("mortality"))[None]
    population, none = real(2020)[None], np.zeros(1)
    for _ in range(2):
        population, _ = step(
            population, Year(rates, none, none), birth_profile(31.5, 5.2), np.zeros((2, 106)), 0.5
        )
    ratio = {age: population[0, :, age:].sum(axis=1) / real(2022)[:, age:].sum(axis=1) for age in (82, 90)}
    assert_allclose(ratio[82], 1, atol=0.02)
    assert_allclose(ratio[90], 1, atol=0.07)

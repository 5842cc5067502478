"""The path behind SSB's projection of 2019, and the counts by broad age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.demography.history import COUNTED, PATHS, YEARS, older_paths
from helseplan.demography.indicators import indicators
from helseplan.demography.inputs import start

if TYPE_CHECKING:
    from helseplan.demography.project import Projection
    from helseplan.vintages import Vintage
    from tests.conftest import Chain


@pytest.fixture(scope="module")
def found(vintage: Vintage) -> Projection:
    return older_paths(vintage)[0]


def expectancy(chain: Chain, path: str) -> pd.DataFrame:
    frame = chain["demography"]["history"].query("path == @path and age == 0")
    return frame.pivot(index="year", columns="sex", values="remaining_years")


def test_the_count_of_2020_carried_back_and_forth_is_the_count(found: Projection, vintage: Vintage) -> None:
    """Exact but for the newborn of the two years and the open age."""
    counted = start(vintage.read("population").query("year == @COUNTED"))
    reached = found.population[PATHS.index("MMMM-18"), COUNTED - YEARS[0]]
    error = np.abs(reached - counted)[:, 2:-2].max()
    assert error < 1e-6, f"største feil i en alder er {error:.2f} personer"


def test_2018_is_smaller_than_2020_by_births_and_migration_less_deaths(found: Projection) -> None:
    change = found.births[0, :2].sum() - found.deaths[0, :2].sum() + found.net_migration[0, :2].sum()
    totals = found.population[0].sum(axis=(1, 2))
    assert_allclose(totals[2] - totals[0], change, atol=1e-6)


@pytest.mark.parametrize(
    ("year", "men", "women"), [(2020, 81.6, 84.3), (2040, 85.4, 87.8), (2060, 88.4, 90.3)]
)
def test_life_expectancy_is_the_printed(chain: Chain, year: int, men: float, women: float) -> None:
    """SSB's key figures of 2018; the high path lies above by the differences of 2020: 1.7 and 1.6 in 2040."""
    assert_allclose(expectancy(chain, "MMMM-18").loc[year], [men, women], atol=1e-4)
    assert (expectancy(chain, "high").loc[year] > [men, women]).all()


def test_the_high_path_lies_above_by_the_printed_differences(chain: Chain) -> None:
    gap = expectancy(chain, "high") - expectancy(chain, "MMMM-18")
    assert_allclose(gap.loc[2018], 0, atol=1e-4)
    assert_allclose(gap.loc[2040], [1.7, 1.6], atol=2e-4)
    persons = chain["demography"]["history"].groupby(["year", "path"]).persons.sum().unstack()
    assert (persons.high[2:] > persons["MMMM-18"][2:]).all()
    assert persons.high[2018] == pytest.approx(persons["MMMM-18"][2018])


def test_indicators_by_hand() -> None:
    """Two persons at every age and sex: 4 × 47 of 20–66 years; 4 × 39, 26 and 16 of 67, 80 and 90 years and over."""
    frame = indicators(np.full((1, 1, 2, 106), 2.0), ["MMM"], np.array([2024]), (20, 66))
    (row,) = frame.to_dict("records")
    assert row == {
        "alternative": "MMM",
        "year": 2024,
        "persons_67plus": 156,
        "persons_80plus": 104,
        "persons_90plus": 64,
        "persons_working_age": 188,
        "support_ratio": 188 / 156,
    }


def test_the_indicators_count_the_population(chain: Chain) -> None:
    population = chain["demography"]["population"]
    own = chain["demography"]["indicators"].set_index(["alternative", "year"])
    for column, low, high in (("persons_80plus", 80, 105), ("persons_working_age", 20, 66)):
        counted = population[population.age.between(low, high)].groupby(["alternative", "year"]).persons.sum()
        assert_allclose(own[column].sort_index(), counted.sort_index())

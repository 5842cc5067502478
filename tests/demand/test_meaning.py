"""What each driver means, and figures that are pinned as printed: mutants that sums and orders do not see."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.ages import AGES
from helseplan.demand import checks, employment
from helseplan.demand.engine import DRIVERS, Assumptions, People, Services, demand
from helseplan.demand.sensitivity import CASES
from helseplan.demography.checks import TOLERANCES
from helseplan.shapley import shapley
from helseplan.vintages import Vintage
from tests.conftest import Chain

RATES = np.broadcast_to(0.001 * 1.08**AGES, (2, 2, len(AGES)))
ONES = np.ones((1, 2))


def services() -> Services:
    """One service, used by the old alone."""
    use = np.broadcast_to(np.where(AGES >= 80, 1.0, 0.0), (1, 2, len(AGES)))
    return Services(use, np.array([100.0]), np.zeros(1), np.array([2.0 * 10 * 26]))


def shares(later: np.ndarray) -> dict[str, float]:
    """Drivers of the change from ten persons of each age and sex to another population."""
    population = np.stack([np.full((2, len(AGES)), 10.0), later])
    people = People(population, np.ones_like(population), RATES)
    assumed = Assumptions(ONES, ONES, ONES)
    found = shapley(DRIVERS, lambda drivers: demand(services(), people, assumed, drivers)[0, 1])
    return {name: float(value) for name, value in found.items()}


def test_more_of_everyone_is_population_size_alone() -> None:
    found = shares(np.full((2, len(AGES)), 11.0))
    assert found["population_size"] == pytest.approx(10)
    assert sum(abs(value) for name, value in found.items() if name != "population_size") < 1e-9


def test_as_many_but_older_is_age_structure_alone() -> None:
    older = np.full((2, len(AGES)), 10.0)
    older[:, 20:46] -= 5
    older[:, 80:] += 5
    found = shares(older)
    assert found["age_structure"] == pytest.approx(50)
    assert sum(abs(value) for name, value in found.items() if name != "age_structure") < 1e-9


def test_the_stated_tolerances() -> None:
    """As the decision log states them; wider ones would let more through."""
    assert TOLERANCES == {2030: 0.005, 2050: 0.01, 2075: 0.015, 2100: 0.02}
    assert checks.SHARE == 0.1


def test_the_share_of_employment_follows_the_chosen_alternative(chain: Chain, vintage: Vintage) -> None:
    indicators, plan = chain["demography"]["indicators"], vintage.read("plan_tables")
    for alternative in ("MMM", "LLL"):
        own = employment.employment(chain["demand"]["demand"], indicators, plan, alternative)
        row = own[(own.path == "raw") & (own.year == 2040)].iloc[0]
        workers = indicators[(indicators.alternative == alternative) & (indicators.year == 2040)]
        assert row.persons_working_age == workers.persons_working_age.iloc[0]
        narrow = chain["demand"]["demand"].query(
            "alternative == @alternative and path == 'raw' and scope == 'narrow' and year == 2040"
        )
        assert row.aarsverk == pytest.approx(narrow.aarsverk.sum())


def test_a_cases_label_says_its_value() -> None:
    """Numbers in a label are those of the update."""
    for case in CASES:
        values = [value for value in (case.update or {}).values() if isinstance(value, int | float)]
        digits = re.findall(r"\d[\d\u00a0 ]*(?:,\d+)?", case.label)
        if len(values) == 1 and digits:
            said = float(digits[0].replace("\u00a0", "").replace(" ", "").replace(",", "."))
            assert said == values[0], case


@pytest.mark.parametrize(
    "override",
    [
        "demand.use_trend_under_67_percent=10",
        "demand.use_trend_under_67_percent=-5",
        "demand.standard_growth_percent=4",
        "demand.productivity_growth_percent=-2",
        "demand.productivity_growth_percent=4",
        "demand.healthier_from_age=40",
        "demand.healthier_from_age=80",
        "demand.informal_care_aarsverk=300000",
        "demand.use_flat_from_age=92",
        "demand.use_flat_from_age=105",
        "demand.base_aarsverk={home_care: 1, dental: 6000}",
        "demand.growth_periods=[{from_year: 2025, to_year: 2060, standard_growth_percent: 10}]",
        "demand.staffing_trend_percent={sykepleier: 20, lege: -20}",
    ],
)
def test_every_bound_runs_to_the_end(rerun: Callable, override: str) -> None:
    frames = rerun("demand", override)
    assert np.isfinite(frames["demand"].aarsverk).all()
    assert_allclose(
        frames["demand"]
        .query("path == 'raw' and year == 2024 and scope == 'narrow'")
        .groupby("alternative")
        .aarsverk.sum(),
        343_500,
    )

"""Every assumption moved one at a time, and the sector's share of employment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.demand.employment import employment
from helseplan.demand.inputs import base_aarsverk
from helseplan.demand.sensitivity import CASES, LABELS, split_cases
from helseplan.params.sections import Demand

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

END = 2040
SAME = {
    ("raised_productivity", "high"),
    ("healthier_ageing", "high"),
    ("health_formula", "low"),
    ("informal_care_path", "low"),
    ("use_under_67", "low"),
}
"""The cases whose value is the reference's own."""
AS_RUN = {
    ("healthier_ageing", "low"): "demand.healthier_ageing=0.0",
    ("health_formula", "high"): "demand.health_formula=age_shift",
    ("informal_care_path", "high"): "demand.informal_care_follows_need=1.0",
    ("use_of_oldest", "low"): "demand.use_flat_from_age=92",
}


def raw(demand: pd.DataFrame, alternative: str = "MMM") -> pd.Series:
    """Raw demand in the end year by scope."""
    chosen = demand[(demand.alternative == alternative) & (demand.path == "raw") & (demand.year == END)]
    return chosen.groupby("scope").aarsverk.sum()


@pytest.fixture(scope="module")
def rows(chain: Chain) -> pd.DataFrame:
    return chain["demand"]["sensitivity"].set_index(["assumption", "end", "scope"]).sort_index()


def test_every_assumption_has_a_low_and_a_high_case_for_both_scopes(rows: pd.DataFrame) -> None:
    assert len(rows) == 2 * (len(CASES) + 2) == 4 * len(LABELS)
    assert set(rows.index) == {
        (name, end, scope) for name in LABELS for end in ("low", "high") for scope in ("narrow", "wide")
    }


def test_every_row_is_held_against_the_runs_own(chain: Chain, rows: pd.DataFrame) -> None:
    own = raw(chain["demand"]["demand"])
    for scope in ("narrow", "wide"):
        part = rows.xs(scope, level="scope")
        assert_allclose(part.aarsverk - part.change_aarsverk, own[scope])


def test_only_a_case_with_the_runs_own_value_changes_nothing(rows: pd.DataFrame) -> None:
    still = rows[rows.change_aarsverk == 0].xs("narrow", level="scope")
    assert set(still.index) == SAME


@pytest.mark.parametrize(("case", "override"), AS_RUN.items())
def test_a_row_is_what_a_run_with_that_assumption_gives(
    rows: pd.DataFrame, rerun: Callable, case: tuple[str, str], override: str
) -> None:
    assert_allclose(rows.loc[case].aarsverk, raw(rerun("demand", override)["demand"]), rtol=1e-9)


@pytest.mark.parametrize(
    ("assumption", "end", "alternative"),
    [
        ("fertility", "low", "LMM"),
        ("fertility", "high", "HMM"),
        ("life_expectancy", "low", "MLM"),
        ("life_expectancy", "high", "MHM"),
        ("net_migration", "low", "MML"),
        ("net_migration", "high", "MMH"),
        ("population", "low", "LLL"),
        ("population", "high", "HHH"),
    ],
)
def test_a_demographic_case_is_that_alternative(
    chain: Chain, rows: pd.DataFrame, assumption: str, end: str, alternative: str
) -> None:
    own = raw(chain["demand"]["demand"], alternative)
    assert_allclose(rows.loc[(assumption, end)].aarsverk, own, rtol=1e-9)


def test_the_cases_show_what_it_means_which_mortality_health_follows(
    rows: pd.DataFrame, rerun: Callable
) -> None:
    """A longer life with the same health as in the main alternative costs; with health that follows it costs less."""
    followed = rerun("demand", "demand.health_follows=alternative")
    for case, end, alternative in (
        ("life_expectancy_own_health", "low", "MLM"),
        ("life_expectancy_own_health", "high", "MHM"),
        ("population_own_health", "low", "LLL"),
        ("population_own_health", "high", "HHH"),
    ):
        assert_allclose(rows.loc[case, end].aarsverk, raw(followed["demand"], alternative), rtol=1e-9)
    own = followed["sensitivity"].set_index(["assumption", "end", "scope"]).sort_index()
    for case in ("life_expectancy", "population"):  # the same whatever the run has chosen
        assert_allclose(own.aarsverk[case], rows.aarsverk[case], rtol=1e-9)
    high = rows.change_aarsverk.xs(("high", "narrow"), level=("end", "scope"))
    for case in ("life_expectancy", "population"):
        assert high[case] > high[f"{case}_own_health"]


@pytest.mark.parametrize("own", [{}, {"institution_long": 500.0}])
def test_the_split_of_institutions_is_moved_and_its_sum_kept(vintage: Vintage, own: dict[str, float]) -> None:
    services, params = vintage.read("services"), Demand(base_aarsverk=own)
    before = pd.Series(base_aarsverk(services, own), services.service)
    stays = ["institution_long", "institution_short"]
    moved = {}
    for case in split_cases(before.to_dict(), params):
        after = pd.Series(base_aarsverk(services, case.update["base_aarsverk"]), services.service)
        assert after[stays].sum() == pytest.approx(before[stays].sum())
        assert_allclose(after.drop(stays), before.drop(stays), atol=1e-6)
        assert (after >= 0).all()
        moved[case.end] = (before - after)["institution_long"] / before[stays].sum()
    assert moved["high"] == pytest.approx(-0.1)
    assert moved["low"] == pytest.approx(min(0.1, before[stays[0]] / before[stays].sum()))


def test_the_runs_own_values_stand_in_every_other_case(rerun: Callable) -> None:
    """Without standard growth and with θ = 0 the case θ = 0 changes nothing, and θ = 1 lowers demand."""
    frames = rerun("demand", "demand.healthier_ageing=0.0", scenario="uten_standardvekst")
    own, found = raw(frames["demand"]), frames["sensitivity"].set_index(["assumption", "end", "scope"])
    theta = found.loc["healthier_ageing"].aarsverk
    assert theta["low", "narrow"] == pytest.approx(own["narrow"])
    assert theta["high", "narrow"] < own["narrow"]


def test_employment_by_hand() -> None:
    """Demand up by a half and workers by a quarter: 10 per cent becomes 10 · 1.5/1.25 = 12."""
    demand = pd.DataFrame(
        {
            "alternative": "MMM",
            "path": "raw",
            "scope": ["narrow", "narrow", "wide"],
            "year": [2024, 2040, 2040],
            "aarsverk": [200.0, 300.0, 999.0],
        }
    )
    workers = pd.DataFrame(
        {"alternative": "MMM", "year": [2024, 2040], "persons_working_age": [1000.0, 1250.0]}
    )
    plan = pd.DataFrame({"row": ["employment_share"], "year": [2024], "value": [10.0]})
    assert_allclose(employment(demand, workers, plan, "MMM").share_percent, [10, 12])


def test_the_share_is_the_printed_in_the_base_year_and_follows_demand_and_workers(chain: Chain) -> None:
    """12.9 per cent in 2024 (the plan); it prints about 17 per cent in 2040."""
    own = chain["demand"]["employment"].set_index(["path", "year"])
    workers = chain["demography"]["indicators"].query("alternative == 'MMM'").set_index("year")
    workers = workers.persons_working_age
    for path in ("raw", "benchmarked"):
        assert own.share_percent[path, 2024] == pytest.approx(12.9)
        demand = own.aarsverk[path, END] / own.aarsverk[path, 2024]
        expected = 12.9 * demand / (workers[END] / workers[2024])
        assert own.share_percent[path, END] == pytest.approx(expected, rel=1e-12)
        assert own.share_percent[path, END] == pytest.approx(17, abs=0.6)

"""The gap: supply − demand − base-year shortage, against table 2.2."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from helseplan.classifications import codes, labels
from helseplan.formats import number, to_hundreds
from helseplan.gap.compute import base_shortage, totals, with_gap
from helseplan.gap.plan import printed_gap
from helseplan.params import load

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

PRINTED_YEARS = (2025, 2030, 2035, 2040)
SUMS = ["shortage_aarsverk", "surplus_aarsverk", "net_aarsverk"]


@pytest.fixture(scope="module")
def gap(chain: Chain) -> pd.DataFrame:
    return chain["gap"]["gap"]


@pytest.fixture(scope="module")
def sums(chain: Chain) -> pd.DataFrame:
    return chain["gap"]["totals"].set_index(["path", "year"])


@pytest.mark.parametrize("year", PRINTED_YEARS)
@pytest.mark.parametrize("group", codes("groups", modelled="true"))
def test_the_benchmarked_gap_is_table_2_2(gap: pd.DataFrame, vintage: Vintage, group: str, year: int) -> None:
    own = gap.set_index(["path", "group", "year"]).gap_aarsverk["benchmarked", group, year]
    assert own == pytest.approx(printed_gap(vintage.read("plan_tables")).at[group, year], abs=1e-6)


def test_the_gap_is_supply_minus_demand_minus_shortage_plus_adjustment(gap: pd.DataFrame) -> None:
    parts = gap.supply_aarsverk - gap.demand_aarsverk - gap.base_shortage_aarsverk + gap.adjustment_aarsverk
    assert (gap.gap_aarsverk - parts).abs().max() < 1e-9


def test_the_raw_gap_has_no_adjustment(gap: pd.DataFrame) -> None:
    assert (gap[gap.path == "raw"].adjustment_aarsverk == 0).all()


def test_supply_and_demand_are_those_of_their_stages(chain: Chain, gap: pd.DataFrame) -> None:
    keys = ["path", "year", "group"]
    wide = chain["demand"]["demand_by_group"].query("scope == 'wide'").groupby(keys).aarsverk.sum()
    supply = chain["supply"]["supply"].set_index(keys).aarsverk
    own = gap.set_index(keys)
    assert_allclose(own.demand_aarsverk, wide.reindex(own.index))
    assert_allclose(own.supply_aarsverk, supply.reindex(own.index))


def test_groups_outside_the_14_have_no_gap(gap: pd.DataFrame) -> None:
    """The plan: the gap outside the modelled groups is unknown, which is not nought."""
    assert set(gap.group) == set(codes("groups", modelled="true"))


def test_the_base_year_shortage_is_the_same_in_every_year(gap: pd.DataFrame) -> None:
    by_year = gap.pivot_table(index=["path", "group"], columns="year", values="base_shortage_aarsverk")
    assert_allclose(by_year, np.broadcast_to(by_year[[2025]], by_year.shape))
    assert_allclose(by_year.groupby("path").sum(), 8_600)


GROUPS = codes("groups", modelled="true")
BY_GROUP = st.lists(st.floats(-400, 4000), min_size=14, max_size=14).filter(lambda values: sum(values) > 100)


@settings(max_examples=50, deadline=None)
@given(values=BY_GROUP, total=st.floats(0, 50_000))
def test_the_shortage_is_scaled_to_its_total_and_keeps_its_proportions(
    values: list[float], total: float
) -> None:
    series = pd.DataFrame({"group": GROUPS[::-1], "aarsverk": values})
    found = base_shortage(series, total)
    assert list(found.index) == GROUPS
    assert found.sum() == pytest.approx(total, abs=1e-6)
    assert_allclose(found[GROUPS[::-1]] * sum(values), np.array(values) * total, atol=1e-3)


def test_the_shortage_of_a_group_is_what_the_series_says(gap: pd.DataFrame, vintage: Vintage) -> None:
    """Also when it is negative: a group that had a surplus in 2024."""
    series = vintage.read("base_shortage").set_index("group").aarsverk
    assert series.sum() == pytest.approx(8_600, abs=25)  # aimed at with a standard deviation of 50
    own = gap[(gap.path == "raw") & (gap.year == 2025)].set_index("group").base_shortage_aarsverk
    assert_allclose(own, series.reindex(own.index) * 8_600 / series.sum())


SIZES = st.lists(st.floats(1, 1e5), min_size=3, max_size=3)


@settings(max_examples=50, deadline=None)
@given(supply=SIZES, demand=SIZES, shortage=st.lists(st.floats(-1e4, 1e4), min_size=3, max_size=3))
def test_the_gap_is_antisymmetric_in_supply_and_demand(
    supply: list[float], demand: list[float], shortage: list[float]
) -> None:
    """Swapped, and with the shortage and the adjustment turned, the gap changes its sign and nothing else."""
    parts = pd.DataFrame(
        {
            "supply_aarsverk": supply,
            "demand_aarsverk": demand,
            "base_shortage_aarsverk": shortage,
            "adjustment_aarsverk": [1.0, -2.0, 3.0],
        }
    )
    swapped = -parts.rename(
        columns={"supply_aarsverk": "demand_aarsverk", "demand_aarsverk": "supply_aarsverk"}
    )
    swapped[["supply_aarsverk", "demand_aarsverk"]] *= -1
    assert_allclose(with_gap(swapped).gap_aarsverk, -with_gap(parts).gap_aarsverk, atol=1e-6)


def test_the_gap_is_a_share_of_demand(gap: pd.DataFrame) -> None:
    assert_allclose(gap.demand_percent, gap.gap_aarsverk / gap.demand_aarsverk * 100)


@pytest.mark.parametrize(
    ("year", "shortage", "surplus", "net"),
    [
        (2025, -10_500, 700, -9_800),
        (2030, -24_300, 1_000, -23_300),
        (2035, -34_600, 3_100, -31_500),
        (2040, -46_800, 4_500, -42_300),
    ],
)
def test_gross_shortage_and_surplus_are_the_rows_of_table_2_2(
    sums: pd.DataFrame, year: int, shortage: int, surplus: int, net: int
) -> None:
    assert_allclose(
        sums.loc[("benchmarked", year), SUMS].to_numpy(dtype=float), [shortage, surplus, net], atol=1e-6
    )


@pytest.mark.parametrize(
    ("year", "printed"), [(2025, -9_900), (2030, -23_200), (2035, -31_400), (2040, -42_400)]
)
def test_the_printed_sums_are_a_hundred_off_their_own_rows(
    sums: pd.DataFrame, year: int, printed: int
) -> None:
    assert abs(sums.net_aarsverk["benchmarked", year] - printed) == pytest.approx(100, abs=1e-6)


def test_gross_shortage_plus_gross_surplus_is_net(chain: Chain) -> None:
    for frame in (chain["gap"]["totals"], totals(chain["gap"]["gap"])):
        assert_allclose(frame.shortage_aarsverk + frame.surplus_aarsverk, frame.net_aarsverk)
        assert (frame.shortage_aarsverk <= 0).all()
        assert (frame.surplus_aarsverk >= 0).all()


def test_a_surplus_fills_no_shortage() -> None:
    toy = pd.DataFrame(
        {"path": "raw", "year": 2040, "group": ["lege", "sykepleier"], "gap_aarsverk": [50.0, -80.0]}
    )
    assert totals(toy)[SUMS].iloc[0].tolist() == [-80, 50, -30]


def test_benchmarked_supply_demand_and_shortage_reconcile_the_printed_gap(gap: pd.DataFrame) -> None:
    """295 300 − 329 000 − 8 600 = −42 300; without the shortage of 2024 it is −33 700, and the plan prints −42 400."""
    last = gap[(gap.path == "benchmarked") & (gap.year == 2040)]
    without = last.supply_aarsverk.sum() - last.demand_aarsverk.sum()
    assert without == pytest.approx(-33_700, abs=0.5)
    assert without - last.base_shortage_aarsverk.sum() == pytest.approx(-42_300, abs=0.5)
    assert last.adjustment_aarsverk.sum() == pytest.approx(0, abs=0.5)


def test_nurses_and_healthcare_workers_are_nearly_all_of_the_net_gap(gap: pd.DataFrame) -> None:
    last = gap[(gap.path == "benchmarked") & (gap.year == 2040)].set_index("group").gap_aarsverk
    two = last[["sykepleier", "helsefagarbeider"]].sum()
    assert two == pytest.approx(-40_600)
    assert two / -42_400 == pytest.approx(0.958, abs=5e-4)
    assert two / last.clip(upper=0).sum() == pytest.approx(0.868, abs=5e-4)


def test_the_raw_net_gap_is_off_by_what_raw_demand_is_off(sums: pd.DataFrame, gap: pd.DataFrame) -> None:
    """Supply is calibrated to its total, so what is left is demand: about one per cent of 329 000."""
    last = gap[(gap.path == "raw") & (gap.year == 2040)]
    lower = 329_000 - last.demand_aarsverk.sum()
    assert 0 < lower < 0.011 * 329_000
    assert sums.net_aarsverk["raw", 2040] == pytest.approx(-42_300 + lower, abs=100)


def test_higher_productivity_moves_the_benchmarked_gap_as_much_as_the_raw(
    chain: Chain, compute: Callable
) -> None:
    changed = compute("gap", "hoyere_produktivitet")["gap"]["totals"].set_index(["path", "year"]).net_aarsverk
    moved = changed - chain["gap"]["totals"].set_index(["path", "year"]).net_aarsverk
    assert moved["raw", 2040] == pytest.approx(moved["benchmarked", 2040], rel=0.02)
    # informal care is constant, so the services take the whole saving: more than their own share of it
    own_share = 329_000 * (1 - (1.005 / 1.007) ** 16)
    assert own_share < moved["benchmarked", 2040] < 1.25 * own_share
    assert changed["benchmarked", 2040] > -42_300 + 10_000


def test_a_scenario_keeps_the_adjustment_of_the_reference(chain: Chain, compute: Callable) -> None:
    keys = ["path", "year", "group", "adjustment_aarsverk"]
    assert_frame_equal(compute("gap", "hoyere_produktivitet")["gap"]["gap"][keys], chain["gap"]["gap"][keys])


def test_showing_the_raw_path_changes_no_number(chain: Chain, rerun: Callable) -> None:
    raw = rerun("gap", "general.benchmark=false")
    assert_frame_equal(raw["gap"], chain["gap"]["gap"])
    assert_frame_equal(raw["totals"], chain["gap"]["totals"])


def test_a_smaller_shortage_in_2024_narrows_the_gap_by_the_same_in_every_year(
    chain: Chain, rerun: Callable
) -> None:
    smaller = rerun("gap", "gap.base_shortage_aarsverk=7600")["totals"].net_aarsverk
    assert_allclose(smaller - chain["gap"]["totals"].net_aarsverk, 1_000)


def test_every_printed_figure_of_table_2_2_is_shown_beside_the_models(chain: Chain) -> None:
    checks = chain["gap"]["checks"]
    assert (checks.check == "table_2_2").sum() == 56
    assert (checks.check == "table_2_2_sum").sum() == 4
    assert checks[checks.check == "gap_reconciled"].verdict.tolist() == ["constructed"]


def test_the_years_the_supply_is_calibrated_to_are_no_test(chain: Chain) -> None:
    """Meeting them is «used», missing them still counts; the years between are tests."""
    checks = chain["gap"]["checks"].query("check in ['table_2_2', 'table_2_2_sum']")
    target = checks.year.isin([2025, 2040])
    assert set(checks[target].verdict) <= {"used", "outside"}
    assert set(checks[~target].verdict) <= {"within", "explained", "outside"}


def test_a_scenario_is_shown_beside_table_2_2_but_not_judged_by_it(compute: Callable) -> None:
    """The plan prints its reference path only; demand's own checks keep the same rule."""
    checks = compute("gap", "hoyere_produktivitet")["gap"]["checks"]
    assert set(checks[checks.check.isin(["table_2_2", "table_2_2_sum"])].verdict) == {"shown"}


def test_the_attribution_sums_to_the_change_on_both_paths(chain: Chain, gap: pd.DataFrame) -> None:
    wide = gap.pivot(index=["path", "group"], columns="year", values="gap_aarsverk")
    parts = chain["gap"]["attribution"].groupby(["path", "group"]).aarsverk.sum()
    assert_allclose(parts.reindex(wide.index), wide[2040] - wide[2025], atol=1e-6)


@pytest.mark.parametrize("scenario", ["hoy_befolkning", "uten_standardvekst"])
def test_the_attribution_sums_in_a_scenario_too(compute: Callable, scenario: str) -> None:
    frames = compute("gap", scenario)["gap"]
    wide = frames["gap"].pivot(index=["path", "group"], columns="year", values="gap_aarsverk")
    parts = frames["attribution"].groupby(["path", "group"]).aarsverk.sum()
    assert_allclose(parts.reindex(wide.index), wide[2040] - wide[2025], atol=1e-6)


def test_the_intervals_are_around_the_shown_gap(chain: Chain, sums: pd.DataFrame) -> None:
    found = chain["gap"]["intervals"].set_index("group")
    assert found.gap_aarsverk["all"] == pytest.approx(sums.net_aarsverk["benchmarked", 2040])
    assert (found.low_aarsverk < found.gap_aarsverk).all()
    assert (found.high_aarsverk > found.gap_aarsverk).all()


def test_every_driver_and_every_assumption_has_a_name(chain: Chain) -> None:
    assert set(chain["gap"]["attribution"].driver) <= set(labels("drivers"))
    assert set(chain["gap"]["uncertainty"].assumption) <= set(labels("assumptions"))


def test_a_case_of_the_gap_is_what_a_run_with_it_gives(chain: Chain, compute: Callable) -> None:
    moved = compute("gap", "uten_bedre_helse")["gap"]["totals"].set_index(["path", "year"]).net_aarsverk
    own = chain["gap"]["totals"].set_index(["path", "year"]).net_aarsverk
    cases = chain["gap"]["uncertainty"].set_index(["group", "assumption", "end"]).change_aarsverk
    assert cases["all", "healthier_ageing", "low"] == pytest.approx(moved["raw", 2040] - own["raw", 2040])


def test_no_substitution_is_assumed(chain: Chain) -> None:
    assert chain["gap"]["substitution"].empty
    assert load().gap.substitution == []


def test_substitution_changes_no_other_table(chain: Chain, rerun: Callable) -> None:
    own = rerun("gap", scenario="grupper_erstatter_hverandre")
    assert own["substitution"].moved_aarsverk.sum() > 0
    for name in chain["gap"]:
        if name != "substitution":
            assert_frame_equal(own[name], chain["gap"][name])


def test_a_miss_is_only_laid_on_demand_when_demand_accounts_for_it(chain: Chain, gap: pd.DataFrame) -> None:
    """The plan prints demand for the 14 groups in 2040: 329 000. Elsewhere no reason is known, and none is given."""
    checks = chain["gap"]["checks"].query("check in ['table_2_2', 'table_2_2_sum']")
    said = checks[checks.explanation != ""]
    assert set(said.year) <= {2040}
    demand = gap[(gap.path == "raw") & (gap.year == 2040)].demand_aarsverk.sum()
    for row in said[said.check == "table_2_2_sum"].itertuples():
        assert row.raw - row.published == pytest.approx(329_000 - demand, abs=row.tolerance)
        assert number(to_hundreds(abs(329_000 - demand))) in row.explanation
    beyond = checks[(checks.raw - checks.published).abs() > checks.tolerance]
    assert set(beyond[beyond.explanation == ""].verdict) <= {"outside"}

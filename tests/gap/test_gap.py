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

from helseplan.classifications import codes
from helseplan.gap.compute import base_shortage, printed_gap, totals

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


def test_table_2_2_has_14_groups_and_four_years(vintage: Vintage) -> None:
    table = printed_gap(vintage.read("plan_tables"))
    assert list(table.index) == codes("groups", modelled="true")
    assert tuple(table.columns) == PRINTED_YEARS
    assert table.notna().all(axis=None)


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


@settings(max_examples=50, deadline=None)
@given(total=st.floats(0, 50_000))
def test_the_shortage_is_shared_out_whole_and_nobody_has_less_than_none(
    vintage: Vintage, total: float
) -> None:
    shortage = base_shortage(vintage.read("plan_tables"), total)
    assert shortage.sum() == pytest.approx(total)
    assert (shortage >= 0).all()


def test_a_group_with_no_shortage_in_2025_had_none_in_2024(vintage: Vintage) -> None:
    plan = vintage.read("plan_tables")
    assert (base_shortage(plan, 8_600)[printed_gap(plan)[2025] >= 0] == 0).all()


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


def test_the_raw_net_gap_is_within_one_per_cent_of_demand(sums: pd.DataFrame) -> None:
    assert sums.net_aarsverk["raw", 2040] == pytest.approx(-42_400, abs=0.01 * 329_000)


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


def test_extra_supply_of_one_per_cent_a_year_closes_most_of_the_gap(chain: Chain, compute: Callable) -> None:
    changed = compute("gap", "referanse", "supply.extra_growth_percent=1")["gap"]["totals"]
    moved = changed.net_aarsverk - chain["gap"]["totals"].net_aarsverk
    by_year = moved.set_axis(pd.MultiIndex.from_frame(changed[["path", "year"]]))
    assert by_year["raw", 2040] == pytest.approx(295_300 * (1.01**15 - 1))
    assert by_year["benchmarked", 2040] == pytest.approx(by_year["raw", 2040])


def test_every_printed_figure_of_table_2_2_is_shown_beside_the_models(chain: Chain) -> None:
    checks = chain["gap"]["checks"]
    assert (checks.check == "table_2_2").sum() == 56
    assert (checks.check == "table_2_2_sum").sum() == 4
    assert checks[checks.check == "gap_reconciled"].verdict.tolist() == ["constructed"]
    assert set(checks[checks.year == 2025].verdict) == {"constructed"}


def test_a_scenario_is_shown_beside_table_2_2_but_not_judged_by_it(compute: Callable) -> None:
    """The plan prints its reference path only; demand's own checks keep the same rule."""
    checks = compute("gap", "hoyere_produktivitet")["gap"]["checks"]
    assert set(checks[checks.check.isin(["table_2_2", "table_2_2_sum"])].verdict) == {"shown"}


def test_rounding_is_not_given_as_the_reason_for_more_than_it_can_do(chain: Chain) -> None:
    """Fourteen rows rounded to hundreds can be 700 off their sum, and no more."""
    checks = chain["gap"]["checks"]
    blamed = checks[(checks.verdict == "explained") & checks.explanation.str.contains("avrundet")]
    assert ((blamed.raw - blamed.published).abs() <= 700).all()

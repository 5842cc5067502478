"""Growth accounting, and the plan's counterfactual with the base it must have used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from helseplan.productivity import counterfactual as core
from helseplan.productivity import growth
from helseplan.productivity.drg import ratio_change
from helseplan.productivity.printed import Figures

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

PERCENT = st.floats(-20, 20)


@pytest.fixture(scope="module")
def figures(vintage: Vintage) -> Figures:
    return Figures(vintage.read("productivity"))


@pytest.fixture(scope="module")
def accounts(figures: Figures) -> pd.DataFrame:
    return growth.accounts(figures)


@pytest.fixture(scope="module")
def wide(accounts: pd.DataFrame) -> pd.DataFrame:
    return accounts.pivot(index="account", columns="measure", values="value")


def test_output_per_aarsverk_fell_by_1_28_per_cent_give_or_take_the_rounding(accounts: pd.DataFrame) -> None:
    """Box 3.1: DRG points +8.0 per cent, årsverk +9.4 per cent."""
    rows = accounts[accounts.account == "aarsverk_2019_2024"].set_index("measure")
    change = rows.loc["productivity_change"]
    assert change.value == pytest.approx((1.080 / 1.094 - 1) * 100)
    assert change.value == pytest.approx(-1.28, abs=0.005)
    assert change.low == pytest.approx((1.0795 / 1.0945 - 1) * 100)
    assert change.high == pytest.approx((1.0805 / 1.0935 - 1) * 100)
    assert rows.value["productivity_per_year"] == pytest.approx(-0.257, abs=0.001)


def test_every_account_is_split_without_a_rest(wide: pd.DataFrame) -> None:
    assert_allclose(wide.share_output + wide.share_input, wide.productivity_change, atol=1e-9)
    assert_allclose(
        (1 + wide.productivity_change / 100) * (1 + wide.input_change / 100), 1 + wide.output_change / 100
    )


@pytest.mark.parametrize(
    ("account", "cost_per_point", "tolerance"),
    [
        ("krone_2023_2024", -0.3, 0.1),
        ("krone_2022_2023", 0.1, 0.1),
        ("krone_2022_2023_uncorrected", -1.7, 0.1),
        ("krone_2023_2024_midt", 3, 1),
    ],
)
def test_points_and_cost_give_the_printed_cost_per_point(
    wide: pd.DataFrame, account: str, cost_per_point: float, tolerance: float
) -> None:
    """SAMDATA prints all three; the third follows from the other two, within their rounding."""
    found = ratio_change(0, wide.productivity_change[account])
    assert found == pytest.approx(cost_per_point, abs=tolerance)


def test_the_cost_since_2019_follows_from_points_and_cost_per_point_by_both_sources(
    wide: pd.DataFrame,
) -> None:
    plan, samdata = wide.loc["krone_2019_2024_plan"], wide.loc["krone_2019_2024_samdata"]
    last = 100 / 1.022
    assert plan.productivity_change == pytest.approx((last / (last + 4.3) - 1) * 100)
    assert samdata.productivity_change == pytest.approx((1 / (1.061 * 0.997) - 1) * 100)
    assert samdata.input_change == pytest.approx((1.08 * 1.061 * 0.997 - 1) * 100)


def test_a_figure_with_whole_per_cent_has_the_wider_range(accounts: pd.DataFrame) -> None:
    rows = accounts[accounts.measure == "productivity_change"].set_index("account")
    width = rows.high - rows.low
    assert width["krone_2012_2016"] == pytest.approx(10 * width["krone_2023_2024"], rel=0.1)


@settings(max_examples=50, deadline=None)
@given(output=PERCENT, put_in=PERCENT)
def test_what_did_not_change_contributes_nothing(output: float, put_in: float) -> None:
    assert growth.shares(output, 0) == pytest.approx((output, 0), abs=1e-9)
    assert growth.shares(0, put_in)[0] == pytest.approx(0, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(rate=PERCENT, years=st.integers(1, 30))
def test_a_yearly_rate_compounds_back_to_the_change(rate: float, years: int) -> None:
    change = ((1 + rate / 100) ** years - 1) * 100
    assert growth.per_year(change, years) == pytest.approx(rate, abs=1e-9)


def test_half_a_per_cent_a_year_would_have_saved_3_71_per_cent_3_62_to_3_80(figures: Figures) -> None:
    share = core.share(figures, 0.5)
    assert [share.value, share.low, share.high] == pytest.approx([0.0371, 0.0362, 0.0380], abs=5e-5)


@pytest.mark.parametrize(("aarsverk", "saved"), [(125_000, 4_639), (130_000, 4_824), (134_700, 5_000)])
def test_nearly_5000_aarsverk_depends_on_a_level_the_plan_does_not_print(
    figures: Figures, aarsverk: int, saved: int
) -> None:
    rows = core.counterfactual(figures, 0.5, aarsverk, 5_000).set_index("base")
    assert rows.saved["specialist_ssb"] == pytest.approx(saved, abs=2)


def test_the_implied_base_is_126_600_to_134_700_before_rounding(figures: Figures) -> None:
    rows = core.counterfactual(figures, 0.5, 140_664, 5_000).set_index("base")
    assert rows.aarsverk["implied"] == pytest.approx(134_700, abs=50)
    assert rows.aarsverk["implied_low"] == pytest.approx(126_600, abs=50)
    assert (rows.aarsverk_low <= rows.aarsverk).all()
    assert (rows.aarsverk <= rows.aarsverk_high).all()
    assert_allclose(rows.aarsverk_low["implied"] * core.share(figures, 0.5).high, 5_000)
    assert rows.quality["implied_low"] == "assumption"


def test_no_saving_implies_no_base(figures: Figures) -> None:
    rows = core.counterfactual(figures, -5, 140_664, 5_000).set_index("base")
    assert np.isnan(rows.aarsverk["implied"])
    assert rows.saved["specialist_ssb"] < 0


@settings(max_examples=50, deadline=None)
@given(rate=st.floats(0, 3), years=st.integers(1, 30))
def test_growth_that_happened_saves_nothing_more(rate: float, years: int) -> None:
    happened = ((1 + rate / 100) ** years - 1) * 100
    assert core.saved_share(happened, rate, years) == pytest.approx(0, abs=1e-9)

"""Growth accounting, indices and the plan's counterfactuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helseplan.productivity import drg
from helseplan.productivity.compute import national

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

PERCENT = st.floats(-20, 20)


@pytest.fixture(scope="module")
def printed(vintage: Vintage) -> pd.Series:
    return national(vintage.read("productivity"))


@pytest.fixture(scope="module")
def index(printed: pd.Series) -> pd.Series:
    return drg.drg_per_krone_index(printed).set_index("year").value


def test_output_per_aarsverk_fell_by_1_28_per_cent_from_2019_to_2024(printed: pd.Series) -> None:
    """Box 3.1: DRG points +8.0 per cent, årsverk +9.4 per cent."""
    change = drg.labour_productivity_change(
        printed["drg_points_change_2019_2024"], printed["fte_contracted_change_2019_2024"]
    )
    assert change == pytest.approx((1.080 / 1.094 - 1) * 100)
    assert change == pytest.approx(-1.28, abs=0.005)
    assert ((1 + change / 100) ** (1 / 5) - 1) * 100 == pytest.approx(-0.257, abs=0.001)


def test_half_a_per_cent_a_year_since_2019_would_have_saved_3_71_per_cent_of_aarsverk() -> None:
    change = drg.labour_productivity_change(8.0, 9.4)
    assert drg.saved_share(change, 0.5, 5) * 100 == pytest.approx(3.71, abs=0.005)


@pytest.mark.parametrize(("aarsverk", "saved"), [(125_000, 4_639), (130_000, 4_824), (134_700, 5_000)])
def test_nearly_5000_aarsverk_depends_on_a_level_the_plan_does_not_print(aarsverk: int, saved: int) -> None:
    share = drg.saved_share(drg.labour_productivity_change(8.0, 9.4), 0.5, 5)
    assert share * aarsverk == pytest.approx(saved, abs=2)


@pytest.mark.parametrize(
    ("base", "years", "reading", "aarsverk"),
    [
        (500_500, 16, "ratio", 15_670),
        (461_500, 16, "ratio", 14_449),
        (329_000, 16, "ratio", 10_301),
        (500_500, 17, "compound", 17_292),
        (461_500, 17, "difference", 17_268),
    ],
)
def test_raising_growth_from_05_to_07_per_cent_under_each_reading(
    base: int, years: int, reading: str, aarsverk: int
) -> None:
    assert drg.raised_growth_effect(base, 0.5, 0.7, years)[reading] == pytest.approx(aarsverk, abs=0.5)


def test_no_reading_with_16_years_gives_17_300_but_two_with_17_years_round_to_it() -> None:
    def rounded(years: int) -> list[int]:
        bases = (461_500, 500_500, 329_000)
        values = [
            value for base in bases for value in drg.raised_growth_effect(base, 0.5, 0.7, years).values()
        ]
        return [int(round(value, -2)) for value in values]

    assert 17_300 not in rounded(16)
    assert rounded(17).count(17_300) == 2


@settings(max_examples=50, deadline=None)
@given(points=PERCENT, aarsverk=PERCENT)
def test_productivity_rises_when_output_grows_more_than_aarsverk(points: float, aarsverk: float) -> None:
    change = drg.labour_productivity_change(points, aarsverk)
    assert (1 + change / 100) * (1 + aarsverk / 100) == pytest.approx(1 + points / 100)


@settings(max_examples=50, deadline=None)
@given(growth=st.floats(0, 3), years=st.integers(1, 30))
def test_growth_that_happened_saves_nothing_more(growth: float, years: int) -> None:
    happened = ((1 + growth / 100) ** years - 1) * 100
    assert drg.saved_share(happened, growth, years) == pytest.approx(0, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(growth=st.floats(-2, 3), years=st.integers(0, 30))
def test_unraised_growth_has_no_effect_under_any_reading(growth: float, years: int) -> None:
    for reading in drg.raised_growth_effect(500_500, growth, growth, years).values():
        assert reading == pytest.approx(0, abs=1e-6)


def test_the_index_starts_at_100_and_is_known_for_four_years_only(index: pd.Series) -> None:
    assert list(index.index) == [2017, 2019, 2023, 2024]
    assert index[2017] == 100


def test_the_index_is_the_inverse_of_what_a_point_costs(index: pd.Series, printed: pd.Series) -> None:
    """A DRG point cost 2.2 per cent more in 2024 than in 2017, in fixed prices."""
    assert printed["cost_per_drg_point_change_2017_2024"] == 2.2
    assert index[2024] * 1.022 == pytest.approx(100)


def test_the_index_fell_by_what_the_plan_prints_in_points(index: pd.Series) -> None:
    """Box 3.1: 4.3 index points below 2019 and 0.1 below 2023; points of an index, not per cent."""
    assert index[2024] - index[2019] == pytest.approx(-4.3)
    assert index[2024] - index[2023] == pytest.approx(-0.1)
    assert index.idxmax() == 2019


def test_both_indices_are_published_with_their_quality(chain: Chain) -> None:
    indices = chain["productivity"]["indices"]
    assert set(indices.item) == {"drg_per_krone", "drg_per_aarsverk_2019"}
    assert indices[indices.year == 2017].quality.tolist() == ["published"]
    assert set(indices[indices.year > 2019].quality) == {"derived"}
    labour = indices[indices.item == "drg_per_aarsverk_2019"].set_index("year").value
    assert labour[2024] == pytest.approx(98.72, abs=0.005)


def test_17_300_and_the_models_own_15_670_stand_side_by_side(chain: Chain) -> None:
    check = chain["productivity"]["checks"].set_index("check").loc["raised_productivity"]
    assert check.published == 17_300
    assert check.raw == pytest.approx(15_670, abs=0.5)
    assert check.explanation

"""0.7 in place of 0.5 per cent a year: every reading, and that 17 300 is not one of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helseplan.productivity.compute import bases
from helseplan.productivity.raised import FULL, INCREMENT, STEPS, readings

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

WIDE, NARROW, FOURTEEN = "wide_2040", "narrow_2040", "groups_14_2040"


@pytest.fixture(scope="module")
def levels(vintage: Vintage) -> dict[str, float]:
    return bases(vintage.read("plan_tables"))


@pytest.fixture(scope="module")
def rows(levels: dict[str, float]) -> pd.DataFrame:
    return readings(levels, 0.5, 0.7, 17_300)


def test_every_formula_is_tried_on_every_base_and_number_of_years(
    rows: pd.DataFrame, levels: dict[str, float]
) -> None:
    assert len(rows) == (len(INCREMENT) + len(FULL)) * len(levels) * len(STEPS)
    assert levels["growth_mixed"] == 157_000


@pytest.mark.parametrize(
    ("base", "steps", "formula", "aarsverk"),
    [
        (WIDE, 16, "ratio", 15_670),
        (NARROW, 16, "ratio", 14_449),
        (FOURTEEN, 16, "ratio", 10_301),
        (NARROW, 15, "ratio", 13_559),
        ("narrow_2024", 16, "ratio", 10_754),
        (WIDE, 17, "compound", 17_292),
        (NARROW, 17, "difference", 17_268),
        (WIDE, 16, "linear_on_grown", 17_346),
        ("growth_mixed", 15, "full_grown", 17_318),
        (NARROW, 16, "full_saved", 48_738),
    ],
)
def test_each_reading(rows: pd.DataFrame, base: str, steps: int, formula: str, aarsverk: int) -> None:
    found = rows.set_index(["base", "steps", "formula"]).aarsverk
    assert found[base, steps, formula] == pytest.approx(aarsverk, abs=0.5)


def test_four_readings_round_to_17_300_and_none_is_the_usual_one(rows: pd.DataFrame) -> None:
    hits = rows[rows.hits]
    assert len(hits) == 4
    assert "ratio" not in set(hits.formula)
    assert FOURTEEN not in set(hits.base)


def test_what_the_whole_growth_gives_is_more_than_the_difference(rows: pd.DataFrame) -> None:
    largest = rows[rows.kind == "increment"].groupby("base").aarsverk.max()
    smallest = rows[rows.kind == "full"].groupby("base").aarsverk.min()
    assert (smallest > 2 * largest).all()


@settings(max_examples=50, deadline=None)
@given(growth=st.floats(-2, 3))
def test_unraised_growth_has_no_effect_under_any_reading_of_the_difference(growth: float) -> None:
    rows = readings({"all": 500_500}, growth, growth, 17_300)
    assert rows[rows.kind == "increment"].aarsverk.tolist() == pytest.approx([0] * 21, abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(low=st.floats(0, 2), more=st.floats(0.01, 1))
def test_the_larger_the_lift_and_the_longer_it_lasts_the_more_it_saves(low: float, more: float) -> None:
    small, large = (readings({"all": 1e6}, low, low + lift, 0).aarsverk for lift in (more, 2 * more))
    assert (large > small).all()
    by_steps = readings({"all": 1e6}, low, low + more, 0).groupby("formula").aarsverk
    assert by_steps.apply(lambda part: part.is_monotonic_increasing).all()

"""When a gap turns, and the plan's own sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from helseplan.classifications import codes
from helseplan.gap.plan import ANCHORS, beside, bridge, printed_gap, reconciliation, sums
from helseplan.gap.turning import turn, turning

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

YEARS = range(2025, 2041)


def path(*knots: float) -> pd.Series:
    """A path of gaps, straight between evenly spaced knots from 2025 to 2040."""
    return pd.Series(np.interp(YEARS, np.linspace(2025, 2040, len(knots)), knots), YEARS)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (path(-100, -900), "mangel hele perioden"),
        (path(100, 900), "overskudd hele perioden"),
        (path(40, -40), "balanse hele perioden"),
        (path(-750, 750), "overskudd fra 2033"),
        (path(150, -150), "mangel fra 2035"),
        (path(0, -150), "mangel fra 2030"),
        (path(-150, 0), "balanse fra 2036"),
        (path(-150, 0, -150), "mangel hele perioden"),
        (path(-200, 200, -200), "overskudd fra 2030"),
    ],
)
def test_when_a_gap_turns(values: pd.Series, says: str) -> None:
    assert turn(values) == says


def test_the_deepest_year_and_the_share_of_demand() -> None:
    rows = [
        {"year": year, "group": group, "gap_aarsverk": value, "demand_percent": value / 10}
        for group, values in (("lege", path(-100, -300, -200)), ("psykolog", path(10, 90)))
        for year, value in values.items()
    ]
    found = turning(pd.DataFrame(rows))
    assert found.deepest.to_dict() == {"lege": "2033", "psykolog": "–"}
    assert found.percent["lege"] == pytest.approx(-20)
    assert (found["first"]["lege"], found["last"]["lege"]) == (-100, -200)


def like_the_plan(vintage: Vintage, off: float) -> pd.DataFrame:
    table = printed_gap(vintage.read("plan_tables"))
    frames = [
        pd.DataFrame({"path": path, "year": year, "group": table.index, "gap_aarsverk": table[year] + off})
        for path in ("raw", "benchmarked")
        for year in ANCHORS
    ]
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize(("off", "shown"), [(0, 0), (49, 0), (-49, 0), (51, 100), (-151, -200)])
def test_the_model_is_rounded_before_it_is_compared(vintage: Vintage, off: float, shown: float) -> None:
    rows = beside(like_the_plan(vintage, off), vintage.read("plan_tables"))
    assert len(rows) == 56
    assert (rows.raw_off == shown).all()
    assert (rows.benchmarked == rows.printed + shown).all()


def test_the_printed_sums_are_a_hundred_off_in_every_year(vintage: Vintage) -> None:
    plan = vintage.read("plan_tables")
    found = sums(beside(like_the_plan(vintage, 0), plan), plan).set_index("year")
    assert found.off.to_dict() == {2025: -100, 2030: 100, 2035: 100, 2040: -100}
    assert found.rows.to_dict() == found.raw.to_dict()


def test_the_reconciliation_is_the_plans_own_numbers(vintage: Vintage) -> None:
    """329 000 + 8 600 − 295 300 = 42 300 against 42 400."""
    rows = reconciliation(vintage.read("plan_tables"))
    assert rows.aarsverk.tolist() == [329_000, 8_600, -295_300, 42_300, 42_400, 100]


@pytest.mark.parametrize("older", [0.0, -1_600.0, 5_000.0])
def test_the_bridge_reaches_the_new_gap(vintage: Vintage, older: float) -> None:
    rows = bridge(vintage.read("plan_tables"), older).aarsverk.tolist()
    assert (rows[0], rows[3], rows[4]) == (70_000, 42_400, -27_600)
    assert rows[1] == -older
    assert sum(rows[:3]) == rows[3]


def test_table_2_2_has_14_groups_and_four_years(vintage: Vintage) -> None:
    table = printed_gap(vintage.read("plan_tables"))
    assert list(table.index) == codes("groups", modelled="true")
    assert tuple(table.columns) == ANCHORS
    assert table.notna().all(axis=None)

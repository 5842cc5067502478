"""Breaks: found when the counting changes, and not when something happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from helseplan.productivity.breaks import breaks
from helseplan.productivity.compute import BREAKS

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

RULE = {"limit_percent": 8.0, "same_way_percent": 75.0}
UNITS = [f"u{number}" for number in range(20)]


def panel(growth: dict[int, float | np.ndarray], item: str = "stays", first: float = 1000.0) -> pd.DataFrame:
    """A panel of 20 units of different size; the growth of each year is one number or one per unit."""
    level, rows = np.linspace(1, 20, 20) * first, []
    for year, change in growth.items():
        level = level * (1 + np.asarray(change))
        rows.append(pd.DataFrame({"unit": UNITS, "year": year, "item": item, "value": level}))
    return pd.concat(rows)


def broken(*parts: pd.DataFrame, driver: str = "", **rule: float) -> dict[int, bool]:
    found = breaks(pd.concat(parts), {"stays": driver}, **{**RULE, **rule})
    return dict(zip(found.year, found.broken, strict=True))


def test_the_trusts_discharges_break_in_2025_and_nothing_else_does(vintage: Vintage) -> None:
    """+12.4 per cent while årsverk rise by 1.8: the reason why 2024 is analysed."""
    found = breaks(vintage.read("hospital_trusts"), BREAKS, **RULE).set_index("item")
    assert found.index[found.broken].tolist() == ["discharges_somatic"]
    row = found.loc["discharges_somatic"]
    assert row.change_percent == pytest.approx(12.4, abs=0.05)
    assert row.input_change_percent == pytest.approx(1.8, abs=0.05)
    assert row.same_way_percent == 95


@pytest.mark.parametrize(
    ("jump", "expected"), [(0.079, False), (0.081, True), (-0.079, False), (-0.081, True)]
)
def test_a_break_is_a_jump_either_way_beyond_the_limit(jump: float, expected: bool) -> None:
    assert broken(panel({2024: 0.0, 2025: jump})) == {2025: expected}


def test_the_limit_and_the_share_are_the_callers() -> None:
    data = panel({2024: 0.0, 2025: np.where(np.arange(20) < 6, -0.01, 0.2)})
    assert broken(data) == {2025: False}
    assert broken(data, same_way_percent=70) == {2025: True}
    assert broken(data, same_way_percent=70, limit_percent=25) == {2025: False}


def test_steady_growth_is_a_trend_and_no_break_however_fast() -> None:
    assert broken(panel({2020: 0.0, 2021: 0.1, 2022: 0.1, 2023: 0.1, 2024: 0.1})) == dict.fromkeys(
        range(2021, 2025), False
    )


def test_a_jump_out_of_a_trend_is_found_in_its_year_only() -> None:
    found = broken(panel({2020: 0.0, 2021: 0.1, 2022: 0.1, 2023: 0.3, 2024: 0.1}))
    assert found == {2021: False, 2022: False, 2023: True, 2024: False}


def test_a_trend_that_stops_everywhere_at_once_is_found() -> None:
    assert broken(panel({2020: 0.0, 2021: 0.1, 2022: 0.1, 2023: 0.0, 2024: 0.1}))[2023]


@pytest.mark.parametrize("elsewhere", [0.0, 0.005])
def test_one_large_unit_that_grows_is_not_a_break_even_if_the_others_rise_a_little(elsewhere: float) -> None:
    change = np.full(20, elsewhere)
    change[-1] = 3.0
    assert broken(panel({2024: 0.0, 2025: change})) == {2025: False}


def test_growth_with_as_much_more_staff_is_not_a_break_and_without_is() -> None:
    stays = panel({2024: 0.0, 2025: 0.12})
    assert broken(stays, panel({2024: 0.0, 2025: 0.12}, "staff"), driver="staff") == {2025: False}
    assert broken(stays, panel({2024: 0.0, 2025: 0.02}, "staff"), driver="staff") == {2025: True}


def test_units_that_come_go_or_have_nothing_are_left_out_and_counted() -> None:
    data = panel({2024: 0.0, 2025: 0.0})
    data = data[~((data.unit == "u0") & (data.year == 2025))]
    data.loc[(data.unit == "u1") & (data.year == 2024), "value"] = 0
    found = breaks(data, {"stays": ""}, **RULE).iloc[0]
    assert (found.units, found.left_out) == (18, 2)
    assert found.change_percent == pytest.approx(0)
    assert not found.broken


def test_one_year_gives_no_row_and_no_common_unit_no_verdict() -> None:
    assert breaks(panel({2024: 0.0}), {"stays": ""}, **RULE).empty
    data = panel({2024: 0.0, 2025: 0.5})
    apart = data[(data.year == 2024) == data.unit.isin(UNITS[:10])]
    found = breaks(apart, {"stays": ""}, **RULE).iloc[0]
    assert found.units == 0
    assert np.isnan(found.change_percent)
    assert not found.broken


def test_the_unit_of_measurement_does_not_matter() -> None:
    data = panel({2022: 0.0, 2023: 0.02, 2024: 0.15, 2025: 0.01})
    for factor in (1e-6, 1e9):
        assert broken(data.assign(value=data.value * factor)) == broken(data)

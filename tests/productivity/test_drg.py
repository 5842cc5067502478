"""The indices: what printed changes determine, by each source, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helseplan.productivity import drg
from helseplan.productivity.printed import Figures, Printed, spread

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

PERCENT = st.floats(-20, 20)


@pytest.fixture(scope="module")
def figures(vintage: Vintage) -> Figures:
    return Figures(vintage.read("productivity"))


@pytest.fixture(scope="module")
def rows(figures: Figures) -> pd.DataFrame:
    return drg.indices(figures)


@pytest.fixture(scope="module")
def krone(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["item"] == drg.PER_KRONE].pivot(index="year", columns="route", values="value")


def without(vintage: Vintage, item: str) -> Figures:
    rows = vintage.read("productivity")
    return Figures(rows[rows["item"] != item])


def test_only_years_that_a_printed_change_reaches_are_there(krone: pd.DataFrame) -> None:
    assert krone.plan.dropna().index.tolist() == [2017, 2019, 2023, 2024]
    assert krone.samdata.dropna().index.tolist() == [2017, 2019, 2022, 2023, 2024]


def test_the_level_in_2024_is_the_inverse_of_what_a_point_costs(krone: pd.DataFrame) -> None:
    """SAMDATA 2017–2024: a DRG point cost 2.2 per cent more in 2024 than in 2017, in fixed prices."""
    for route in (drg.PLAN, drg.SAMDATA):
        assert krone[route][2017] == 100
        assert krone[route][2024] * 1.022 == pytest.approx(100)


def test_the_plans_route_keeps_its_distances_in_index_points(krone: pd.DataFrame) -> None:
    """Box 3.1: 4.3 index points below 2019 and 0.1 below 2023; points of an index, not per cent."""
    plan = krone.plan
    assert plan[2024] - plan[2019] == pytest.approx(-4.3)
    assert plan[2024] - plan[2023] == pytest.approx(-0.1)
    assert plan[2019] == pytest.approx(102.147, abs=0.001)


def test_samdatas_route_keeps_its_changes_in_per_cent(krone: pd.DataFrame) -> None:
    """Cost per point: −0.3 per cent 2023–2024, +0.1 2022–2023, +6.1 2019–2023."""
    cost = 100 / krone.samdata
    assert cost[2024] / cost[2023] - 1 == pytest.approx(-0.003)
    assert cost[2023] / cost[2022] - 1 == pytest.approx(0.001)
    assert cost[2023] / cost[2019] - 1 == pytest.approx(0.061)


def test_the_two_sources_disagree_about_2019_and_about_the_last_year(krone: pd.DataFrame) -> None:
    """6.1 per cent against the plan's 4.3 for 2019–2023; up against down for 2023–2024."""
    assert (krone.plan[2019] / krone.plan[2023] - 1) * 100 == pytest.approx(4.29, abs=0.005)
    assert krone.samdata[2019] - krone.plan[2019] == pytest.approx(1.357, abs=0.001)
    assert krone.plan[2024] < krone.plan[2023]
    assert krone.samdata[2024] > krone.samdata[2023]


def test_points_per_aarsverk_are_known_for_two_years_and_never_from_2017(rows: pd.DataFrame) -> None:
    labour = rows[rows["item"] == drg.PER_AARSVERK].set_index("year")
    assert labour.value.to_dict() == pytest.approx({2019: 100, 2024: 98.7203}, abs=1e-4)
    assert set(labour.base_year) == {2019}


def test_the_points_grow_by_8_per_cent_in_all_and_2_5_in_the_last_year(rows: pd.DataFrame) -> None:
    points = rows[rows["item"] == drg.POINTS].set_index("year").value
    assert points[2024] == pytest.approx(108)
    assert points[2024] / points[2023] == pytest.approx(1.025)
    assert points[2023] / points[2022] == pytest.approx(1.028)


def test_rounding_gives_every_index_but_the_base_year_a_range(rows: pd.DataFrame) -> None:
    width, base = rows.high - rows.low, rows.year == rows.base_year
    assert (width[base] == 0).all()
    assert width[~base].between(0.05, 0.5).all()
    assert rows.value.between(rows.low, rows.high).all()


def test_a_missing_figure_is_an_error_and_not_an_empty_index(vintage: Vintage) -> None:
    with pytest.raises(KeyError, match="drg_points_change_2019_2024"):
        drg.indices(without(vintage, "drg_points_change_2019_2024"))


def test_a_figure_printed_for_several_years_has_to_be_asked_for_by_year(figures: Figures) -> None:
    with pytest.raises(KeyError, match="rows"):
        figures("drg_points_change")
    assert figures("drg_points_change", 2024) == Printed(2.5, 0.05, "published", "helsedir-samdata-2024")


@settings(max_examples=50, deadline=None)
@given(output=PERCENT, put_in=PERCENT)
def test_productivity_rises_when_output_grows_more_than_input(output: float, put_in: float) -> None:
    change = drg.ratio_change(output, put_in)
    assert (1 + change / 100) * (1 + put_in / 100) == pytest.approx(1 + output / 100)


@settings(max_examples=50, deadline=None)
@given(output=PERCENT, put_in=PERCENT, inside=st.floats(-1, 1), other=st.floats(-1, 1))
def test_no_figure_that_rounds_to_the_printed_ones_falls_outside_the_range(
    output: float, put_in: float, inside: float, other: float
) -> None:
    found = spread(drg.ratio_change, Printed(output, 0.05), Printed(put_in, 0.05))
    true = drg.ratio_change(output + 0.05 * inside, put_in + 0.05 * other)
    assert found.low - 1e-9 <= true <= found.high + 1e-9

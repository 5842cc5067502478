"""The plan's own sums and contradictions, worked out from its tables as they stand in the vintage.

Each row is one piece of arithmetic: what it says, the arithmetic, the value, the tolerance and where in the plan it is.
Figures in the plan are rounded to hundreds, so a sum of printed figures may be 100 to 200 off a printed sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

from helseplan.classifications import table
from helseplan.vintages import Vintage

STEPS = 16
"""Years from 2024 to 2040."""


@dataclass(frozen=True)
class Plan:
    """The plan's tables, and the series derived from them."""

    tables: pd.DataFrame
    services: pd.DataFrame
    printed: pd.Series
    """Productivity figures of box 3.1 by item."""

    def __call__(
        self, row: str, year: int = 2040, *, group: str = "", service: str = "", bound: str = "value"
    ) -> float:
        """One printed figure."""
        own = self.tables
        hit = own[
            (own.row == row)
            & (own.year == year)
            & (own.group == group)
            & (own.service == service)
            & (own.bound == bound)
        ]
        return float(hit.value.item())

    def gaps(self, year: int) -> pd.Series:
        """Table 2.2's rows in a year."""
        own = self.tables
        return own[(own.row == "gap") & (own.year == year)].set_index("group").value

    def two_groups(self) -> float:
        """The gap of nurses and healthcare workers in 2040."""
        return float(self.gaps(2040)[["sykepleier", "helsefagarbeider"]].sum())

    def outside(self, year: int) -> pd.Series:
        """Table 2.3's rows in a year."""
        own = self.tables
        return (
            own[(own.row == "demand_outside") & (own.year == year) & (own.group != "")]
            .set_index("group")
            .value
        )

    def by_area(self) -> pd.Series:
        """The vintage's årsverk in the areas the plan prints."""
        area = {row["code"]: row["area"] for row in table("services")}
        return self.services.groupby(self.services.service.map(area)).aarsverk.sum()

    def staff(self, row: str = "staff") -> pd.DataFrame:
        """Table 2.4, services × groups."""
        return self.tables[self.tables.row == row].pivot(index="service", columns="group", values="value")

    def effects(self, bound: str, *without: str) -> pd.Series:
        """Table 3.1's rows, low or high."""
        own = self.tables[(self.tables.table == "3.1") & (self.tables.bound == bound)].set_index("row").value
        return own.drop(["printed_total", *without])

    def both_sides(self, bound: str) -> float:
        """The printed totals of tables 3.1 and 3.2 together."""
        return self("printed_total", bound=bound) + self("productivity_07")

    def change(self, item: str) -> float:
        """A printed change as a factor."""
        return 1 + self.printed[item] / 100


@pytest.fixture(scope="module")
def plan(vintage: Vintage) -> Plan:
    productivity = vintage.read("productivity").query("region == '0'")
    return Plan(vintage.read("plan_tables"), vintage.read("services"), productivity.set_index("item").value)


def yearly(factor: float, years: int) -> float:
    """Growth per year, per cent."""
    return (factor ** (1 / years) - 1) * 100


def productivity_17300(base: float, years: int = STEPS) -> float:
    """What growth of 0.7 in place of 0.5 per cent a year saves."""
    return base * (1 - (1.005 / 1.007) ** years)


DEMAND = [
    (
        "14 groups and the rest are all",
        lambda p: p("demand_groups_14") + p("demand_outside"),
        500_500,
        0,
        "2.1",
    ),
    ("printed total", lambda p: p("demand_wide"), 500_500, 0, "2.1"),
    ("the rest in 2040", lambda p: p.outside(2040).sum(), 171_500, 0, "2.3"),
    ("printed rest in 2040", lambda p: p("demand_outside_total"), 171_500, 0, "2.3"),
    ("the rest in 2024", lambda p: p.outside(2024).sum(), 127_046, 0, "2.3"),
    ("printed rest in 2024", lambda p: p("demand_outside_total", 2024), 127_046, 0, "2.3"),
    (
        "the rest grows by",
        lambda p: p("demand_outside_total") - p("demand_outside_total", 2024),
        44_500,
        50,
        "2.3",
    ),
    ("… in per cent", lambda p: 100 * (p.outside(2040).sum() / p.outside(2024).sum() - 1), 35.0, 0.05, "2.3"),
    (
        "other health education",
        lambda p: 100 * (p.outside(2040) / p.outside(2024) - 1).annen_helse,
        33.4,
        0.05,
        "2.3",
    ),
    (
        "administration",
        lambda p: 100 * (p.outside(2040) / p.outside(2024) - 1).adm_service,
        30.4,
        0.05,
        "2.3",
    ),
    (
        "no education",
        lambda p: 100 * (p.outside(2040) / p.outside(2024) - 1).uten_relevant,
        39.8,
        0.05,
        "2.3",
    ),
    ("outside public financing", lambda p: p("demand_wide") - p("demand"), 39_000, 0, "2.1"),
    ("like for like", lambda p: p("demand") - p("demand", 2024), 118_000, 0, "2.1"),
    ("… in per cent", lambda p: 100 * (p("demand") / p("demand", 2024) - 1), 34.4, 0.05, "2.1"),
    ("… a year", lambda p: yearly(p("demand") / p("demand", 2024), STEPS), 1.863, 0.0005, "2.1"),
    (
        "mixed scopes, a growth that never is",
        lambda p: 100 * (p("demand_wide") / p("demand", 2024) - 1),
        45.7,
        0.05,
        "2.3",
    ),
    ("net growth per user", lambda p: (1.01 / 1.005) ** STEPS, 1.0826, 0.00005, "box 1.1"),
    (
        "demography and health",
        lambda p: p("demand") / p("demand", 2024) / (1.01 / 1.005) ** STEPS,
        1.241,
        0.0005,
        "2.1",
    ),
    (
        "… a year",
        lambda p: yearly(p("demand") / p("demand", 2024) / (1.01 / 1.005) ** STEPS, STEPS),
        1.358,
        0.001,
        "2.1",
    ),
    ("2040 at today's årsverk per user", lambda p: p("demand") / (1.01 / 1.005) ** STEPS, 426_300, 50, "2.1"),
    (
        "wide in 2024",
        lambda p: p("demand_groups_14", 2024) + p("demand_outside_total", 2024),
        374_900,
        50,
        "2.3",
    ),
    ("… and what stands in the services", lambda p: p.services.aarsverk.sum(), 374_946, 0.5, "2.3"),
    (
        "… grows by, per cent",
        lambda p: 100 * (p("demand_wide") / p.services.aarsverk.sum() - 1),
        33.5,
        0.05,
        "2.1",
    ),
    (
        "127 046 is no part of 343 500",
        lambda p: p("demand", 2024) - p("demand_outside_total", 2024),
        216_454,
        0,
        "2.3",
    ),
    (
        "share employed in 2040",
        lambda p: p("employment_share", 2024) * p("demand") / p("demand", 2024),
        17.33,
        0.005,
        "2.1",
    ),
    ("… printed", lambda p: p("employment_share"), 17, 0, "2.1"),
]
TABLE_2_4 = [
    ("three services of other health education", lambda p: p.staff().annen_helse.sum(), 20_208, 0, "2.4"),
    (
        "… of all",
        lambda p: 100 * p.staff().annen_helse.sum() / p.outside(2024).annen_helse,
        65.8,
        0.06,
        "2.4",
    ),
    ("three services without education", lambda p: p.staff().uten_relevant.sum(), 41_429, 0, "2.4"),
    (
        "… of all",
        lambda p: 100 * p.staff().uten_relevant.sum() / p.outside(2024).uten_relevant,
        79.0,
        0.05,
        "2.4",
    ),
    (
        "outside the 14, institution",
        lambda p: p.staff("staff_share").sum(axis=1).institution,
        25.6,
        1e-9,
        "2.4",
    ),
    ("outside the 14, home care", lambda p: p.staff("staff_share").sum(axis=1).home_care, 38.6, 1e-9, "2.4"),
    (
        "outside the 14, somatic",
        lambda p: p.staff("staff_share").sum(axis=1).somatic_ambulance,
        9.1,
        1e-9,
        "2.4",
    ),
    (
        "the three services of everything, per cent",
        lambda p: 100 * p.by_area()[p.staff().index].sum() / p("demand", 2024),
        76,
        0.05,
        "2.4",
    ),
]
SUPPLY = [
    ("growth", lambda p: p("supply_groups_14") - p("supply_groups_14", 2025), 44_300, 0, "2.2"),
    (
        "… per cent",
        lambda p: 100 * (p("supply_groups_14") / p("supply_groups_14", 2025) - 1),
        17.65,
        0.005,
        "2.2",
    ),
    (
        "… a year",
        lambda p: yearly(p("supply_groups_14") / p("supply_groups_14", 2025), 15),
        1.089,
        0.0005,
        "2.2",
    ),
]
GAP = [
    ("demand minus supply", lambda p: p("demand_groups_14") - p("supply_groups_14"), 33_700, 0, "2.3"),
    (
        "… and the printed gap",
        lambda p: -p("gap_printed_sum") - p("demand_groups_14") + p("supply_groups_14"),
        8_700,
        0,
        "2.3",
    ),
    (
        "with the shortage of 2024 as a constant",
        lambda p: p("demand_groups_14") + p("base_shortage", 2024) - p("supply_groups_14"),
        42_300,
        0,
        "2.3",
    ),
    (
        "… not growing with demand",
        lambda p: (
            p("demand_groups_14")
            + p("base_shortage", 2024) * p("demand_groups_14") / p("demand_groups_14", 2024)
            - p("supply_groups_14")
        ),
        45_100,
        50,
        "2.3",
    ),
    (
        "demand in 2025",
        lambda p: p("supply_groups_14", 2025) - p("gap_printed_sum", 2025) - p("base_shortage", 2024),
        252_300,
        0,
        "2.2, 2.3",
    ),
    ("… as entered", lambda p: p("demand_groups_14", 2025), 252_300, 0, "2.3"),
    (
        "… to 2040 a year",
        lambda p: yearly(p("demand_groups_14") / p("demand_groups_14", 2025), 15),
        1.785,
        0.0005,
        "2.3",
    ),
    (
        "demand in 2024",
        lambda p: (
            p("demand_groups_14", 2025) * (p("demand_groups_14", 2025) / p("demand_groups_14")) ** (1 / 15)
        ),
        247_900,
        50,
        "2.3",
    ),
    (
        "demand that the gap is set against",
        lambda p: p("supply_groups_14") - p("gap_printed_sum"),
        337_700,
        0,
        "2.3",
    ),
    (
        "… from its parts",
        lambda p: p("demand_groups_14") + p("base_shortage", 2024),
        337_700,
        100,
        "2.3",
    ),
    (
        "nurses and healthcare workers",
        lambda p: p.two_groups(),
        -40_600,
        0,
        "2.2",
    ),
    ("… of the net gap", lambda p: 100 * p.two_groups() / p("gap_printed_sum"), 95.8, 0.05, "2.2"),
    (
        "… of the gross shortage",
        lambda p: 100 * p.two_groups() / p.gaps(2040).clip(upper=0).sum(),
        86.8,
        0.05,
        "2.2",
    ),
    ("groups in shortage in 2040", lambda p: (p.gaps(2040) < 0).sum(), 9, 0, "2.2"),
    ("step to 2030", lambda p: p("gap_printed_sum", 2030) - p("gap_printed_sum", 2025), -13_300, 0, "2.2"),
    ("step to 2035", lambda p: p("gap_printed_sum", 2035) - p("gap_printed_sum", 2030), -8_200, 0, "2.2"),
    ("step to 2040", lambda p: p("gap_printed_sum") - p("gap_printed_sum", 2035), -11_000, 0, "2.2"),
    (
        "of supply in 2025",
        lambda p: -100 * p("gap_printed_sum", 2025) / p("supply_groups_14", 2025),
        3.9,
        0.05,
        "2.2",
    ),
    ("of supply in 2040", lambda p: -100 * p("gap_printed_sum") / p("supply_groups_14"), 14.4, 0.05, "2.2"),
    ("since the commission", lambda p: p("gap_printed_sum") - p("old_gap"), 28_000, 500, "box 2.1"),
    ("… per cent", lambda p: 100 * (p("gap_printed_sum") / p("old_gap") - 1), -40, 1, "box 2.1"),
]
ROWS_OF_2_2 = [
    (2025, -9_900, -9_800, -10_500, 700),
    (2030, -23_200, -23_300, -24_300, 1_000),
    (2035, -31_400, -31_500, -34_600, 3_100),
    (2040, -42_400, -42_300, -46_800, 4_500),
]
MEASURES = [
    ("lowest", lambda p: p.effects("low").sum(), 41_700, 0, "3.1"),
    ("… printed", lambda p: p("printed_total", bound="low"), 41_800, 0, "3.1"),
    ("highest", lambda p: p.effects("high").sum(), 61_100, 0, "3.1"),
    ("… printed", lambda p: p("printed_total", bound="high"), 61_100, 0, "3.1"),
    (
        "lowest with demand",
        lambda p: p.both_sides("low"),
        59_100,
        0,
        "3.1, 3.2",
    ),
    (
        "highest with demand",
        lambda p: p.both_sides("high"),
        78_400,
        0,
        "3.1, 3.2",
    ),
    ("lowest of the gap", lambda p: -100 * p.both_sides("low") / p("gap_printed_sum"), 139, 0.5, "3.1, 3.2"),
    (
        "highest of the gap",
        lambda p: -100 * p.both_sides("high") / p("gap_printed_sum"),
        185,
        0.5,
        "3.1, 3.2",
    ),
    (
        "supply alone, lowest",
        lambda p: -100 * p("printed_total", bound="low") / p("gap_printed_sum"),
        98.6,
        0.05,
        "3.1",
    ),
    (
        "supply alone, highest",
        lambda p: -100 * p("printed_total", bound="high") / p("gap_printed_sum"),
        144,
        0.5,
        "3.1",
    ),
    (
        "without the same people, lowest",
        lambda p: p.effects("low", "participation_60plus").sum(),
        38_300,
        0,
        "3.1",
    ),
    (
        "without the same people, highest",
        lambda p: p.effects("high", "participation_60plus").sum(),
        52_900,
        0,
        "3.1",
    ),
    (
        "nor weekends, lowest",
        lambda p: p.effects("low", "participation_60plus", "weekend_work").sum(),
        35_200,
        0,
        "3.1",
    ),
    (
        "nor weekends, highest",
        lambda p: p.effects("high", "participation_60plus", "weekend_work").sum(),
        46_500,
        0,
        "3.1",
    ),
    (
        "fixed items of the lowest, per cent",
        lambda p: (
            100 * p.effects("low")[["position_size", "education_capacity"]].sum() / p.effects("low").sum()
        ),
        68,
        0.5,
        "3.1",
    ),
    (
        "highest with the other education path",
        lambda p: p.effects("high", "education_capacity").sum() + p("education_plus10"),
        67_100,
        0,
        "3.1, 5",
    ),
    (
        "17 300 pro rata on the 14 groups",
        lambda p: p("productivity_07") * p("demand_groups_14") / p("demand_wide"),
        11_400,
        50,
        "3.2",
    ),
    (
        "position size of supply",
        lambda p: 100 * p.effects("low").position_size / p("supply_groups_14"),
        7.45,
        0.005,
        "4.8",
    ),
    ("… uncapped", lambda p: 0.10 * p("supply_groups_14"), 29_530, 0, "4.8"),
    (
        "one year later exit",
        lambda p: 100 * p.effects("low").later_exit / p("supply_groups_14"),
        1.46,
        0.005,
        "4.16",
    ),
    (
        "three years later exit",
        lambda p: 100 * p.effects("high").later_exit / p("supply_groups_14"),
        4.47,
        0.005,
        "4.16",
    ),
    (
        "participation over 60 that the two effects imply, per cent",
        lambda p: 100 * p.effects("low").participation_60plus / p.effects("high").participation_60plus,
        41.5,
        0.05,
        "4.16",
    ),
    ("årsverk over 60", lambda p: p.effects("low").participation_60plus / 0.10, 34_000, 0, "4.16"),
    (
        "… of supply",
        lambda p: 1000 * p.effects("low").participation_60plus / p("supply_groups_14"),
        11.5,
        0.05,
        "4.16",
    ),
    (
        "årsverk over 60 if all worked",
        lambda p: p.effects("high").participation_60plus / 0.10,
        82_000,
        0,
        "4.16",
    ),
    (
        "sick leave is linear",
        lambda p: p.effects("high").sick_leave / p.effects("low").sick_leave,
        2,
        0,
        "4.5",
    ),
    (
        "… of supply",
        lambda p: 100 * p.effects("low").sick_leave / p("supply_groups_14"),
        0.813,
        0.0005,
        "4.5",
    ),
    (
        "… and the absence it implies",
        lambda p: 1000 * p.effects("low").sick_leave / p("supply_groups_14"),
        8.1,
        0.05,
        "4.5",
    ),
    ("education as population", lambda p: 0.022 * p("supply_groups_14"), 6_500, 50, "5"),
    ("… entered", lambda p: p.effects("low").education_capacity, 6_500, 0, "3.1"),
    ("ten per cent more graduates", lambda p: 0.043 * p("supply_groups_14"), 12_698, 1, "5"),
    ("… entered, of supply", lambda p: 100 * p("education_plus10") / p("supply_groups_14"), 4.23, 0.005, "5"),
]
PRODUCTIVITY = [
    (
        "output per årsverk 2019–2024, per cent",
        lambda p: (
            100 * (p.change("drg_points_change_2019_2024") / p.change("fte_contracted_change_2019_2024") - 1)
        ),
        -1.28,
        0.005,
        "box 3.1",
    ),
    (
        "… a year",
        lambda p: yearly(
            p.change("drg_points_change_2019_2024") / p.change("fte_contracted_change_2019_2024"), 5
        ),
        -0.257,
        0.0005,
        "box 3.1",
    ),
    (
        "årsverk needed in 2024 had growth been 0.5 per cent",
        lambda p: p.change("drg_points_change_2019_2024") / 1.005**5,
        1.0534,
        0.0001,
        "box 3.1",
    ),
    (
        "… saved of those in 2024, per cent",
        lambda p: (
            100
            * (
                1
                - p.change("drg_points_change_2019_2024")
                / p.change("fte_contracted_change_2019_2024")
                / 1.005**5
            )
        ),
        3.71,
        0.005,
        "box 3.1",
    ),
    ("0.7 for 0.5 per cent, all staff", lambda p: productivity_17300(p("demand_wide")), 15_670, 0.5, "3.2"),
    ("… publicly financed", lambda p: productivity_17300(p("demand")), 14_449, 0.5, "3.2"),
    ("… the 14 groups", lambda p: productivity_17300(p("demand_groups_14")), 10_301, 0.5, "3.2"),
    ("… all staff, 17 steps, compound", lambda p: p("demand_wide") * (1.002**17 - 1), 17_292, 0.5, "3.2"),
    ("… narrow, 17 steps, difference", lambda p: p("demand") * (1.007**17 - 1.005**17), 17_268, 0.5, "3.2"),
    ("… all staff, linear", lambda p: p("demand_wide") * 1.005**16 * 0.002 * 16, 17_346, 0.5, "3.2"),
    ("… as printed", lambda p: p("productivity_07"), 17_300, 0, "3.2"),
]


def cases() -> Iterator[object]:
    parts = {
        "demand": DEMAND,
        "table 2.4": TABLE_2_4,
        "supply": SUPPLY,
        "gap": GAP,
        "measures": MEASURES,
        "productivity": PRODUCTIVITY,
    }
    for part, rows in parts.items():
        for number, (says, arithmetic, value, tolerance, place) in enumerate(rows, 1):
            yield pytest.param(arithmetic, value, tolerance, id=f"{part} {number}: {says} ({place})")


@pytest.mark.parametrize(("arithmetic", "value", "tolerance"), list(cases()))
def test_the_plans_arithmetic(
    plan: Plan, arithmetic: Callable[[Plan], float], value: float, tolerance: float
) -> None:
    assert arithmetic(plan) == pytest.approx(value, abs=tolerance + 1e-9, rel=0)


@pytest.mark.parametrize(("year", "printed", "rows", "shortage", "surplus"), ROWS_OF_2_2)
def test_table_2_2_prints_a_sum_a_hundred_off_its_rows(
    plan: Plan, year: int, printed: int, rows: int, shortage: int, surplus: int
) -> None:
    gaps = plan.gaps(year)
    assert plan("gap_printed_sum", year) == printed
    assert gaps.sum() == rows
    assert abs(rows - printed) == 100
    assert (gaps.clip(upper=0).sum(), gaps.clip(lower=0).sum()) == (shortage, surplus)


@pytest.mark.parametrize("service", ["institution", "home_care", "somatic_ambulance"])
@pytest.mark.parametrize("group", ["annen_helse", "uten_relevant"])
def test_a_services_aarsverk_lie_where_the_rounded_shares_of_table_2_4_allow(
    plan: Plan, service: str, group: str
) -> None:
    """For example 4 249 is 6.6 per cent: between 63 900 and 64 900 årsverk."""
    aarsverk = plan("staff", 2024, service=service, group=group)
    share = plan("staff_share", 2024, service=service, group=group)
    half = 0.5 if share.is_integer() else 0.05
    own = plan.by_area()[service]
    assert aarsverk / (share + half) * 100 <= own <= aarsverk / (share - half) * 100


def test_the_14_groups_would_need_26_or_27_years_to_save_17_300(plan: Plan) -> None:
    """So 17 300 is about all staff, while the gap it is set against is about the 14 groups."""
    base = plan("demand_groups_14")
    assert productivity_17300(base, 26) < plan("productivity_07") < productivity_17300(base, 28)


def test_a_minimum_of_supply_measures_does_not_close_the_gap_on_its_own(plan: Plan) -> None:
    assert plan.effects("low").sum() < -plan("gap_printed_sum") < plan.effects("high").sum()


def test_every_figure_of_the_plan_has_a_place(plan: Plan) -> None:
    assert (plan.tables.place != "").all()
    assert set(plan.tables.table) == {"2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "text"}
    assert not plan.tables.duplicated(["row", "service", "group", "year", "bound"]).any()

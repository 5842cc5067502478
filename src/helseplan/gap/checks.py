"""The gap held against table 2.2 and the plan's own sums, and its headlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import labels, plurals
from helseplan.formats import number, to_hundreds
from helseplan.gap.plan import LAST, printed, printed_gap

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-2"
PLAN = "helsepersonellplan-2040"
SHARE = 0.01
"""Tolerance for a group's raw gap: one per cent of what it is a difference between, the group's demand."""
SHARE_OF_SUM = 0.05
"""Tolerance for the raw sum: five per cent of the printed sum."""
ROUNDING = 100.0
TARGETS = (2025, 2040)
"""The years whose gaps the supply engine and the base-year shortage are calibrated to: meeting them is no test."""


def checks(frames: dict[str, pd.DataFrame], plan: pd.DataFrame, run: StageRun) -> pd.DataFrame:
    """Set table 2.2 beside the raw and the benchmarked gap, and show the plan's sums that are off by a hundred."""
    return checks_frame([*_table(frames["gap"], plan, run), *_sums(frames, plan, run), _reconciliation(plan)])


def headlines(frames: dict[str, pd.DataFrame], plan: pd.DataFrame, run: StageRun) -> pd.DataFrame:
    """The front page's number: the net gap in 2040, with the gross shortage."""
    path = run.shown_path
    totals, groups = frames["totals"], frames["gap"]
    last = totals[(totals.path == path) & (totals.year == 2040)].iloc[0]
    gap = groups[(groups.path == path) & (groups.year == 2040)].set_index("group").gap_aarsverk
    lacking = [plurals("groups")[group] for group in gap[gap < 0].nsmallest(2).index]
    most = f", mest {' og '.join(lacking)}" if lacking else ""
    row = headline(
        "gap_end_year",
        40,
        "Gapet for de 14 gruppene i 2040",
        last.net_aarsverk,
        page=PAGE,
        unit="aarsverk",
        quality=run.shown_quality[-1],
        comment=(
            f"Brutto mangler det {number(-last.shortage_aarsverk)} årsverk{most}. Overskudd i andre grupper "
            f"({number(last.surplus_aarsverk)}) fyller ikke mangelen. {printed_sum(plan)}"
        ),
    )
    return headlines_frame([row])


def like_reference(run: StageRun) -> bool:
    """Whether table 2.2 can test the run: the reference's parameters, but for substitution, which moves no path."""
    own = run.params
    gap = own.gap.model_copy(update={"substitution": []})
    return replace(run, params=own.model_copy(update={"gap": gap})).is_reference


def printed_sum(plan: pd.DataFrame) -> str:
    """Say that the plan's printed sum is not the sum of its rows."""
    rows = printed_gap(plan)[LAST].sum()
    return (
        f"Planen trykker {number(printed(plan, 'gap_printed_sum', LAST))}; radene i tabellen summerer til "
        f"{number(rows)}."
    )


def _table(gap: pd.DataFrame, plan: pd.DataFrame, run: StageRun) -> Iterator[dict[str, Any]]:
    cells = gap.set_index(["path", "group", "year"])
    own, demand = cells.gap_aarsverk, cells.demand_aarsverk
    for row in plan[(plan.table == "2.2") & (plan.row == "gap")].itertuples():
        tolerance = max(ROUNDING, SHARE * demand["raw", row.group, row.year])
        off = own["raw", row.group, row.year] - row.value
        yield check(
            "table_2_2",
            "Gap per gruppe (tabell 2.2)",
            row.value,
            raw=own["raw", row.group, row.year],
            benchmarked=own["benchmarked", row.group, row.year],
            tolerance=tolerance,
            used=row.year in TARGETS,
            year=row.year,
            item=labels("groups")[row.group],
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=row.place,
            explanation=_reason(gap, plan, row.year, off, tolerance, row.group),
            tested=like_reference(run),
        )


def _sums(frames: dict[str, pd.DataFrame], plan: pd.DataFrame, run: StageRun) -> Iterator[dict[str, Any]]:
    own = frames["totals"].set_index(["path", "year"]).net_aarsverk
    for row in plan[plan.row == "gap_printed_sum"].itertuples():
        tolerance = SHARE_OF_SUM * abs(row.value)
        off = own["raw", row.year] - row.value
        yield check(
            "table_2_2_sum",
            "Netto gap, trykt sum i tabell 2.2",
            row.value,
            raw=own["raw", row.year],
            benchmarked=own["benchmarked", row.year],
            tolerance=tolerance,
            used=row.year in TARGETS,
            year=row.year,
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=row.place,
            explanation=_reason(frames["gap"], plan, row.year, off, tolerance),
            tested=like_reference(run),
        )


def _reason(
    gap: pd.DataFrame, plan: pd.DataFrame, year: int, off: float, tolerance: float, group: str = ""
) -> str:
    """Say that raw demand is what makes the gap miss, when it does: without its deviation the gap is met.

    The plan prints demand for the 14 groups together; a group is given its share of the deviation. In the years it
    prints no demand for, no reason is known.
    """
    rows = plan[(plan.row == "demand_groups_14") & (plan.year == year) & (plan.quality == "published")]
    if rows.empty:
        return ""
    demand = gap[(gap.path == "raw") & (gap.year == year)].set_index("group").demand_aarsverk
    lower = float(rows.value.iloc[0]) - demand.sum()
    share = demand[group] / demand.sum() if group else 1.0
    if abs(off - lower * share) > tolerance:
        return ""
    return (
        f"Etterspørselen etter de 14 gruppene i {year} er {number(to_hundreds(abs(lower)))} årsverk "
        f"{'lavere' if lower > 0 else 'høyere'} i rå bane enn planens. Det svarer til avviket."
    )


def _reconciliation(plan: pd.DataFrame) -> dict[str, Any]:
    without = printed(plan, "supply_groups_14", LAST) - printed(plan, "demand_groups_14", LAST)
    shortage = printed(plan, "base_shortage", 2024)
    return check(
        "gap_reconciled",
        "Tilbud − etterspørsel − mangel i 2024 med planens egne tall",
        printed(plan, "gap_printed_sum", LAST),
        raw=without - shortage,
        tolerance=200,
        constructed=True,
        year=2040,
        page=PAGE,
        unit="aarsverk",
        source=PLAN,
        place="tegn 33018",
        explanation=f"Tre avrundinger. Uten mangelen på {number(shortage)} blir gapet {number(-without)}.",
    )

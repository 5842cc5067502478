"""The gap held against table 2.2 and the plan's own sums, and its headlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import labels, plurals
from helseplan.formats import number

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-2"
PLAN = "helsepersonellplan-2040"
SHARE = 0.01
"""Tolerance for a group's raw gap: one per cent of what it is a difference between, the group's demand."""
SHARE_OF_SUM = 0.05
"""Tolerance for the raw sum: five per cent of the printed sum."""
ROUNDING = 100.0
FIRST = 2025
"""The year whose shortages divide the base-year shortage: the gap that year is no test."""
WHY = (
    "Alle grupper vokser i takt i tilbudet inntil tilbudsmotoren er på plass, "
    "og fordelingen av årsverk på grupper er fra 2013."
)


def checks(frames: dict[str, pd.DataFrame], plan: pd.DataFrame, run: StageRun) -> pd.DataFrame:
    """Set table 2.2 beside the raw and the benchmarked gap, and show the plan's sums that are off by a hundred."""
    return checks_frame([*_table(frames["gap"], plan, run), *_sums(frames, plan, run), _reconciliation(plan)])


def headlines(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
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
            f"({number(last.surplus_aarsverk)}) fyller ikke mangelen. Planen trykker −42 400; radene i tabellen "
            "summerer til −42 300."
        ),
    )
    return headlines_frame([row])


def _table(gap: pd.DataFrame, plan: pd.DataFrame, run: StageRun) -> Iterator[dict[str, Any]]:
    own = gap.set_index(["path", "group", "year"]).gap_aarsverk
    demand = gap.set_index(["path", "group", "year"]).demand_aarsverk
    for row in plan[(plan.table == "2.2") & (plan.row == "gap")].itertuples():
        yield check(
            "table_2_2",
            "Gap per gruppe (tabell 2.2)",
            row.value,
            raw=own["raw", row.group, row.year],
            benchmarked=own["benchmarked", row.group, row.year],
            tolerance=max(ROUNDING, SHARE * demand["raw", row.group, row.year]),
            constructed=row.year == FIRST and run.is_reference,
            year=row.year,
            item=labels("groups")[row.group],
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=row.place,
            explanation=WHY,
            tested=run.is_reference,
        )


def _sums(frames: dict[str, pd.DataFrame], plan: pd.DataFrame, run: StageRun) -> Iterator[dict[str, Any]]:
    own = frames["totals"].set_index(["path", "year"]).net_aarsverk
    for row in plan[plan.row == "gap_printed_sum"].itertuples():
        yield check(
            "table_2_2_sum",
            "Netto gap, trykt sum i tabell 2.2",
            row.value,
            raw=own["raw", row.year],
            benchmarked=own["benchmarked", row.year],
            tolerance=SHARE_OF_SUM * abs(row.value),
            constructed=row.year == FIRST and run.is_reference,
            year=row.year,
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=row.place,
            explanation=WHY,
            tested=run.is_reference,
        )


def _reconciliation(plan: pd.DataFrame) -> dict[str, Any]:
    value = plan[plan.service == ""].set_index(["row", "year"]).value
    composed = (
        value["supply_groups_14", 2040] - value["demand_groups_14", 2040] - value["base_shortage", 2024]
    )
    return check(
        "gap_reconciled",
        "Tilbud − etterspørsel − mangel i 2024 med planens egne tall",
        float(value["gap_printed_sum", 2040]),
        raw=float(composed),
        tolerance=200,
        constructed=True,
        year=2040,
        page=PAGE,
        unit="aarsverk",
        source=PLAN,
        place="tegn 33018",
        explanation="Tre avrundinger. Uten mangelen på 8 600 blir gapet 33 700.",
    )

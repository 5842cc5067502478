"""The gap held against table 2.2 and the plan's own sums, and its headlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import labels
from helseplan.formats import number

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-2"
PLAN = "helsepersonellplan-2040"
SHARE = 0.01
"""Tolerance for the raw gap: one per cent of what it is a difference between, the group's demand."""
ROUNDING = 100.0
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
    largest = [labels("groups")[group].lower() for group in gap.nsmallest(2).index]
    row = headline(
        "gap_end_year",
        40,
        "Gapet for de 14 gruppene i 2040",
        last.net_aarsverk,
        page=PAGE,
        unit="aarsverk",
        quality="calibrated" if path == "benchmarked" else "derived",
        comment=(
            f"Brutto mangler det {number(-last.shortage_aarsverk)} årsverk, mest {largest[0]} og "
            f"{largest[1]}. "
            f"Overskudd i andre grupper ({number(last.surplus_aarsverk)}) fyller ikke mangelen."
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
    demand = frames["gap"].groupby(["path", "year"]).demand_aarsverk.sum()
    for row in plan[plan.row == "gap_printed_sum"].itertuples():
        yield check(
            "table_2_2_sum",
            "Netto gap, trykt sum i tabell 2.2",
            row.value,
            raw=own["raw", row.year],
            benchmarked=own["benchmarked", row.year],
            tolerance=SHARE * demand["raw", row.year],
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
        year=2040,
        page=PAGE,
        unit="aarsverk",
        source=PLAN,
        place="tegn 33018",
        explanation="Tre avrundinger. Uten mangelen på 8 600 blir gapet 33 700.",
    )

"""Supply held against published figures: those calibration aimed at, and those that were kept out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import labels, plurals
from helseplan.formats import number
from helseplan.supply.cases import PUBLISHED
from helseplan.supply.inputs import LAST_YEAR, counted

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-2"
PLAN = "helsepersonellplan-2040"
FIRST = 2025
AIMED, COUNTED_LATER = 2015, (2016, 2023)
"""The count that calibration aimed at, and later counts that were kept out of it."""
ROUNDING = 500.0
"""Tolerance for the plan's totals, årsverk."""
SHARE_OF_EFFECT = 0.10
"""Tolerance for a published effect."""
SHARE_OF_COUNT = 0.03
"""Tolerance for a count of persons in a group."""
REGISTER = (
    "Fra og med 2015 bygger tellingene på et nytt register (a-ordningen) og er ikke fullt sammenlignbare."
)


def checks(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """Set the plan's totals, SSB's published effects and the counts of personnel beside the model's figures."""
    return checks_frame([*_totals(frames, run), *_effects(frames, run), *_counts(frames, run)])


def headlines(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """The front page's number: supply in the last year, and how it grows."""
    totals = frames["supply"].groupby(["path", "year"]).aarsverk.sum()[run.shown_path]
    growth = (totals[LAST_YEAR] / totals[FIRST] - 1) * 100
    by_group = (
        frames["supply"]
        .query("path == @run.shown_path")
        .pivot(index="group", columns="year", values="aarsverk")
    )
    own = (by_group[LAST_YEAR] / by_group[FIRST] - 1) * 100
    largest = by_group[FIRST].nlargest(2).index
    told = " og ".join(f"{plurals('groups')[group]} {number(own[group])} prosent" for group in largest)
    row = headline(
        "supply_end_year",
        30,
        f"Tilbud fra de 14 gruppene i {LAST_YEAR}",
        totals[LAST_YEAR],
        page=PAGE,
        unit="aarsverk",
        quality=run.shown_quality[-1],
        comment=f"{number(growth, 1)} prosent mer enn i {FIRST}, i vid avgrensning. De to største gruppene: {told}.",
    )
    return headlines_frame([row])


def _totals(frames: dict[str, pd.DataFrame], run: StageRun) -> Iterator[dict[str, Any]]:
    own = frames["supply"].groupby(["path", "year"]).aarsverk.sum()
    plan = run.vintage.read("plan_tables")
    for row in plan[plan.row == "supply_groups_14"].itertuples():
        yield check(
            "supply_groups_14",
            "Tilbud fra de 14 gruppene",
            row.value,
            raw=own["raw", row.year],
            benchmarked=own["benchmarked", row.year],
            tolerance=ROUNDING,
            year=row.year,
            page=PAGE,
            unit="aarsverk",
            source=row.source,
            place=row.place,
            explanation="Kalibreringen veier totalen mot planens gap, gruppe for gruppe.",
            tested=run.is_reference,
            used=True,
        )


def _effects(frames: dict[str, pd.DataFrame], run: StageRun) -> Iterator[dict[str, Any]]:
    plan = run.vintage.read("plan_tables")
    own = frames["scenarios"].groupby("scenario").aarsverk.sum()
    for case in PUBLISHED:
        row = plan[(plan.row == case.row[0]) & (plan.bound == case.row[1])].iloc[0]
        yield check(
            f"effect_{case.code}",
            f"Virkning på tilbudet: {case.title[0].lower()}{case.title[1:]}",
            row.value,
            raw=own[case.code],
            tolerance=SHARE_OF_EFFECT * row.value,
            year=LAST_YEAR,
            page=PAGE,
            unit="aarsverk",
            source=row.source,
            place=row.place,
            explanation=case.reason if case.known else "",
            tested=run.is_reference,
            used=case.used,
        )


def _counts(frames: dict[str, pd.DataFrame], run: StageRun) -> Iterator[dict[str, Any]]:
    """Persons at work in health and care; the history is the same in every run."""
    own = frames["history"].groupby(["group", "year"]).persons.sum()
    personnel = run.vintage.read("personnel")
    for year in (AIMED, *COUNTED_LATER):
        published = counted(personnel, "health_employed", year).groupby("group").persons.sum()
        sources = personnel[(personnel["item"] == "health_employed") & (personnel.year == year)]
        for group, persons in published.items():
            yield check(
                f"count_{year}",
                "Sysselsatte i helse og omsorg",
                float(persons),
                raw=own[group, year],
                tolerance=SHARE_OF_COUNT * persons,
                year=year,
                item=labels("groups")[str(group)],
                page=PAGE,
                unit="persons",
                source=sources.source.iloc[0],
                explanation=REGISTER,
                used=year == AIMED,
            )

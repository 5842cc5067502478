"""Students on their way: who began, who are registered, and how many candidates the newest start promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import labels
from helseplan.measures.views.common import MODELLED, listed
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

SPAN = 3
"""Years back that the newest start is compared with; a heading says it in words. An assumption: one year swings."""
TABLES = {"admitted": "379", "registered": "123", "graduates": "104"}
"""Column → the table its counts come from."""


def students(run: StageRun) -> Table | Text:
    """The newest start, registered students and candidates by group; a box that says what is missing without data."""
    if not run.vintage.has("students"):
        return _missing()
    rows = _rows(run)
    return Table(
        "measures-students",
        "Studenter på vei, personer",
        (
            Column("label", "Gruppe"),
            Column("admitted", "Møtt til studiestart", 0, below="admitted_year"),
            Column("change", "Endring på tre år", 0, "percent"),
            Column("registered", "Registrert om høsten", 0, below="registered_year"),
            Column("completion", "Full\u00adfører", 0, "percent"),
            Column("expected", "Ventede kandidater", 0),
            Column("graduates", "Talte kandidater", 0, below="graduates_year"),
        ),
        rows,
        note=(
            "Tellingene er fra DBH. Hvilken gruppe et studieprogram hører til, er en forutsetning ut fra navnet. Små "
            "tall er avrundet eller vist som 0, så små grupper kan stå for lavt. Ventede kandidater er de som møtte, "
            "ganget med andelen som fullfører. Andelen er modellens: fra DBH 707 når tabellen er hentet, ellers en "
            "forutsetning. Modellen bruker veksten i de talte kandidatene, ikke de ventede. Strek betyr at tallet "
            "mangler. Helsefagarbeidere og helsesekretærer utdannes i videregående skole og er ikke i DBH."
            f"{_not_fetched(rows)}"
        ),
        quality=("derived", "assumption"),
    )


def _rows(run: StageRun) -> pd.DataFrame:
    """One row per group that has students, in the plan's order."""
    counts = run.vintage.read("students")
    began, there = (_newest(counts[counts["item"] == item]) for item in ("admitted", "registered"))
    done = _newest(run.vintage.read("graduates")) if run.vintage.has("graduates") else began[:0]
    traits = run.vintage.read("group_traits").pivot(index="group", columns="item", values="value")
    groups = [group for group in MODELLED if group in set(counts.group)]
    rows = pd.DataFrame({"label": [labels("groups")[group] for group in groups]}, index=groups)
    for name, newest in (("admitted", began), ("registered", there), ("graduates", done)):
        rows[[name, f"{name}_year"]] = newest[["persons", "year"]].reindex(groups)
    rows["change"] = (began.persons / began.before - 1).reindex(groups) * 100
    rows["completion"] = traits.completion.reindex(groups) * 100
    rows["expected"] = rows.admitted * rows.completion / 100
    return rows


def _not_fetched(rows: pd.DataFrame) -> str:
    """Which of DBH's tables the vintage lacks, after a space; nothing when it has all."""
    lacks = [table for column, table in TABLES.items() if rows[column].isna().all()]
    return f" Ikke med i årgangen: DBH-tabell {listed(lacks)}." if lacks else ""


def _newest(counts: pd.DataFrame) -> pd.DataFrame:
    """The newest count of each group: year, persons and the count ``SPAN`` years before; no count is not a number."""
    last = counts.loc[counts.groupby("group").year.idxmax()]
    keys = pd.MultiIndex.from_arrays([last.group, last.year - SPAN])
    before = counts.set_index(["group", "year"]).persons.reindex(keys).to_numpy()
    before = np.where(before > 0, before, np.nan)
    return last.assign(before=before, year=last.year.astype(str)).set_index("group")


def _missing() -> Text:
    return Text(
        "> **Studenter som er i gang, er ikke vist: årgangen mangler dataene.** De kommer med når "
        "`helseplan fetch` henter 379 (søkere og møtte) og 123 (registrerte studenter) fra DBH. Her står ingen tall.",
        quality=("not_quantified",),
    )

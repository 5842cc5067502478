"""The gap beside what the plan prints: table 2.2, its sums, the reconciliation and the older gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number, to_hundreds
from helseplan.gap import plan as own
from helseplan.gap.checks import TARGETS, like_reference
from helseplan.gap.plan import ANCHORS, LAST
from helseplan.gap.uncertainty import OLDER
from helseplan.gap.views.common import MODELLED, Frames
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

CELLS = {"printed": "Planen", "raw": "Rå", "raw_off": "Avvik, rå", "benchmarked": "Avstemt"}
"""Columns for each year of table 2.2."""
RAW_DEMAND = (
    "Rå bane har rå etterspørsel. Kalibreringen i kapittel 2.2 holder tilbudet mot den avstemte, så gapene der er "
    "andre."
)
LARGEST_ROUNDING = 50


def _only_reference(run: StageRun) -> Text:
    """Why the plan's table 2.2 is not set beside this run."""
    if kept := run.benchmark_from:
        return Text(
            "Kjøringen bygger på nyere data enn planen. Planens tabell 2.2 hører til dataene i "
            f"«{kept}»; en kjøring på den årgangen setter tabellen ved siden av modellen."
        )
    return Text("Kjøringen har egne forutsetninger. Planens tabell 2.2 gjelder bare referansebanen.")


def table_2_2(result: Frames, run: StageRun) -> Table | Text:
    """The plan's table 2.2 beside both paths, rounded as the plan is before they are compared."""
    if not like_reference(run):
        return _only_reference(run)
    rows = own.beside(result["gap"], run.vintage.read("plan_tables"))
    return Table(
        "gap-table-2-2",
        "Planens tabell 2.2 ved siden av modellens gap i alle årene, avrundet til hundre årsverk",
        (
            Column("group", "Gruppe"),
            *(
                Column(f"{key}_{year}", f"{name} {year}", 0)
                for year in ANCHORS
                for key, name in CELLS.items()
            ),
        ),
        _cells(rows),
        note=f"{_hits(rows)} {_worst(rows)} {RAW_DEMAND}",
        quality=("published", "derived", "calibrated", "assumption"),
    )


def table_2_2_last(result: Frames, run: StageRun) -> Table | Text:
    """The last year of table 2.2 beside both paths, narrow enough to be read at a glance."""
    if not like_reference(run):
        return _only_reference(run)
    rows = own.beside(result["gap"], run.vintage.read("plan_tables"))
    last = rows[rows.year == LAST]
    return Table(
        "gap-table-2-2-last",
        f"Gapet i {LAST}: planens tabell 2.2 og modellen, avrundet til hundre årsverk",
        (Column("group", "Gruppe"), *(Column(f"{key}_{LAST}", name, 0) for key, name in CELLS.items())),
        _cells(rows),
        note=f"Rå bane er kalibrert på dette året. {_worst(last)} {RAW_DEMAND}",
        quality=("published", "derived", "calibrated", "assumption"),
    )


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Group and one column for each cell and year, the sum of the rows last."""
    wide = rows.pivot(index="group", columns="year").reindex(MODELLED)
    table = pd.DataFrame(
        {f"{key}_{year}": wide[key, year].to_numpy() for year in ANCHORS for key in CELLS},
    )
    table.insert(0, "group", [labels("groups")[code] for code in wide.index])
    total = pd.DataFrame([{"group": "Sum av radene", **table.drop(columns="group").sum()}])
    return pd.concat([table, total])


def _hits(rows: pd.DataFrame) -> str:
    """How many cells the raw path meets, apart for the years it is calibrated to and the others."""
    target = rows.year.isin(TARGETS)

    def near(part: pd.DataFrame) -> str:
        return f"{number((part.raw_off.abs() <= 100).sum())} av {number(len(part))} celler innen 100 årsverk"

    first, last = TARGETS
    missed = int((rows.benchmarked_off != 0).sum())
    met = "treffer alle cellene" if not missed else f"bommer på {number(missed)} celler"
    return (
        f"Rå bane er kalibrert på {first} og {last} og har der {near(rows[target])}. Årene mellom er prøver: "
        f"{near(rows[~target])}. Avstemt bane {met}."
    )


def _worst(rows: pd.DataFrame) -> str:
    worst = rows.loc[rows.raw_off.abs().idxmax()]
    if worst.raw_off == 0:
        return ""
    return (
        f"Det største avviket i rå bane er {labels('groups')[worst.group].lower()} i {worst.year}, "
        f"{number(worst.raw_off, sign=True)} årsverk."
    )


def sums(result: Frames, run: StageRun) -> Table | Text:
    """The printed sums of table 2.2 beside the sums of its rows, and the model's."""
    if not like_reference(run):
        return _only_reference(run)
    plan = run.vintage.read("plan_tables")
    rows = own.sums(own.beside(result["gap"], plan), plan)
    most = LARGEST_ROUNDING * len(MODELLED)
    return Table(
        "gap-sums",
        "Summene i tabell 2.2: trykt, summert rad for rad, og modellens, årsverk",
        (
            Column("year", "År"),
            Column("printed", "Trykt sum", 0),
            Column("rows", "Sum av trykte rader", 0),
            Column("off", "Forskjell", 0),
            Column("raw", "Rå bane", 0),
            Column("benchmarked", "Avstemt bane", 0),
        ),
        rows,
        note=(
            f"De trykte summene avviker med inntil {number(rows.off.abs().max())} fra radene over dem, som om planen "
            f"summerer før den avrunder. Hver rad kan være avrundet med inntil {LARGEST_ROUNDING}, så "
            f"{len(MODELLED)} rader kan til sammen avvike med inntil {number(most)}. Modellens summer er av rader som "
            "er avrundet på samme måte."
        ),
        quality=("published", "derived", "calibrated"),
    )


def reconciliation(run: StageRun) -> Table:
    """Demand, the shortage of 2024, supply and the gap with the plan's own numbers."""
    plan = run.vintage.read("plan_tables")
    shortage = own.printed(plan, "base_shortage", 2024)
    rows = own.reconciliation(plan)
    return Table(
        "gap-reconciliation",
        f"Gapet i {LAST} med planens egne tall, årsverk",
        (Column("label", "Ledd"), Column("aarsverk", "Årsverk", 0), Column("place", "Sted i planen")),
        rows,
        note=(
            f"Positive tall er mangel. Forskjellen på {number(abs(rows.aarsverk.iloc[-1]))} kommer av avrunding: hvert "
            f"av leddene er avrundet til hundre. Uten mangelen på {number(shortage)} i 2024 blir gapet "
            f"{number(rows.aarsverk[3] - shortage)}."
        ),
        quality=("published",),
    )


def bridge(run: StageRun) -> Table:
    """From SSB's older gap to the plan's, with the part that can be numbered."""
    cases = run.artefact("demand", "sensitivity_by_group")
    older = cases[(cases.assumption == OLDER) & cases.group.isin(MODELLED)]
    plan = run.vintage.read("plan_tables")
    change = older.change_aarsverk.sum()
    return Table(
        "gap-bridge",
        f"Fra SSBs eldre anslag på gapet i {LAST} til planens, årsverk",
        (Column("label", "Ledd"), Column("aarsverk", "Årsverk", 0), Column("quality", "Kvalitet")),
        own.bridge(plan, to_hundreds(change)),
        note=(
            "Positive tall er mangel. Det eldre anslaget er SSBs fra 2023. Planen nevner tre årsaker til forskjellen: "
            "nytt basisår for bemanningen (2019 er byttet med 2024), endret bruk av tjenestene og ny "
            "befolkningsframskriving. Den tallfester ingen av dem. Modellen har ikke bemanning og bruk i 2019 og kan "
            "bare tallfeste den siste. Tallet er forskjellen mellom dagens hovedalternativ og en bane med "
            f"{older.label.iloc[0]}; banen er ikke hele framskrivingen fra 2022. {_direction(-change)}"
        ),
        quality=("published", "derived", "assumption"),
    )


def _direction(newer: float) -> str:
    """Whether the newer projection explains some of the fall, or makes the rest larger."""
    if newer > 0:
        return (
            "På vår bane gjør den nyere framskrivingen gapet større. Det går imot planen, som nevner den som en av "
            "årsakene til nedgangen. Banen er en forutsetning, så tallet viser ikke at planen tar feil."
        )
    return "På vår bane forklarer den nyere framskrivingen noe av nedgangen, som planen sier."

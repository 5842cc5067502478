"""The other documents' measures, and the plan's candidate indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.measures.views.chapters import NOT_QUANTIFIED, printed_effect
from helseplan.measures.views.common import listed
from helseplan.report.display import Column, Table, Text
from helseplan.report.html import unit_name

if TYPE_CHECKING:
    from helseplan.session import StageRun

DECIMALS = {"percent": 1, "ratio": 2}

DOCUMENTS = {
    "ramboll-menon-2022": "Rambøll og Menon (2022)",
    "nou-2023-4": "NOU 2023: 4",
    "ho21-innspill-2022": "HelseOmsorg21-rådet (2022)",
    "helsedir-kompetanseloft-2022": "Kompetanseløft 2025, årsrapport 2022",
}
"""Source code → the name it goes by in the text."""


def _rows(run: StageRun) -> pd.DataFrame:
    rows = run.vintage.read("measures_other")
    titles = run.vintage.read("measures").set_index("measure").title
    return rows.assign(
        document=[DOCUMENTS.get(code, code) for code in rows.source],
        effect=[printed_effect(row) for row in rows.itertuples()],
        evidence="Grunnlag: " + rows.evidence.map(labels("evidence")),
        plan=rows.plan_measure.map(titles).fillna(""),
        side=rows.side.map(labels("sides")),
    )


def about_others(run: StageRun) -> Text:
    """How many measures the other documents have, how many have numbers, and how many the plan has too."""
    rows = _rows(run)
    counts = [f"{name} ({size})" for name, size in rows.document.value_counts(sort=False).items()]
    counted, shared = int(rows.quantified.sum()), int((rows.plan != "").sum())
    return Text(
        f"De andre dokumentene har **{len(rows)}** tiltak: {listed(counts)}. {counted} av dem er tallfestet, ofte i "
        f"andre enheter enn årsverk. {shared} svarer til et tiltak i planen; de er ikke regnet på nytt, fordi "
        f"virkningen ikke kommer i tillegg. Resten står som «{NOT_QUANTIFIED}», ikke som null.",
        quality=("published", "not_quantified"),
    )


def others(run: StageRun) -> Table:
    """Every measure of the other documents, those with numbers first within each document."""
    rows = _rows(run).sort_values("quantified", ascending=False, kind="stable")
    order = {name: place for place, name in enumerate(DOCUMENTS.values())}
    rows = rows.sort_values("document", key=lambda names: names.map(order).fillna(len(order)), kind="stable")
    return Table(
        "measures-others",
        "Tiltak i de andre dokumentene",
        (
            Column("title", "Tiltak", below="mechanism"),
            Column("document", "Dokument", below="place"),
            Column("side", "Side"),
            Column("effect", "Effekt i kilden", below="evidence"),
            Column("plan", "Tilsvarer i planen"),
            Column("caveat", "Forbehold"),
            Column("quality", "Merke"),
        ),
        rows,
        note="Tallene er kildens egne, i kildens enhet. Ingen av dem er med i modellens regnestykker.",
        quality=("published", "not_quantified"),
    )


def indicators(run: StageRun) -> Table:
    """The plan's candidate indicators with the baselines its text holds, and the newest figures a vintage has."""
    rows = run.vintage.read("indicators").sort_values(["number", "indicator"])
    newest = _newest(run)
    note = "Planen lister 19 kandidater. De øvrige er varslet andre steder i teksten."
    if newest is None:
        measured: tuple[Column, ...] = ()
    else:
        rows = rows.join(newest, on="indicator")
        measured = (Column("newest", "Siste tall", below="when"),)
        note += " Siste tall er hentet fra kilden etter planen; strek betyr at årgangen ikke har noe nyere."
    return Table(
        "measures-indicators",
        "Planens indikatorer med basisverdi",
        (
            Column("title", "Indikator"),
            Column("number", "Nr."),
            Column("baseline", "Basisverdi i planen", below="scope"),
            *measured,
            Column("data_source", "Datakilde"),
            Column("target", "Måltall"),
            Column("quality", "Merke"),
        ),
        rows,
        note=note,
    )


def _newest(run: StageRun) -> pd.DataFrame | None:
    """The newest figure of each indicator as text, with its period; None when the vintage has none."""
    if not run.vintage.has("indicator_values"):
        return None
    values = run.vintage.read("indicator_values")
    last = values.sort_values("period").groupby("indicator").tail(1).set_index("indicator")
    shown = [
        f"{number(row.value, DECIMALS.get(row.unit, 0))} {unit_name(row.unit)}" for row in last.itertuples()
    ]
    when = last.period.str.replace(r"^(\d{4})K(\d)$", r"\2. kvartal \1", regex=True)
    return pd.DataFrame({"newest": shown, "when": when}, index=last.index)

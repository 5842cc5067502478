"""Figures and tables of the supply stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels
from helseplan.formats import number
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]


def quality(run: StageRun) -> tuple[str, ...]:
    """The quality of total supply: the plan's, unless the run has added growth of its own."""
    return ("assumption",) if run.params.supply.extra_growth_percent else ("published", "derived")


def finding(result: Frames, run: StageRun) -> Text:
    """How much supply grows."""
    total = result["supply"].query("path == 'benchmarked'").groupby("year").aarsverk.sum()
    growth = (total[2040] / total[2025] - 1) * 100
    return Text(
        f"Tilbudet fra de 14 gruppene vokser fra **{number(total[2025])}** årsverk i 2025 til "
        f"**{number(total[2040])}** i 2040, "
        f"{number(growth, 1)} prosent.",
        quality=quality(run),
    )


def total(result: Frames, run: StageRun) -> Figure:
    """Line: total supply of the 14 groups by year."""
    rows = result["supply"].query("path == 'benchmarked'").groupby("year", as_index=False).aarsverk.sum()
    growth = (rows.aarsverk.iloc[-1] / rows.aarsverk.iloc[0] - 1) * 100

    def draw() -> Drawing:
        figure, ax = style.new_figure(3.2)
        ax.plot(rows.year, rows.aarsverk / 1000, color=style.SUPPLY)
        ax.plot([2025, 2040], rows.aarsverk.iloc[[0, -1]] / 1000, "o", color=style.SUPPLY)
        ax.set_ylim(0, rows.aarsverk.max() / 1000 * 1.1)
        style.number_axis(ax.yaxis)
        style.year_axis(ax.xaxis)
        style.unit_label(ax, "Tusen årsverk, de 14 gruppene")
        return figure

    return Figure(
        "supply-total",
        f"Tilbudet øker med {number(growth)} prosent på 15 år",
        "En linje for samlet tilbud fra de 14 gruppene fra 2025 til 2040, med jevn vekst.",
        draw,
        Table(
            "supply-total-table",
            "Tilbud fra de 14 gruppene, årsverk",
            (Column("year", "År"), Column("aarsverk", "Årsverk", 0)),
            rows,
            note=_note(run),
        ),
        quality=quality(run),
    )


def by_group(result: Frames, run: StageRun) -> Table:
    """Supply by group in 2025 and 2040, with how firm the division is."""
    shown = (
        result["supply"]
        .query("path == 'benchmarked'")
        .pivot(index="group", columns="year", values="aarsverk")
    )
    order = codes("groups", modelled="true")
    rows = pd.DataFrame(
        {
            "label": [labels("groups")[code] for code in order],
            "first": shown[2025].reindex(order).to_numpy(),
            "last": shown[2040].reindex(order).to_numpy(),
            "quality": "assumption",
        }
    )
    total = {
        "label": "I alt",
        "first": rows["first"].sum(),
        "last": rows["last"].sum(),
        "quality": quality(run)[0],
    }
    return Table(
        "supply-groups",
        "Tilbud etter personellgruppe, årsverk",
        (
            Column("label", "Gruppe"),
            Column("first", "2025", 0),
            Column("last", "2040", 0),
            Column("quality", "Fordelingen"),
        ),
        pd.concat([rows, pd.DataFrame([total])]),
        note=(
            "Fordelingen på grupper er sysselsatte i 2013 ganget med arbeidstid i 2011, skalert til summen, og alle "
            "grupper vokser i takt. Planen sier at de ikke gjør det. For lege, psykolog og tannlege mangler "
            "arbeidstiden, og heltid er forutsatt."
        ),
    )


def _note(run: StageRun) -> str:
    extra = run.params.supply.extra_growth_percent
    own = f" Denne kjøringen legger til {number(extra, 1)} prosentpoeng vekst i året." if extra else ""
    return f"Planen oppgir 2025 og 2040. Årene mellom følger en jevn vekst.{own}"

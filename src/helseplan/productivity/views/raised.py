"""What 0.7 in place of 0.5 per cent a year may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.productivity.checks import STEPS
from helseplan.productivity.views.common import Frames, plans, span
from helseplan.report.display import Column, Table, Text
from helseplan.vintages.rules import plan_value

if TYPE_CHECKING:
    from helseplan.params.productivity import Productivity
    from helseplan.session import StageRun

BASES = {
    "wide_2040": "Vid avgrensning 2040",
    "narrow_2040": "Smal avgrensning 2040",
    "groups_14_2040": "De 14 gruppene 2040",
    "narrow_2024": "Smal avgrensning 2024",
    "growth_mixed": "Økningen fra smal 2024 til vid 2040",
}
FORMULAS = {
    "ratio": "Forholdet mellom nivåene, spart andel",
    "ratio_up": "Forholdet mellom nivåene, økt andel",
    "difference": "Differansen mellom vekstfaktorene",
    "compound": "Forskjellen i vekst, med rentes rente",
    "compound_saved": "Forskjellen i vekst, spart andel",
    "linear": "Forskjellen i vekst ganger antall år",
    "linear_on_grown": "Forskjellen ganger antall år, av et grunnlag som har vokst",
    "full_saved": "Hele den høye veksten, spart andel",
    "full_grown": "Hele den høye veksten, med rentes rente",
    "full_linear": "Hele den høye veksten ganger antall år",
}
NEAREST = 8
"""Readings shown: those that are nearest the printed number."""


def _printed(run: StageRun) -> float:
    return plan_value(run.vintage.read("plan_tables"), "3.2", "productivity_07", 2040)


def _growths(params: Productivity) -> tuple[str, str]:
    """The growth from and to, with the digits the run gives them."""
    return _rate(params.raised_from_percent), _rate(params.raised_growth_percent)


def _rate(percent: float) -> str:
    return number(percent, 1 if round(percent, 1) == percent else 2)


def about_raised(result: Frames, run: StageRun) -> Text:
    """How many readings there are, how far they spread, and that the printed number is not one of a kind."""
    rows, (low, high) = result["raised"], _growths(run.params.productivity)
    increment = rows[(rows.kind == "increment") & rows.base.isin(["wide_2040", "narrow_2040"])]
    usual = rows.set_index(["formula", "base", "steps"]).aarsverk["ratio"].xs(STEPS, level="steps")
    usual_growth, raised = _growths(plans(run))
    own = "" if (usual_growth, raised) == (low, high) else f" Kjøringen bruker {high} og {low}."
    return Text(
        f"Planen skriver {number(_printed(run))} årsverk for en vekst på {raised} i stedet for {usual_growth} prosent "
        f"i året.{own} Ett sted kaller den det virkningen av forskjellen, et annet sted det hele den høye veksten «kan "
        f"gi». Formel, antall år og grunnlag er ikke oppgitt. Vi har prøvd {number(len(rows))} lesninger. "
        f"**{number(rows.hits.sum())} av dem runder av til planens tall, og tallet kan ikke gjenskapes entydig.** For "
        f"alt personell spenner forskjellen fra {span(increment.aarsverk.min(), increment.aarsverk.max())}. Den "
        f"vanlige formelen over {STEPS} år gir {number(usual['wide_2040'])} i vid og {number(usual['narrow_2040'])} i "
        "smal avgrensning; den holder uformell omsorg utenfor. Modellen gir lesning nummer "
        f"{number(len(rows) + 1)}: uformell omsorg regnes med og holdes konstant, så tjenestene tar hele virkningen i "
        "omsorgen, og den blir større. Den trenger hele modellen og er den ene prøven vi har på planens tall. Svaret "
        "står i [kapittel 3](kapittel-3.html), regnet som planens tiltak, og vurderingen under etterspørsel i "
        "[avstemmingen](avstemming.html). At en lesning er forenlig med tallet, viser ikke at planen er regnet slik.",
        quality=("published", "derived"),
    )


def raised(result: Frames, run: StageRun) -> Table:
    """The spread of the readings by what they are counted in."""
    rows, (low, high) = result["raised"], _growths(run.params.productivity)
    increment = rows[rows.kind == "increment"]
    usual = increment[(increment.formula == "ratio") & (increment.steps == STEPS)].set_index("base").aarsverk
    full = rows[rows.kind == "full"].groupby("base").aarsverk
    found = increment.groupby("base").aarsverk.agg(["min", "max"])
    found = found.assign(
        usual=usual,
        level=increment.groupby("base").base_aarsverk.first(),
        hits=rows.groupby("base").hits.sum().astype(float),
        full=[span(a, b) for a, b in zip(full.min(), full.max(), strict=True)],
    ).loc[list(BASES)]
    return Table(
        "productivity-raised",
        f"Færre årsverk i 2040 når produktiviteten vokser {high} i stedet for {low} prosent i året",
        (
            Column("label", "Grunnlag"),
            Column("level", "Årsverk", 0),
            Column("usual", f"Forholdet, {STEPS} år", 0),
            Column("min", "Minst", 0),
            Column("max", "Mest", 0),
            Column("full", f"Hele veksten på {high}"),
            Column("hits", "Runder av til planens tall", 0),
        ),
        found.reset_index().assign(label=[BASES[code] for code in found.index]),
        note=(
            "Minst og mest gjelder sju formler for forskjellen og 15, 16 og 17 år. Den siste linjen blander "
            "avgrensninger, slik planens tekst gjør når den sammenligner de to nivåene."
        ),
        quality=("derived",),
    )


def raised_nearest(result: Frames, run: StageRun) -> Table:
    """The readings nearest the printed number, and which of them round to it."""
    printed = _printed(run)
    rows = result["raised"].assign(off=(result["raised"].aarsverk - printed).abs())
    rows = rows.sort_values(["off", "formula", "base", "steps"]).head(NEAREST)
    shown = pd.DataFrame(
        {
            "formula": rows.formula.map(FORMULAS),
            "base": rows.base.map(BASES),
            "steps": rows.steps.astype(str),
            "aarsverk": rows.aarsverk,
            "hits": ["ja" if hit else "nei" for hit in rows.hits],
        }
    )
    return Table(
        "productivity-raised-nearest",
        f"Lesningene som ligger nærmest planens {number(printed)}",
        (
            Column("formula", "Formel", below="base"),
            Column("steps", "Antall år"),
            Column("aarsverk", "Årsverk", 0),
            Column("hits", "Runder av dit"),
        ),
        shown,
        note=(
            "17 år er 2024–2040 med begge endeår talt med. At en lesning treffer, viser ikke at den er brukt: med så "
            "mange formler treffer noen ved en tilfeldighet."
        ),
        quality=("derived",),
    )

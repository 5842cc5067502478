"""Figures and tables of the measures stage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.measures.compute import topdown_counted, with_effect
from helseplan.report import style
from helseplan.report.display import Column, Figure, Table, Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
NOT_QUANTIFIED = "ikke tallfestet"


def finding(result: Frames, run: StageRun) -> Text:
    """The plan's sums, and why they are not an effect."""
    totals = result["totals"]
    last = totals[totals.year == 2040].set_index("scenario")
    low, high = last.loc["plan_low"], last.loc["plan_high"]
    register = run.vintage.read("measures")
    without = int((~register.quantified).sum())
    counted_already = (
        "Etterspørselen i denne kjøringen har allerede høyere produktivitetsvekst enn referansebanen; planens anslag "
        "for det samme er derfor holdt utenfor kjøringens egen sum. "
        if topdown_counted(run)
        else ""
    )
    return Text(
        "Planens tiltak på tilbudssiden summerer til "
        f"**{number(low.supply_sum_aarsverk)}–{number(high.supply_sum_aarsverk)}** årsverk i 2040, "
        f"og høyere produktivitet til {number(low.demand_sum_aarsverk)}. Gapet før tiltak er "
        f"{number(low.gap_before_aarsverk, sign=True)} (minus er underskudd). "
        "Tallene kan ikke uten videre legges sammen: hvert tiltak er regnet for seg, flere virker "
        "på de samme menneskene og timene, og anslaget for produktivitet gjelder etter størrelsen å dømme alt "
        f"personell, mens gapet bare gjelder 14 grupper. {counted_already}"
        f"Av {len(register)} tiltak og anslag i registeret har {without} ingen tallfestet effekt. De er med, "
        "men ikke som null.",
        quality=("published", "derived", *run.shown_quality),
    )


def not_joint() -> Text:
    """What this version does not do."""
    return Text(
        "**Ikke beregnet ennå:** felles effekt når tiltakene virker sammen, overlappet mellom dem "
        "og hvert tiltaks andel. "
        "Kolonnene for dette er tomme i artefaktene, ikke null."
    )


def effects(result: Frames, run: StageRun) -> Figure:
    """Bars: each quantified measure's range in the horizon year, with those in the plan's sum first."""
    register = with_effect(run.vintage.read("measures"))
    rows = register.sort_values(["in_plan_sum", "effect_high"], ascending=False)
    largest = rows[rows.in_plan_sum].iloc[0]
    return Figure(
        "measures-effects",
        f"{largest.title} er det største enkelttiltaket: {number(largest.effect_high)} årsverk",
        (
            "Liggende streker viser laveste og høyeste anslag for hvert tallfestet tiltak i 2040. "
            "Tiltakene over den stiplede linjen er de planen summerer."
        ),
        lambda: _draw_effects(rows),
        _effects_table(rows),
        note=(
            "Over den stiplede linjen: tiltakene i planens tabell 3.1 og 3.2. Under: andre anslag i "
            "planen, som delvis gjelder det samme og aldri legges til."
        ),
        quality=("published",),
    )


def _draw_effects(rows: pd.DataFrame) -> Drawing:
    figure, ax = style.new_figure(0.42 * len(rows) + 1.2)
    style.horizontal_bars(ax, list(rows.title), wrap=42)
    for place, row in enumerate(rows.itertuples()):
        colour = style.SUPPLY if row.side == "supply" else style.DEMAND
        ends = [row.effect_low / 1000, row.effect_high / 1000]
        ax.plot(ends, [place, place], "o-", color=colour, linewidth=5, solid_capstyle="butt")
    for colour, name in ((style.SUPPLY, "Øker tilbudet"), (style.DEMAND, "Demper etterspørselen")):
        ax.plot([], [], "o-", color=colour, label=name)
    ax.axhline(rows.in_plan_sum.sum() - 0.5, color=style.SPINE, linewidth=0.8, linestyle=":")
    ax.set_xlim(left=0)
    style.number_axis(ax.xaxis)
    ax.set_xlabel("Tusen årsverk i 2040, hvert tiltak for seg")
    style.legend(ax, 2)
    return figure


def _effects_table(rows: pd.DataFrame) -> Table:
    in_sum = rows.in_plan_sum.map({True: "ja", False: "nei"})
    return Table(
        "measures-effects-table",
        "Tallfestede tiltak, årsverk i 2040, hvert for seg",
        (
            Column("title", "Tiltak"),
            Column("side", "Side"),
            Column("effect_low", "Laveste", 0),
            Column("effect_high", "Høyeste", 0),
            Column("in_sum", "I planens sum"),
        ),
        rows.assign(side=rows.side.map(labels("sides")), in_sum=in_sum),
    )


def sums(result: Frames, run: StageRun) -> Table:
    """The plan's simple sums beside the gap, in the last year."""
    last = result["totals"][result["totals"].year == 2040]
    names = {
        "plan_low": "Planens laveste anslag",
        "plan_high": "Planens høyeste anslag",
        "chosen": "Denne kjøringens nivå",
    }
    rows = (
        last.assign(scenario=last.scenario.map(names))
        .set_index("scenario")
        .loc[list(names.values())]
        .reset_index()
    )
    return Table(
        "measures-sums",
        "Enkel sum av tiltakene og gapet i 2040, årsverk",
        (
            Column("scenario", "Nivå"),
            Column("supply_sum_aarsverk", "Tilbud", 0),
            Column("demand_sum_aarsverk", "Etterspørsel", 0),
            Column("simple_sum_aarsverk", "Enkel sum", 0),
            Column("joint_aarsverk", "Felles effekt", 0),
            Column("overlap_aarsverk", "Overlapp", 0),
            Column("gap_before_aarsverk", "Gap før tiltak", 0),
        ),
        rows,
        note=(
            "Strek betyr ikke beregnet. Den enkle summen er ikke en effekt, og den er regnet ut "
            "her, ikke trykt. Planen trykker 41 800 som "
            "laveste sum for tilbudet; radene summerer til 41 700."
        ),
        quality=("published", "derived", *run.shown_quality, "assumption"),
    )


def chapter(run: StageRun, number_: int) -> Table:
    """The measures of one chapter: what, which side, effect, evidence, caveat."""
    register = run.vintage.read("measures")
    rows = register[register.chapter == number_]
    shown = rows.assign(
        side=rows.side.map(labels("sides")),
        effect=[_effect(row) for row in rows.itertuples()],
        evidence=rows.evidence.map(labels("evidence")),
    )
    return Table(
        f"measures-chapter-{number_}",
        f"Tiltakene i kapittel {number_}",
        (
            Column("title", "Tiltak", below="goal"),
            Column("section", "Avsnitt"),
            Column("side", "Side"),
            Column("effect", "Effekt i årsverk"),
            Column("evidence", "Grunnlag"),
            Column("caveat", "Forbehold"),
            Column("quality", "Merke"),
        ),
        shown,
        note=(
            "Effekten er planens anslag for tiltaket alene. Avsnittsnumrene er delvis utledet, fordi "
            "planens tekst har mistet dem."
        ),
    )


def chapter_finding(run: StageRun, number_: int) -> Text:
    """How many measures a chapter has, and how many of them have numbers."""
    register = run.vintage.read("measures")
    rows = register[register.chapter == number_]
    counted = int(rows.quantified.sum())
    having = "Ingen av dem har" if counted == 0 else f"**{counted}** av dem har"
    return Text(
        f"Registeret har **{len(rows)}** tiltak og anslag i dette kapitlet. {having} et tall i årsverk."
    )


def indicators(run: StageRun) -> Table:
    """The plan's candidate indicators with the baselines its text holds."""
    rows = run.vintage.read("indicators").sort_values(["number", "indicator"])
    return Table(
        "measures-indicators",
        "Planens indikatorer med basisverdi",
        (
            Column("title", "Indikator"),
            Column("number", "Nr."),
            Column("baseline", "Basisverdi i planen", below="scope"),
            Column("data_source", "Datakilde"),
            Column("target", "Måltall"),
            Column("quality", "Merke"),
        ),
        rows,
        note="Planen lister 19 kandidater. De øvrige er varslet andre steder i teksten.",
    )


def _effect(row: Any) -> str:
    low, high = row.effect_low, row.effect_high
    if math.isnan(low):
        return NOT_QUANTIFIED
    unit = " per kommune" if row.unit == "aarsverk_per_municipality" else ""
    decimals = 0 if float(high).is_integer() else 1
    span = number(low, decimals) if low == high else f"{number(low, decimals)}–{number(high, decimals)}"
    return span + unit

"""The plan's chapters 4–10: every measure with its goal, effect, evidence, who carries it and what it touches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.measures.views.common import (
    LAST,
    QUALITY,
    Frames,
    about,
    about_span,
    last_effects,
    last_totals,
    level_words,
    listed,
    measure_name,
    span,
)
from helseplan.measures.views.reservations import SICK_LEAVE, WEEKENDS, about_weekends, sick_leave_above
from helseplan.measures.views.touched import touches
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

NOT_QUANTIFIED = "ikke tallfestet"
NOT_RUN = "ikke regnet"
SHORT_UNITS = {
    "aarsverk": "årsverk",
    "aarsverk_per_municipality": "årsverk per kommune",
}


def _register(run: StageRun, chapter: int) -> pd.DataFrame:
    register = run.vintage.read("measures")
    return register[register.chapter == chapter]


def chapter_finding(result: Frames, run: StageRun, chapter: int) -> Text:
    """How many measures a chapter has, how many have numbers, and what those that the model runs give."""
    rows = _register(run, chapter)
    counted = int(rows.quantified.sum())
    left = f"«{NOT_QUANTIFIED}», som ikke er det samme som null"
    having = (
        f"**{counted}** av dem er tallfestet i planen; resten står som {left}."
        if counted
        else f"Ingen av dem er tallfestet i planen; de står som {left}."
    )
    text = (
        f"Registeret har **{len(rows)}** tiltak og anslag i dette kapitlet. {having} "
        f"{_together(result, run, rows)}"
    )
    return Text(
        text.strip(), quality=(*QUALITY, *run.shown_quality) if counted else ("published", "not_quantified")
    )


def _together(result: Frames, run: StageRun, rows: pd.DataFrame) -> str:
    """What the chapter's measures give in company, of the plan's package or of the estimates from below."""
    low, high = (last_effects(result, f"plan_{bound}").shapley_aarsverk for bound in ("low", "high"))
    inside = [name for name in rows.measure if name in high.index]
    if inside:
        share = about_span(low[inside].sum(), high[inside].sum())
        whole = last_totals(result).joint_aarsverk
        return (
            f"Tiltakene i planens tabell 3.1 og 3.2 som hører til her ({_named(inside, run)}), gir **{share}** årsverk "
            f"i {LAST} sammen med de andre, av {about_span(whole['plan_low'], whole['plan_high'])} i alt."
        )
    below = last_effects(result, "bottom_up").shapley_aarsverk
    inside = [name for name in rows.measure if name in below.index]
    if not inside:
        return ""
    return (
        f"Modellen kjører {_named(inside, run)}. Sammen med de andre anslagene nedenfra gir det "
        f"**{about(below[inside].sum())}** årsverk i {LAST}, {level_words(run.params.measures.level)}. Det er et "
        "alternativ til høyere produktivitet og kommer ikke i tillegg."
    )


def _named(names: list[str], run: StageRun) -> str:
    return listed([f"«{measure_name(name, run)}»" for name in names])


def effects(result: Frames, run: StageRun, chapter: int) -> Table | Text:
    """The chapter's measures with numbers: the plan's, the model's alone, and in company."""
    rows = _register(run, chapter)
    rows = rows[rows.quantified]
    if rows.empty:
        return Text(f"Planen har ingen tall for tiltakene i kapittel {chapter}.", ("not_quantified",))
    data = rows.assign(
        effect=[printed_effect(row) for row in rows.itertuples()],
        scope=rows.scope.map(labels("measures_scope")),
        alone=[_alone(result, str(name)) for name in rows.measure],
        together=[_company(result, str(name)) for name in rows.measure],
        evidence=rows.evidence.map(labels("evidence")),
    )
    return Table(
        f"measures-effects-{chapter}",
        f"Tallfestede tiltak i kapittel {chapter}: planens tall, alene og sammen i {LAST}",
        (
            Column("title", "Tiltak"),
            Column("effect", "Planens tall", below="scope"),
            Column("alone", "Modellen, alene"),
            Column("together", "Sammen med de andre"),
            Column("evidence", "Grunnlag"),
        ),
        data,
        note=_effects_note(result, run, list(rows.measure)),
        quality=(*QUALITY, *run.shown_quality),
    )


def _effects_note(result: Frames, run: StageRun, names: list[str]) -> str:
    """What the columns count, and the reservations that some of these measures need."""
    plan, below = (last_effects(result, scenario).index for scenario in ("plan_high", "bottom_up"))
    together = [
        "«Sammen» er andelen av den felles effekten av planens tiltak, laveste–høyeste."
        if set(names) & set(plan)
        else "",
        "For anslag nedenfra er «alene» laveste–høyeste med full virkning fra første år, slik kildene regner; «sammen» "
        f"er andelen av den felles effekten av disse anslagene, {level_words(run.params.measures.level)}, med "
        "kjøringens opptrapping."
        if set(names) & (set(below) - set(plan))
        else "",
    ]
    sentences = [
        "Modellens tall er årsverk i de 14 gruppene; under planens tall står hvem det gjelder. «Inntil» står der "
        "planen kaller tallet et øvre anslag. Oppgaver som flyttes mellom to av de 14 gruppene, gir null i sum.",
        *together,
        f"Et tiltak som er «{NOT_RUN}», er en annen måte å regne et annet tiltak på, gjelder ett sted, eller mangler "
        "en enhet modellen kan bruke.",
        sick_leave_above(result, run) if SICK_LEAVE in names else "",
        about_weekends(result, run) if WEEKENDS in names else "",
        "Forbeholdene står i neste tabell.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _alone(result: Frames, name: str) -> str:
    found = [last_effects(result, scenario).alone_aarsverk for scenario in ("plan_low", "plan_high")]
    if name in found[0].index:
        return span(found[0][name], found[1][name])
    own = result["singles"][result["singles"].measure == name]
    return span(own.groups_14_aarsverk.min(), own.groups_14_aarsverk.max()) if len(own) else NOT_RUN


def _company(result: Frames, name: str) -> str:
    for scenarios in (("plan_low", "plan_high"), ("bottom_up", "bottom_up")):
        found = [last_effects(result, scenario).shapley_aarsverk for scenario in scenarios]
        if name in found[0].index:
            return span(found[0][name], found[1][name])
    return "i stedet for et annet" if (result["singles"].measure == name).any() else NOT_RUN


def chapter(run: StageRun, number_: int) -> Table:
    """Every measure of a chapter: goal, effect, how it works, evidence, who carries it and what it touches."""
    rows = _register(run, number_)
    touched = run.vintage.read("measure_groups")
    data = rows.assign(
        effect=[printed_effect(row) for row in rows.itertuples()],
        evidence="Grunnlag: " + rows.evidence.map(labels("evidence")),
        touches=[f"Berører: {touches(touched, str(name))}" for name in rows.measure],
        place="Avsnitt " + rows.section + ", " + rows.side.map(labels("sides")),
    )
    return Table(
        f"measures-chapter-{number_}",
        f"Tiltakene i kapittel {number_}",
        (
            Column("title", "Tiltak", below="place"),
            Column("effect", "Effekt i planen", below="evidence"),
            Column("goal", "Mål", below="mechanism"),
            Column("carried_by", "Hvem gjennomfører", below="touches"),
            Column("caveat", "Forbehold"),
            Column("quality", "Merke"),
        ),
        data,
        note=(
            "Effekten er planens anslag for tiltaket alene. Hvem et tiltak berører, er vår vurdering der planen ikke "
            "sier det. Avsnittsnumrene er delvis utledet, fordi planens tekst har mistet dem."
        ),
        quality=("published", "assumption"),
    )


def printed_effect(row: Any) -> str:
    """A printed effect with its unit, or that the source has none."""
    low, high = row.effect_low, row.effect_high
    if math.isnan(low):
        return NOT_QUANTIFIED
    decimals = 0 if float(low).is_integer() and float(high).is_integer() else 1
    unit = SHORT_UNITS.get(row.unit) or labels("effect_units").get(row.unit, "")
    upto = "inntil " if row.upper_bound else ""
    if low == high:
        return f"{upto}{number(low, decimals)} {unit}"
    return f"{upto}{number(low, decimals)}–{number(high, decimals)} {unit}"

"""Whose årsverk a number counts, and estimates from below beside the one from above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.measures.views.common import (
    ALL,
    LAST,
    QUALITY,
    Frames,
    about,
    last_effects,
    last_gaps,
    last_totals,
    listed,
    measure_name,
    plural,
    sides,
    single,
    span,
)
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

NOTICED = 50.0
"""Årsverk a measure must add to a group's gap to be named."""
COUNTS = {
    "published_aarsverk": "Kildens tall",
    "all_staff_aarsverk": "Alt personell, vid",
    "narrow_aarsverk": "Alt personell, snever",
    "groups_14_aarsverk": "De 14 gruppene",
}


def _below(result: Frames, run: StageRun) -> list[str]:
    """The demand measures that stand in for higher productivity in the scenario ``bottom_up``."""
    names, side = last_effects(result, "bottom_up").index, sides(run)
    return [name for name in names if side[name] == "demand"]


def _above(result: Frames) -> list[str]:
    return list(last_effects(result, "demand_only").index)


def scope(result: Frames, run: StageRun) -> Table:
    """Each measure of demand: the printed number, and the model's for all staff and for the 14 groups."""
    names = [*_above(result), *_below(result, run)]
    rows = single(result, "high").reindex(names)[list(COUNTS)]
    rows.insert(0, "name", [measure_name(code, run) for code in names])
    return Table(
        "measures-scope",
        f"Hvem tallet gjelder: virkningen i {LAST} for alt personell og for de 14 gruppene, høyeste anslag, årsverk",
        (Column("name", "Tiltak"), *(Column(key, name, 0) for key, name in COUNTS.items())),
        rows,
        note=(
            "Full virkning fra første år, slik kildene regner. Vid avgrensning har med tjenester uten offentlig "
            "finansiering. Flyttes oppgaver til personell utenfor de 14 gruppene, er virkningen for alt personell "
            "null: arbeidet er det samme, men andre gjør det. Flyttes de mellom to av de 14 gruppene, er også "
            "virkningen for dem null i sum."
        ),
        quality=(*QUALITY, *run.shown_quality),
    )


def about_scope(result: Frames, run: StageRun) -> Text:
    """Why the printed effect of productivity cannot be set against a gap of 14 groups."""
    quality = (*QUALITY, *run.shown_quality)
    own = single(result, "high").reindex(_above(result))
    if own.empty or not own.published_aarsverk.iloc[0]:
        return Text("Planens tiltak på etterspørselssiden har ingen virkning i denne kjøringen.", quality)
    row = own.iloc[0]
    if row.narrow_aarsverk < NOTICED:
        return Text(
            f"{measure_name(str(row.name), run)} gir ingenting i denne kjøringen: produktivitetsveksten er der alt.",
            quality,
        )
    outside = row.narrow_aarsverk - row.groups_14_aarsverk
    return Text(
        f"Planens **{number(row.published_aarsverk)}** årsverk for {measure_name(str(row.name), run).lower()} gjelder "
        f"alt personell. Regnet på samme måte gir modellen {about(row.narrow_aarsverk)} for alt personell i snever "
        f"avgrensning, men **{about(row.groups_14_aarsverk)}** for de 14 gruppene. Gapet gjelder bare dem, så de andre "
        f"{about(outside)} lukker ikke noe av det.",
        quality,
    )


def bottom_up(result: Frames, run: StageRun) -> Table:
    """The estimates from below, one by one, with their sum beside the one from above."""
    names = _below(result, run)
    effects, low, high = last_effects(result, "bottom_up"), single(result, "low"), single(result, "high")
    printed = [span(low.published_aarsverk[code], high.published_aarsverk[code]) for code in names]
    rows = pd.DataFrame(
        {
            "name": [measure_name(code, run) for code in names],
            "published": printed,
            "alone": effects.alone_aarsverk.reindex(names),
            "shapley": effects.shapley_aarsverk.reindex(names),
        }
    )
    sums = {"name": "Sum nedenfra", "alone": rows.alone.sum(), "shapley": rows.shapley.sum(), "published": ""}
    above = last_effects(result, "demand_only")
    top = [
        {
            "name": f"Ovenfra: {measure_name(code, run).lower()}",
            "published": number(high.published_aarsverk[code]),
            "alone": above.alone_aarsverk[code],
            "shapley": above.shapley_aarsverk[code],
        }
        for code in above.index
    ]
    return Table(
        "measures-bottom-up",
        f"Anslag nedenfra og ovenfra: virkningen for de 14 gruppene i {LAST}, årsverk",
        (
            Column("name", "Tiltak"),
            Column("published", "Kildens tall"),
            Column("alone", "Modellen, alene", 0),
            Column("shapley", "Sammen", 0),
        ),
        pd.concat([rows, pd.DataFrame([sums, *top])]),
        note=(
            "Anslagene nedenfra og det ovenfra gjelder det samme arbeidet og legges aldri sammen; modellen nekter å "
            "gjennomføre begge. Kildens tall gjelder alt personell det nevner."
        ),
        quality=(*QUALITY, *run.shown_quality),
    )


def alternatives(result: Frames, run: StageRun) -> Text:
    """Bottom-up against top-down in one sentence, and whose gap grows when tasks are shared."""
    names, high = _below(result, run), single(result, "high")
    below = last_effects(result, "bottom_up").shapley_aarsverk.reindex(names).sum()
    moved = high[high.compared == "origins"]
    outside = (moved.groups_14_aarsverk - moved.all_staff_aarsverk).sum()
    others = (
        f" Men om lag {about(outside)} av årsverkene nedenfra er arbeid som personell utenfor de 14 gruppene overtar, "
        "og hvor mange som mangler der, er ukjent."
        if outside >= NOTICED
        else ""
    )
    return Text(
        f"De {len(names)} anslagene nedenfra gir **{about(below)}** årsverk for de 14 gruppene, mot "
        f"**{about(last_totals(result).joint_aarsverk['demand_only'])}** når produktivitetsveksten løftes i alle "
        f"tjenester. Det er to måter å regne det samme på.{others}{_receivers(result)}",
        quality=(*QUALITY, *run.shown_quality),
    )


def _receivers(result: Frames) -> str:
    """The groups that measures give more work, and what they then lack."""
    rows, gaps = result["effects"], last_gaps(result)
    rows = rows[(rows.scenario == "bottom_up") & (rows.year == LAST) & (rows.group != ALL)]
    more = rows[rows.alone_aarsverk <= -NOTICED].groupby("group").alone_aarsverk.sum().sort_values()
    if more.empty:
        return ""
    said = [f"{about(-value)} årsverk til {plural(str(group))}" for group, value in more.items()]
    after = [
        f"{about(gaps.bottom_up[group], sign=True)} for {plural(str(group))} (mot "
        f"{about(gaps.supply_only[group], sign=True)})"
        for group in more.index
    ]
    return (
        f" Oppgavedelingen flytter også arbeid mellom gruppene: {listed(said)}. Med tilbudssiden og anslagene nedenfra "
        f"blir gapet {listed(after)}; i parentes står gapet med bare tilbudssiden."
    )

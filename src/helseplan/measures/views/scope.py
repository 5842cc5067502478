"""Whose årsverk a number counts, and estimates from below beside the one from above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.measures.views.common import (
    LAST,
    QUALITY,
    Frames,
    about,
    last_effects,
    last_totals,
    level_words,
    listed,
    measure_name,
    sides,
    single,
    span,
)
from helseplan.measures.views.reservations import about_weekends, dagger, upper_bounds, upper_note
from helseplan.measures.views.sharing import NOTICED, handed_over, moved_note, receivers
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

COUNTS = {
    "published_aarsverk": "Kildens tall",
    "all_staff_aarsverk": "Alt personell, vid",
    "narrow_aarsverk": "Alt personell, smal",
    "groups_14_aarsverk": "De 14 gruppene",
}


def _below(result: Frames, run: StageRun) -> list[str]:
    """The demand measures that stand in for higher productivity in the scenario ``bottom_up``."""
    names, side = last_effects(result, "bottom_up").index, sides(run)
    return [name for name in names if side[name] == "demand"]


def _above(result: Frames) -> list[str]:
    return list(last_effects(result, "demand_only").index)


def scope(result: Frames, run: StageRun) -> Table:
    """Numbers that count more than the 14 groups: the printed one, and the model's for all staff and for the 14."""
    own, weekends = [*_above(result), *_below(result, run)], _supply_of_all(result, run)
    names = [*own, *weekends]
    rows = single(result, "high").reindex(names)[list(COUNTS)]
    rows.loc[weekends, ["all_staff_aarsverk", "narrow_aarsverk"]] = float("nan")
    rows.insert(0, "name", [measure_name(code, run) + dagger(code, run) for code in names])
    return Table(
        "measures-scope",
        f"Hvem tallet gjelder: virkningen i {LAST} for alt personell og for de 14 gruppene, høyeste anslag, årsverk",
        (Column("name", "Tiltak"), *(Column(key, name, 0) for key, name in COUNTS.items())),
        rows,
        note=(
            "Full virkning fra første år, slik kildene regner. Vid avgrensning har med tjenester uten offentlig "
            f"finansiering. {moved_note(run)} Flyttes de mellom to av de 14 gruppene, er også virkningen for dem null "
            f"i sum. {_dash(weekends, run)} {upper_note(names, run)}"
        ).strip(),
        quality=(*QUALITY, *run.shown_quality),
    )


def _supply_of_all(result: Frames, run: StageRun) -> list[str]:
    """The plan's measures of supply whose printed number counts all staff."""
    register, side = run.vintage.read("measures").set_index("measure"), sides(run)
    plan = last_effects(result, "plan_high").index
    return [name for name in plan if side[name] == "supply" and register.scope[name] == "all_staff"]


def _dash(names: list[str], run: StageRun) -> str:
    """What a dash means for measures of supply."""
    if not names:
        return ""
    return (
        f"{listed([measure_name(name, run) for name in names])} gjelder hos kilden alt personell, men modellen legger "
        "hele tallet på de 14 gruppene; den har ikke noe tilbud av de andre, derfor strek."
    )


def about_scope(result: Frames, run: StageRun) -> Text:
    """Why the printed effect of productivity cannot be set against a gap of 14 groups, and what weekend work counts."""
    parts = [_productivity(result, run), about_weekends(result, run)]
    return Text("\n\n".join(part for part in parts if part), (*QUALITY, *run.shown_quality))


def _productivity(result: Frames, run: StageRun) -> str:
    own = single(result, "high").reindex(_above(result))
    if own.empty or not own.published_aarsverk.iloc[0]:
        return "Planens tiltak på etterspørselssiden har ingen virkning i denne kjøringen."
    row = own.iloc[0]
    if row.narrow_aarsverk < NOTICED:
        return f"{measure_name(str(row.name), run)} gir ingenting i denne kjøringen: produktivitetsveksten er der alt."
    outside = row.narrow_aarsverk - row.groups_14_aarsverk
    return (
        f"Planens **{number(row.published_aarsverk)}** årsverk for {measure_name(str(row.name), run).lower()} gjelder "
        f"alt personell. Med full virkning fra basisåret gir modellen {about(row.narrow_aarsverk)} for alt personell i "
        f"smal avgrensning, men **{about(row.groups_14_aarsverk)}** for de 14 gruppene. Gapet gjelder bare dem, så de "
        f"andre {about(outside)} lukker ikke noe av det. Planen oppgir ikke hvordan den har regnet; formlene som ikke "
        "trenger modellen, står på siden [Produktivitet](produktivitet.html)."
    )


def bottom_up(result: Frames, run: StageRun) -> Table:
    """The estimates from below, one by one, with their sum beside the one from above."""
    names, above = _below(result, run), last_effects(result, "demand_only").shapley_aarsverk
    together = last_effects(result, "bottom_up").shapley_aarsverk.reindex(names)
    low, high = single(result, "low"), single(result, "high")
    sums = {
        "name": "Sum nedenfra",
        "published": "",
        "alone": span(low.groups_14_aarsverk[names].sum(), high.groups_14_aarsverk[names].sum()),
        "shapley": together.sum(),
    }
    rows = [
        *(
            {"name": measure_name(code, run), "shapley": together[code]} | _ends(code, low, high, run)
            for code in names
        ),
        sums,
        *(
            {"name": f"Ovenfra: {measure_name(code, run).lower()}", "shapley": above[code]}
            | _ends(code, low, high, run)
            for code in above.index
        ),
    ]
    return Table(
        "measures-bottom-up",
        f"Anslag nedenfra og ovenfra: virkningen for de 14 gruppene i {LAST}, årsverk",
        (
            Column("name", "Tiltak"),
            Column("published", "Kildens tall"),
            Column("alone", "Modellen, alene, laveste–høyeste"),
            Column("shapley", f"Sammen, {level_words(run.params.measures.level)}", 0),
        ),
        pd.DataFrame(rows),
        note=(
            "Anslagene nedenfra og det ovenfra gjelder det samme arbeidet og legges aldri sammen; modellen nekter å "
            "gjennomføre begge. Kildens tall gjelder alt personell det nevner; «inntil» står der planen kaller det et "
            "øvre anslag. «Alene» er full virkning fra første år, slik kildene regner. «Sammen» følger opptrappingen."
        ),
        quality=(*QUALITY, *run.shown_quality),
    )


def _ends(code: str, low: pd.DataFrame, high: pd.DataFrame, run: StageRun) -> dict[str, str]:
    """What the source prints and what the model gives alone, from the lowest to the highest."""
    upto = "inntil " if code in upper_bounds(run) else ""
    return {
        "published": upto + span(low.published_aarsverk[code], high.published_aarsverk[code]),
        "alone": span(low.groups_14_aarsverk[code], high.groups_14_aarsverk[code]),
    }


def alternatives(result: Frames, run: StageRun) -> Text:
    """Bottom-up against top-down in one sentence, and whose gap grows when tasks are shared."""
    names = _below(result, run)
    below = last_effects(result, "bottom_up").shapley_aarsverk.reindex(names).sum()
    sentences = [
        f"De {len(names)} anslagene nedenfra gir **{about(below)}** årsverk for de 14 gruppene, mot "
        f"**{about(last_totals(result).joint_aarsverk['demand_only'])}** når produktivitetsveksten løftes i alle "
        "tjenester. Det er to måter å regne det samme på.",
        handed_over(result, run),
        receivers(result),
    ]
    return Text(" ".join(each for each in sentences if each), (*QUALITY, *run.shown_quality))

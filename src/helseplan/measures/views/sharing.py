"""Tasks that move between groups: who takes over, what they then lack, and what the plan's 85 per cent is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.formats import number, percent
from helseplan.measures.views.common import (
    ALL,
    LAST,
    QUALITY,
    Frames,
    about,
    last_gaps,
    listed,
    measure_name,
    plural,
    single,
)
from helseplan.report.display import Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

NOTICED = 50.0
"""Årsverk a measure must add to a group's gap to be named."""
NURSES = "sykepleier"
HOSPITALS = ("ado_nbm_out", "ado_nbm_shift")
"""The two moves in hospitals that the plan holds against the sector's shortage of nurses."""


def task_sharing(result: Frames, run: StageRun) -> Text:
    """Who takes the tasks over, whether they are there, and what the moves give for nurses."""
    parts = [handed_over(result, run), receivers(result), _eighty_five(result, run)]
    text = "\n\n".join(part for part in parts if part)
    return Text(
        text or "Oppgavedelingen flytter ingenting i denne kjøringen.", quality=(*QUALITY, *run.shown_quality)
    )


def moved_note(run: StageRun) -> str:
    """What the effect for all staff is when tasks go to staff outside the 14 groups."""
    automated = run.params.measures.task_automated_percent
    start = "Flyttes oppgaver til personell utenfor de 14 gruppene, er virkningen for alt personell"
    if not automated:
        return f"{start} null: arbeidet er det samme, men andre gjør det."
    return (
        f"{start} null, fordi andre gjør det samme arbeidet. Unntaket er det teknologi overtar: kjøringen regner med "
        f"{percent(automated, 0)} av oppgavene ut av sykepleie i sykehus."
    )


def handed_over(result: Frames, run: StageRun) -> str:
    """How much work goes to staff outside the 14 groups, measure by measure; their supply is unknown."""
    high = single(result, "high")
    moved = high[high.compared == "origins"]
    outside = moved.groups_14_aarsverk - moved.all_staff_aarsverk
    outside = outside[outside >= NOTICED]
    if outside.empty:
        return ""
    each = [f"{about(value)} fra «{measure_name(str(name), run)}»" for name, value in outside.items()]
    return (
        f"Om lag **{about(outside.sum())}** årsverk av oppgavene går til personell utenfor de 14 gruppene "
        f"({listed(each)}, med full virkning). Modellen har ikke noe tilbud av dem, så hvor mange som mangler der, er "
        "ukjent."
    )


def receivers(result: Frames) -> str:
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
        f"Oppgavedelingen flytter også arbeid mellom gruppene: {listed(said)}. Med tilbudssiden og anslagene nedenfra "
        f"blir gapet {listed(after)}; i parentes står gapet med bare tilbudssiden."
    )


def _eighty_five(result: Frames, run: StageRun) -> str:
    """The plan's share of the nurses' shortage, why the two numbers differ in kind, and what the model gives."""
    printed = single(result, "high").published_aarsverk.reindex(HOSPITALS)
    if printed.isna().any():
        return ""
    tables = run.vintage.read("plan_tables")
    own = tables[
        (tables.table == "2.2") & (tables.row == "gap") & (tables.group == NURSES) & (tables.year == LAST)
    ]
    shortage = -float(own.value.iloc[0])
    plan = (
        f"Planen skriver at oppgavedelingen i sykehus kan dekke {percent(printed.sum() / shortage * 100, 0)} av "
        f"mangelen på sykepleiere, {number(printed.sum())} av {number(shortage)} årsverk. De to tallene gjelder ikke "
        "det samme: det første er sykepleiere og jordmødre i spesialisthelsetjenesten, det andre er sykepleiere i hele "
        "sektoren."
    )
    return f"{plan} {_nurses(result)}".strip()


def _nurses(result: Frames) -> str:
    """What the two moves give for nurses in the scenario ``bottom_up``."""
    rows, gaps = result["effects"], last_gaps(result)
    rows = rows[(rows.scenario == "bottom_up") & (rows.year == LAST) & (rows.group == NURSES)]
    given = float(rows.set_index("measure").shapley_aarsverk.reindex(HOSPITALS).sum())
    before, after = gaps.reference[NURSES], gaps.bottom_up[NURSES]
    who = plural(NURSES)
    if before >= 0:
        return f"I modellen mangler det ingen {who} uten tiltak."
    return (
        f"I modellen gir de to grepene **{about(given)}** årsverk for {who}, {percent(-given / before * 100, 0)} av en "
        f"mangel på {about(-before)}. Med tilbudssiden og alle anslagene nedenfra blir gapet {about(after, sign=True)}."
    )

"""What must be said of a measure's number wherever it stands: upper bounds, whom it counts, and what a blend is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.formats import NBSP, number, percent
from helseplan.measures.views.common import Frames, listed, lower, measure_name, single, span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from helseplan.session import StageRun

DAGGER = f"{NBSP}‡"
UPPER = "‡ Planen kaller tallet et øvre anslag."
"""What the mark means; see :func:`upper_note`."""
SICK_LEAVE = "sick_leave"
WEEKENDS = "weekend_work"
EITHER_OR = "participation_60"
"""The transformation whose range is two readings and not a range."""


def upper_bounds(run: StageRun) -> set[str]:
    """Return the measures whose number the plan calls an upper bound."""
    register = run.vintage.read("measures")
    return set(register.measure[register.upper_bound.astype(bool)])


def dagger(code: str, run: StageRun) -> str:
    """Return the mark of an upper bound, or nothing."""
    return DAGGER if code in upper_bounds(run) else ""


def upper_note(names: Iterable[str], run: StageRun) -> str:
    """Return the note of a table that has upper bounds among these measures, or nothing."""
    return UPPER if upper_bounds(run) & set(names) else ""


def sick_leave_above(result: Frames, run: StageRun) -> str:
    """Say that the model's effect of lower sick leave is above the plan's upper bound, when it is, and why."""
    low, high = (single(result, bound) for bound in ("low", "high"))
    if SICK_LEAVE not in high.index or SICK_LEAVE not in upper_bounds(run):
        return ""
    first, last = low.loc[SICK_LEAVE], high.loc[SICK_LEAVE]
    if last.model_aarsverk <= last.published_aarsverk:
        return ""
    absence = run.params.supply.sick_leave_percent
    planned = absence * last.published_aarsverk / last.model_aarsverk
    return (
        f"For lavere sykefravær ligger modellens {span(first.model_aarsverk, last.model_aarsverk)} årsverk over "
        f"planens øvre anslag, {span(first.published_aarsverk, last.published_aarsverk)}, fordi modellen regner med et "
        f"fravær på {percent(absence)}. Med modellens årsverk svarer planens tall til et fravær på {percent(planned)}."
    )


def about_weekends(result: Frames, run: StageRun) -> str:
    """Say whom the source's number for weekend work counts, and what the model makes of it."""
    low, high = (single(result, bound).published_aarsverk for bound in ("low", "high"))
    if WEEKENDS not in high.index:
        return ""
    return (
        f"Kildens {span(low[WEEKENDS], high[WEEKENDS])} årsverk for {lower(measure_name(WEEKENDS, run))} gjelder alt "
        "personell; modellen legger hele tallet på gruppene som går i turnus blant de 14. Planen sier at arbeidstiden "
        "i alt ikke øker. Modellen har bare et antall årsverk å gå ut fra og gjør det om til større stillinger."
    )


def blend(names: Iterable[str], run: StageRun) -> str:
    """Say that the run's place between two readings of participation is a blend, when it is between them."""
    models = run.vintage.read("measure_models")
    either = [name for name in models.measure[models.transformation == EITHER_OR] if name in set(names)]
    mixed = [name for name in either if 0 < own_level(name, run) < 1]
    if not mixed:
        return ""
    name = mixed[0]
    return (
        f"For {lower(measure_name(name, run))} er laveste og høyeste anslag to lesemåter av det samme; kjøringens valg "
        f"er en blanding av dem, {number((1 - own_level(name, run)) * 100)} prosent av den ene og "
        f"{number(own_level(name, run) * 100)} prosent av den andre."
    )


def own_level(name: str, run: StageRun) -> float:
    """Return the place in its range that the run gives a measure."""
    params = run.params.measures
    said = params.each[name].level if name in params.each else None
    return params.level if said is None else said


def upper_sentence(names: Iterable[str], run: StageRun) -> str:
    """Say that the lowest too assumes that everything is carried out, and which numbers the plan calls upper bounds."""
    known = upper_bounds(run)
    upper = [lower(measure_name(name, run)) for name in names if name in known]
    text = "Også «laveste» forutsetter at hvert tiltak gjennomføres fullt ut"
    if not upper:
        return f"{text}."
    count = "ett av tallene et" if len(upper) == 1 else "noen av tallene"
    return f"{text}, og planen kaller selv {count} øvre anslag: {listed(upper)}."

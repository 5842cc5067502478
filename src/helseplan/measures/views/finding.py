"""The answer in words: what the measures give together, whether the net gap closes, and for whom it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import lacking, number, to_hundreds
from helseplan.measures.views.common import (
    LAST,
    QUALITY,
    Frames,
    about,
    about_span,
    carries_out,
    last_effects,
    last_gaps,
    last_totals,
    plural,
    short_of,
    spare_of,
)
from helseplan.measures.views.reservations import upper_sentence
from helseplan.report.display import Text

if TYPE_CHECKING:
    from helseplan.session import StageRun


def finding(result: Frames, run: StageRun) -> Text:
    """What the plan's measures give together, whether the net gap closes, who still lacks, and the run's own choice."""
    last = last_totals(result)
    low, high = last.loc["plan_low"], last.loc["plan_high"]
    sentences = [
        f"Regnet samtidig gir planens tiltak **{about_span(low.joint_aarsverk, high.joint_aarsverk)}** årsverk i "
        f"{LAST}. Planens egne tall summerer til {about_span(low.simple_sum_aarsverk, high.simple_sum_aarsverk)}. "
        f"Uten tiltak {lacking(to_hundreds(low.gap_before_aarsverk))} årsverk netto.",
        upper_sentence(last_effects(result, "plan_high").index, run),
        _closes(low, high),
        _for_whom(last_gaps(result).plan_high),
        _own(result, last.loc["chosen"]),
    ]
    return Text(" ".join(sentences), quality=(*QUALITY, *run.shown_quality))


def _closes(low: pd.Series, high: pd.Series) -> str:
    if low.gap_before_aarsverk >= 0:
        return "Nettogapet er altså lukket også uten tiltak."
    if low.gap_after_aarsverk >= 0:
        return "Nettogapet lukkes både med de laveste og med de høyeste anslagene."
    if high.gap_after_aarsverk >= 0:
        return (
            "Nettogapet lukkes med de høyeste anslagene, men ikke med de laveste: da mangler det "
            f"{about(-low.gap_after_aarsverk)} årsverk."
        )
    return (
        "Nettogapet lukkes ikke, heller ikke med de høyeste anslagene: da mangler det fortsatt "
        f"{about(-high.gap_after_aarsverk)} årsverk."
    )


def _for_whom(gaps: pd.Series) -> str:
    """Who lacks people with the highest effects, and the surplus that does not help."""
    short, spare = short_of(gaps), spare_of(gaps)
    if short.empty:
        return "Med de høyeste anslagene mangler ingen av de 14 gruppene folk."
    others = len(short) - 1
    more = "" if not others else f", og {others} {'gruppe' if others == 1 else 'grupper'} til har underskudd"
    text = (
        f"Men selv med de høyeste anslagene mangler det **{about(-short.iloc[0])}** årsverk "
        f"{plural(str(short.index[0]))}{more}."
    )
    if spare.empty:
        return text
    return (
        f"{text} Samtidig er det {about(spare.iloc[0])} årsverk {plural(str(spare.index[0]))} for mye. Et overskudd i "
        "én gruppe fyller ikke mangelen i en annen."
    )


def _own(result: Frames, chosen: pd.Series) -> str:
    if not carries_out(result):
        return "Denne kjøringen gjennomfører ingen tiltak."
    return (
        f"Tiltakene denne kjøringen har valgt, gir {about(chosen.joint_aarsverk)} årsverk; da "
        f"{lacking(to_hundreds(chosen.gap_after_aarsverk))} årsverk netto, med en brutto mangel på "
        f"{number(to_hundreds(-chosen.shortage_after_aarsverk))}."
    )

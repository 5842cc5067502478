"""How many leave late in working life in the model, beside the only figure that is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from helseplan.formats import number
from helseplan.supply.curves import AGES
from helseplan.supply.inputs import PERCENT
from helseplan.supply.views.common import GROUPS, listed

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.session import StageRun

NURSING = ("sykepleier", "helsefagarbeider", "vernepleier")
"""The groups most of those who work in the municipalities belong to."""
LATE = (65, 67)
"""The ages KS prints exit for, both included."""
_KS = re.compile(r"\((\d+(?:,\d+)?) prosent ved 65–67 år i (\d{4}–\d{4})\)")
"""How the note of the retirement rows in the series ``career`` quotes KS."""


def late_exit(staying: np.ndarray, available: np.ndarray, run: StageRun) -> str:
    """Say how many at 65–67 leave in a year, and what KS has found.

    Args:
        staying: Share that stays, 1 × group × sex × age.
        available: Persons, group × sex × age, the weights.
        run: The run; the published figure is quoted from the notes of the series ``career``.
    """
    own = leaving_percent(staying, available)
    said = (
        f"Ved {LATE[0]}–{LATE[1]} år går {number(own, 1)} prosent av {listed(NURSING)} ut i året i modellen."
    )
    found = published(run.vintage.read("career"))
    if not found:
        return f"{said} Notatet til pensjonsradene i dataserien `career` sier hva som er publisert."
    share, years = found
    side = "under" if own < share else "over"
    return (
        f"{said} Det er {number(abs(share - own))} prosentpoeng {side} det eneste publiserte tallet, KS’ "
        f"{number(share, 1)} prosent i {years}. Det gjelder kommunesektoren og teller også dem som bytter sektor."
    )


def leaving_percent(staying: np.ndarray, available: np.ndarray) -> float:
    """Return the per cent of the available in the nursing groups who leave at 65–67 in a year, all causes."""
    groups = [GROUPS.index(group) for group in NURSING]
    ages = np.isin(AGES, np.arange(LATE[0], LATE[1] + 1))
    kept = np.broadcast_to(staying, (1, *available.shape))[0]
    persons = available[groups][..., ages]
    return float((persons * (1 - kept[groups][..., ages])).sum() / persons.sum() * PERCENT)


def published(career: pd.DataFrame) -> tuple[float, str] | None:
    """Return KS' per cent and its years when the notes of the retirement rows quote them, else nothing.

    Args:
        career: The series ``career``.
    """
    notes = career[career["item"] == "retirement"].note.dropna().astype(str)
    found = {match.groups() for note in notes if (match := _KS.search(note))}
    if len(found) != 1:
        return None
    share, years = found.pop()
    return float(share.replace(",", ".")), years

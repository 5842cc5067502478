"""The effects SSB has published, kept out of the calibration, beside the model's own."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.report.display import Column, Table, Text
from helseplan.supply.cases import PUBLISHED
from helseplan.supply.checks import SHARE_OF_EFFECT
from helseplan.supply.views.common import LAST_YEAR, Frames, lower_first

if TYPE_CHECKING:
    from helseplan.session import StageRun

PREFIX = "effect_"


def effects(result: Frames, run: StageRun) -> Table:
    """Each published effect, the model's, the difference in per cent, the verdict and what may explain it."""
    rows = compared(result)
    return Table(
        "supply-effects",
        f"Publiserte virkninger på tilbudet i {LAST_YEAR}, holdt utenfor kalibreringen, årsverk",
        (
            Column("label", "Endring"),
            Column("published", "Publisert", 0),
            Column("raw", "Modellen", 0),
            Column("off", "Avvik", 0, "percent"),
            Column("verdict", "Vurdering"),
            Column("letter", "Mulig grunn"),
        ),
        rows,
        note=f"{_judged(run)} {_reasons(rows)}",
        quality=("published", "derived"),
    )


def effects_in_words(result: Frames, run: StageRun) -> Text:
    """How many of the published effects the model meets, and where it is furthest off."""
    rows = compared(result)
    near = rows.off.abs() <= SHARE_OF_EFFECT * 100
    worst = rows.loc[rows.off.abs().idxmax()]
    own = "" if run.is_reference else " Denne kjøringen har andre forutsetninger enn SSBs referansebane."
    return Text(
        f"SSB har publisert virkningen av {number(len(rows))} endringer i tilbudet. Tallene er holdt utenfor "
        f"kalibreringen og brukes som prøve. Modellen er innenfor {number(SHARE_OF_EFFECT * 100)} prosent for "
        f"{number(near.sum())} av dem. Lengst unna er den for «{lower_first(worst.label)}»: "
        f"{number(worst.raw)} mot {number(worst.published)} årsverk, {number(worst.off, sign=True)} prosent.{own}",
        quality=("published", "derived"),
    )


def compared(result: Frames) -> pd.DataFrame:
    """The rows of ``checks`` that hold effects, with a label, ``off`` (deviation, per cent) and the reason's letter."""
    checks = result["checks"]
    rows = checks[checks.check.str.startswith(PREFIX)]
    titles = {case.code: case.title for case in PUBLISHED}
    given = [reason for reason in dict.fromkeys(rows.explanation) if reason]
    letters = {"": "", **dict(zip(given, ascii_lowercase, strict=False))}
    return rows.assign(
        letter=rows.explanation.map(letters),
        label=[titles[code] for code in rows.check.str.removeprefix(PREFIX)],
        off=(rows.raw / rows.published - 1) * 100,
    ).reset_index(drop=True)


def _judged(run: StageRun) -> str:
    if not run.is_reference:
        return "SSBs tall gjelder referansebanen, så avviket i denne kjøringen er ikke noen prøve."
    return (
        f"«Innenfor» er høyst {number(SHARE_OF_EFFECT * 100)} prosent unna. «Forklart» er et større avvik med en kjent "
        "mulig grunn."
    )


def _reasons(rows: pd.DataFrame) -> str:
    """Each reason once, with the letter it has in the table."""
    given = rows[rows.letter != ""].drop_duplicates("letter")
    return " ".join(f"{row.letter}) {row.explanation}" for row in given.itertuples())

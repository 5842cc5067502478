"""The effects SSB has published, kept out of the calibration, beside the model's own."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.report.display import Column, Table, Text
from helseplan.supply.cases import PUBLISHED
from helseplan.supply.checks import SHARE_OF_EFFECT
from helseplan.supply.inputs import PERCENT
from helseplan.supply.views.common import LAST_YEAR, Frames, lower_first

if TYPE_CHECKING:
    from helseplan.session import StageRun

PREFIX = "effect_"
EXPLAINED_FROM = SHARE_OF_EFFECT * PERCENT / 2
"""Deviation in per cent from which a possible reason is given."""


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
            Column("choice", "Med i et valg"),
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
    near = rows.off.abs() <= SHARE_OF_EFFECT * PERCENT
    worst = rows.loc[rows.off.abs().idxmax()]
    other = "nyere data" if run.benchmark_from else "andre forutsetninger"
    own = "" if run.is_reference else f" Denne kjøringen har {other} enn SSBs referansebane."
    return Text(
        f"SSB har publisert virkningen av {number(len(rows))} endringer i tilbudet. Tallene er holdt utenfor "
        f"kalibreringen. Modellen er innenfor {number(SHARE_OF_EFFECT * PERCENT)} prosent for "
        f"{number(near.sum())} av dem. {_chosen(rows, near)}Lengst unna er den for «{lower_first(worst.label)}»: "
        f"{number(worst.raw)} mot {number(worst.published)} årsverk, {number(worst.off, sign=True)} prosent.{own}",
        quality=("published", "derived"),
    )


def compared(result: Frames) -> pd.DataFrame:
    """The rows of ``checks`` that hold effects.

    Returns:
        With label, ``seen`` (took part in a choice) and ``choice`` (the same in Norwegian), ``off`` (deviation, per
        cent), ``reason`` (what may explain it; empty where there is next to no deviation) and its letter.
    """
    checks = result["checks"]
    rows = checks[checks.check.str.startswith(PREFIX)]
    cases = {case.code: case for case in PUBLISHED}
    own = [cases[code] for code in rows.check.str.removeprefix(PREFIX)]
    off = (rows.raw / rows.published - 1) * PERCENT
    reason = [case.reason if abs(far) >= EXPLAINED_FROM else "" for case, far in zip(own, off, strict=True)]
    given = dict.fromkeys(text for text in reason if text)
    letters = {"": "", **dict(zip(given, ascii_lowercase, strict=False))}
    return rows.assign(
        label=[case.title for case in own],
        seen=[case.used for case in own],
        choice=["ja" if case.used else "nei" for case in own],
        off=off,
        reason=reason,
        letter=[letters[text] for text in reason],
    ).reset_index(drop=True)


def _chosen(rows: pd.DataFrame, near: pd.Series) -> str:
    """How many of the effects took part in a choice of model or reading, and how the model does on the others."""
    if not rows.seen.any():
        return ""
    others = ~rows.seen
    hits = int(near[others].sum())
    return (
        f"{number(rows.seen.sum())} av tallene var med da en modell eller lesning ble valgt, og er ikke rene prøver; "
        f"av de {number(others.sum())} andre er {number(hits) if hits else 'ingen'} innenfor. "
    )


def _judged(run: StageRun) -> str:
    if not run.is_reference:
        return "SSBs tall gjelder referansebanen, så avviket i denne kjøringen er ikke noen prøve."
    return (
        f"«Innenfor» er høyst {number(SHARE_OF_EFFECT * PERCENT)} prosent unna. «Forklart» er et større avvik med en "
        "kjent grunn, «utenfor» et avvik uten. «Med i et valg» vil si at tallet var med da en modell eller lesning "
        "ble valgt; treffer modellen et slikt tall, står det «brukt i valget». Grunnene er mulige, ikke påvist:"
    )


def _reasons(rows: pd.DataFrame) -> str:
    """Each reason once, with the letter it has in the table."""
    given = rows[rows.letter != ""].drop_duplicates("letter")
    return " ".join(f"{row.letter}) {row.reason}" for row in given.itertuples())

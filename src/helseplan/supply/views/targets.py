"""What calibration aimed at and how near it came, and the columns of table 2.2 that were kept out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import codes, labels, table
from helseplan.formats import number
from helseplan.report.display import Column, Table
from helseplan.supply.calibrate.targets import HELD_OUT, RISING
from helseplan.supply.inputs import PERCENT
from helseplan.supply.views.common import GROUPS, group_names

if TYPE_CHECKING:
    from helseplan.session import StageRun

AARSVERK = "aarsverk"
"""Unit of the targets whose standard deviation is årsverk; the others' is a share or a logarithm."""
COUNTED, COUNTED_OLD, SHARE_OLD = ("count_15", "count_40", "count_55"), "count_67", "older"
"""Targets from the register SSB has counted in since 2015: under 67, from 67, and the share from 67."""
TEST = "gap_test"
UNITS = {"aarsverk": "årsverk", "percent": "prosent", "percentage_points": "prosentpoeng"}


def targets(run: StageRun) -> Table:
    """Each kind of target: how many, how far off in standard deviations before and after, and the furthest off."""
    rows = run.vintage.read("supply_targets")
    kinds = np.where(rows.role == "test", TEST, rows.target)
    parts = {kind: rows[kinds == kind] for kind in codes("supply_targets")}
    out = [_kind(kind, part) for kind, part in parts.items() if len(part)]
    return Table(
        "supply-targets",
        "Tallene kalibreringen sikter mot, og hvor nær den kommer",
        (
            Column("label", "Tall"),
            Column("count", "Antall", 0),
            Column("sd", "Ett standardavvik"),
            Column("before", "Typisk avvik før", 1),
            Column("after", "Typisk avvik etter", 1),
            Column("worst", "Lengst unna"),
            Column("worst_off", "Avvik der", 1),
        ),
        pd.DataFrame(out),
        note=(
            "Avvikene er i standardavvik: hvor mye et tall får være av. «Typisk avvik» er roten av snittet av "
            "kvadratene. Et tall på 1 eller lavere betyr at målet er nådd. Gapene er mot etterspørselen i "
            f"avstemt bane. Tallene som er holdt utenfor, er ikke med i kalibreringen. {_kept(run)}{_register(rows)}"
        ),
        quality=("published", "calibrated"),
    )


def _kept(run: StageRun) -> str:
    """Say on which data the calibration was made, when they are not the run's own."""
    kept = run.benchmark_from
    return (
        f"Kalibreringen er gjort på dataene i «{kept}» og beholdt her, med avvikene den hadde der. "
        if kept
        else ""
    )


def _register(rows: pd.DataFrame) -> str:
    """Say why the counts from 2015 on may be further off."""
    counts, oldest, share = (
        _allowed(rows[rows.target.isin(kinds)], "percent")
        for kinds in (COUNTED, (COUNTED_OLD,), (SHARE_OLD,))
    )
    return (
        "Fra og med 2015 bygger SSBs tellinger på et nytt register, og tallene er ikke helt sammenlignbare med dem "
        f"før; derfor får tellingene i 2015 være {counts} unna under 67 år og {oldest} fra 67 år, og veksten i "
        f"andelen over 67 år {share}."
    )


def _allowed(part: pd.DataFrame, unit: str) -> str:
    """One standard deviation in words, or the lowest and the highest where it differs."""
    scale = 1 if unit == AARSVERK else PERCENT
    ends = dict.fromkeys(number(value * scale) for value in (part.sd.min(), part.sd.max()))
    return f"{'–'.join(ends)} {UNITS[unit]}"


def _kind(kind: str, part: pd.DataFrame) -> dict[str, object]:
    """One row of the table: the targets of a kind."""
    unit = {row["code"]: row["unit"] for row in table("supply_targets")}[kind]
    before, after = part.off_before, part.off_after
    worst = part.loc[after.abs().idxmax()]
    return {
        "label": labels("supply_targets")[kind],
        "count": len(part),
        "sd": _allowed(part, unit),
        "before": float(np.sqrt((before**2).mean())),
        "after": float(np.sqrt((after**2).mean())),
        "worst": _worst(worst),
        "worst_off": float(after[worst.name]),
    }


def held_out(run: StageRun) -> Table:
    """Table 2.2 in the years kept out of the calibration: published, before and after, by group."""
    rows = run.vintage.read("supply_targets")
    chosen = rows[(rows.target == "gap") & (rows.role == "test")]
    wide = chosen.pivot(index="group", columns="year", values=["published", "before", "after"]).reindex(
        GROUPS
    )
    wide.columns = [f"{name}_{year}" for name, year in wide.columns]
    wide.insert(0, "label", group_names(wide.index))
    return Table(
        "supply-held-out",
        "Gapet i år som er holdt utenfor kalibreringen, mot avstemt etterspørsel, årsverk (negativt er mangel)",
        (
            Column("label", "Gruppe"),
            *(
                Column(f"{name}_{year}", f"{heading} {year}", 0)
                for year in HELD_OUT
                for name, heading in (("published", "Planen"), ("before", "Før"), ("after", "Etter"))
            ),
        ),
        wide,
        note=(
            f"{_held_out_note(wide)} Etterspørselen her er den avstemte. Tabellen over planens tabell 2.2 i kapittel "
            "2.3 har rå etterspørsel i rå bane, så tallene der er andre."
        ),
        quality=("published", "calibrated"),
    )


def _held_out_note(wide: pd.DataFrame) -> str:
    sentences = []
    for year in HELD_OUT:
        before, after = (wide[f"{name}_{year}"] - wide[f"published_{year}"] for name in ("before", "after"))
        worst = wide.label[after.abs().idxmax()]
        sentences.append(
            f"I {year} er typisk avvik {number(np.sqrt((before**2).mean()))} årsverk før "
            f"og {number(np.sqrt((after**2).mean()))} etter kalibrering, størst for {worst.lower()}: "
            f"{number(after[after.abs().idxmax()], sign=True)}."
        )
    return " ".join(sentences)


def _worst(row: pd.Series) -> str:
    """Name a target: its group or pair of groups, and the year."""
    names = labels("groups")
    high, _, low = str(row.group).partition(">")
    if low == RISING:
        return f"{names[high]} går ikke ned"
    if low:
        return f"{names[high]} over {names[low].lower()}"
    return f"{names[high]} {row.year}" if high else str(row.year)

"""Breaks in the trusts' series."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from helseplan.formats import number
from helseplan.productivity.views.common import Frames
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun

ITEMS = {
    "discharges_somatic": "Somatiske utskrivninger",
    "beds_somatic": "Somatiske senger",
    "beds_total": "Senger i alt",
    "aarsverk_total": "Årsverk i alt",
    "aarsverk_specialist_doctors": "Årsverk, legespesialister",
    "aarsverk_nurses": "Årsverk, sykepleiere",
    "aarsverk_specialist_nurses": "Årsverk, spesialsykepleiere",
}


OUTPUTS = ("discharges_somatic",)
"""Items that are what is produced: a jump beyond the staff would be taken for productivity."""


def break_warning(result: Frames, run: StageRun) -> Text:
    """A warning for every series that breaks; a plain word when none does."""
    params, found = run.params.productivity, result["breaks"]
    broken = found[found.broken]
    rule = (
        f" Regelen: summen og medianforetaket hopper mer enn {number(params.break_limit_percent, 1)} prosent ut over "
        f"trenden og innsatsen, og minst {number(params.break_same_way_percent)} prosent av foretakene hopper samme "
        "vei."
    )
    if broken.empty:
        return Text(
            f"Ingen av de {number(len(found))} endringene er store nok til å være brudd.{rule}", ("derived",)
        )
    output = broken.item.isin(OUTPUTS)
    told = [_told(row) for row in broken[output].to_dict("records")]
    if told:
        told.append(
            "Ingen kilde oppgir årsaken. Vi regner med at det trolig er en endring i registreringen og ikke i "
            "produktiviteten, og sammenligner derfor ikke nivået i de to årene."
        )
    others = broken[~output].to_dict("records")
    if others:
        told.append(
            f"{'Også disse seriene' if output.any() else 'Disse seriene'} hopper mer enn grensen, uten at vi vet "
            f"hvorfor: {'; '.join(_short(row) for row in others)}."
        )
    return Text(
        f"**{'Brudd i serien.' if len(broken) == 1 else 'Brudd i seriene.'}** {' '.join(told)}{rule}",
        quality=("derived", "assumption"),
    )


def _short(row: dict[str, float]) -> str:
    name = ITEMS[str(row["item"])]
    return (
        f"{name[0].lower()}{name[1:]} ({number(row['change_percent'], 1, sign=True)} prosent fra {row['from_year']} "
        f"til {row['year']})"
    )


def _told(row: dict[str, float]) -> str:
    name = ITEMS[str(row["item"])]
    text = (
        f"{name} endrer seg {number(row['change_percent'], 1, sign=True)} prosent fra {row['from_year']} til "
        f"{row['year']}, hos {number(row['same_way_percent'])} prosent av foretakene samme vei"
    )
    pushed = row["input_change_percent"]
    return text + (
        "." if math.isnan(pushed) else f", mens årsverkene endrer seg {number(pushed, 1, sign=True)}."
    )


def break_table(result: Frames) -> Table:
    """Every series that is tried; the caption says which of them break."""
    rows = result["breaks"].assign(label=result["breaks"].item.map(ITEMS))
    broken = list(dict.fromkeys(rows.label[rows.broken]))
    found = (
        f"{number(len(broken))} av {number(rows.label.nunique())} serier hopper mer enn grensen"
        if broken
        else "ingen serie hopper mer enn grensen"
    )
    rows["period"] = [f"{row.from_year}–{row.year}" for row in rows.itertuples()]
    return Table(
        "productivity-breaks",
        f"Helseforetakenes serier, prøvd for brudd, prosent: {found}",
        (
            Column("label", "Serie", below="period"),
            Column("change_percent", "Endring i summen", 1),
            Column("median_percent", "Median", 1),
            Column("jump_percent", "Hopp", 1),
            Column("same_way_percent", "Samme vei", 0),
            Column("broken", "Brudd"),
        ),
        rows,
        note=(
            "Hoppet er endringen ut over seriens egen trend og, for utskrivningene, ut over endringen i årsverk. Med "
            "to år finnes det ingen trend å trekke fra. Prøven finner hopp; den sier ikke hva som er årsaken, og et "
            "mindre brudd enn grensen finner den ikke."
        ),
        quality=("derived",),
    )

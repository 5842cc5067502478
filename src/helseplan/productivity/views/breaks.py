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
    told = [_told(row) for row in broken.to_dict("records")]
    return Text(
        f"**Brudd i serien.** {' '.join(told)} Det er trolig en endring i registreringen, ikke i produktiviteten. "
        f"Årene sammenlignes derfor ikke.{rule}",
        quality=("derived",),
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
    """Every series that is tried."""
    rows = result["breaks"].assign(label=result["breaks"].item.map(ITEMS))
    rows["period"] = [f"{row.from_year}–{row.year}" for row in rows.itertuples()]
    return Table(
        "productivity-breaks",
        "Helseforetakenes serier, prøvd for brudd, prosent",
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
            "brudd som er mindre enn grensen, finner den ikke."
        ),
        quality=("derived",),
    )

"""The two years side by side, and why they are not one panel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.productivity.analysis.sensitivity import ranks
from helseplan.productivity.views.common import Frames
from helseplan.productivity.views.efficiency_common import (
    QUALITY,
    UNIVERSITY_MARK,
    main_model,
    name,
    output_breaks,
)
from helseplan.productivity.views.efficiency_data import rank_correlation
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun


ALIKE = ((0.9, "nesten samme"), (0.6, "stort sett samme"), (-1.0, "ulik"))
"""Rank correlation from this → what it is called."""


def _ends(result: Frames) -> tuple[int, int]:
    rows = result["efficiency"].year
    return int(rows.min()), int(rows.max())


def by_year(result: Frames, run: StageRun) -> Table:
    """Score and rank of every trust in each year, against that year's own frontier."""
    params = run.params.productivity
    rows = result["efficiency"]
    rows = rows[rows.model == params.model]
    scores = rows.pivot(index="unit", columns="year", values="score")
    first, last = _ends(result)
    data = pd.DataFrame({"first": scores[first], "last": scores[last]})
    data["first_rank"], data["last_rank"] = (
        ranks(data[column], params.orientation) for column in ("first", "last")
    )
    data = data.reset_index().sort_values(["first_rank", "last_rank", "unit"])
    return Table(
        "productivity-years",
        _alike(rank_correlation(scores[first], scores[last]), first, last),
        (
            Column("unit", "Helseforetak"),
            Column("first", f"Målt {first}", 3),
            Column("first_rank", f"Plass {first}", 0),
            Column("last", f"Målt {last}", 3),
            Column("last_rank", f"Plass {last}", 0),
        ),
        data.assign(unit=data.unit.map(name)),
        note=(
            f"{main_model(run).label}. Hvert år måles mot sin egen front, så tallene sier ikke om noen er blitt "
            "bedre. De på fronten deler første plass, så en liten endring i målet kan gi et stort hopp i plassering. "
            f"{UNIVERSITY_MARK}"
        ),
        quality=QUALITY,
    )


def _alike(relation: float, first: int, last: int) -> str:
    """Say how alike two years order the trusts."""
    if math.isnan(relation):
        return f"Foretakene måles likt i {first} eller {last}, så rekkefølgen kan ikke sammenlignes"
    words = next(text for limit, text in ALIKE if relation >= limit)
    return f"Målene setter foretakene i {words} rekkefølge i {first} og {last} (rangkorrelasjon {number(relation, 2)})"


def about_years(result: Frames, run: StageRun) -> Text:
    """What an index between the years would say, and what it is worth."""
    rows = result["efficiency"]
    rows = rows[rows.model == run.params.productivity.model]
    scores = rows.pivot(index="unit", columns="year", values="score")
    first, last = _ends(result)
    index = result["malmquist"]["index"]
    growth = (index.median() - 1) * 100
    discharges = run.vintage.read("hospital_trusts").query("item == 'discharges_somatic'")
    wide = discharges.pivot(index="unit", columns="year", values="value").reindex(scores.index)
    rise = (wide[last] / wide[first] - 1) * 100
    return Text(
        f"Rekkefølgen i de to årene er sammenlignet med Spearmans rangkorrelasjon. En Malmquist-indeks "
        f"mellom {first} og {last} gir en produktivitetsendring på {number(growth, 1, sign=True)} prosent for "
        f"medianforetaket. Utskrivningene endrer "
        f"seg samtidig fra {number(rise.min(), 1, sign=True)} til {number(rise.max(), 1, sign=True)} prosent mellom "
        f"foretakene. {_verdict(result, run)} Vi viser den derfor ikke for hvert foretak.",
        quality=QUALITY,
    )


def _verdict(result: Frames, run: StageRun) -> str:
    """What the index is worth, by whether the series it is made from break."""
    broken = output_breaks(result, run)
    if len(broken):
        return (
            "Endringen i medianforetaket er ikke et resultat: prøven over finner et brudd i produksjonstallene, og vi "
            "antar at registreringen er endret. Utslagene er ulike, så heller ikke den delen av indeksen som "
            "sammenligner foretakene med hverandre, kan leses."
        )
    limit = number(run.params.productivity.break_limit_percent, 1)
    return (
        f"Prøven over finner ikke noe brudd i produksjonstallene med en grense på {limit} prosent, men to år er for "
        "lite til å skille en endring i produktivitet fra en endring i registreringen."
    )

"""The two years side by side, and why they are not one panel."""

from __future__ import annotations

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
    share,
)
from helseplan.productivity.views.efficiency_data import rank_correlation
from helseplan.report.display import Column, Table, Text

if TYPE_CHECKING:
    from helseplan.session import StageRun


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
    moved = int(((data.first_rank - data.last_rank).abs() >= 3).sum())
    return Table(
        "productivity-years",
        f"{share(moved, len(data))} foretak flytter seg tre plasser eller mer fra {first} til {last}",
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
            f"bedre. {UNIVERSITY_MARK}"
        ),
        quality=QUALITY,
    )


def about_years(result: Frames, run: StageRun) -> Text:
    """How alike the years rank the trusts, and what an index between them would say."""
    rows = result["efficiency"]
    rows = rows[rows.model == run.params.productivity.model]
    scores = rows.pivot(index="unit", columns="year", values="score")
    first, last = _ends(result)
    alike = rank_correlation(scores[first], scores[last])
    index = result["malmquist"]["index"]
    growth = (index.median() - 1) * 100
    discharges = run.vintage.read("hospital_trusts").query("item == 'discharges_somatic'")
    wide = discharges.pivot(index="unit", columns="year", values="value").reindex(scores.index)
    rise = (wide[last] / wide[first] - 1) * 100
    return Text(
        f"Rangkorrelasjonen (Spearman) mellom målene i {first} og {last} er {number(alike, 2)}. En Malmquist-indeks "
        f"mellom årene gir en produktivitetsendring på {number(growth, 1, sign=True)} prosent for medianforetaket. "
        f"Det er ikke et resultat: utskrivningene endrer seg fra {number(rise.min(), 1, sign=True)} til "
        f"{number(rise.max(), 1, sign=True)} prosent mellom foretakene på ett år, og så store og ulike utslag tyder "
        "på at registreringen er endret. Bruddet rammer foretakene ulikt, så heller ikke den delen av indeksen som "
        "sammenligner dem med hverandre, kan leses. Vi viser den derfor ikke for hvert foretak.",
        quality=QUALITY,
    )

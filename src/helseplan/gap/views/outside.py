"""The groups that have demand but no supply projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import codes, labels
from helseplan.formats import growth_percent
from helseplan.gap.plan import LAST
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun

BASE_YEAR = 2024


def outside(run: StageRun) -> Table:
    """Demand for the three groups without a supply projection: what they lack is not known."""
    demand = run.artefact("demand", "demand_by_group")
    groups = codes("groups", modelled="false")
    chosen = demand[(demand.scope == "wide") & (demand.path == run.shown_path) & demand.group.isin(groups)]
    wide = chosen.groupby(["group", "year"]).aarsverk.sum().unstack().reindex(groups)
    rows = pd.DataFrame(
        {
            "label": [labels("groups")[code] for code in groups],
            "first": wide[BASE_YEAR].to_numpy(),
            "last": wide[LAST].to_numpy(),
        }
    )
    total = pd.DataFrame([{"label": "I alt", "first": rows["first"].sum(), "last": rows["last"].sum()}])
    both = pd.concat([rows, total])
    return Table(
        "gap-outside",
        "Etterspørsel utenfor de 14 gruppene, årsverk i vid avgrensning",
        (
            Column("label", "Gruppe"),
            Column("first", str(BASE_YEAR), 0),
            Column("last", str(LAST), 0),
            Column("growth", "Vekst", 1, unit="percent"),
            Column("gap", f"Gap {LAST}"),
        ),
        both.assign(growth=growth_percent(both["last"], both["first"]), gap="ukjent"),
        note="Ingen framskriving av tilbudet finnes for disse gruppene. Gapet er ukjent, ikke null.",
        quality=("published", *run.shown_quality),
    )

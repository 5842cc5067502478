"""How many must be replaced: exits against the stock, and what is left when nobody enters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.formats import number
from helseplan.report.display import Column, Table
from helseplan.supply.engine import project, withdrawn
from helseplan.supply.inputs import YEARS
from helseplan.supply.model import since
from helseplan.supply.views.common import BASE_YEAR, FIRST, GROUPS, LAST_YEAR, SUM, Frames, opened, with_sum
from helseplan.supply.views.flows import LEAVING

if TYPE_CHECKING:
    from helseplan.session import StageRun


def replacement(result: Frames, run: StageRun) -> Table:
    """Exits as per cent of the base year's stock, and the base year's årsverk that are left in the last year."""
    flows, stock = result["flows"], result["stock"]
    out = -flows[flows.flow.isin(LEAVING)].groupby("group").persons.sum()
    base = stock[stock.year == BASE_YEAR].groupby("group")[["available", "aarsverk"]].sum()
    rows = with_sum(
        pd.DataFrame(
            {
                "stock": base.available.reindex(GROUPS),
                "exits": out.reindex(GROUPS),
                "aarsverk": base.aarsverk.reindex(GROUPS),
                "left": closed(run),
            }
        )
    )
    rows["exit_percent"] = rows.exits / rows.stock * 100
    rows["left_percent"] = rows.left / rows.aarsverk * 100
    total = rows[rows.label == SUM].iloc[0]
    return Table(
        "supply-replacement",
        f"Erstatningsbehovet {FIRST}–{LAST_YEAR} etter gruppe",
        (
            Column("label", "Gruppe"),
            Column("stock", f"Personer i arbeidsstyrken {BASE_YEAR}", 0),
            Column("exits", f"Avgang {FIRST}–{LAST_YEAR}", 0, "persons"),
            Column("exit_percent", f"Avgang mot bestanden i {BASE_YEAR}", 0, "percent"),
            Column("aarsverk", f"Årsverk {BASE_YEAR}", 0),
            Column("left", f"Igjen i {LAST_YEAR} uten tilgang", 0, "aarsverk"),
            Column("left_percent", "Igjen", 0, "percent"),
        ),
        rows,
        note=(
            f"Rå bane. Avgangen tar også med dem som kommer til etter {BASE_YEAR} og slutter igjen før {LAST_YEAR}, "
            "men ikke sykepleiere som videreutdanner seg. «Igjen uten tilgang» er et regnestykke der ingen kommer "
            f"til etter {BASE_YEAR} og ingen videreutdanner seg: da er {number(total.left_percent)} prosent av "
            f"årsverkene igjen i {LAST_YEAR}. Det tar med at de som blir, endrer stilling med alderen."
        ),
        quality=("derived", "calibrated", "assumption"),
    )


def closed(run: StageRun) -> pd.Series:
    """Årsverk in the last year by group when nobody enters after the base year, under the run's parameters."""
    path = opened(run).run(run.params.supply)
    entering = path.inflow.entering()
    entering[since(BASE_YEAR) + 1 :] = 0
    available = project(path.available[0], path.rates.staying(), entering)
    left = withdrawn(path.withdrawn[0], available, path.rates)
    alone = replace(path, available=available, withdrawn=left)
    return pd.Series(np.asarray(alone.supply()[len(YEARS) - 1]), index=GROUPS)

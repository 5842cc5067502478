"""Sick leave by industry, seasonally adjusted (13935) → values of the plan's indicators over time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.fetching.mapping.pick import METRIC, PERIOD, figures
from helseplan.fetching.mapping.shape import replace, stamp
from helseplan.vintages.pxweb.layout import LayoutError

if TYPE_CHECKING:
    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

INDUSTRY = "NACE2007"
HEALTH = {"Q": "sick_leave_health_social"}
EVERY = re.compile(r"^(alle næringer|i alt\b|næringer i alt)", re.IGNORECASE)
KEY = ("indicator", "period")


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Per cent of agreed days, quarter by quarter, for health and social services and, when there, all industries."""
    cells = figures(cube, given.row, {METRIC: "SykefravProsent", "Kjonn": "0", "Justering": "S"})
    labels = cube.dimension(INDUSTRY).labels
    every = {code: "sick_leave_all_industries" for code, text in labels.items() if EVERY.match(text)}
    cells = cells[cells[INDUSTRY].isin({**HEALTH, **every})]
    if not cells[INDUSTRY].isin(HEALTH).any():
        what = f"Tabellen {given.row.table} har ikke sykefraværet i helse- og sosialtjenester."
        found = ", ".join(f"{code} {labels[code]}" for code in list(labels)[:12])
        raise LayoutError(what, table=given.row.table, row=given.row.row, expected="koden Q", found=found)
    new = pd.DataFrame(
        {
            "indicator": cells[INDUSTRY].map({**HEALTH, **every}),
            "period": cells[PERIOD],
            "value": cells.value,
            "unit": "percent",
        }
    )
    new = stamp(new, given, "published").sort_values(list(KEY), ignore_index=True)
    if given.has("indicator_values"):
        new = replace(given.series("indicator_values"), new, KEY)
    return {"indicator_values": new}

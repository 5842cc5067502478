"""Beds, occupancy and discharges by trust (13942)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.pick import METRIC
from helseplan.fetching.mapping.shape import expect, known
from helseplan.fetching.mapping.trusts import put, refuse_strangers

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

AREA = "HelseTjenomr"
ITEMS = {
    ("Dognplass", "SOM"): "beds_somatic",
    ("Dognplass", "VOP"): "beds_mental_adults",
    ("Dognplass", "BUP"): "beds_mental_children",
    ("Dognplass", "TSB"): "beds_substance",
    ("Dognplass", "TOT"): "beds_total",
    ("BeleggSsb", "SOM"): "occupancy_somatic",
    ("Utskriv", "SOM"): "discharges_somatic",
}
MEASURED = {
    **{item: "beds" for (metric, _), item in ITEMS.items() if metric == "Dognplass"},
    "occupancy_somatic": "percent",
    "discharges_somatic": "discharges",
}


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """All years of the table → beds, occupancy (SSB's definition) and discharges of each trust."""
    expect(cube, given.row, METRIC, [metric for metric, _ in ITEMS])
    expect(cube, given.row, AREA, [area for _, area in ITEMS])
    cells = known(cube)
    keys = zip(cells[METRIC], cells[AREA], strict=True)
    cells["item"] = [ITEMS.get(key) for key in keys]
    refuse_strangers(cube, given.row, cells, _discharges)
    return put(cube, given, cells, MEASURED)


def _discharges(rows: pd.DataFrame) -> bool:
    return bool((rows[rows["item"] == "discharges_somatic"].value > 0).any())

"""Årsverk by trust and occupation (13953)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.pick import METRIC, TOTAL, figures
from helseplan.fetching.mapping.shape import expect
from helseplan.fetching.mapping.trusts import put, refuse_strangers

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

OCCUPATION = "Yrke"
ITEMS = {
    TOTAL: "aarsverk_total",
    "05": "aarsverk_specialist_doctors",
    "02": "aarsverk_nurses",
    "01": "aarsverk_specialist_nurses",
}


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """All years of the table → årsverk in all, of specialist doctors, nurses and specialist nurses of each trust."""
    expect(cube, given.row, OCCUPATION, ITEMS)
    cells = figures(cube, given.row, {"HelseTjenomr": TOTAL, METRIC: "Arsverk"})
    cells["item"] = cells[OCCUPATION].map(ITEMS)
    refuse_strangers(cube, given.row, cells, _doctors_and_nurses)
    return put(cube, given, cells, dict.fromkeys(ITEMS.values(), "aarsverk"))


def _doctors_and_nurses(rows: pd.DataFrame) -> bool:
    """Pharmacies and shared services have no wards, and so not both."""
    needed = ("aarsverk_specialist_doctors", "aarsverk_nurses")
    return all((rows[rows["item"] == item].value > 0).any() for item in needed)

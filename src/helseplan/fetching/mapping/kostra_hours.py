"""Hours of care at home in the year (11643): nursing, and practical assistance with daily tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.kostra import municipal, put
from helseplan.fetching.mapping.pick import METRIC
from helseplan.fetching.mapping.shape import expect

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

REGION, SERVICE, AGE = "Region", "TenesteType", "Alder"
HOURS, ALL_AGES = "Timeforbruk", "Ialt"
ITEMS = {"15": "home_nursing_hours", "01": "practical_assistance_hours"}
"""Training (02) and user-controlled assistance (03) are other services and are not with."""


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Hours in the year, all ages, as printed."""
    expect(cube, given.row, SERVICE, ITEMS)
    expect(cube, given.row, AGE, [ALL_AGES])
    expect(cube, given.row, METRIC, [HOURS])
    cells = municipal(cube, given, REGION)
    cells = cells[(cells[METRIC] == HOURS) & (cells[AGE] == ALL_AGES)]
    return put(given, {item: (cells[cells[SERVICE] == code], "published") for code, item in ITEMS.items()})

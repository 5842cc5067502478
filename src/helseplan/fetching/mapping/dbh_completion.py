"""Completion by start cohort (DBH 707) → the share of new students who complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.programmes import MEASURE, YEAR, by_group
from helseplan.fetching.mapping.shape import replace, stamp, years

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

STARTED, DONE, STILL, LEFT = "Startkull", "Fullført normert2", "Studerer2", "Frafalt2"
ACCOUNTED = 0.95
"""A cohort is followed to the end when so much of it has completed, left or still studies two years after the norm."""
SMALLEST = 30
"""A smaller cohort says little, and is rounded for privacy."""
KEY = ("group", "item")


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Completed within the normed time and two years, of the last cohort followed so far; others keep what they had."""
    cells = by_group(cube, given.row, (STARTED, DONE, STILL, LEFT))
    cells = cells.assign(year=years(cells, given.row, YEAR))
    wide = cells.pivot_table(index=["group", "year"], columns=MEASURE, values="value", aggfunc="sum")
    followed = wide[[DONE, STILL, LEFT]].sum(axis=1) >= ACCOUNTED * wide[STARTED]
    last = wide[followed & (wide[STARTED] >= SMALLEST)].reset_index().groupby("group").tail(1)
    new = last.assign(value=last[DONE] / last[STARTED], item="completion", unit="ratio")
    new["note"] = [
        f"Startkullet {year} (DBH 707): fullført på normert tid eller innen to år til." for year in new.year
    ]
    new = stamp(new[(new.value > 0) & (new.value < 1)], given, "assumption")
    return {"group_traits": replace(given.series("group_traits"), new, KEY)}

"""Students by personnel group and year, from DBH's tables: those who began, and those registered in the autumn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.fetching.mapping.programmes import YEAR, by_group, require_numbers, require_steady
from helseplan.fetching.mapping.shape import expect, stamp, years
from helseplan.vintages.pxweb.layout import LayoutError

if TYPE_CHECKING:
    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

__all__ = ["counted"]

AUTUMN = "3"
KEY = ("item", "group", "year")


def counted(
    cube: Cube, given: Given, item: str, measure: str, *, autumn_only: bool
) -> dict[str, pd.DataFrame]:
    """Return the series ``students`` with one item anew; the other stays.

    Args:
        cube: The table.
        given: Its registry row, and the series as they are.
        item: ``admitted`` or ``registered``.
        measure: The counted column.
        autumn_only: Only the autumn is counted (a stock), not the terms of the year added (a flow). A year
            without its autumn is left out either way.

    Raises:
        LayoutError: A column is missing, a cell has no number, no year has its autumn, or a group is halved in
            the newest year.
    """
    expect(cube, given.row, "Semester")
    require_numbers(cube, given.row, measure)
    cells = by_group(cube, given.row, (measure,))
    cells = cells.assign(year=years(cells, given.row, YEAR))
    whole = set(cells[cells.Semester == AUTUMN].year)
    if not whole:
        what = f"DBH-tabell {given.row.table} har ikke noe år med høstsemesteret."
        found = ", ".join(sorted({f"{row.year}: {row.Semester}" for row in cells.itertuples()})[:8])
        raise LayoutError(what, table=given.row.table, row=given.row.row, expected="semester 3", found=found)
    kept = cells[cells.year.isin(whole) & ((cells.Semester == AUTUMN) | (not autumn_only))]
    wide = kept.groupby(["group", "year"]).value.sum().unstack("year", fill_value=0)
    require_steady(cube, given.row, measure, wide.iloc[:, -2:], "studenter")
    new = stamp(wide.stack().rename("persons").reset_index().assign(item=item), given, "assumption")
    if given.has("students"):
        before = given.series("students")
        new = pd.concat([before[before["item"] != item], new])
    return {"students": new.sort_values(list(KEY), ignore_index=True)}

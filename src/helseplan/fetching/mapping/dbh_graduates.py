"""Finished candidates (DBH 104) → graduates by group and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.programmes import YEAR, by_group, require_numbers, require_steady
from helseplan.fetching.mapping.shape import expect, stamp, years
from helseplan.vintages.pxweb.layout import LayoutError

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

COUNTED = "Antall totalt"
SPRING_AND_AUTUMN = {"1", "3"}


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Candidates by group in every year with both terms; which group a programme belongs to is an assumption."""
    expect(cube, given.row, "Semester")
    require_numbers(cube, given.row, COUNTED)
    cells = by_group(cube, given.row, (COUNTED,))
    cells = cells.assign(year=years(cells, given.row, YEAR))
    terms = cells.groupby("year").Semester.agg(set)
    whole = [year for year, had in terms.items() if had >= SPRING_AND_AUTUMN]
    if not whole:
        what = f"DBH-tabell {given.row.table} har ikke noe år med både vår og høst."
        found = ", ".join(f"{year}: {'+'.join(sorted(had))}" for year, had in terms.items())
        raise LayoutError(
            what, table=given.row.table, row=given.row.row, expected="semester 1 og 3", found=found
        )
    counts = cells[cells.year.isin(whole)].groupby(["group", "year"]).value.sum()
    wide = counts.unstack("year", fill_value=0)
    require_steady(cube, given.row, COUNTED, wide)
    every = wide.stack().rename("persons").reset_index()
    return {"graduates": stamp(every, given, "assumption")}

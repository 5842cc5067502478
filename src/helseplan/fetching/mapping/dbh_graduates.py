"""Finished candidates (DBH 104) → graduates by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.programmes import YEAR, by_group
from helseplan.fetching.mapping.shape import expect, replace, stamp, years
from helseplan.vintages.pxweb.layout import LayoutError

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

COUNTED = "Antall totalt"
SPRING_AND_AUTUMN = {"1", "3"}
KEY = ("group", "item")


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Candidates in the last year with both terms; groups without a programme keep what they had."""
    expect(cube, given.row, "Semester")
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
    last = cells[cells.year == max(whole)]
    new = last.groupby("group", as_index=False).agg(persons=("value", "sum"), year=("year", "first"))
    new = stamp(new.assign(item="graduates", note=_note(max(whole))), given, "assumption")
    return {"inflow": replace(given.series("inflow"), new[new.persons > 0], KEY)}


def _note(year: int) -> str:
    return (
        f"Ferdige kandidater i {year} (DBH). At programmene hører til gruppen, er forutsatt ut fra navnet. "
        "Tallene kan være avrundet av personvernhensyn."
    )

"""Single figures and slices of a table, asked for by code; what is missing stops with the registry row to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from helseplan.fetching.mapping.shape import expect, known
from helseplan.vintages.pxweb.layout import LayoutError

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube

__all__ = ["COUNTRY_KOSTRA", "METRIC", "PERIOD", "REGION_KOSTRA", "TOTAL", "figure", "figures", "others"]

REGION_KOSTRA = "KOKkommuneregion0000"
COUNTRY_KOSTRA = "EAK"
"""The whole country in KOSTRA's region variable."""
METRIC = "ContentsCode"
PERIOD = "Tid"
TOTAL = "TOT"


def figures(cube: Cube, row: Row, codes: Mapping[str, str]) -> pd.DataFrame:
    """Return the cells that are numbers for one code of each named variable; columns as in the table.

    Raises:
        LayoutError: A variable or code is missing.
    """
    cells = known(cube)
    for variable, code in codes.items():
        expect(cube, row, variable, [code])
        cells = cells[cells[variable] == code]
    return cells.reset_index(drop=True)


def figure(cube: Cube, row: Row, codes: Mapping[str, str]) -> float:
    """Return the one number that a code of every variable points at.

    Raises:
        LayoutError: A variable or code is missing, a variable is not pinned down, or the cell is not a number.
    """
    cells = figures(cube, row, codes)
    if len(cells) == 1:
        return float(cells.value.iloc[0])
    place = ", ".join(f"{variable} {code}" for variable, code in codes.items())
    loose = [code for code in others(cube, codes) if len(cube.dimension(code).codes) > 1]
    found = f"flere tall, fordelt på {', '.join(loose)}" if len(cells) else "ikke noe tall i cellen"
    raise LayoutError(
        f"Tabellen {row.table} har ikke ett tall der modellen trenger det.",
        table=row.table,
        row=row.row,
        expected=f"ett tall for {place}",
        found=found,
    )


def others(cube: Cube, named: Iterable[str]) -> list[str]:
    """Return the variables of the table that are not among those named."""
    taken = set(named)
    return [dimension.code for dimension in cube.dimensions if dimension.code not in taken]

"""Table 06913: population on 1 January, births, deaths and net migration of the country."""

from __future__ import annotations

import pandas as pd

from helseplan.fetching.mapping.given import Given
from helseplan.fetching.mapping.shape import expect, known, national, replace, stamp, years
from helseplan.vintages.pxweb.cube import Cube

ITEMS = {
    "Folkemengde": "population_1jan",
    "Levende": "births",
    "Dode": "deaths",
    "Nettoinnflytting": "net_migration",
}
"""For the whole country, moves within it cancel out: net moves are net migration."""


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Return ``population_totals``; a year without births is not over yet, and its changes are left out."""
    row = given.row
    expect(cube, row, "ContentsCode", ITEMS)
    cells = national(cube, known(cube), row)
    rows = pd.DataFrame(
        {"year": years(cells, row), "item": cells.ContentsCode.map(ITEMS), "persons": cells["value"]}
    ).dropna(subset="item")
    over = rows[(rows["item"] == "births") & (rows.persons > 0)].year
    rows = rows[(rows["item"] == "population_1jan") | rows.year.isin(over)]
    new = stamp(rows, given, "published")
    return {"population_totals": replace(given.series("population_totals"), new, ["item", "year"])}

"""Table 07459: the country's population on 1 January by sex and single age."""

from __future__ import annotations

import pandas as pd

from helseplan.fetching.mapping.given import Given
from helseplan.fetching.mapping.people import age_bands, by_age, sexes
from helseplan.fetching.mapping.shape import COUNTRY, alone, complete, expect, national, replace, stamp, years
from helseplan.vintages.pxweb.cube import Cube

KEY = ["year", "region", "sex", "age_from"]


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Return ``population``, a year at a time, and its sums in ``population_totals``."""
    row = given.row
    expect(cube, row, "ContentsCode", ["Personer1"])
    alone(cube, row, "Region", "Kjonn", "Alder", "Tid")
    sexes(cube, row)
    cells = national(cube, complete(cube, row, {"Region": [COUNTRY]}), row)
    cells = cells.assign(year=years(cells, row), sex=cells.Kjonn)
    counts = by_age(cells, age_bands(cube, row), ["year", "sex"])
    sums = counts.groupby("year", as_index=False).persons.sum().assign(item="population_1jan")
    new = stamp(counts.assign(region=COUNTRY), given, "published")
    totals = stamp(sums, given, "derived")
    return {
        "population": replace(given.series("population"), new, ["year"], KEY),
        "population_totals": replace(given.series("population_totals"), totals, ["item", "year"]),
    }

"""Physiotherapists (12209): årsverk per 10 000 inhabitants times the population."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.errors import DataError
from helseplan.fetching.mapping.given import BASE_YEAR
from helseplan.fetching.mapping.pick import COUNTRY_KOSTRA, METRIC, PERIOD, REGION_KOSTRA, figure
from helseplan.fetching.mapping.service_levels import Level, put
from helseplan.formats import number

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

PER_10_000 = "KOSfysioprtitus0001"
INHABITANTS = 10_000


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """The rate in the base year × the population at its end → physiotherapy; the rate has one decimal."""
    codes = {REGION_KOSTRA: COUNTRY_KOSTRA, METRIC: PER_10_000, PERIOD: str(BASE_YEAR)}
    rate = figure(cube, given.row, codes)
    people = _population(given)
    note = (
        f"{number(rate, 1)} fysioterapeutårsverk per 10 000 innbyggere i {BASE_YEAR} (SSB {given.row.table}) ganger "
        f"{number(people)} innbyggere. Aldersprofilen er lånt fra allmennlegetjenesten. Kan overlappe helsestasjon."
    )
    return put(given, {"physiotherapy": Level(rate * people / INHABITANTS, "derived", note)})


def _population(given: Given) -> float:
    """The population at the end of the base year, else at its beginning."""
    totals = given.series("population_totals")
    counted = totals[totals["item"] == "population_1jan"].set_index("year").persons
    for year in (BASE_YEAR + 1, BASE_YEAR):
        if year in counted:
            return float(counted[year])
    raise DataError(
        f"Folketallet i {BASE_YEAR} mangler, så årsverk per innbygger kan ikke bli til årsverk.",
        where="population_totals.csv",
        expected=f"population_1jan for {BASE_YEAR + 1} eller {BASE_YEAR}",
        fix="Hent folketallet (tabell 07459) først.",
    )

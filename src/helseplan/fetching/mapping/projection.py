"""SSB's projections: 14746, 14288 and 14282 with their predecessors become ``projection_table``."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from helseplan.ages import AGES, OPEN_AGE
from helseplan.classifications import codes
from helseplan.fetching.mapping.given import Given
from helseplan.fetching.mapping.people import age_bands, by_age, counted, sexes
from helseplan.fetching.mapping.shape import COUNTRY, Chosen, alone, complete, expect, stamp, years
from helseplan.fetching.registry import Row
from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.pxweb.layout import LayoutError, listed

LETTERS = re.compile(r"(?<![A-Z0-9])([LMHKR0]{3,4})(?![A-Z0-9])")
MAIN = "MMM"
SPLIT_FROM = 100
"""The youngest open age that is split to single ages."""
COLUMNS = ["region", "alternative", "year", "sex", "age", "persons", "source", "quality"]


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Return the table's own years for the country, in the alternatives the model has a name for."""
    row = given.row
    regional = any(dimension.code == "Region" for dimension in cube.dimensions)
    variable = "Framskriv" if any(item.code == "Framskriv" for item in cube.dimensions) else "ContentsCode"
    chosen = alternatives(cube, row, variable)
    alone(cube, row, "Region", "Kjonn", "Alder", "Tid", variable)
    sexes(cube, row)
    bands = age_bands(cube, row)
    country: Chosen = {"Region": [COUNTRY]} if regional else {}
    cells = complete(cube, row, {variable: chosen, "Alder": bands, **country})
    cells = cells.assign(year=years(cells, row), sex=cells.Kjonn, alternative=cells[variable].map(chosen))
    rows = single_ages(by_age(cells, bands, ["alternative", "year", "sex"]), given)
    summed = len(bands) > len(AGES)
    changed = rows.split | (summed & (rows.age == OPEN_AGE))
    new = stamp(rows.assign(region=COUNTRY), given, "published")
    return {"projection_table": new.assign(quality=np.where(changed, "derived", "published"))[COLUMNS]}


def alternatives(cube: Cube, row: Row, variable: str) -> dict[str, str]:
    """Return code → national alternative, read from the letters in the text (or else in the code).

    Regional alternatives have four letters: fertility, life expectancy, moves within the country, immigration. The
    third is dropped, and those that change it are left out. Alternatives without a name in the model are left out too.

    Raises:
        LayoutError: The main alternative is not there, or two codes are the same alternative.
    """
    dimension = expect(cube, row, variable)
    found: dict[str, str] = {}
    for code in dimension.codes:
        letters = LETTERS.search(dimension.labels.get(code, "")) or LETTERS.search(code)
        name = letters[1] if letters else ""
        if len(name) == len("MMMM"):
            name = name[:2] + name[3] if name[2] == "M" else ""
        if name in codes("alternatives"):
            found[code] = name
    if MAIN not in found.values() or len(set(found.values())) < len(found):
        what = f"Alternativene i variabelen «{variable}» lar seg ikke kjenne igjen."
        expected = f"bokstavene i teksten, og hovedalternativet ({MAIN} eller MMMM) én gang"
        texts = listed(dimension.codes, dimension.labels)
        raise LayoutError(what, table=cube.table, row=row.row, expected=expected, found=texts)
    return found


def single_ages(rows: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Split an open age below 105 by the newest count's shape within it; the column ``split`` tells which rows.

    Raises:
        LayoutError: Another group than an open one from 100 years covers several ages.
    """
    wide = rows.age_from < rows.age_to
    if wide.any() and rows[wide].age_from.min() < SPLIT_FROM:
        bad = rows[wide].iloc[0]
        found = f"{bad.age_from}–{bad.age_to} år"
        expected = f"ettårig alder til {SPLIT_FROM - 1} år"
        what = "Framskrivingen er ikke delt i ettårig alder."
        raise LayoutError(what, table=given.row.table, row=given.row.row, expected=expected, found=found)
    kept = rows[~wide].rename(columns={"age_from": "age"}).drop(columns="age_to").assign(split=False)
    if not wide.any():
        return kept
    population = given.series("population")
    persons = counted(population, int(population.year.max()), given.row)
    parts = [kept]
    for (first, sex), part in rows[wide].groupby(["age_from", "sex"]):
        shares = persons["12".index(str(sex)), int(first) :]
        for age, share in zip(AGES[int(first) :], shares / shares.sum(), strict=True):
            parts.append(part.assign(age=age, persons=part.persons * share, split=True)[kept.columns])
    order = ["alternative", "year", "sex", "age"]
    return pd.concat(parts, ignore_index=True).sort_values(order, ignore_index=True)

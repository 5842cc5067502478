"""Sex and age in tables: from codes and texts to groups of ages, and persons by group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.ages import OPEN_AGE, spread_counts
from helseplan.errors import DataError
from helseplan.fetching.mapping.shape import expect, means
from helseplan.vintages.pxweb.layout import LayoutError, listed

if TYPE_CHECKING:
    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube

__all__ = ["Bands", "age_bands", "by_age", "counted", "grouped", "sexes"]

TOTAL = re.compile(r"\b(i ?alt|alle|total|samla|uoppgitt|uoppgjeve|ukjend|ukjent)", re.IGNORECASE)
UNDER = re.compile(r"^under (\d+)")
BETWEEN = re.compile(r"(\d+)\s*(?:[-–]|til)\s*(\d+)")
FROM = re.compile(r"(\d+)\s*(?:\+|år (?:og|eller) (?:over|eldre|meir|mer))")
SINGLE = re.compile(r"^(\d+)(?: år)?$")

Bands = dict[str, tuple[int, int]]
"""Code → the first and the last age of a group; 105 is open."""


def sexes(cube: Cube, row: Row, variable: str = "Kjonn") -> None:
    """Require men (1) and women (2), and nothing more; their texts tell when codes have changed places.

    Raises:
        LayoutError: A code is missing, stands for something else, or there are others.
    """
    means(cube, row, variable, {"1": "^menn", "2": "^kvinne"})
    dimension = expect(cube, row, variable)
    if len(dimension.codes) != len("12"):
        what = f"Variabelen «{variable}» har flere koder enn menn og kvinner."
        found = listed(dimension.codes, dimension.labels)
        raise LayoutError(what, table=cube.table, row=row.row, expected="1, 2", found=found)


def age_bands(cube: Cube, row: Row, variable: str = "Alder") -> Bands:
    """Return the age groups of a table by code.

    Totals and unknown age are left out. An open age ends at 105, and ages above 105 belong to 105, which is open.

    Raises:
        LayoutError: A text is not an age, or the groups do not cover 0–105 without holes and overlaps.
    """
    dimension = expect(cube, row, variable)
    bands = {code: _band(dimension.labels.get(code, code), code) for code in dimension.codes}
    unread = [code for code, band in bands.items() if band == ()]
    groups = {code: (min(band[0], OPEN_AGE), min(band[1], OPEN_AGE)) for code, band in bands.items() if band}
    if unread or not _tile(list(groups.values())):
        raise LayoutError(
            f"Alderen i variabelen «{variable}» er ikke som ventet.",
            table=cube.table,
            row=row.row,
            expected="grupper fra 0 år til og med en åpen eldste gruppe, uten hull og overlapp",
            found=listed(unread or dimension.codes, dimension.labels),
        )
    return groups


def by_age(cells: pd.DataFrame, bands: Bands, keys: Sequence[str], age: str = "Alder") -> pd.DataFrame:
    """Return persons by age group: the keys, age_from, age_to and persons; cells of a group left out are dropped.

    Args:
        cells: Columns of codes, among them ``age``, and ``value``.
        bands: Code → ages.
        keys: The other columns to tell apart.
        age: The variable of age.
    """
    kept = cells[cells[age].isin(list(bands))]
    edges = pd.DataFrame(kept[age].map(bands).tolist(), columns=["age_from", "age_to"], index=kept.index)
    rows = pd.concat([kept[list(keys)], edges, kept["value"].rename("persons")], axis=1)
    return rows.groupby([*keys, "age_from", "age_to"], as_index=False, sort=True).persons.sum()


def counted(population: pd.DataFrame, year: int, row: Row) -> np.ndarray:
    """Return the country's persons on 1 January of a year by sex and single age (2 × 106).

    Age groups are spread to single ages so that each keeps its sum.

    Raises:
        DataError: The series has no count of that year.
    """
    rows = population[(population.year == year) & (population.region == "0")]
    if rows.empty:
        have = ", ".join(str(known) for known in sorted(population.year.unique()))
        raise DataError(
            f"Folketallet 1. januar {year} mangler; det trengs for å regne om tabell {row.table}.",
            where="population.csv",
            expected=str(year),
            found=have,
            fix=f"Hent tabell 07459 sammen med {row.table}.",
        )
    return np.stack([spread_counts(rows[rows.sex == sex], "persons") for sex in "12"])


def grouped(persons: np.ndarray, band: tuple[int, int]) -> float:
    """Return the persons of both sexes in an age group."""
    return float(persons[..., band[0] : band[1] + 1].sum())


def _band(label: str, code: str) -> tuple[int, int] | tuple[()] | None:
    """Read an age group from its text, else from its code; None for a total, () when it cannot be read."""
    for text in (label.strip().lower(), code.lower()):
        if match := UNDER.match(text):
            return 0, int(match[1]) - 1
        if match := BETWEEN.search(text):
            return int(match[1]), int(match[2])
        if match := FROM.search(text):
            return int(match[1]), OPEN_AGE
        if match := SINGLE.match(text):
            return int(match[1]), int(match[1])
        if TOTAL.search(text):
            return None
    return ()


def _tile(groups: list[tuple[int, int]]) -> bool:
    """Whether groups cover 0–105; several may be the open age, when the table goes on above 105."""
    ordered = sorted(groups)
    while ordered[-2:] == [(OPEN_AGE, OPEN_AGE)] * 2:
        ordered.pop()
    lows, highs = [low for low, _ in ordered], [high for _, high in ordered]
    return lows == [0, *(high + 1 for high in highs[:-1])] and highs[-1:] == [OPEN_AGE]

"""Study programmes in DBH and the personnel groups they educate: by the programme's name, which is an assumption."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from helseplan.classifications import table
from helseplan.fetching.mapping.shape import expect, known
from helseplan.formats import number
from helseplan.vintages.pxweb.layout import LayoutError
from helseplan.vintages.web.faults import plain

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube

__all__ = ["MEASURE", "YEAR", "by_group", "group_of", "require_numbers", "require_steady"]

YEAR, MEASURE = "Årstall", "variabel"
CODE, NAME = "Studieprogramkode", "Studieprogramnavn"
RULES = "data/classifications/study_programmes.csv"
MANY = 30
"""A group with so many candidates in a year does not lose them all, or more than half of them, to the next year."""
SHOWN = 8


def group_of(name: str) -> str | None:
    """Return the group that a programme educates; None for all others.

    The rules are in ``data/classifications/study_programmes.csv``: a name has a group's words and none of those that
    tell of further education. The first group that fits is taken. Nursing and physiotherapy have much further
    education whose name tells of neither master nor further education: there the name must say bachelor, or be the
    plain name of the education.
    """
    for rule in table("study_programmes"):
        words = re.search(rule["words"], name, re.IGNORECASE)
        if words and not (rule["without"] and re.search(rule["without"], name, re.IGNORECASE)):
            return rule["code"]
    return None


def by_group(cube: Cube, row: Row, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the numbers of the programmes that educate one of the groups, with a column ``group``.

    Raises:
        LayoutError: A counted column or the programmes' names are missing, or no programme belongs to a group.
    """
    expect(cube, row, MEASURE, measures)
    expect(cube, row, YEAR)
    cells = _grouped(cube, row, measures)
    found = cells[cells["group"].notna()]
    if found.empty:
        raise LayoutError(
            f"Ingen av studieprogrammene i DBH-tabell {row.table} hører til en personellgruppe.",
            table=row.table,
            row=row.row,
            expected=f"programnavn som i {RULES}",
            found=", ".join(sorted(cells[NAME].unique())[:12]),
        )
    return found


def require_numbers(cube: Cube, row: Row, measure: str) -> None:
    """Require a number in every cell of the groups' programmes: one that is withheld is not nought.

    Raises:
        LayoutError: A cell has no number; the first is named with its symbol.
    """
    blank = cube.frame[(cube.frame[MEASURE] == measure) & cube.frame.value.isna()]
    blank = blank[[group_of(name) is not None for name in _names(cube, row, blank.astype(str))]]
    if blank.empty:
        return
    first = blank.iloc[0]
    place = ", ".join(f"{dimension.code} {first[dimension.code]}" for dimension in cube.dimensions)
    raise LayoutError(
        f"DBH-tabell {row.table} mangler tall for studieprogrammer som hører til en personellgruppe.",
        table=row.table,
        row=row.row,
        expected="et tall i hver celle",
        found=f"{len(blank)} celler uten tall; den første er {place} («{first.status}»)",
        fix="Et tegn er ikke null. Hent tabellen igjen senere, eller gå videre uten den med --partial.",
    )


def require_steady(
    cube: Cube, row: Row, measure: str, persons: pd.DataFrame, noun: str = "kandidater"
) -> None:
    """Require that no group of some size vanishes or is halved from a year to the next: its programmes have new names.

    Args:
        cube: The table.
        row: Its registry row.
        measure: The counted column.
        persons: Persons, group × year; the years that are whole, in order.
        noun: What the persons are called in the message.

    Raises:
        LayoutError: A group had at least ``MANY`` and then less than half; the year's largest programmes that belong
            to no group are named.
    """
    for before, year in itertools.pairwise(persons.columns):
        for group in persons.index:
            had, has = float(persons.at[group, before]), float(persons.at[group, year])
            if had < MANY or 2 * has >= had:
                continue
            raise LayoutError(
                f"Gruppen «{group}» går fra {number(had)} {noun} i {before} til {number(has)} i {year}. "
                "Studieprogrammene kan ha fått nye navn.",
                table=row.table,
                row=row.row,
                expected=f"minst {number(had / 2)} {noun} i {year}",
                found=f"programmer uten gruppe i {year}: {_without_group(cube, row, measure, year)}",
                fix=f"Rett reglene for gruppen i {RULES}. Er nedgangen virkelig, går --partial videre uten "
                "tabellen; da står tallene fra årgangen før, om den har noen.",
            )


def _without_group(cube: Cube, row: Row, measure: str, year: int) -> str:
    """The year's largest programmes that belong to no group, with their candidates."""
    cells = _grouped(cube, row, (measure,))
    chosen = cells[cells["group"].isna() & (cells[YEAR] == str(year))]
    largest = chosen.groupby(NAME).value.sum().sort_values(ascending=False, kind="stable").head(SHOWN)
    return (
        ", ".join(f"{plain(str(name), 60)} ({number(count)})" for name, count in largest.items()) or "ingen"
    )


def _grouped(cube: Cube, row: Row, measures: tuple[str, ...]) -> pd.DataFrame:
    """The cells that are numbers, with the programme's name and its group, if it has one."""
    cells = known(cube)
    names = _names(cube, row, cells)
    groups = {name: group_of(name) for name in names.unique()}
    cells = cells.assign(**{NAME: names, "group": names.map(groups)})
    return cells[cells[MEASURE].isin(measures)]


def _names(cube: Cube, row: Row, cells: pd.DataFrame) -> pd.Series:
    """The name of each cell's programme: a column of its own when a code has several, else the code's text."""
    has_names = any(dimension.code == NAME for dimension in cube.dimensions)
    return cells[NAME] if has_names else cells[CODE].map(expect(cube, row, CODE).labels)

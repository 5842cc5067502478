"""A statistical table as an answer gives it: its variables, and one row per cell.

A cube keeps three things apart that a spreadsheet mixes: the code of a category and its text, the value and the symbol
that stands where a value is missing, and what the table says about itself. Codes stand in the answer's order, which is
not always sorted (``Kjonn`` is 2 before 1 in SSB's table 07459).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from helseplan.errors import DataError

RESERVED = ("value", "status")
"""Columns of the frame that are no variable."""
SHOWN = 12
"""Codes or variables named in a message."""


@dataclass(frozen=True)
class Dimension:
    """A variable of a table.

    Attributes:
        code: The variable, as the table calls it, e.g. ``Alder``.
        label: The same in words.
        role: ``time``, ``geo``, ``metric`` or nothing.
        codes: Its categories in the answer's order.
        labels: Code → text.
        units: Code → unit; only for the metric.
        notes: Notes to the variable and to its categories, plain text as the source wrote it.
    """

    code: str
    label: str
    role: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    units: Mapping[str, str]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Cube:
    """An answer read: what the table is, and its cells.

    Attributes:
        table: Table number, e.g. ``07459``; empty when the answer does not say.
        label: The table's title.
        source: Who publishes it.
        updated: When the table was updated, as the source writes it (ISO with Z at SSB).
        notes: Notes to the table.
        dimensions: Its variables, in the answer's order.
        frame: One row per cell, the last variable fastest: a categorical column of codes per variable, ``value``
            (float64, NaN where there is none) and ``status`` (categorical; empty where there is none).
    """

    table: str
    label: str
    source: str
    updated: str
    notes: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    frame: pd.DataFrame

    def dimension(self, code: str) -> Dimension:
        """Return a variable.

        Raises:
            DataError: The table has no such variable.
        """
        found = {item.code: item for item in self.dimensions}
        if code not in found:
            close = get_close_matches(code, found, n=1)
            raise DataError(
                f"Tabellen har ingen variabel «{code}».",
                where=place(self.table),
                expected=code,
                found=listed(found),
                fix=f"Mente du «{close[0]}»?" if close else "Rett raden i data/tables.csv.",
            )
        return found[code]


def tidy(
    dimensions: Sequence[Dimension],
    values: np.ndarray,
    marks: np.ndarray | None = None,
    symbols: Sequence[str] = ("",),
) -> pd.DataFrame:
    """Return the frame of a cube: every combination of codes, the last variable fastest.

    Args:
        dimensions: The variables.
        values: Float64, one per cell in row-major order; kept, not copied.
        marks: Place in ``symbols`` of each cell's symbol; None when no cell has one.
        symbols: The symbols in use; the first is empty.
    """
    sizes = [len(item.codes) for item in dimensions]
    columns: dict[str, object] = {}
    for axis, item in enumerate(dimensions):
        columns[item.code] = pd.Categorical.from_codes(_along(sizes, axis), categories=list(item.codes))
    columns["value"] = values.reshape(-1)
    if marks is None:
        marks = np.zeros(math.prod(sizes), dtype=np.int8)
    columns["status"] = pd.Categorical.from_codes(marks.reshape(-1), categories=list(symbols))
    return pd.DataFrame(columns, copy=False)


def join(cubes: Sequence[Cube]) -> Cube:
    """Join the parts of one extract, split along one variable or along several as a grid.

    The codes of a variable that was split come in the order of the parts.

    Raises:
        DataError: The parts are of different tables or different updates, overlap, have their codes in different
            orders, or do not fill the grid.
    """
    first = cubes[0]
    _require_same_table(cubes)
    if len(cubes) == 1:
        return first
    blocks = [_blocks(cubes, axis) for axis in range(len(first.dimensions))]
    dimensions = tuple(_merged([cube.dimensions[axis] for cube in cubes]) for axis in range(len(blocks)))
    shape = tuple(len(item.codes) for item in dimensions)
    values, marks = np.full(shape, np.nan), np.zeros(shape, dtype=np.int16)
    known, taken = {"": 0}, np.zeros([len(starts) for starts in blocks], dtype=bool)
    for cube in cubes:
        sizes = [len(item.codes) for item in cube.dimensions]
        starts = [here[item.codes] for here, item in zip(blocks, cube.dimensions, strict=True)]
        at = tuple(slice(start, start + size) for start, size in zip(starts, sizes, strict=True))
        _take(
            taken,
            tuple(list(here).index(item.codes) for here, item in zip(blocks, cube.dimensions, strict=True)),
            cube,
        )
        values[at] = cube.frame["value"].to_numpy().reshape(sizes)
        marks[at] = _renumbered(cube.frame["status"], known).reshape(sizes)
    if not taken.all():
        raise _cannot_join(first, "Noen av delene av uttrekket mangler.", found=f"{len(cubes)} deler")
    notes = tuple(dict.fromkeys(note for cube in cubes for note in cube.notes))
    frame = tidy(dimensions, values, marks, list(known))
    return Cube(first.table, first.label, first.source, first.updated, notes, dimensions, frame)


def place(table: str) -> str:
    """Name a table in a message."""
    return f"tabell {table}" if table else "svaret fra tjenesten"


def listed(names: Mapping[str, object] | Sequence[str]) -> str:
    """Name some codes or variables in a message; the first ones when there are many."""
    shown = list(names)[:SHOWN]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" og {more} til" if more else "")


def _along(sizes: Sequence[int], axis: int) -> np.ndarray:
    """Return the place of every cell along a variable, in the smallest whole numbers that hold it."""
    kind = np.min_scalar_type(-sizes[axis])
    each = np.repeat(np.arange(sizes[axis], dtype=kind), math.prod(sizes[axis + 1 :]))
    return np.tile(each, math.prod(sizes[:axis]))


def _require_same_table(cubes: Sequence[Cube]) -> None:
    first = cubes[0]
    for cube in cubes[1:]:
        if cube.table != first.table:
            raise _cannot_join(first, "Delene er fra hver sin tabell.", first.table, cube.table)
        if cube.updated != first.updated:
            what = "Tabellen ble oppdatert mens den ble hentet; delene er fra hver sin oppdatering."
            raise _cannot_join(first, what, first.updated, cube.updated)
        ours, theirs = ([item.code for item in each.dimensions] for each in (first, cube))
        if ours != theirs:
            raise _cannot_join(first, "Delene har ulike variabler.", listed(ours), listed(theirs))


def _blocks(cubes: Sequence[Cube], axis: int) -> dict[tuple[str, ...], int]:
    """Return each part's codes along a variable → where they start among all of them."""
    found: dict[tuple[str, ...], int] = {}
    seen: set[str] = set()
    for cube in cubes:
        item = cube.dimensions[axis]
        if item.codes in found:
            continue
        again = [code for code in item.codes if code in seen]
        if again:
            other = any(set(codes) == set(item.codes) for codes in found)
            what = "Delene har kodene i ulik rekkefølge." if other else "Delene overlapper."
            raise _cannot_join(cube, what, found=f"variabelen «{item.code}»: {listed(again)}")
        found[item.codes] = len(seen)
        seen.update(item.codes)
    return found


def _take(taken: np.ndarray, cell: tuple[int, ...], cube: Cube) -> None:
    """Note that a part of the grid has come; it may come once."""
    if taken[cell]:
        raise _cannot_join(cube, "Delene overlapper.", found="samme del to ganger")
    taken[cell] = True


def _merged(parts: Sequence[Dimension]) -> Dimension:
    """Return a variable with the codes of all parts."""
    codes = tuple(dict.fromkeys(code for part in parts for code in part.codes))
    labels = {code: text for part in parts for code, text in part.labels.items()}
    units = {code: text for part in parts for code, text in part.units.items()}
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    return Dimension(parts[0].code, parts[0].label, parts[0].role, codes, labels, units, notes)


def _renumbered(status: pd.Series, known: dict[str, int]) -> np.ndarray:
    """Return each cell's symbol by its place among the symbols of all parts; new ones are added."""
    places = np.array([known.setdefault(str(symbol), len(known)) for symbol in status.cat.categories])
    return places[status.cat.codes.to_numpy()]


def _cannot_join(cube: Cube, what: str, expected: str = "", found: str = "") -> DataError:
    fix = "Kjør helseplan fetch på nytt; tabellen hentes da samlet."
    return DataError(what, where=place(cube.table), expected=expected, found=found, fix=fix)

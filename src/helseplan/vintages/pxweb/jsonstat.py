"""Reads a json-stat2 answer to a cube. Format: https://json-stat.org/full/ (JSON-stat 2.0)."""

from __future__ import annotations

import math

import numpy as np

from helseplan.vintages.pxweb.cells import read_status, read_values
from helseplan.vintages.pxweb.cube import RESERVED, Cube, Dimension, listed, tidy
from helseplan.vintages.pxweb.document import Category, Document, fault, parse, texts


def read(content: bytes) -> Cube:
    """Read a json-stat2 answer.

    Values may be a list or an object of those there are; symbols an object, a list or one for all; categories an object
    or a list, or only a text when there is one. Nothing is allocated for cells before their number is known to fit.

    A cell whose symbol says that there is no figure (only dots, or ``:``) has none, even if the answer holds a number
    there, as some services put 0: its value is NaN, with the symbol. A cell with any other symbol (``*`` for
    preliminary) keeps its value.

    Args:
        content: The answer as it came, UTF-8 with or without a byte order mark.

    Raises:
        DataError: The answer is no whole json-stat2 dataset, or contradicts itself.
    """
    document = parse(content)
    table = document.table
    dimensions = read_dimensions(document)
    cells = math.prod(len(item.codes) for item in dimensions)
    values = read_values(document.value, cells, table)
    marks, symbols = read_status(document.status, cells, table)
    if marks is not None:
        missing = [number for number, symbol in enumerate(symbols) if _says_missing(symbol)]
        values[np.isin(marks, missing)] = np.nan
    return Cube(
        table,
        document.label or "",
        document.source or "",
        document.updated or "",
        texts(document.note),
        dimensions,
        tidy(dimensions, values, marks, symbols),
    )


def _says_missing(symbol: str) -> bool:
    return symbol == ":" or (symbol != "" and not symbol.strip("."))


def read_dimensions(document: Document) -> tuple[Dimension, ...]:
    """Return a document's variables in its order.

    Raises:
        DataError: A variable is missing or named twice, or its codes do not agree with the size given.
    """
    table, names, sizes = document.table, document.id, document.size
    if not names or len(names) != len(sizes):
        found = f"{len(names)} variabler og {len(sizes)} størrelser"
        raise fault(
            "Svaret sier ikke hvilke variabler tabellen har.",
            table,
            expected="like mange av hver",
            found=found,
        )
    if len({*names, *RESERVED}) != len(names) + len(RESERVED):
        raise fault("Svaret har variabler som ikke kan skilles fra hverandre.", table, found=listed(names))
    missing = [name for name in names if name not in document.dimension]
    if missing:
        raise fault("Svaret mangler variabler som det selv nevner.", table, expected=listed(missing))
    return tuple(_dimension(document, name, size, table) for name, size in zip(names, sizes, strict=True))


def _dimension(document: Document, name: str, size: int, table: str) -> Dimension:
    variable, role = document.dimension[name], document.roles
    category = variable.category
    codes = _codes(category, name, table)
    if len(codes) != size:
        what = f"Variabelen «{name}» har ikke så mange koder som svaret sier."
        raise fault(what, table, expected=str(size), found=f"{len(codes)}: {listed(codes)}")
    kinds = {
        **dict.fromkeys(role.metric, "metric"),
        **dict.fromkeys(role.geo, "geo"),
        **dict.fromkeys(role.time, "time"),
    }
    labels = {code: category.label.get(code, code) for code in codes}
    units = {code: unit.base or unit.label or "" for code, unit in category.unit.items() if code in labels}
    notes = (*texts(variable.note), *texts(category.note, labels))
    return Dimension(name, variable.label or name, kinds.get(name, ""), codes, labels, units, notes)


def _codes(category: Category, name: str, table: str) -> tuple[str, ...]:
    """Return a variable's codes in order: as listed, by their numbers, or the only one that has a text."""
    index = category.index
    if index is None:
        if len(category.label) == 1:
            return tuple(category.label)
        raise fault(f"Variabelen «{name}» mangler rekkefølgen på kodene.", table, expected="feltet «index»")
    codes = tuple(sorted(index, key=index.__getitem__)) if isinstance(index, dict) else tuple(index)
    if not codes:
        raise fault(f"Variabelen «{name}» har ingen koder.", table)
    if len(set(codes)) != len(codes):
        twice = [code for code in dict.fromkeys(codes) if codes.count(code) > 1]
        raise fault(f"Variabelen «{name}» har samme kode flere ganger.", table, found=listed(twice))
    if isinstance(index, dict) and sorted(index.values()) != list(range(len(index))):
        numbers = [str(index[code]) for code in codes]
        what = f"Numrene på kodene til «{name}» er ikke en hel rekke."
        raise fault(what, table, expected=f"0–{len(codes) - 1}", found=listed(numbers))
    return codes

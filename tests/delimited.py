"""Reads a csv answer of an extract that is also at hand as json-stat2, so that the two can be compared cell by cell.

A csv answer has a column for some variables and spreads the others over columns of figures; it says neither which is
which nor whether its cells are codes, texts or both. The cube tells it.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from helseplan.errors import DataError
from helseplan.vintages.pxweb.cube import Cube, Dimension, listed, place, tidy

SEPARATORS = ";,\t"
SYMBOLS = frozenset({".", "..", "...", "....", ".....", "......", ":", "-"})
"""What PxWeb writes where there is no value."""
Cell = tuple[str, ...]
"""One code per variable."""


def read(content: bytes, like: Cube) -> pd.DataFrame:
    """Read a csv answer to the same frame as the cube's: same columns, same rows in the same order.

    Args:
        content: The answer, UTF-8 or ISO-8859-1; separated by semicolon, comma or tab; with or without a title line.
        like: The cube of the same extract.

    Raises:
        DataError: A column, code or value that does not belong to the extract, or a cell missing or given twice.
    """
    header, rows = _table(content, like)
    stub, spread = _columns(header, like)
    others = [item for item in like.dimensions if item.code not in stub]
    titles = _spread_codes([header[at] for at in spread], others, like)
    places = {item.code: {code: at for at, code in enumerate(item.codes)} for item in like.dimensions}
    strides = _strides(like)
    offsets = np.array(
        [sum(places[c][v] * strides[c] for c, v in title.items()) for title in titles], dtype=np.int64
    )
    start = np.zeros(len(rows), dtype=np.int64)
    for code, at in stub.items():
        forms = _form([row[at] for _, row in rows], like.dimension(code), like)
        start += [places[code][forms[row[at]]] * strides[code] for _, row in rows]
    where = (start[:, None] + offsets[None, :]).ravel()
    _require_each_once(where, like)
    values, marks, symbols = _figures([(line, row[at]) for line, row in rows for at in spread], like)
    order = np.argsort(where)
    return tidy(like.dimensions, values[order], marks[order], symbols)


def _table(content: bytes, like: Cube) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header, and the rows with their line numbers; a title line above the header is left out."""
    text = _decoded(content)
    separator = max(
        SEPARATORS, key=lambda sign: max((line.count(sign) for line in text.splitlines()[:4]), default=0)
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines = [(reader.line_num, row) for row in reader if any(row)]
    except csv.Error as error:
        raise _fault("Csv-svaret kan ikke leses.", like, found=f"linje {reader.line_num}: {error}") from None
    while lines and len(lines[0][1]) == 1:
        lines.pop(0)
    if len(lines) < 2:
        raise _fault("Csv-svaret har ingen tall.", like, expected="en linje med navn og minst én med tall")
    header, rows = lines[0][1], lines[1:]
    for line, row in rows:
        if len(row) != len(header):
            expected, found = f"{len(header)} felt som i første linje", f"{len(row)} felt i linje {line}"
            raise _fault("Csv-svaret har linjer av ulik lengde.", like, expected=expected, found=found)
    return header, rows


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")


def _columns(header: Sequence[str], like: Cube) -> tuple[dict[str, int], list[int]]:
    """Return the columns that hold a variable, by its code, and those that hold figures."""
    names = {name: item.code for item in like.dimensions for name in _named(item.code, item.label)}
    stub: dict[str, int] = {}
    for at, title in enumerate(header):
        code = names.get(title)
        if code in stub:
            raise _fault("Csv-svaret har samme variabel i to kolonner.", like, found=title)
        if code is not None:
            stub[code] = at
    return stub, [at for at in range(len(header)) if at not in stub.values()]


def _named(code: str, label: str) -> tuple[str, str, str]:
    """Return what a csv answer may call a code: itself, both, or its text."""
    return code, f"{code} - {label}", label


def _spread_codes(titles: list[str], others: list[Dimension], like: Cube) -> list[Mapping[str, str]]:
    """Return, for each column of figures, the code of every variable that has no column of its own."""
    if not others and len(titles) == 1:
        return [{}]
    count = math.prod(len(item.codes) for item in others)
    if len(titles) != count:
        expected = f"{count} kolonner med tall: {listed([item.code for item in others])}"
        raise _fault(
            "Csv-svaret har andre kolonner enn uttrekket.", like, expected=expected, found=listed(titles)
        )
    for known in _headings(others):
        if len(known) == count and set(titles) == set(known):
            return [known[title] for title in titles]
    raise _fault("Csv-svaret har kolonner som ikke er koder i uttrekket.", like, found=listed(titles))


def _headings(others: list[Dimension]) -> Iterator[dict[str, Mapping[str, str]]]:
    """Yield the ways to write the titles of the columns: title → code of each variable."""
    for order in itertools.permutations(others):
        for form in range(3):
            found: dict[str, Mapping[str, str]] = {}
            for codes in itertools.product(*(item.codes for item in order)):
                cell = {item.code: code for item, code in zip(order, codes, strict=True)}
                words = [_named(cell[item.code], item.labels[cell[item.code]])[form] for item in order]
                found[" ".join(words)] = cell
            yield found


def _form(cells: list[str], item: Dimension, like: Cube) -> dict[str, str]:
    """Return cell → code for the one way of writing codes that fits every cell of a column."""
    used = set(cells)
    for form in range(3):
        named = {_named(code, item.labels[code])[form]: code for code in item.codes}
        if used <= set(named) and len(named) == len(item.codes):
            return named
    known = {name for code in item.codes for name in _named(code, item.labels[code])}
    strange = sorted(used - known)
    if strange:
        what = f"Csv-svaret har koder for «{item.code}» som uttrekket ikke har."
        raise _fault(what, like, expected=listed(item.codes), found=listed(strange))
    what = f"Flere koder for «{item.code}» har samme tekst i csv-svaret."
    raise _fault(what, like, expected="koder i stedet for tekst (UseCodes)", found=listed(sorted(used)))


def _strides(like: Cube) -> dict[str, int]:
    """Return how many cells lie between two neighbouring codes of each variable."""
    sizes = [len(item.codes) for item in like.dimensions]
    return {item.code: math.prod(sizes[axis + 1 :]) for axis, item in enumerate(like.dimensions)}


def _require_each_once(where: np.ndarray, like: Cube) -> None:
    cells = math.prod(len(item.codes) for item in like.dimensions)
    times = np.bincount(where, minlength=cells)
    if (times != 1).any():
        found = f"{(times == 0).sum()} celler mangler og {(times > 1).sum()} står flere ganger"
        raise _fault("Csv-svaret har ikke hver celle én gang.", like, expected=f"{cells} celler", found=found)


def _figures(cells: list[tuple[int, str]], like: Cube) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return the values (NaN where none), each cell's place among the symbols, and the symbols."""
    values, marks = np.full(len(cells), np.nan), np.zeros(len(cells), dtype=np.int8)
    known = {"": 0}
    for at, (line, text) in enumerate(cells):
        if text in SYMBOLS:
            marks[at] = known.setdefault(text, len(known))
        elif text:
            values[at] = _number(text, line, like)
    return values, marks, list(known)


def _number(text: str, line: int, like: Cube) -> float:
    """Return a number written with a decimal point and nothing between thousands."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        expected = "tall med desimalpunktum, eller et tegn som .. eller :"
        raise _fault(
            "Csv-svaret har en verdi som ikke er et tall.",
            like,
            expected=expected,
            found=f"«{text}», linje {line}",
        )
    return value


def _fault(what: str, like: Cube, *, expected: str = "", found: str = "") -> DataError:
    fix = "Hent uttrekket på nytt i begge formater, med de samme kodene."
    return DataError(
        what, where=f"csv-svaret for {place(like.table)}", expected=expected, found=found, fix=fix
    )

"""Reads any CSV file into a frame of the columns asked for, every row labelled with its line in the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helseplan.errors import DataError
from helseplan.productivity.table.columns import check_present, composed
from helseplan.productivity.table.dialect import DELIMITERS, Dialect, newline_of, read_text
from helseplan.productivity.table.numerals import Cell, decimal_sign, parse

if TYPE_CHECKING:
    import pandas as pd

LINE = "linje"
"""Name of the frame's index: the line in the file that a row starts on, counted from 1."""
TITLE_LINES = 10
"""The headings may stand below a title, as in exports from Statistics Norway; so far down they are looked for."""

Record = tuple[int, list[str]]


@dataclass(frozen=True)
class CsvTable:
    """A frame with the columns asked for, and how the file wrote them."""

    frame: pd.DataFrame
    dialect: Dialect


def read_csv(
    path: Path, *, texts: Sequence[str], numbers: Sequence[str], optional: Sequence[str] = ()
) -> CsvTable:
    """Read columns of a CSV file in whatever dialect it has.

    Args:
        path: The file. Comma, semicolon, tab or bar between cells; decimal comma or point; spaces (also
            non-breaking) or points between thousands; quotes; a ``sep=`` line; any of the encodings of `read_text`.
        texts: Columns kept as text, such as the identity; spaces around are stripped.
        numbers: Columns read as numbers, NaN where the value is missing.
        optional: Columns kept as text if they are there.

    Returns:
        Frame and dialect. Rows with only empty cells are left out.

    Raises:
        DataError: The file or a value cannot be used; the message says line and column.
    """
    text, encoding = read_text(path)
    wanted = [*texts, *numbers]
    delimiter, header, rows = _table(text, wanted, path)
    check_present(wanted, header, str(path))
    if not rows:
        raise DataError("Filen har overskrifter, men ingen rader.", where=str(path), fix="Legg til enheter.")
    _check_lengths(rows, header, path)
    place = {name: header.index(name) for name in [*wanted, *optional] if name in header}
    cells = {
        name: [Cell(row[place[name]], name, f"{path.name}, {LINE} {line}") for line, row in rows]
        for name in numbers
    }
    decimal = decimal_sign(list(cells.values()), "." if delimiter == "," else ",")
    columns: dict[str, Sequence[str | float]] = {
        name: [row[at].strip() for _, row in rows] for name, at in place.items() if name not in cells
    }
    for name, column in cells.items():
        columns[name] = [parse(cell, decimal) for cell in column]
    return CsvTable(
        _frame(columns, [line for line, _ in rows]),
        Dialect(delimiter, decimal, encoding, newline_of(text)),
    )


def _frame(columns: dict[str, Sequence[str | float]], lines: list[int]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - the command line starts without it

    return pd.DataFrame(columns, index=pd.Index(lines, name=LINE))


def _table(text: str, wanted: Sequence[str], path: Path) -> tuple[str, list[str], list[Record]]:
    """Delimiter, headings and rows, by the delimiter that shows all the columns wanted."""
    start, told = 0, ""
    first = text.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) <= len("sep=;"):
        start, told = 1, first[4:] or "\t"
    best: tuple[int, str] | None = None
    for delimiter in (told,) if told else DELIMITERS:
        head = _records(text, delimiter, path, stop=start + TITLE_LINES, strict=False)[start:]
        for at, (_, row) in enumerate(head):
            if {composed(name) for name in row} >= set(wanted):
                return _from(text, delimiter, path, start + at)
        width = len(head[0][1]) if head else 0
        if best is None or width > best[0]:
            best = width, delimiter
    assert best is not None
    return _from(text, best[1], path, start)


def _from(text: str, delimiter: str, path: Path, at: int) -> tuple[str, list[str], list[Record]]:
    records = _records(text, delimiter, path)[at:]
    header = [composed(name) for name in records[0][1]] if records else []
    return delimiter, header, records[1:]


def _records(
    text: str, delimiter: str, path: Path, *, stop: int | None = None, strict: bool = True
) -> list[Record]:
    """Rows with something in them, each with the line it starts on; at most `stop`."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    found: list[Record] = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((line, row))
            line = reader.line_num + 1
            if stop is not None and len(found) >= stop:
                break
    except csv.Error as error:
        if strict:
            raise DataError(
                "Raden kan ikke leses som CSV.",
                where=f"{path.name}, {LINE} {line}",
                found=str(error),
                fix="Se etter et anførselstegn som ikke er avsluttet.",
            ) from None
    return found


def _check_lengths(rows: list[Record], header: list[str], path: Path) -> None:
    for line, row in rows:
        if len(row) < len(header) or any(cell.strip() for cell in row[len(header) :]):
            raise DataError(
                "Raden har ikke like mange felter som overskriften.",
                where=f"{path.name}, {LINE} {line}",
                expected=f"{len(header)} felter",
                found=f"{len(row)} felter",
                fix="Sett felter som inneholder skilletegnet, i anførselstegn.",
            )

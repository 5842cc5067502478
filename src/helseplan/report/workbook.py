"""All published tables in one workbook."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from helseplan.formats import shown_text

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(,\d+)?(e[+-]?\d+)?")
_INDEX = "Innhold"
_CREATED = dt.datetime(2026, 1, 1)
"""A fixed date: the workbook must not depend on when it was written."""


def write_workbook(folder: Path, titles: Mapping[str, tuple[str, str]]) -> None:
    """Write ``data.xlsx`` from the run's CSV files, one sheet each behind an index with links.

    Args:
        folder: The run folder.
        titles: Title and page heading of each figure and table by id, in the report's order; files
            that no page shows come last.
    """
    found = {path.stem: path for path in sorted((folder / "assets" / "data").glob("*.csv"))}
    order = [id for id in titles if id in found] + [id for id in found if id not in titles]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(folder / "data.xlsx"), options) as book:
        book.set_properties({"title": "Tallene i rapporten", "created": _CREATED})
        bold = book.add_format({"bold": True, "bottom": 1})
        index = book.add_worksheet(_INDEX)
        _write_header(index, ("Ark", "Tittel", "Side"), bold)
        for width, column in ((34, 0), (90, 1), (45, 2)):
            index.set_column(column, column, width)
        names = _sheet_names(order)
        for row, id in enumerate(order, start=1):
            title, page = titles.get(id, (id, ""))
            index.write_url(row, 0, f"internal:'{names[id]}'!A1", string=names[id])
            index.write_string(row, 1, title)
            index.write_string(row, 2, page)
            _write_sheet(book.add_worksheet(names[id]), found[id], bold)


def _write_sheet(sheet: Any, path: Path, bold: Any) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    _write_header(sheet, rows[0], bold)
    for place, row in enumerate(rows[1:], start=1):
        for column, text in enumerate(row):
            _write_cell(sheet, place, column, text)
    for column, texts in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(max(len(text) for text in texts) + 2, 60))


def _write_header(sheet: Any, labels: tuple[str, ...] | list[str], bold: Any) -> None:
    for column, label in enumerate(labels):
        sheet.write_string(0, column, label, bold)
    sheet.freeze_panes(1, 0)


def _write_cell(sheet: Any, row: int, column: int, text: str) -> None:
    """Write what reads as a number as one, everything else as text: nothing can become a formula."""
    if _NUMBER.fullmatch(text):
        sheet.write_number(row, column, float(text.replace(",", ".")))
    elif text:
        sheet.write_string(row, column, shown_text(text))


def _sheet_names(ids: list[str]) -> dict[str, str]:
    """Return a sheet name for each id: at most 31 characters, unique."""
    names: dict[str, str] = {}
    for id in ids:
        name, number = id[:31], 1
        while name in names.values() or name == _INDEX:
            number += 1
            name = f"{id[: 30 - len(str(number))]}~{number}"
        names[id] = name
    return names

"""Small pieces of HTML: numbers, marks, tables. Everything that comes from data is escaped here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan import classifications, formats

if TYPE_CHECKING:
    from helseplan.report.display import Column, Table

UNITS = {
    "aarsverk": "årsverk",
    "persons": "personer",
    "percent": "prosent",
    "index": "indeks",
    "index_points": "indekspoeng",
    "percentage_points": "prosentpoeng",
    "years": "år",
    "ratio": "forholdstall",
    "year": "årstall",
    "mixed": "flere enheter",
    "weight": "vekt",
    "nok": "kroner",
    "drg_points": "DRG-poeng",
    "beds": "senger",
    "deaths_per_100000": "døde per 100\u00a0000",
    "hours_per_week_per_inhabitant": "timer per uke og innbygger",
    "consultations_per_inhabitant": "konsultasjoner per innbygger",
    "equal_need_per_inhabitant": "innbyggere, like stort behov",
    "treated_per_inhabitant": "behandlede per innbygger",
    "relative_cost_per_inhabitant": "relativ utgift per innbygger",
}
_ADDRESS = re.compile(r"https?://([^/\s]+)\S*")
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")
PLAIN = -1
"""Decimals of a year: a whole number without a thousands separator."""
_NARROW = 38
"""Characters side by side that a table may have and still fit a telephone."""


@cache
def marks() -> dict[str, tuple[str, str]]:
    """Return the label and meaning of every quality and verdict code, from the classification tables."""
    rows = (*classifications.table("qualities"), *classifications.table("verdicts"))
    return {row["code"]: (row["label"], row.get("explanation", "")) for row in rows}


def badge(code: str) -> str:
    """Return the mark for a quality or verdict code; an unknown code is shown as it is."""
    label, meaning = marks().get(code, (code, ""))
    title = f' title="{escape(meaning)}"' if meaning else ""
    return f'<span class="badge badge-{escape(code)}"{title}>{escape(label)}</span>'


def badges(codes: Iterable[str]) -> str:
    """Return the line that says what quality the numbers above it have; nothing when there are no codes."""
    line = " ".join(badge(code) for code in dict.fromkeys(codes))
    return f'<p class="quality">Datakvalitet: {line}</p>\n' if line else ""


def unit_name(code: str) -> str:
    """Return the Norwegian name of a unit code; other text is returned as it is."""
    return UNITS.get(code, code)


def is_missing(value: Any) -> bool:
    """Tell whether a cell is empty: None, NaN, NA or an empty string."""
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or value == ""
        or (isinstance(value, float) and math.isnan(value))
    )


def cell_text(value: Any, decimals: int | None) -> str:
    """Return a cell as plain text in Norwegian format, with an en dash for what is missing."""
    if is_missing(value):
        return formats.MISSING
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "ja" if value else "nei"
    if decimals == PLAIN:
        return f"{float(value):.0f}".replace("-", formats.MINUS)
    if decimals is not None and not isinstance(value, str):
        return formats.number(float(value), decimals)
    if isinstance(value, float):
        return formats.number(value, next((n for n in range(6) if round(value, n) == value), 6))
    return str(value)


def _cell(column: Column, row: dict[str, Any]) -> str:
    decimals = int(row[column.decimals_from]) if column.decimals_from else column.decimals
    cell = _value(column.key, row[column.key], decimals)
    if column.below and not is_missing(row[column.below]):
        cell += f'<span class="below">{_value(column.below, row[column.below], None)}</span>'
    return cell


def _value(key: str, value: Any, decimals: int | None) -> str:
    """Return a value as HTML: a code as its mark or name, an address as a link, a date in one piece."""
    if key in ("quality", "verdict") and not is_missing(value):
        return badge(str(value))
    if key == "unit" and not is_missing(value):
        value = unit_name(str(value))
    if isinstance(value, str) and (match := _ADDRESS.fullmatch(value)):
        return f'<a href="{escape(value)}">{escape(match[1])}</a>'
    text = escape(cell_text(value, decimals))
    if "://" in text:
        text = text.replace("/", "/<wbr>")
    return f'<span class="date">{text}</span>' if _DATE.fullmatch(text) else text


def _header(column: Column) -> str:
    unit = f' <span class="unit">({escape(unit_name(column.unit))})</span>' if column.unit else ""
    kind = ' class="num"' if column.align == "right" else ""
    return f'<th scope="col"{kind}>{escape(column.label)}{unit}</th>'


def _row(columns: tuple[Column, ...], row: dict[str, Any]) -> str:
    cells = []
    for place, column in enumerate(columns):
        kind = ' class="num"' if column.align == "right" else ""
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{kind}>{_cell(column, row)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def table_html(table: Table) -> str:
    """Return a ``<table>`` with caption and scoped headers; a wide one can be scrolled by keyboard."""
    rows = table.data.to_dict("records")
    head = "".join(_header(column) for column in table.columns)
    body = "\n".join(_row(table.columns, {str(key): value for key, value in row.items()}) for row in rows)
    caption = escape(table.caption)
    region = f' role="region" tabindex="0" aria-label="{caption}"' if _may_overflow(table) else ""
    return (
        f'<div class="scroll"{region}>\n<table>\n<caption><span>{caption}</span></caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>\n"
    )


def _may_overflow(table: Table) -> bool:
    def width(column: Column) -> int:
        texts = (cell_text(value, column.decimals) for value in table.data[column.key])
        return max([len(word) for word in column.label.split()] + [min(len(text), 20) for text in texts])

    return sum(width(column) + 2 for column in table.columns) > _NARROW


def note_html(note: str) -> str:
    """Return a note under a figure or table; nothing when there is none."""
    return f'<p class="note">{escape(formats.tight(note))}</p>\n' if note else ""


def data_link(id: str, title: str) -> str:
    """Return the link to the numbers as CSV."""
    return (
        f'<p class="download"><a href="assets/data/{id}.csv" download '
        f'aria-label="Last ned tallene som CSV: {escape(title)}">Last ned tallene (CSV)</a></p>\n'
    )

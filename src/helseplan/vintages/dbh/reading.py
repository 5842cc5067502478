"""DBH's JSON answers as a table: columns of codes, and the counted columns gathered under ``variabel``.

The answer holds only the combinations that exist, so the cube does too. DBH writes numbers as text.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from helseplan.errors import DataError
from helseplan.vintages.dbh.selection import Choice, place
from helseplan.vintages.pxweb.cube import Cube, Dimension, listed
from helseplan.vintages.pxweb.layout import LayoutError, close_to
from helseplan.vintages.web import Answer
from helseplan.vintages.web.faults import plain
from helseplan.vintages.web.parsing import loads

SOURCE = "Database for statistikk om høyere utdanning (DBH)"
ROUNDED = (
    "Tallene er hentet uten innlogging. I tabeller som er merket for personvern (GDPR), runder DBH dem da av, "
    "og summer kan avvike fra delene."
)
MEASURE = "variabel"
NO_CONTENT = 204
TIME = "Årstall"
SYMBOLS = frozenset((".", "..", "...", ":", "*", "-"))
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
SPACES = str.maketrans("", "", " \u00a0\u202f")

Row = dict[str, Any]


def sound(answer: Answer) -> str:
    """Say what is wrong with an answer that should be JSON and may come whole next time; empty when nothing is."""
    content = answer.content.strip()
    if "html" in answer.kind or content[:1] == b"<":
        return "en nettside i stedet for data"
    if not content:
        return "" if answer.status == NO_CONTENT else "et tomt svar"
    if content.endswith((b"]", b"}")):
        return ""
    return "halvt svar: JSON-teksten er avkortet" if content[:1] in b"[{" else "noe annet enn JSON"


def rows(content: bytes, where: str = "") -> list[Row]:
    """Return an answer's rows, or say why it has none.

    Args:
        content: The raw answer.
        where: Table and registry row, for messages.

    Raises:
        DataError: The answer is empty, not JSON, a message instead of rows, or its rows have different columns.
    """
    if not content.strip():
        raise _unread("DBH har ingen tall for dette utvalget.", where, found="et tomt svar")
    try:
        found = loads(content)
    except ValueError:
        text = plain(content[:200].decode("utf-8", "replace"), 60)
        raise _unread("Svaret fra DBH er ikke JSON.", where, "JSON med rader", text) from None
    if isinstance(found, dict):
        raise _unread("DBH svarte med en melding i stedet for tall.", where, found=message(found))
    if not isinstance(found, list) or not all(isinstance(row, dict) and row for row in found):
        raise _unread("Svaret fra DBH har ikke rader.", where, "en liste av rader")
    if not found:
        raise _unread("DBH har ingen tall for dette utvalget.", where, found="ingen rader")
    for number, row in enumerate(found):
        if row.keys() != found[0].keys():
            what, here = "Radene i svaret fra DBH har ulike kolonner.", f"{where}, rad {number + 1}"
            raise _unread(what, here, listed(found[0]), listed(row))
    return found


def message(found: Row) -> str:
    """Return the text of a message from DBH, short and on one line."""
    texts = [
        str(value) for key, value in found.items() if key.lower() in ("message", "melding", "error", "feil")
    ]
    return plain(" ".join(texts) or json.dumps(found, ensure_ascii=False))


def read(content: bytes, choice: Choice, table: str = "", label: str = "") -> Cube:
    """Read an answer.

    Args:
        content: The raw answer.
        choice: What was asked; its ``group_by`` are columns of codes.
        table: Table number.
        label: The table's title.

    Returns:
        A cube with one row per answered combination and counted column, the counted columns fastest. A column of
        texts that belongs to a column of codes becomes its labels; other columns of text are dimensions too. A cell
        that is null has no value; one of the symbols ``. .. : * -`` has no value, and the symbol as its status.

    Raises:
        DataError: See `rows`; no column holds numbers, a cell of codes is empty, or a combination comes twice.
        LayoutError: A column that was asked for is missing.
    """
    where = f"DBH-tabell {table}, {place(choice.row)}"
    answered = rows(content, where)
    others = _others(answered[0], choice, table)
    measures = [name for name in others if all(_is_number(row[name]) for row in answered)]
    if not measures:
        raise _unread("Svaret fra DBH har ingen kolonne med tall.", where, found=listed(answered[0]))
    _require_no_text_among_numbers(answered, [name for name in others if name not in measures], where)
    columns = {name: _codes_of(answered, name, where) for name in choice.group_by}
    labels: dict[str, dict[str, str]] = {}
    for name in (name for name in others if name not in measures):
        texts = [plain(str(row[name] or "")) for row in answered]
        owner = _owner(name, texts, columns)
        if owner:
            labels[owner] = dict(zip(columns[owner], texts, strict=True))
        else:
            columns[name] = texts
    _require_unlike(columns, where)
    dimensions = [_dimension(name, cells, labels.get(name, {})) for name, cells in columns.items()]
    return Cube(
        table=table,
        label=label,
        source=SOURCE,
        updated="",
        notes=(ROUNDED,),
        dimensions=(*dimensions, _dimension(MEASURE, measures, {}, "metric")),
        frame=_frame(answered, columns, measures, where),
    )


def _require_no_text_among_numbers(answered: Sequence[Row], names: Sequence[str], where: str) -> None:
    """Refuse a column where most cells are numbers and some are text: it is a count that cannot be read."""
    for name in names:
        texts = [number for number, row in enumerate(answered) if not _is_number(row[name])]
        if 2 * len(texts) < len(answered):
            here, cell = f"{where}, rad {texts[0] + 1}, kolonnen {name}", answered[texts[0]][name]
            what = "En celle i en kolonne med tall er ikke et tall."
            raise _unread(what, here, expected="et tall", found=plain(str(cell), 60))


def _others(first: Row, choice: Choice, table: str) -> list[str]:
    """Return the columns that were not asked for by name: counts and texts."""
    missing = [name for name in choice.group_by if name not in first]
    if missing:
        raise LayoutError(
            "Svaret fra DBH mangler kolonner som det ble spurt om.",
            table=table,
            row=choice.row,
            expected=listed(missing),
            found=listed(list(first)),
            close=[near for name in missing for near in close_to(name, list(first))],
        )
    return [name for name in first if name not in choice.group_by]


def _frame(
    answered: Sequence[Row], columns: dict[str, list[str]], measures: Sequence[str], where: str
) -> pd.DataFrame:
    out = pd.DataFrame(
        {
            name: pd.Categorical(
                np.repeat(np.array(cells, dtype=object), len(measures)), _codes(cells), ordered=True
            )
            for name, cells in columns.items()
        }
    )
    out[MEASURE] = pd.Categorical(list(measures) * len(answered), list(measures), ordered=True)
    cells = [_number(row[name], where) for row in answered for name in measures]
    out["value"] = np.array([value for value, _ in cells], dtype=float)
    marks = [status for _, status in cells]
    out["status"] = pd.Categorical(marks, dict.fromkeys(["", *marks]))
    return out


def _dimension(name: str, cells: Sequence[str], labels: dict[str, str], role: str = "") -> Dimension:
    codes = _codes(cells)
    return Dimension(
        code=name,
        label=name,
        role=role or ("time" if name == TIME else ""),
        codes=codes,
        labels={code: labels.get(code) or code for code in codes},
        units={},
        notes=(),
    )


def _codes(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cells))


def _codes_of(answered: Sequence[Row], name: str, where: str) -> list[str]:
    """Return a column of codes as text; they keep their leading zeroes."""
    for number, row in enumerate(answered):
        if isinstance(row[name], (dict, list, bool, type(None))) or not str(row[name]).strip():
            here = f"{where}, rad {number + 1}, kolonnen {name}"
            raise _unread(
                "En celle som skal holde en kode, er tom eller noe annet.", here, found=str(row[name])
            )
    return [str(row[name]).strip() for row in answered]


def _owner(name: str, texts: Sequence[str], columns: dict[str, list[str]]) -> str:
    """Return the column of codes that a column of texts belongs to, by name and by content; empty when none."""
    for code, cells in columns.items():
        stem = code.removesuffix("kode").casefold()
        if stem == code.casefold() or not name.casefold().startswith(stem) or "kode" in name.casefold():
            continue
        pairs = set(zip(cells, texts, strict=True))
        if len(pairs) == len(set(cells)):
            return code
    return ""


def _require_unlike(columns: dict[str, list[str]], where: str) -> None:
    """Refuse an answer where a combination comes twice: its figures would be counted twice."""
    seen: set[tuple[str, ...]] = set()
    for number, key in enumerate(zip(*columns.values(), strict=True)):
        if key in seen:
            what = "Den samme kombinasjonen kommer to ganger i svaret fra DBH."
            raise _unread(what, f"{where}, rad {number + 1}", found=", ".join(key))
        seen.add(key)


def _is_number(cell: Any) -> bool:
    if cell is None:
        return True
    if isinstance(cell, (int, float)):
        return not isinstance(cell, bool)
    if not isinstance(cell, str):
        return False
    text = cell.translate(SPACES)
    return not text or text in SYMBOLS or bool(NUMBER.fullmatch(text))


def _number(cell: Any, where: str) -> tuple[float, str]:
    """Return a cell's value and status; a number that no computer holds is refused."""
    if cell is None:
        return float("nan"), ""
    if isinstance(cell, (int, float)):
        return _finite(cell, where), ""
    text = cell.translate(SPACES)
    if not text or text in SYMBOLS:
        return float("nan"), text
    return _finite(text.replace(",", "."), where), ""


def _finite(cell: float | str, where: str) -> float:
    try:
        found = float(cell)
    except OverflowError:
        found = math.inf
    if math.isfinite(found):
        return found
    raise _unread("Et tall i svaret fra DBH er for stort.", where, found=f"{str(cell)[:20]} …")


def _unread(what: str, where: str, expected: str = "", found: str = "") -> DataError:
    fix = "Prøv igjen senere. Kommer det samme svaret, se om tabellen og utvalget finnes hos DBH."
    return DataError(what, where=where, expected=expected, found=found, fix=fix)

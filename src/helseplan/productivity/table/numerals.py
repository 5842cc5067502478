"""Numbers as people write them: decimal comma or point, spaces or points between thousands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from helseplan.errors import DataError
from helseplan.productivity.table.dialect import Decimal

SPACES = " \u00a0\u202f\u2009\u2007"
MISSING = frozenset({"", ".", "..", "...", ":", "-", "–", "na", "n/a", "nan", "null", "none", "#i/t", "#n/a"})
"""What stands for a missing value, lower case; the points, colon and dash are Statistics Norway's."""

_SPACED = re.compile(rf"[+-]?\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d)")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_OTHER: dict[Decimal, Decimal] = {",": ".", ".": ","}


@dataclass(frozen=True)
class Cell:
    """A cell that should hold a number: its text, and where it stands."""

    text: str
    column: str
    where: str


def decimal_sign(columns: Sequence[Sequence[Cell]], likely: Decimal) -> Decimal:
    """Find the decimal sign that the number columns of a file share.

    A sign counts as decimal where it cannot separate thousands: ``3,5``, ``0,125`` and ``1.234,5`` say comma,
    and so does ``1.234.567``. Where every cell could be read both ways, a point is a decimal sign, and so is a
    comma if that is the likely one; but if a column also has plain numbers below 1 000 and none above, ``950`` and
    ``1.200`` may be neighbours or a thousand times apart, and the file is refused.

    Args:
        columns: The cells of each number column.
        likely: The sign that the delimiter suggests.

    Raises:
        DataError: Both signs are used as decimals, or the sign cannot be told.
    """
    proof: dict[Decimal, Cell] = {}
    doubt: dict[Decimal, Cell] = {}
    for cell in (cell for column in columns for cell in column):
        text = _tight(cell.text)
        sign = _proven(text)
        if sign:
            proof.setdefault(sign, cell)
        elif _groups(text, ",") or _groups(text, "."):
            doubt.setdefault("," if "," in text else ".", cell)
    for signs in (proof, doubt if not proof else {}):
        if len(signs) > 1:
            _refuse_both(signs[","], signs["."])
    if proof:
        return next(iter(proof))
    for column in columns:
        _refuse_doubt(column)
    return "." if "." in doubt else likely


def parse(cell: Cell, decimal: Decimal) -> float:
    """Read one number; NaN where the value is missing.

    Raises:
        DataError: The text is not a number, or too large to be one.
    """
    text = _tight(cell.text)
    if text.lower() in MISSING:
        return math.nan
    grouped = re.fullmatch(rf"([+-]?\d{{1,3}}(?:\{_OTHER[decimal]}\d{{3}})+)(\{decimal}\d*)?", text)
    plain = text.replace(_OTHER[decimal], "") if grouped else text
    if grouped is None and _OTHER[decimal] in text:
        plain = "?"
    plain = plain.replace(decimal, ".")
    value = float(plain) if _PLAIN.fullmatch(plain) else math.nan
    if not math.isfinite(value):
        raise DataError(
            "Verdien er ikke et tall.",
            where=f"{cell.where}, kolonnen «{cell.column}»",
            expected=f"et tall med {'komma' if decimal == ',' else 'punktum'} som desimaltegn",
            found=cell.text.strip(),
            fix="Rett verdien, eller ta ut raden.",
        )
    return value


def _tight(text: str) -> str:
    """Strip, turn a typographic minus into a plain one, and close the spaces between thousands."""
    text = text.strip(SPACES + "\t\r\n").replace("\u2212", "-")
    spaced = _SPACED.match(text)
    if spaced:
        text = re.sub(rf"[{SPACES}]", "", spaced.group()) + text[spaced.end() :]
    return text


def _proven(text: str) -> Decimal | None:
    """The decimal sign this text proves, if any."""
    if not re.fullmatch(r"[+-]?[\d.,]+(?:[eE][+-]?\d+)?", text):
        return None
    commas, points = text.count(","), text.count(".")
    if commas and points:
        return "," if text.rfind(",") > text.rfind(".") else "."
    if commas + points == 0:
        return None
    sign: Decimal = "," if commas else "."
    if commas + points > 1:
        return _OTHER[sign] if _groups(text, sign) else None
    return None if _groups(text, sign) else sign


def _groups(text: str, sign: Decimal) -> bool:
    """Whether the sign could separate thousands: 1.234, not 0.234, 12.3 or 1234.567."""
    return re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:\{sign}\d{{3}})+", text) is not None


def _refuse_both(one: Cell, other: Cell) -> NoReturn:
    raise DataError(
        "Filen bruker både komma og punktum som desimaltegn.",
        where=f"{one.where} og {other.where}",
        found=f"{one.text.strip()} og {other.text.strip()}",
        fix="Bruk det samme tegnet i hele filen.",
    )


def _refuse_doubt(column: Iterable[Cell]) -> None:
    whole: list[float] = []
    doubtful: list[Cell] = []
    for cell in column:
        text = _tight(cell.text)
        if re.fullmatch(r"[+-]?\d+", text):
            whole.append(abs(float(text)))
        elif _groups(text, ",") or _groups(text, "."):
            doubtful.append(cell)
    if doubtful and any(whole) and max(whole) < 1000:
        cell = doubtful[0]
        sign = "," if "," in cell.text else "."
        raise DataError(
            "Det går ikke å se om tegnet skiller ut desimaler eller tusener.",
            where=f"{cell.where}, kolonnen «{cell.column}»",
            found=cell.text.strip(),
            fix=f"Skriv tusener uten skilletegn ({cell.text.strip().replace(sign, '')}), "
            "eller skriv alle tallene i kolonnen med like mange desimaler.",
        )

"""Norwegian number formats, in one place."""

from __future__ import annotations

import math
import re

NBSP = "\u00a0"
MINUS = "\u2212"
MISSING = "\u2013"


def number(value: float | int | None, decimals: int = 0, *, sign: bool = False) -> str:
    """Format a number the Norwegian way: non-breaking space for thousands, decimal comma.

    Args:
        value: The number; None and NaN give an en dash.
        decimals: Digits after the comma.
        sign: Show a plus sign on positive numbers.

    Returns:
        For example ``"343 500"`` or ``"−1,3"``; a value that rounds to zero never carries a minus sign.
    """
    if value is None or math.isnan(value):
        return MISSING
    text = f"{abs(value):,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    if not any(c in "123456789" for c in text):
        return text
    if value < 0:
        return MINUS + text
    return f"+{text}" if sign else text


def percent(value: float, decimals: int = 1, *, sign: bool = False) -> str:
    """Format a number that already is in per cent: ``"12,9 prosent"``."""
    return f"{number(value, decimals, sign=sign)}{NBSP}prosent"


def to_hundreds(value: float) -> float:
    """Round to the nearest hundred, the rounding of the plan's tables."""
    return float(math.floor(abs(value) / 100 + 0.5) * 100) * (1 if value >= 0 else -1)


def lacking(net: float) -> str:
    """Say a net gap in words: ``mangler det 42 300`` when negative, ``er det et overskudd på 300`` when positive."""
    return f"mangler det **{number(-net)}**" if net < 0 else f"er det et overskudd på **{number(net)}**"


def tight(text: str) -> str:
    """Keep the thousands of a number on one line: ``17 300`` gets a non-breaking space."""
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NBSP, text)


def moment(iso: str) -> str:
    """Return an ISO 8601 moment as a reader meets it, to the minute: ``2026-11-22 kl. 08.03``; UTC is said."""
    day, time = iso[:10], iso[11:16].replace(":", ".")
    utc = " (UTC)" if time and iso.endswith(("Z", "+00:00")) else ""
    return f"{day} kl. {time}{utc}" if time else day


def growth_percent(last: float, first: float) -> float:
    """Return growth in per cent."""
    return (last / first - 1) * 100


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_SIGNED = re.compile(rf"[+-]\d+(?:[ {NBSP}]\d{{3}})*(?:[.,]\d+)?(?:e[+-]?\d+)?")


def spreadsheet_text(text: str) -> str:
    """Return a text cell so that a spreadsheet shows it and never runs it: an apostrophe before a formula sign.

    A number with a sign is left alone, so that it stays a number.
    """
    return f"'{text}" if text.startswith(_FORMULA) and not _SIGNED.fullmatch(text) else text


def shown_text(cell: str) -> str:
    """Undo ``spreadsheet_text``, for a file format where text is text."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def changes(percent: float, decimals: int = 0) -> str:
    """Say a change in words: ``øker med 33 prosent`` or ``går ned med 3 prosent``."""
    return f"{'går ned' if percent < 0 else 'øker'} med {number(abs(percent), decimals)} prosent"

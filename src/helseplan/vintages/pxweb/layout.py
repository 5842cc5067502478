"""A table that is not as the registry's row says: what was expected, what came, and which cell to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from helseplan.errors import DataError
from helseplan.vintages.web.faults import plain

_SHOWN = 12


class LayoutError(DataError):
    """An unknown, missing or renamed variable or code.

    Args:
        what: What does not fit, one sentence in Norwegian.
        table: The table's number.
        row: The registry row, such as ``ssb-07459``; empty when it is not known.
        expected: What the row asks for.
        found: What the table has.
        column: The registry's column to change.
        close: What the row may have meant.
        fix: The way out, when it is not to change the row.
    """

    def __init__(
        self,
        what: str,
        *,
        table: str = "",
        row: str = "",
        expected: str = "",
        found: str = "",
        column: str = "selection",
        close: Iterable[str] = (),
        fix: str = "",
    ):
        self.table, self.row, self.column = table, row, column
        place = f"data/tables.csv, raden «{row}», kolonnen «{column}»" if row else ""
        where = "; ".join(part for part in (f"tabell {table}" if table else "", place) if part)
        named = f"raden «{row}»" if row else f"raden for tabell {table}" if table else "raden som bruker den"
        meant = " eller ".join(f"«{word}»" for word in dict.fromkeys(close))
        fix = fix or f"Rett kolonnen «{column}» i {named} i data/tables.csv." + (
            f" Mente du {meant}?" if meant else ""
        )
        super().__init__(what, where=where, expected=expected, found=found, fix=fix)


def close_to(word: str, known: Mapping[str, str] | Iterable[str], n: int = 2) -> list[str]:
    """Return the codes most like a word, by code or by text, whatever the case of the letters.

    Args:
        word: What was asked for.
        known: The codes there are, or code → text.
        n: At most so many.
    """
    texts = dict(known) if isinstance(known, Mapping) else {code: code for code in known}
    spelled: dict[str, str] = {}
    for code, text in texts.items():
        spelled.setdefault(text.lower(), code)
    spelled |= {code.lower(): code for code in texts}
    near = get_close_matches(word.lower(), list(spelled), n=2 * n, cutoff=0.6)
    return list(dict.fromkeys(spelled[name] for name in near))[:n]


def listed(codes: Sequence[str], labels: Mapping[str, str] | None = None) -> str:
    """Return codes for a message, with their texts, the first ones only when there are many."""
    shown = [_named(code, (labels or {}).get(code, "")) for code in codes[:_SHOWN]]
    more = len(codes) - len(shown)
    return ", ".join(shown) + (f" … og {more} til" if more > 0 else "") if shown else "ingen"


def _named(code: str, label: str) -> str:
    text = plain(label, 60)
    return f"{plain(code, 60)} ({text})" if text and text != code else plain(code, 60)

"""The cells of a json-stat2 answer: ``value`` and ``status`` as bytes become arrays, a piece at a time.

A whole answer decoded at once costs some 40 bytes of Python objects per cell; a piece of 128 kB costs next to
nothing. Cutting is safe: a list of numbers has commas nowhere but between its elements, and a comma followed by a
quoted whole number and a colon stands between two entries of an object, for a quote that ends a text is never followed
by a digit. Each piece is then read strictly as a list or object of its own, which fails on anything else (``1,,2``,
``1 2``, ``NaN``, text).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Annotated, TypeVar

import msgspec
import numpy as np

from helseplan.errors import DataError
from helseplan.vintages.pxweb.document import fault, wrong_kind

PIECE = 1 << 17
"""Bytes decoded at a time."""
LARGEST_SPARSE = 20_000_000
"""Cells of an answer that lists only some of them: unlike a full list, its bytes do not bound the memory it asks for.
SSB gives 800 000 at most."""
FITS_A_BYTE = 127
"""Symbols that can be told apart in one byte a cell."""

_COMMA = re.compile(rb",")
_ENTRY = re.compile(rb',\s*(?="\d+"\s*:)')
_Any = TypeVar("_Any")
_Place = Annotated[int, msgspec.Meta(ge=0)]
_LIST = msgspec.json.Decoder(list[float | None])
_PLACED = msgspec.json.Decoder(dict[_Place, float | None])
_SYMBOLS = msgspec.json.Decoder(dict[_Place, str | None])
_SYMBOL_LIST = msgspec.json.Decoder(list[str | None])
_SYMBOL = msgspec.json.Decoder(str)


def read_values(raw: msgspec.Raw, cells: int, table: str) -> np.ndarray:
    """Return the values, float64, one per cell; NaN where there is none.

    Args:
        raw: ``value`` as it came: a list of all, or an object with place → value.
        cells: Cells the variables give.
        table: Table number, for messages.

    Raises:
        DataError: Another number of values than cells, a place outside, or something that is no number.
    """
    view, start = _inner(raw)
    if start == b"[":
        return _dense(view, cells, table)
    if start == b"{":
        return _sparse(view, cells, table)
    raise fault("Svaret har ingen verdier.", table, expected="feltet «value» med en liste eller et objekt")


def read_status(raw: msgspec.Raw, cells: int, table: str) -> tuple[np.ndarray | None, list[str]]:
    """Return each cell's place among the symbols, and the symbols; the first is empty.

    Args:
        raw: ``status`` as it came: nothing, one text for all, a list, or an object with place → text.
        cells: Cells the variables give; those are allocated.
        table: Table number, for messages.

    Raises:
        DataError: Another number of symbols than cells, a place outside, or something that is no text.
    """
    view, start = _inner(raw)
    known = {"": 0}
    try:
        if start == b"{":
            return _marked(view, cells, table, known), list(known)
        if start == b"[":
            given = _SYMBOL_LIST.decode(raw)
            if len(given) != cells:
                raise _count("symboler", len(given), cells, table)
            return np.array(_numbered(given, known), dtype=np.int32), list(known)
        if start == b'"':
            return np.full(cells, _numbered([_SYMBOL.decode(raw)], known)[0], dtype=np.int8), list(known)
        if start not in (b"", b"n"):
            raise fault(
                "Feltet «status» i svaret er av feil slag.", table, expected="objekt, liste eller tekst"
            )
    except msgspec.ValidationError as error:
        raise wrong_kind(error, "status", table) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise fault("Feltet «status» i svaret er ikke gyldig.", table) from None
    return None, list(known)


def _dense(view: memoryview, cells: int, table: str) -> np.ndarray:
    count = sum(bytes(piece).count(b",") + 1 for piece in _pieces(view, _COMMA))
    if count != cells:
        raise _count("verdier", count, cells, table)
    values, at = np.empty(cells), 0
    for piece in _pieces(view, _COMMA):
        found = _decoded(_LIST, b"[", piece, b"]", at, table)
        values[at : at + len(found)] = found
        at += len(found)
    if at != cells:
        raise _count("verdier", at, cells, table)
    return values


def _sparse(view: memoryview, cells: int, table: str) -> np.ndarray:
    if cells > LARGEST_SPARSE:
        raise fault(
            "Svaret er for stort.", table, expected=f"høyst {LARGEST_SPARSE} celler", found=f"{cells} celler"
        )
    values, seen, entries = np.full(cells, np.nan), np.zeros(cells, dtype=bool), 0
    for piece in _pieces(view, _ENTRY):
        found = _decoded(_PLACED, b"{", piece, b"}", 0, table)
        places = _within(found, cells, table)
        values[places] = np.array(list(found.values()), dtype=np.float64)
        seen[places] = True
        entries += bytes(piece).count(b'"') // 2
    if entries != np.count_nonzero(seen):
        raise fault("Samme celle står flere ganger i svaret.", table, expected="hver celle én gang")
    return values


def _marked(view: memoryview, cells: int, table: str, known: dict[str, int]) -> np.ndarray:
    marks = np.zeros(cells, dtype=np.int8)
    for piece in _pieces(view, _ENTRY):
        found = _SYMBOLS.decode(b"".join((b"{", piece, b"}")))
        numbers = _numbered(list(found.values()), known)
        if len(known) > FITS_A_BYTE and marks.dtype == np.int8:
            marks = marks.astype(np.int32)
        marks[_within(found, cells, table)] = numbers
    return marks


def _pieces(view: memoryview, cut: re.Pattern[bytes]) -> Iterator[memoryview]:
    """Yield the pieces of a list's or object's inside, cut between elements; none when it is empty."""
    start = 0
    if re.match(rb"\s*\Z", view):
        return
    while True:
        found = cut.search(view, start + PIECE)
        yield view[start : found.start() if found else len(view)]
        if not found:
            return
        start = found.end()


def _decoded(
    decoder: msgspec.json.Decoder[_Any],
    opening: bytes,
    piece: memoryview,
    closing: bytes,
    at: int,
    table: str,
) -> _Any:
    """Read a piece of the values; ``at`` is the number of the first of them, for messages."""
    try:
        return decoder.decode(b"".join((opening, piece, closing)))
    except msgspec.ValidationError as error:
        place = re.search(r"`\$\[(\d+)\]`", str(error))
        raise wrong_kind(error, f"value[{at + int(place[1])}]" if place else "value", table) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise fault(
            "Verdiene i svaret er ikke gyldige.", table, expected="tall eller null mellom komma"
        ) from None


def _numbered(symbols: list[str | None], known: dict[str, int]) -> list[int]:
    """Return each symbol's number; new ones are added."""
    return [known.setdefault(symbol or "", len(known)) for symbol in symbols]


def _within(placed: Collection[int], cells: int, table: str) -> np.ndarray:
    """Return the places, all of which must be cells."""
    if placed and max(placed) >= cells:
        raise fault(
            "Svaret har en celle utenfor tabellen.", table, expected=f"0–{cells - 1}", found=str(max(placed))
        )
    return np.fromiter(placed, dtype=np.int64, count=len(placed))


def _inner(raw: msgspec.Raw) -> tuple[memoryview, bytes]:
    """Return what stands between the brackets, and the opening one."""
    view = memoryview(raw)
    return view[1:-1], bytes(view[:1])


def _count(what: str, found: int, cells: int, table: str) -> DataError:
    if not found:
        return fault("Svaret er en beskrivelse av tabellen, uten tall.", table, expected=f"{cells} {what}")
    return fault(
        f"Svaret har ikke like mange {what} som celler.", table, expected=str(cells), found=str(found)
    )

"""How a text file writes a table: encoding, delimiter, decimal sign, line ends. Found from the file itself."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from helseplan.errors import DataError

Decimal = Literal[",", "."]
DELIMITERS = (";", "\t", ",", "|")
UTF8, UTF8_BOM, UTF16, WESTERN, LATIN = "utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"


@dataclass(frozen=True)
class Dialect:
    """What a result must repeat to be opened by the program that wrote the data.

    Attributes:
        delimiter: Between cells.
        decimal: Decimal sign in numbers.
        encoding: As Python names it; ``utf-8-sig`` and ``utf-16`` start with a byte order mark.
        newline: Between lines.
    """

    delimiter: str = ";"
    decimal: Decimal = ","
    encoding: str = UTF8
    newline: str = "\n"


def read_text(path: Path) -> tuple[str, str]:
    """Read a text file whatever its encoding.

    UTF-8 with or without byte order mark, UTF-16 with one (Excel's "Unicode text"), otherwise Windows-1252 or
    ISO-8859-1: a file with Norwegian letters in one of those is never valid UTF-8.

    Returns:
        The text, and the encoding as `Dialect` names it.

    Raises:
        DataError: The file cannot be opened, is empty, or is not text.
    """
    try:
        raw = path.read_bytes()
    except IsADirectoryError:
        raise DataError("Dette er en mappe, ikke en fil.", where=str(path), fix="Oppgi en CSV-fil.") from None
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise DataError(
            "Filen finnes ikke." if missing else "Filen kan ikke leses.",
            where=str(path),
            found="" if missing else str(error.strerror),
            fix="Sjekk navnet og mappen." if missing else "Sjekk rettighetene til filen.",
        ) from None
    text, encoding = _decoded(raw)
    if "\x00" in text or raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DataError(
            "Filen er ikke en tekstfil.",
            where=str(path),
            fix="Er det et regneark? Lagre det som CSV, og oppgi den filen.",
        )
    if not text.strip():
        raise DataError("Filen er tom.", where=str(path), fix="Oppgi en fil med overskrifter og data.")
    return text, encoding


def newline_of(text: str) -> str:
    """Return the line end a text uses: that of its first line."""
    first = text.partition("\n")[0]
    return "\r\n" if first.endswith("\r") else "\n"


def _decoded(raw: bytes) -> tuple[str, str]:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode(UTF16, errors="replace"), UTF16
    marked = raw.startswith(codecs.BOM_UTF8)
    for encoding in (UTF8_BOM if marked else UTF8, WESTERN):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return raw.decode(LATIN), LATIN

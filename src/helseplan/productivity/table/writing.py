"""Writes a result as CSV in the dialect of the data: whole or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from helseplan.errors import HelseplanError, ParameterError
from helseplan.formats import spreadsheet_text
from helseplan.productivity.table.dialect import UTF8_BOM, Dialect

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 12
"""Significant digits written: more than the solver's accuracy, fewer than its rounding noise."""
FIX = "Velg en annen fil med --out."


def to_csv(table: pd.DataFrame, dialect: Dialect) -> str:
    """Return a table as CSV text.

    Numbers have 12 significant digits and the dialect's decimal sign, missing values are empty. Peers are written
    as ``id:weight|id:weight``; colon, bar and backslash within an identity get a backslash before them. Text that
    a spreadsheet would run as a formula gets an apostrophe before it; a number with a sign is left alone.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.newline)
    writer.writerow([spreadsheet_text(str(name)) for name in table.columns])
    for row in table.itertuples(index=False, name=None):
        writer.writerow([_cell(value, dialect) for value in row])
    return text.getvalue()


def to_bytes(table: pd.DataFrame, dialect: Dialect) -> bytes:
    """Return a table as the bytes of a file, in UTF-8 where the dialect's encoding lacks a letter."""
    text = to_csv(table, dialect)
    try:
        return text.encode(dialect.encoding)
    except UnicodeEncodeError:
        return text.encode(UTF8_BOM)


def check_out(out: Path, read: Iterable[Path]) -> None:
    """Refuse a place the result must not be written to, before anything is computed.

    Args:
        out: The file to be written.
        read: Files the analysis reads.

    Raises:
        ParameterError: A folder, something that is not a file, one of the files read, or a folder that is missing
            or not writable.
    """
    if out.is_dir():
        raise ParameterError("Resultatet skal være en fil, men dette er en mappe.", where=str(out), fix=FIX)
    if out.exists() and not out.is_file():
        raise ParameterError("Dette er ikke en vanlig fil.", where=str(out), fix=FIX)
    if out.resolve() in {path.resolve() for path in read}:
        raise ParameterError(
            "Resultatet kan ikke skrives over dataene det er regnet av.", where=str(out), fix=FIX
        )
    folder = out.resolve().parent
    if not folder.is_dir():
        raise ParameterError(
            "Mappen finnes ikke.", where=str(folder), fix="Lag mappen først, eller endre --out."
        )
    if not os.access(folder, os.W_OK) or (out.exists() and not os.access(out, os.W_OK)):
        raise ParameterError("Filen kan ikke skrives; tilgangen mangler.", where=str(out), fix=FIX)


def write(out: Path, content: bytes) -> None:
    """Write a file beside its place, then move it in.

    Raises:
        HelseplanError: The disk or the folder does not let us; nothing half-written is left.
    """
    place = out.resolve()
    part = place.with_name(f".{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(place)
    except OSError as error:
        raise HelseplanError(
            "Resultatet kunne ikke skrives.", where=str(out), found=str(error.strerror), fix=FIX
        ) from None
    finally:
        with suppress(OSError):
            part.unlink()


def _cell(value: object, dialect: Dialect) -> str:
    if isinstance(value, tuple):
        return spreadsheet_text(
            "|".join(f"{_escaped(name)}:{_number(weight, dialect)}" for name, weight in value)
        )
    if isinstance(value, float):
        return _number(value, dialect)
    return "" if value is None else spreadsheet_text(str(value))


def _number(value: float, dialect: Dialect) -> str:
    text = "" if math.isnan(value) else f"{value:.{DIGITS}g}"
    return text.replace(".", dialect.decimal)


def _escaped(name: object) -> str:
    return re.sub(r"([\\|:])", r"\\\1", str(name))

"""Puts the page and its CSV in place: whole or not at all, and never over someone else's file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from helseplan.comparison.folders import is_run
from helseplan.comparison.markup import GENERATOR
from helseplan.comparison.numbers import COLUMNS
from helseplan.comparison.vintages.compare import COLUMNS as OF_VINTAGES
from helseplan.errors import HelseplanError, ParameterError

_FIX = "Velg en annen fil med --out, for eksempel --out sammenligning.html."
_HEAD = 4096
_FIRST_COLUMNS = 5
"""Columns that the CSV of every version begins with."""


def check_out(page: Path, csv: Path, protected: Iterable[Path]) -> None:
    """Refuse a place the page must not be written to; nothing is written.

    Raises:
        ParameterError: Not an HTML file, in a folder that is missing or not for this, or over another file.
    """
    if page.is_dir():
        raise ParameterError("Siden skal være en fil, men dette er en mappe.", where=str(page), fix=_FIX)
    if page.suffix.lower() not in (".html", ".htm"):
        raise ParameterError("Filnavnet skal slutte på .html.", where=str(page), fix=_FIX)
    if not page.parent.is_dir():
        raise ParameterError(
            "Mappen finnes ikke.", where=str(page.parent), fix="Lag mappen først, eller endre --out."
        )
    for folder in page.parents:
        if folder in protected or is_run(folder):
            whose = "hører til prosjektet" if folder in protected else "er en kjøring, og den røres ikke"
            raise ParameterError(f"Siden kan ikke skrives hit; mappen {whose}.", where=str(folder), fix=_FIX)
    for path, known in (
        (page, [f'<meta name="generator" content="{GENERATOR}">']),
        (csv, [";".join(names[:_FIRST_COLUMNS]) for names in (COLUMNS, OF_VINTAGES)]),
    ):
        beginning = _beginning(path) if path.exists() or path.is_symlink() else None
        if beginning is not None and not any(mark in beginning for mark in known):
            raise ParameterError(
                "Filen finnes, og den er ikke skrevet av «helseplan compare». Den røres ikke.",
                where=str(path),
                fix=_FIX,
            )


def write(contents: Mapping[Path, bytes]) -> None:
    """Write files beside their places, then move all of them in.

    Raises:
        HelseplanError: The disk or the folder does not let us; nothing half-written is left.
    """
    parts = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in contents}
    try:
        for path, content in contents.items():
            parts[path].write_bytes(content)
        for path, part in parts.items():
            part.replace(path)
    except OSError as error:
        raise HelseplanError(
            "Sammenligningen kunne ikke skrives.",
            where=str(error.filename or next(iter(contents))),
            found=os.strerror(error.errno or 0),
            fix=_FIX,
        ) from None
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()


def _beginning(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD).decode("utf-8", errors="replace")
    except OSError:
        return ""

"""Files that are whole or not there, and small CSV registers kept beside the data."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

STARTED = time.time()
"""When this process began, near enough."""


def digest(content: bytes) -> str:
    """Return the sha256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it in, so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what a killed process left of files under way: those older than this process."""
    for part in folder.rglob(".*.part"):
        with suppress(OSError):
            if part.lstat().st_mtime < STARTED:
                part.unlink()


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV register; none when there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]


def read_register(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a register that can be made anew; none when there is no file, or it is damaged.

    Args:
        path: The file.
        columns: The columns it has when it is whole.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            if next(reader, None) != list(columns):
                return []
            return [dict(zip(columns, row, strict=True)) for row in reader]
    except (FileNotFoundError, ValueError, csv.Error):
        return []


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return rows as the bytes of a CSV file: UTF-8, comma, LF."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")

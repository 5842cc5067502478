"""Whether a vintage's files are the ones that were registered; read without pandas, before anything runs."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator

from helseplan.errors import DataError
from helseplan.vintages import Vintage

FIX = "Hent filen på nytt, eller skriv den nye sjekksummen i series.csv om endringen er villet."


def changed(vintage: Vintage) -> Iterator[tuple[str, str, str]]:
    """Yield (series, registered checksum, checksum now) for every registered file that differs."""
    with (vintage.folder / "series.csv").open(encoding="utf-8", newline="") as file:
        registered = {row["series"]: row["sha256"] for row in csv.DictReader(file)}
    for series, expected in sorted(registered.items()):
        path = vintage.path(series)
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "filen mangler"
        if found != expected:
            yield series, expected, found


def require_unchanged(vintage: Vintage) -> None:
    """Refuse a vintage whose files are not the registered ones: their sources and marks would not be true.

    Raises:
        DataError: A file differs from its checksum.
    """
    for series, expected, found in changed(vintage):
        raise DataError(
            "Filen er endret siden den ble registrert.",
            where=f"{vintage.name}/{series}.csv",
            expected=expected,
            found=found,
            fix=FIX,
        )

"""Validating a whole vintage: every file, every source, every sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from helseplan.contracts.validate import faults
from helseplan.errors import DataError
from helseplan.vintages import OPTIONAL, Vintage, open_vintage
from helseplan.vintages.checksums import FIX, changed
from helseplan.vintages.reading import read_text, typed
from helseplan.vintages.rules import across_series
from helseplan.vintages.series import REGISTER, SERIES, SOURCES


@dataclass(frozen=True)
class Problem:
    """One fault in a vintage: what, where, and how to mend it."""

    what: str
    where: str
    fix: str
    expected: str = ""
    found: str = ""

    def __str__(self) -> str:
        return str(
            DataError(self.what, where=self.where, expected=self.expected, found=self.found, fix=self.fix)
        )


def check_vintage(name: str) -> list[Problem]:
    """Check a vintage completely.

    Args:
        name: The vintage.

    Returns:
        Every problem found; empty when the vintage is whole.

    Raises:
        DataError: There is no such vintage.
    """
    vintage = open_vintage(name)
    register, problems = _load(vintage, "series", REGISTER)
    sources, more = _load(vintage, "sources", SOURCES)
    problems += more
    frames: dict[str, pd.DataFrame] = {}
    expected = _expected(vintage)
    for series, schema in expected.items():
        frame, more = _load(vintage, series, schema)
        problems += more
        if frame is not None:
            frames[series] = frame
    if register is not None:
        problems += _registered(vintage, register)
    if sources is not None:
        problems += _traced(frames, sources, whole=len(frames) == len(expected))
    if not problems:
        problems += [Problem(what, where, "Rett tallene i filen.") for what, where in across_series(frames)]
    return problems


def counts(name: str) -> tuple[int, int]:
    """Return how many series and rows a vintage has."""
    vintage = open_vintage(name)
    series = _expected(vintage)
    return len(series), sum(len(read_text(vintage.path(name))) for name in series)


def _expected(vintage: Vintage) -> dict[str, pa.DataFrameSchema]:
    """The series a vintage shall have, and the optional ones it has."""
    return {name: schema for name, schema in SERIES.items() if name not in OPTIONAL or vintage.has(name)}


def _load(
    vintage: Vintage, series: str, schema: pa.DataFrameSchema
) -> tuple[pd.DataFrame | None, list[Problem]]:
    where = f"{vintage.name}/{series}.csv"
    try:
        frame = typed(read_text(vintage.path(series)), schema, where)
    except DataError as error:
        return None, [Problem(error.what, error.where, error.fix, error.expected, error.found)]
    return frame, [Problem(fault, where, "Rett raden i filen.") for fault in faults(frame, schema)]


def _registered(vintage: Vintage, register: pd.DataFrame) -> Iterator[Problem]:
    sums = dict(zip(register.series, register.sha256, strict=True))
    for series in _expected(vintage).keys() - sums.keys():
        yield Problem(
            "Serien står ikke i registeret.", f"{vintage.name}/series.csv", f"Legg til en rad for {series}."
        )
    for series in sums.keys() - SERIES.keys():
        yield Problem(
            "Registeret har en ukjent serie.", f"{vintage.name}/series.csv", f"Fjern raden {series}."
        )
    for series, expected, found in changed(vintage):
        where = f"{vintage.name}/{series}.csv"
        yield Problem("Filen er endret siden den ble registrert.", where, FIX, expected=expected, found=found)


def _traced(frames: dict[str, pd.DataFrame], sources: pd.DataFrame, *, whole: bool) -> Iterator[Problem]:
    declared = {row.source: set(row.series.split(";")) for row in sources.itertuples()}
    used: dict[str, set[str]] = {}
    for series, frame in frames.items():
        if "source" not in frame:
            continue
        for source in frame.source.unique():
            used.setdefault(source, set()).add(series)
            if series not in declared.get(source, set()):
                yield Problem(
                    f"Kilden «{source}» brukes, men er ikke oppgitt for serien.",
                    f"{series}.csv",
                    f"Legg kilden til i sources.csv med {series} i kolonnen series.",
                )
    for source in sorted(declared.keys() - used.keys()) if whole else ():
        yield Problem(f"Kilden «{source}» er oppgitt, men ikke brukt.", "sources.csv", "Fjern raden.")

"""A new vintage: made in a hidden folder beside the others, checked, and put in place by one rename."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa
from filelock import FileLock, Timeout

from helseplan import anchoring, classifications, paths, trial
from helseplan.contracts.validate import require
from helseplan.errors import BusyError, DataError, ParameterError
from helseplan.fetching import faults, origin, registers
from helseplan.fetching.events import Event, Told
from helseplan.fetching.files import write_whole
from helseplan.fetching.mapping.given import Given
from helseplan.fetching.registry import automatic
from helseplan.runner.folder import beside
from helseplan.runner.signals import held_back
from helseplan.vintages import Vintage, check, names, reading
from helseplan.vintages.series import SERIES

NAME = re.compile(r"[A-Za-z0-9ÆØÅæøå][A-Za-z0-9ÆØÅæøå-]{0,62}")
RESERVED = re.compile(r"con|nul|prn|aux|(com|lpt)[0-9]", re.IGNORECASE)
"""Names that Windows keeps for itself."""
LOCK = ".fetch.lock"
SAME = 1e-9
"""Two figures whose relative difference is less are the same figure."""
SHOWN = 12
"""Faults of a new vintage that are listed; the rest are counted."""


def require_free(name: str) -> None:
    """Refuse a name that cannot be a folder of its own, or is taken.

    Raises:
        ParameterError: Another form of name is needed, or there is such a vintage.
    """
    fix = "Velg et annet navn med --vintage."
    if not NAME.fullmatch(name):
        raise ParameterError(
            f"Navnet «{name}» kan ikke brukes på en årgang.",
            expected="bokstaver, sifre og bindestrek, høyst 63 tegn",
            fix=fix,
        )
    if RESERVED.fullmatch(name):
        raise ParameterError(f"Navnet «{name}» kan ikke brukes på en mappe i Windows.", fix=fix)
    if taken(name):
        raise ParameterError(
            f"Årgangen «{name}» finnes fra før. En årgang endres ikke etter at den er laget.",
            where=f"data/vintages/{name}",
            fix=fix,
        )


def taken(name: str) -> bool:
    """Tell whether a name is in use; upper and lower case are the same name on some disks."""
    there = (path.name.lower() for path in paths.VINTAGES.iterdir()) if paths.VINTAGES.is_dir() else ()
    return name.lower() in there


@contextmanager
def alone() -> Iterator[None]:
    """Be the only fetch: two at once would share the service's limit, and could make the same vintage.

    What a killed fetch left of a half-made vintage is removed, before and after.

    Raises:
        BusyError: Another fetch is at work.
    """
    paths.VINTAGES.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(paths.VINTAGES / LOCK, timeout=0):
            _sweep()
            try:
                yield
            finally:
                _sweep()
    except Timeout:
        raise BusyError(
            "En annen henting er i gang nå.", where=str(paths.VINTAGES), fix="Vent til den er ferdig."
        ) from None


def _sweep() -> None:
    for work in paths.VINTAGES.glob(".*.work"):
        if work.is_symlink() or not work.is_dir():
            work.unlink()
        else:
            shutil.rmtree(work)


class Work:
    """The vintage under way: a copy of its parent that mapped series are written into.

    Args:
        name: The name it is to have.
        parent: The vintage it begins as.
    """

    def __init__(self, name: str, parent: Vintage):
        self.name, self.parent = name, parent
        self.folder = folder = beside(paths.VINTAGES / name, "work")
        self.vintage = Vintage(folder.name, folder)
        folder.mkdir(parents=True)
        for path in sorted(parent.folder.glob("*.csv")):
            shutil.copyfile(path, folder / path.name)

    def given(self, row: object, source: str) -> Given:
        """Return what a mapping is given: its row, the source to stamp, and the series as they stand now."""
        return Given(row, source, self.series, self.vintage.has)  # type: ignore[arg-type]

    def series(self, name: str) -> pd.DataFrame:
        """Return a series as it stands now.

        Raises:
            DataError: The vintage has none.
        """
        where = f"{name}.csv"
        frame = reading.typed(reading.read_text(self.vintage.path(name)), SERIES[name], where)
        return require(frame, _so_far(name), where=where, fix="Rett mappingen eller serien i årgangen før.")

    def write(self, frames: Mapping[str, pd.DataFrame], where: str) -> None:
        """Write mapped series, all of them or none.

        Args:
            frames: Name → the whole new series.
            where: The table they come from, for messages.

        Raises:
            DataError: A series is unknown or breaks its contract.
        """
        contents = {}
        for name, frame in frames.items():
            if name not in SERIES:
                raise DataError(f"Serien «{name}» finnes ikke.", where=where, expected=", ".join(SERIES))
            fix = "Se om tabellen har fått ny form, og rett raden eller mappingen."
            # Contracts speak of columns as they are read back from the file, so the file is what is checked.
            if frame.empty:
                raise DataError(f"Tabellen gir ingen rader til serien «{name}».", where=where, fix=fix)
            if self.vintage.has(name):
                frame = unless_rounding(frame, self.series(name))  # noqa: PLW2901
            content = series_bytes(frame, name)
            require(as_read(content, name), _so_far(name), where=f"{where}, serien {name}", fix=fix)
            contents[self.vintage.path(name)] = content
        for path, content in contents.items():
            write_whole(path, content)


def unless_rounding(frame: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return a series with the figure it had wherever the new one differs in the last digits only.

    A share of a sum, worked out anew from its own result, is seldom the same to the last bit; the same tables shall
    give the same file.
    """
    out = frame.copy()
    for column in frame.select_dtypes("float"):
        if len(frame) == len(before) and column in before and before[column].dtype.kind in "if":
            new, old = frame[column].to_numpy(), before[column].to_numpy()
            out[column] = np.where(np.isclose(new, old, rtol=SAME, atol=0), old, new)
    return out


def _so_far(name: str) -> pa.DataFrameSchema:
    """Return what a series must fulfil before all its tables are read: its columns and its key.

    A series that several tables feed, such as the hospital trusts', may lack a new year's other items until the last
    of them is read; the checks of the whole then wait until the vintage is checked.
    """
    schema = SERIES[name]
    feeding = [row for row in automatic() if name in row.series]
    if len(feeding) < 2:
        return schema
    return pa.DataFrameSchema(schema.columns, strict=schema.strict, unique=schema.unique)


def series_bytes(frame: pd.DataFrame, name: str) -> bytes:
    """Return a series as the bytes of its file: the contract's columns, UTF-8, LF, numbers as shortest text."""
    columns = [column for column in SERIES[name].columns if column in frame]
    texts = {column: [_cell(value) for value in frame[column].tolist()] for column in columns}
    return pd.DataFrame(texts, columns=columns).to_csv(index=False, lineterminator="\n").encode("utf-8")


def as_read(content: bytes, name: str) -> pd.DataFrame:
    """Return a series as it is read back from its file."""
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")
    return reading.typed(frame, SERIES[name], f"{name}.csv")


def finish(work: Work, read: Sequence[registers.Read], made: Callable[[], origin.Origin], told: Told) -> None:
    """Settle, register, check and compute the vintage under way, and let it take its name.

    Args:
        work: The vintage under way, with its series written.
        read: The tables that were read.
        made: Gives the origin.
        told: Hears of the steps.

    Raises:
        HelseplanError: The vintage is not whole or cannot be computed; nothing is made.
    """
    registers.write_series(work.folder, read)
    registers.write_sources(work.folder, read)
    told(Event("step", "Avstemming av den nye årgangen …"))
    _forget()
    anchoring.settle(work.vintage, work.parent)
    registers.write_series(work.folder, read)
    registers.write_sources(work.folder, read)
    write_whole(work.folder / origin.FILE, origin.encoded(made()))
    told(Event("step", "Kontroll: hver fil, hver sum, og alle trinn regnes …"))
    _forget()
    problems = check.check_vintage(work.folder.name) or trial.compute_vintage(work.folder.name)
    if problems:
        shown = [str(problem).replace(work.folder.name, work.name) for problem in problems[:SHOWN]]
        raise faults.refused(len(problems), shown)
    _put_in_place(work.folder, paths.VINTAGES / work.name)


def _put_in_place(work: Path, place: Path) -> None:
    for path in work.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    with held_back():
        if place.exists():
            require_free(place.name)
        work.replace(place)


def _forget() -> None:
    """Let series be read from disk again; those of the work folder have changed under their name."""
    reading.forget()
    classifications.forget()


def _cell(value: object) -> str:
    """Return a cell as text: numbers as the shortest that reads back as the same number, nothing for missing."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - NaN
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def last_fetched() -> str | None:
    """Return the vintage that was fetched last; None when none has been.

    Raises:
        DataError: The file that says when a vintage was fetched cannot be read, so that nobody knows.
    """
    made = [(found.created, name) for name in names() if (found := origin.require(name))]
    return max(made)[1] if made else None

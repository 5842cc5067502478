"""The raw answers, untouched: one folder per table, files named by what is in them, and what was seen and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from helseplan.errors import BusyError, DataError
from helseplan.fetching.files import csv_bytes, digest, read_register, write_whole

INDEX = ("key", "updated", "file", "sha256", "bytes", "retrieved", "url")
SEEN = ("row", "base_url", "table", "updated", "last_period", "looked")
VERIFIED = ("row", "table", "updated", "verified")
KINDS = ("json", "csv")
NAME_LENGTH = 16
"""Hexadecimal digits of the checksum that name a file: no two answers of one table will share them."""
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
WAIT_SECONDS = 60
"""How long one waits for another process to have written; it takes milliseconds."""


@dataclass(frozen=True)
class Place:
    """Which table an answer belongs to; both texts come from the registry, never from an answer.

    Attributes:
        source: ``ssb``, ``dbh`` ….
        table: The table's number at the source.
    """

    source: str
    table: str


@dataclass(frozen=True)
class Stored:
    """One raw answer in the store.

    Attributes:
        path: The file.
        name: The file relative to the store's folder, with ``/``.
        sha256: Checksum of the whole file.
        updated: When the source says the table was updated; empty when it does not say.
        retrieved: When it was fetched, ISO 8601.
        url: Where from.
        bytes: Size.
    """

    path: Path
    name: str
    sha256: str
    updated: str
    retrieved: str
    url: str
    bytes: int


class Store:
    """A folder of raw answers with an index per table. Safe for two processes at once.

    The registers in it (``index.csv``, ``seen.csv``, ``verified.csv``) say what is known already; one that is damaged
    counts as empty, and is made anew by what is fetched next.

    Args:
        folder: The folder, ``data/raw`` in the project.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def find(self, place: Place, key: str, updated: str) -> Stored | None:
        """Return the last answer to a question about one version of a table; a damaged file counts as missing.

        Args:
            place: The table.
            key: The question: service, table and choices.
            updated: The version, as the source gives it.
        """
        folder, wanted = self._place(place), digest(key.encode())
        for row in reversed(read_register(folder / "index.csv", INDEX)):
            if (row["key"], row["updated"]) == (wanted, updated):
                found = self._stored(folder, row)
                if found is not None:
                    return found
        return None

    def put(
        self,
        place: Place,
        key: str,
        updated: str,
        content: bytes,
        url: str,
        retrieved: str,
        kind: str = "json",
    ) -> Stored:
        """Keep an answer as it came; a new file only when the same bytes are not there already."""
        if kind not in KINDS:
            raise ValueError(f"kind {kind!r}: one of {KINDS}")
        folder, sha = self._place(place), digest(content)
        name = f"{sha[:NAME_LENGTH]}.{kind}"
        row = {
            "key": digest(key.encode()),
            "updated": updated,
            "file": name,
            "sha256": sha,
            "bytes": str(len(content)),
            "retrieved": retrieved,
            "url": url,
        }
        with self._alone():
            if not _is(folder / name, sha):
                write_whole(folder / name, content)
            rows = read_register(folder / "index.csv", INDEX)
            known = [old for old in rows if old == {**row, "retrieved": old["retrieved"]}]
            if known:
                row = known[-1]
            else:
                write_whole(folder / "index.csv", csv_bytes(INDEX, [*rows, row]))
        found = self._stored(folder, row)
        assert found is not None
        return found

    def holds(self, name: str, sha256: str) -> bool | None:
        """Tell whether a file named in a vintage's origin is there unchanged; None when it is not there."""
        parts = name.split("/")
        if len(parts) != 3 or not all(map(_FOLDER.fullmatch, parts[:2])) or not _file(parts[2]):
            return None
        path = self.folder.joinpath(*parts)
        return digest(path.read_bytes()) == sha256 if path.is_file() else None

    def saw(self, row: str, table: str, base_url: str, updated: str, last_period: str, looked: str) -> None:
        """Note the version a table had when it was last looked at."""
        new = dict(zip(SEEN, (row, base_url, table, updated, last_period, looked), strict=True))
        with self._alone():
            old = [r for r in self.seen() if (r["row"], r["base_url"]) != (row, base_url)]
            write_whole(self.folder / "seen.csv", csv_bytes(SEEN, [*old, new]))

    def seen(self) -> list[dict[str, str]]:
        """Return what each table had when last looked at: row, base_url, table, updated, last_period, looked."""
        return read_register(self.folder / "seen.csv", SEEN)

    def verify(self, row: str, table: str, updated: str, when: str) -> None:
        """Note that a row of the registry has been fetched and read; the first time is kept."""
        with self._alone():
            rows = read_register(self.folder / "verified.csv", VERIFIED)
            if any((r["row"], r["table"]) == (row, table) for r in rows):
                return
            new = dict(zip(VERIFIED, (row, table, updated, when), strict=True))
            write_whole(self.folder / "verified.csv", csv_bytes(VERIFIED, [*rows, new]))

    def verified_by_fetch(self) -> set[str]:
        """Return the registry rows that a fetch has verified."""
        return {row["row"] for row in read_register(self.folder / "verified.csv", VERIFIED)}

    def _place(self, place: Place) -> Path:
        for text in (place.source, place.table):
            if not _FOLDER.fullmatch(text):
                raise DataError(
                    "Navnet kan ikke brukes til en mappe for rådata.",
                    where="data/tables.csv",
                    expected="bokstavene a–z, sifre og bindestrek",
                    found=f"«{text}»",
                    fix="Rett kolonnene source og table i raden.",
                )
        return self.folder / place.source / place.table

    def _stored(self, folder: Path, row: dict[str, str]) -> Stored | None:
        path = folder / row["file"]
        size = row["bytes"]
        if not _file(row["file"]) or not (size.isascii() and size.isdigit()) or not _is(path, row["sha256"]):
            return None
        return Stored(
            path,
            path.relative_to(self.folder).as_posix(),
            row["sha256"],
            row["updated"],
            row["retrieved"],
            row["url"],
            path.stat().st_size,
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / ".lock", timeout=WAIT_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            where, fix = str(self.folder), "Vent til den andre prosessen er ferdig, og prøv igjen."
            raise BusyError("Mappen med råsvar er i bruk.", where=where, fix=fix) from None
        try:
            yield
        finally:
            lock.release()


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and digest(path.read_bytes()) == sha256


def _file(name: str) -> bool:
    return bool(re.fullmatch(rf"[0-9a-f]{{{NAME_LENGTH}}}\.({'|'.join(KINDS)})", name))

"""``origin.json`` of a fetched vintage: the vintage it began as, and every table with its raw answers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from helseplan import paths
from helseplan.errors import DataError
from helseplan.fetching.files import digest
from helseplan.fetching.store import Store
from helseplan.vintages.check import Problem
from helseplan.vintages.web.faults import plain
from helseplan.vintages.web.parsing import loads

FILE = "origin.json"
FORMAT = 1
MAPPING = Path(__file__).parent / "mapping"


@dataclass(frozen=True)
class RawFile:
    """A raw answer in the store: its file under ``data/raw``, checksum, size, and where it was fetched from."""

    file: str
    sha256: str
    bytes: int
    url: str


@dataclass(frozen=True)
class Fetch:
    """One table in a vintage.

    Attributes:
        row: Key in ``data/tables.csv``.
        table: The table's number.
        title: The registry's title.
        source: Source id that stands in the series' rows.
        updated: When the source says the table was updated; empty when it does not say.
        retrieved: When the newest of its raw answers was fetched, ISO 8601.
        selection: What was asked for, as in the registry.
        cells: Cells in the answers.
        last_period: The newest period in the answers.
        files: The raw answers.
        series: The series that the table's figures went into.
        base_url: The service, when it was another than the registry's; else empty.
        description: What the service said of the table, without contact persons; None when it says nothing.
    """

    row: str
    table: str
    title: str
    source: str
    updated: str
    retrieved: str
    selection: str
    cells: int
    last_period: str
    files: tuple[RawFile, ...]
    series: tuple[str, ...]
    base_url: str = ""
    description: RawFile | None = None

    @property
    def kept(self) -> tuple[RawFile, ...]:
        """Every file of the table in the store."""
        return (*self.files, self.description) if self.description else self.files

    @property
    def question(self) -> tuple[str, str, str, str]:
        """What decides whether a new fetch would give the same answer."""
        return self.table, self.selection, self.updated, self.base_url


@dataclass(frozen=True)
class Origin:
    """How a vintage came about.

    Attributes:
        parent: The vintage it began as a copy of.
        created: When, ISO 8601.
        version: Version of helseplan.
        mapping: Checksum of the code that turned tables into series.
        tables: The tables; also those that the parent had fetched.
        kept: Tables that could not be fetched, row → why; their series are the parent's.
    """

    parent: str
    created: str
    version: str
    mapping: str
    tables: tuple[Fetch, ...]
    kept: dict[str, str] = field(default_factory=dict)

    def table(self, row: str) -> Fetch | None:
        """Return the table of a registry row, if the vintage has it."""
        return next((fetched for fetched in self.tables if fetched.row == row), None)


def encoded(origin: Origin) -> bytes:
    """Return an origin as the bytes of its file."""
    text = json.dumps({"format": FORMAT, **asdict(origin)}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def read(vintage: str) -> Origin | None:
    """Return the origin of a vintage; None when it has none, or one that cannot be read: for what only tells of it."""
    try:
        return require(vintage)
    except DataError:
        return None


def there(vintage: str) -> bool:
    """Tell whether a vintage has the file, whole or not."""
    return (paths.VINTAGES / vintage / FILE).is_file()


def require(vintage: str) -> Origin | None:
    """Return the origin of a vintage; None when it has no such file: for what builds on it.

    Raises:
        DataError: There is a file, and it cannot be read.
    """
    if not there(vintage):
        return None
    try:
        return _decoded(loads((paths.VINTAGES / vintage / FILE).read_bytes()))
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise DataError(
            f"Filen som sier hvor årgangen {vintage} kommer fra, kan ikke leses.",
            where=f"data/vintages/{vintage}/{FILE}",
            found=plain(str(error), 120),
            fix="Legg tilbake filen fra en kopi, eller velg en annen årgang å gå ut fra med --parent.",
        ) from None


def mapping_digest() -> str:
    """Return the checksum of the code that turns tables into series."""
    files: Iterable[Path] = sorted(MAPPING.rglob("*.py"))
    return digest("".join(f"{path.name}:{digest(path.read_bytes())};" for path in files).encode())


def problems(vintage: str, store: Store) -> list[Problem]:
    """Return what is wrong with a vintage's origin: the file unreadable, or raw answers gone or changed."""
    place = f"{vintage}/{FILE}"
    try:
        origin = require(vintage)
    except DataError as error:
        what = "Filen som sier hvor dataene kommer fra, kan ikke leses."
        return [
            Problem(
                what, place, "Legg tilbake filen fra en kopi, eller hent årgangen på nytt.", found=error.found
            )
        ]
    if origin is None:
        return []
    found = []
    for table in origin.tables:
        for raw in table.kept:
            there = store.holds(raw.file, raw.sha256)
            if not there:
                what = "mangler" if there is None else "er endret siden det ble hentet"
                fix = f"Legg tilbake filen fra en kopi av data/raw, eller hent tabell {table.table} på nytt."
                found.append(
                    Problem(
                        f"Et råsvar fra tabell {table.table} {what}.", f"data/raw/{raw.file}", fix, raw.sha256
                    )
                )
    return found


def _decoded(data: Any) -> Origin:
    """Return an origin from its JSON.

    Raises:
        ValueError: It has another format, or a time that is none.
        msgspec.ValidationError: A field is missing or of another kind.
    """
    found = data.get("format") if isinstance(data, dict) else None
    if found != FORMAT:
        raise ValueError(f"format {found!r}, ikke {FORMAT}")
    origin = msgspec.convert(data, Origin)
    dt.datetime.fromisoformat(origin.created)
    return origin

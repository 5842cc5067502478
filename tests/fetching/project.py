"""A project of its own for a fetch: a copy of the embedded vintage, a registry of two tables, and a stand-in server."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import helseplan.vintages
from helseplan import anchoring, paths, trial
from helseplan.fetching import mapped, registry
from helseplan.fetching.events import Event
from helseplan.fetching.fetch import Fetched, fetch
from helseplan.fetching.mapping.given import Given
from helseplan.fetching.store import Store
from helseplan.vintages import check
from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.web import Limits, Session
from tests.pxtable import px_table
from tests.standin import StandIn

PARENT = "plan-2026"
EMBEDDED = paths.VINTAGES / PARENT
PEOPLE, CARE = "07459", "12003"
ROWS = {
    PEOPLE: {"row": "ssb-07459", "series": "population", "mapping": "people", "selection": "Alder=*;Tid=*"},
    CARE: {
        "row": "ssb-12003",
        "series": "use_profiles",
        "mapping": "care",
        "selection": "Alder=*;Tid=top(2)",
    },
}
COMMON = {
    "source": "ssb",
    "unit": "personer",
    "frequency": "year",
    "licence": "CC BY 4.0",
    "base_url": "https://data.ssb.no/api/pxwebapi/v2",
    "verified": "no",
}
COLUMNS = tuple(registry.Row.__dataclass_fields__)
NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)


def people(value: float = 1.0, updated: str = "2026-02-25T07:00:00Z", **more: Any) -> dict[str, Any]:
    """The table of people: every cell has the same value."""
    dimensions = {"Alder": ["000", "001", "105+"], "Tid": ["2024", "2025", "2026"]}
    return px_table(PEOPLE, dimensions, [value] * 9, updated=updated, **more)


def care(value: float = 1.0, updated: str = "2026-03-01T07:00:00Z", **more: Any) -> dict[str, Any]:
    """The table of care."""
    dimensions = {"Alder": ["0-66", "67-79", "80+"], "Tid": ["2023", "2024", "2025"]}
    return px_table(CARE, dimensions, [value] * 9, updated=updated, **more)


def add_people(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """The people of the first cell are added to each row of the population."""
    frame = given.series("population")
    more = float(cube.frame["value"].iloc[0])
    return {"population": frame.assign(persons=frame.persons + more, source=given.source)}


def scale_care(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Use per person is scaled by the first cell; reckoned, so derived."""
    frame = given.series("use_profiles")
    share = float(cube.frame["value"].iloc[0])
    return {"use_profiles": frame.assign(use=frame.use * share, source=given.source, quality="derived")}


@dataclass
class Clock:
    """A clock that waits by moving on."""

    time: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@dataclass
class Project:
    """The project under a temporary folder, and its server."""

    root: Path
    server: StandIn
    clock: Clock = field(default_factory=Clock)
    events: list[Event] = field(default_factory=list)
    now: dt.datetime = NOW

    @property
    def vintages(self) -> Path:
        return self.root / "vintages"

    @property
    def store(self) -> Store:
        return Store(self.root / "raw")

    def fetch(self, vintage: str | None = None, *tables: str, **more: Any) -> Fetched:
        """Fetch from the server."""

        def connect(hosts: set[str], told: Callable[[str, float], None]) -> Session:
            return Session(hosts, told=told, clock=self.clock, limits=Limits(attempts=3), seed=1)

        asked = {"base_url": self.server.url, "told": self.events.append, **more}
        return fetch(vintage, tables, now=lambda: self.now, connect=connect, raw=self.store, **asked)

    def names(self) -> list[str]:
        """Everything in the folder of vintages, hidden or not, but for the lock."""
        return sorted(path.name for path in self.vintages.iterdir() if path.name != ".fetch.lock")

    def origin(self, vintage: str) -> dict[str, Any]:
        """The origin of a vintage as it stands in the file."""
        found: dict[str, Any] = json.loads((self.vintages / vintage / "origin.json").read_text("utf-8"))
        return found

    def rows(self, vintage: str, name: str) -> dict[str, dict[str, str]]:
        """A register of a vintage by its first column."""
        with (self.vintages / vintage / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return {next(iter(row.values())): row for row in csv.DictReader(file)}

    def asked(self) -> int:
        """How many times figures were asked for."""
        return len(self.server.asked("/data"))

    def register(self, **changes: dict[str, str]) -> None:
        """Write the registry; a keyword is a table number with a ``t`` before it."""
        with (self.root / "tables.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", restval="")
            writer.writeheader()
            for table, row in ROWS.items():
                own = {"table": table, "title": f"Tabell {table}", "address": f"https://www.ssb.no/{table}"}
                cells = {**COMMON, **own, **row, **changes.get(f"t{table}", {})}
                writer.writerow(cells if cells["mapping"] else {**cells, "series": ""})


@contextmanager
def opened(root: Path, patch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Open a project; nothing outside its folder is written, and the new vintage is not computed.

    Args:
        root: Its data folder.
        patch: Undone when the test is over.
    """
    shutil.copytree(EMBEDDED, root / "vintages" / PARENT)
    point(root, patch)
    with StandIn(tables=[people(), care()]) as server:
        project = Project(root, server)
        project.register()
        yield project


def point(root: Path, patch: pytest.MonkeyPatch) -> None:
    """Have the program use a data folder; arguments as for ``opened``."""
    patch.setattr(paths, "DATA", root)
    patch.setattr(paths, "VINTAGES", root / "vintages")
    patch.setattr(helseplan.vintages, "VINTAGES", root / "vintages")
    patch.setattr(registry, "PATH", root / "tables.csv")
    found = {"people": add_people, "care": scale_care}
    patch.setattr(mapped, "mapping_of", lambda row: found[row.mapping])
    patch.setattr(anchoring, "settle", lambda vintage, parent: None)
    patch.setattr(trial, "compute_vintage", lambda name: [])
    patch.setattr(check, "check_vintage", lambda name: [])

"""A stand-in for PxWebApi v2 and DBH's table service: a real HTTP server on loopback that can be told to fail.

``with StandIn(tables=[document]) as server:`` serves documents built by :mod:`tests.pxtable` and recorded answers
(bytes or a path; given back byte for byte when the whole table is asked for). ``server.url`` is the base address of
PxWebApi, ``server.dbh_url`` that of DBH. ``server.requests`` holds all that was asked. ``server.faults`` is the queue
of faults to come, see :class:`tests.standin_faults.Fault`. ``server.tables[id] = document`` changes a table under way.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.standin_dbh import DbhTable, answer_dbh
from tests.standin_faults import Asked, Fault
from tests.standin_http import Handler, Server
from tests.standin_klass import Names, answer_klass
from tests.standin_pxweb import PxWeb, Reply, Table, problem

BASE = "/api/pxwebapi/v2"
CONFIG: dict[str, Any] = {
    "apiVersion": "2.0",
    "appVersion": "stand-in",
    "languages": [{"id": "no", "label": "Norsk"}, {"id": "en", "label": "English"}],
    "defaultLanguage": "no",
    "maxDataCells": 800_000,
    "maxCallsPerTimeWindow": 30,
    "timeWindow": 60,
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "sourceReferences": [{"language": "no", "text": "Kilde: Statistisk sentralbyrå"}],
    "defaultDataFormat": "json-stat2",
    "dataFormats": ["json-stat2", "csv", "px", "xlsx", "html", "json-px"],
    "features": [],
}
__all__ = ["CONFIG", "Asked", "DbhTable", "Fault", "StandIn", "StillClock"]


class StillClock:
    """A clock that moves only when somebody sleeps; for a session and, as ``clock.now``, for the server.

    Args:
        step: Seconds that pass each time the clock is read.
    """

    def __init__(self, step: float = 0.0):
        self.time, self.step = 1_780_000_000.0, step
        self.slept: list[float] = []

    def now(self) -> float:
        """Seconds since 1970."""
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.time += seconds


class StandIn:
    """The server; a context manager.

    Args:
        tables: Documents as dictionaries, bytes or paths.
        config: What differs from ``CONFIG``; a value None leaves the entry out.
        csv: Table → a recorded CSV answer of the whole table.
        codelists: Identity → {code: [members]}; an identity that begins with ``agg_`` sums them.
        dbh: Table number → rows.
        klass: Number of a classification → its codes; served below the address of PxWebApi.
        clock: Seconds; when given, the calls per window of the configuration are enforced by it. Without it they
            are not: a client with a clock of its own would seem to the server to call too often.
    """

    def __init__(
        self,
        tables: Sequence[Mapping[str, Any] | bytes | Path] = (),
        config: Mapping[str, Any] | None = None,
        *,
        csv: Mapping[str, bytes] | None = None,
        codelists: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
        dbh: Mapping[int, DbhTable | Sequence[Mapping[str, Any]]] | None = None,
        klass: Mapping[int, Names] | None = None,
        clock: Callable[[], float] | None = None,
    ):
        read = [Table.of(item) for item in tables]
        self.config = {k: v for k, v in {**CONFIG, **(config or {})}.items() if v is not None}
        self.tables: dict[str, Any] = {table.id: table for table in read}
        self.csv, self.codelists = dict(csv or {}), dict(codelists or {})
        self.dbh = {number: DbhTable.of(table) for number, table in (dbh or {}).items()}
        self.klass = dict(klass or {})
        self.faults: list[Fault] = []
        self.requests: list[Asked] = []
        self.refused = 0
        self._clock = clock
        self._recent: deque[float] = deque()
        self._lock = threading.Lock()
        self._closing = threading.Event()

    def __enter__(self) -> StandIn:
        handler = type("Bound", (Handler,), {"standin": self})
        self._http = Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    @property
    def root(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """The base address of PxWebApi."""
        return self.root + BASE

    @property
    def dbh_url(self) -> str:
        """The base address of DBH's table service."""
        return self.root + "/api"

    def asked(self, part: str) -> list[Asked]:
        """The requests whose path holds a text."""
        return [request for request in self.requests if part in request.path]

    def answer(self, asked: Asked) -> Reply:
        """What an untroubled server says."""
        with self._lock:
            self.requests.append(asked)
            wait = self._wait(asked.at)
        if wait is not None:
            self.refused += 1
            return problem(429, "Too many requests", headers={"Retry-After": str(wait)})
        if "/Tabeller/" in asked.path:
            return answer_dbh(self.dbh, asked.method, asked.path, asked.query, asked.body)
        if "/classifications/" in asked.path:
            return answer_klass(self.klass, asked.path, asked.query)
        for number, table in list(self.tables.items()):
            self.tables[number] = Table.of(table)
        served = PxWeb(self.tables, self.config, self.csv, self.codelists)
        return served.answer(asked.method, asked.path.removeprefix(BASE), asked.query, asked.body)

    def fault(self, path: str) -> Fault | None:
        """The next fault for a path, counted down."""
        with self._lock:
            for place, fault in enumerate(self.faults):
                if fault.path not in path:
                    continue
                if fault.times == 1:
                    del self.faults[place]
                elif fault.times > 1:
                    self.faults[place] = fault.once_less()
                return fault
        return None

    def now(self) -> float:
        """Seconds by the server's clock."""
        return (self._clock or time.monotonic)()

    def pause(self, seconds: float) -> None:
        """Wait, but not past the end of the test."""
        self._closing.wait(seconds)

    @property
    def closing(self) -> bool:
        """Whether the server is on its way down."""
        return self._closing.is_set()

    def _wait(self, now: float) -> int | None:
        """Whole seconds to wait, or None when the call is within the limit; called under the lock."""
        if self._clock is None:
            return None
        window = float(self.config["timeWindow"])
        while self._recent and now - self._recent[0] >= window:
            self._recent.popleft()
        if len(self._recent) >= self.config["maxCallsPerTimeWindow"]:
            return max(1, int(self._recent[0] + window - now) + 1)
        self._recent.append(now)
        return None

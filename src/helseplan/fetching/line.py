"""The connections of one fetch: a session per service, what they have waited and received, and when one is given up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from helseplan.fetching import registry
from helseplan.fetching.events import Event, Told
from helseplan.fetching.faults import NotTriedError
from helseplan.fetching.services import Service, service
from helseplan.vintages.web import FetchError, Session

if TYPE_CHECKING:
    from helseplan.fetching.registry import Row

Result = TypeVar("Result")
Connect = Callable[[set[str], Callable[[str, float], None]], Session]
ENOUGH = 2
"""Tables in a row that a service may fail to answer for, after all its tries, before the rest are not asked for."""


def connect(hosts: set[str], told: Callable[[str, float], None]) -> Session:
    """Open a session to some hosts."""
    return Session(hosts, told=told)


class Line:
    """Services by registry row; opened when first used, closed together.

    Args:
        base_url: Asked instead of the registry's services, if given.
        told: Hears of waits.
        connect: Opens a session.
    """

    def __init__(self, base_url: str | None, told: Told, connect: Connect = connect):
        self.base_url, self.told, self.connect = base_url, told, connect
        self.sessions: dict[tuple[str, str], Session] = {}
        self.services: dict[tuple[str, str], Service] = {}
        self.silent: dict[tuple[str, str], int] = {}
        self.stack = ExitStack()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stack.close()

    def address(self, row: Row) -> str:
        """Return the service that is asked for a row."""
        return self.base_url or row.base_url

    def service(self, row: Row) -> Service:
        """Return the service of a row; nothing is asked yet."""
        key = (row.source, self.address(row))
        if key not in self.services:
            self.services[key] = service(self.session(row), *key)
        return self.services[key]

    def session(self, row: Row) -> Session:
        """Return the session with a row's service; nothing is asked yet."""
        key = (row.source, self.address(row))
        if key not in self.sessions:
            hosts = {str(urlsplit(self.base_url).hostname)} if self.base_url else registry.hosts([row])
            self.sessions[key] = self.stack.enter_context(self.connect(hosts, self._wait))
        return self.sessions[key]

    def ask(self, row: Row, work: Callable[[Service], Result]) -> Result:
        """Do something with a row's service.

        Raises:
            NotTriedError: The service has failed to answer for several tables in a row.
            HelseplanError: What the service's client raises.
        """
        key = (row.source, self.address(row))
        if self.silent.get(key, 0) >= ENOUGH:
            raise NotTriedError(
                f"Ikke forsøkt, for tjenesten har sluttet å svare: {self.address(row)}",
                fix="Prøv igjen senere.",
            )
        try:
            result = work(self.service(row))
        except FetchError:
            self.silent[key] = self.silent.get(key, 0) + 1
            raise
        self.silent[key] = 0
        return result

    @property
    def waited(self) -> float:
        """Seconds waited for the services' limits and after faults."""
        return sum(session.waited for session in self.sessions.values())

    @property
    def calls(self) -> int:
        """Calls made."""
        return sum(session.calls for session in self.sessions.values())

    @property
    def received(self) -> int:
        """Bytes received."""
        return sum(session.received for session in self.sessions.values())

    def _wait(self, reason: str, seconds: float) -> None:
        self.told(Event("wait", reason, seconds=seconds))

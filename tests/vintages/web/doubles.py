"""A clock that only moves when it is told to, and a service written as a list of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import httpx

from helseplan.vintages.web import Limits, Session

Reply = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Clock:
    def __init__(self, now: float = 1_800_000_000.0):
        self.time, self.slept = now, []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


class Pieces(httpx.SyncByteStream):
    """A body that comes piece by piece."""

    def __init__(self, *pieces: bytes, between: Callable[[], None] = lambda: None):
        self.pieces, self.between = pieces, between

    def __iter__(self):
        for piece in self.pieces:
            yield piece
            self.between()


class Service:
    """Answers with the replies in turn, the last one for ever; remembers what was asked."""

    def __init__(self, *replies: Reply):
        self.replies, self.requests = list(replies), []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply(request) if callable(reply) else again(reply)


def again(reply: httpx.Response) -> httpx.Response:
    """A new response each time, streamed as from the network: one that has been read cannot be read again."""
    return httpx.Response(reply.status_code, headers=reply.headers, stream=Pieces(reply.content))


def session(service: Callable, hosts: Iterable[str] = ("data.ssb.no",), clock: Clock | None = None, **limits):
    """A session that asks the double, and its clock."""
    clock = clock or Clock()
    told: list[tuple[str, float]] = []
    made = Session(
        tuple(hosts),
        limits=Limits(**limits),
        clock=clock,
        told=lambda reason, seconds: told.append((reason, seconds)),
        transport=httpx.MockTransport(service),
        seed=1,
    )
    made.told = told
    made.clock = clock
    return made

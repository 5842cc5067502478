"""Nothing waits without end: not the pace, not headers that drip; and this machine is never asked through a proxy."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from helseplan.vintages.web import FetchError, Limits, Session
from tests.vintages.web.doubles import Clock, Pieces, Service, session

URL = "https://data.ssb.no/x"
LIMITS = Limits(timeout_seconds=1, answer_seconds=0.2, attempts=1)


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Starts a server that answers every connection with a function; gives its address."""
    opened = []

    def start(reply: Callable[[socket.socket], None], host: str = "127.0.0.1") -> str:
        listener = socket.create_server((host, 0))
        opened.append(listener)

        def one(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65536)
                    reply(connection)
                except OSError:
                    pass

        def every() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(connection,), daemon=True).start()

        threading.Thread(target=every, daemon=True).start()
        return f"http://{host}:{listener.getsockname()[1]}/x"

    yield start
    for listener in opened:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def dripping(first: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    def reply(connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(100):
            connection.sendall(drop)
            time.sleep(0.02)

    return reply


def whole(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a"),
    ],
    ids=["a header", "hints", "the head of a piece"],
)
def test_headers_that_drip_end_and_the_session_goes_on(serve, first: bytes, drop: bytes) -> None:
    begun = time.monotonic()
    with Session((), limits=LIMITS, clock=Clock()) as web:
        with pytest.raises(FetchError, match="svaret kom for sakte"):
            web.get(serve(dripping(first, drop)))
        assert time.monotonic() - begun < 1
        assert web.get(serve(whole)).content == b"{}"


def test_a_pace_that_asks_for_hours_is_told_not_kept() -> None:
    web = session(Service(httpx.Response(200, json={})))
    web.pace(1, 3600)
    web.get(URL)
    with pytest.raises(FetchError, match=r"høyst 1 kall på 3600 sekunder; vent 3600[\s\S]*tatt vare på"):
        web.get(URL)
    assert web.clock.slept == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY", "http_proxy"])
def test_this_machine_is_never_asked_through_a_proxy(serve, monkeypatch, host: str, name: str) -> None:
    for other in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(other, raising=False)
    asked = []
    monkeypatch.setenv(name, serve(asked.append))
    with Session((), limits=Limits(attempts=1, timeout_seconds=1), clock=Clock()) as web:
        assert web.get(serve(whole, host)).content == b"{}"
    assert asked == []


def packed(*pieces: bytes, largest: int = 1000) -> bytes:
    def reply(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Pieces(*pieces))

    return session(reply, attempts=1, largest_bytes=largest).get(URL).content


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_one_packed_stream_may_follow_another(size: int) -> None:
    both = gzip.compress(b'{"a":') + gzip.compress(b"1}")
    assert packed(*(both[at : at + size] for at in range(0, len(both), size))) == b'{"a":1}'


def test_nothing_packed_is_nothing() -> None:
    assert packed() == b""


def test_what_follows_a_packed_stream_counts() -> None:
    with pytest.raises(FetchError, match="ødelagt svar"):
        packed(gzip.compress(b"{}"), b"junk")
    with pytest.raises(FetchError, match="halvt svar"):
        packed(gzip.compress(b"{}"), gzip.compress(b"{}")[:-5])
    with pytest.raises(FetchError, match="større enn"):
        packed(*[gzip.compress(b"")] * 51)

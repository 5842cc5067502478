"""How the stand-in server speaks HTTP: reads a request, has it answered, and spoils the answer when a fault is due."""

from __future__ import annotations

import contextlib
import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.standin_faults import CHANGES, Asked, Fault, changed
from tests.standin_pxweb import Reply, problem

if TYPE_CHECKING:
    from tests.standin import StandIn


class Server(ThreadingHTTPServer):
    """One thread for each connection; says nothing when a client hangs up."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that left in the middle of an answer is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request, lets the stand-in answer it and spoils the answer when a fault is due."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = 1 << 16  # headers and body in one piece: no waiting for an acknowledgement in between
    disable_nagle_algorithm = True
    standin: StandIn

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True))
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = raw
        reply = self.standin.answer(
            Asked(method, path, query, body, self.standin.now(), dict(self.headers.items()))
        )
        with contextlib.suppress(ConnectionError, TimeoutError):
            self._send(reply, self.standin.fault(path))

    def _send(self, reply: Reply, fault: Fault | None) -> None:
        if fault is not None and fault.kind in CHANGES:
            reply = changed(reply, fault)
        elif fault is not None:
            getattr(self, f"_{fault.kind.replace(' ', '_')}")(reply, fault)
            return
        self._write(reply)

    def _write(self, reply: Reply, length: int | None = None) -> None:
        self.send_response(reply.status)
        if reply.kind:
            self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.content) if length is None else length))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.status != 204:
            self.wfile.write(reply.content)

    def _slow(self, reply: Reply, fault: Fault) -> None:
        self.standin.pause(fault.seconds)
        self._write(reply)

    def _status(self, reply: Reply, fault: Fault) -> None:
        waiting = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        title = "Too many cells selected" if fault.status == 403 else "Fault"
        self._write(problem(fault.status, title, headers=waiting))

    def _half(self, reply: Reply, fault: Fault) -> None:
        """Half of what the header promised, then the line is cut."""
        self._write(Reply(200, reply.content[: len(reply.content) // 2], reply.kind), len(reply.content))
        self._hang_up()

    def _html(self, reply: Reply, fault: Fault) -> None:
        page = "<!DOCTYPE html><html><body><script>alert(1)</script><h1>Vedlikehold</h1></body></html>"
        self._write(Reply(200, page.encode(), "text/html; charset=utf-8"))

    def _kind(self, reply: Reply, fault: Fault) -> None:
        """The right answer under a wrong media type."""
        self._write(Reply(reply.status, reply.content, fault.to or "application/octet-stream"))

    def _empty(self, reply: Reply, fault: Fault) -> None:
        self._write(Reply(200, b"", reply.kind))

    def _closed(self, reply: Reply, fault: Fault) -> None:
        self._hang_up()

    def _redirect(self, reply: Reply, fault: Fault) -> None:
        self._write(Reply(302, b"", "", {"Location": fault.to}))

    def _endless(self, reply: Reply, fault: Fault) -> None:
        """An answer without a length that never ends (but gives up after ``size`` bytes, for the test's sake)."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        block, sent = b"[" + b"0," * 32_767 + b"0", 0
        while sent < fault.size and not self.standin.closing:
            self.wfile.write(f"{len(block):x}\r\n".encode() + block + b"\r\n")
            sent += len(block)
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)

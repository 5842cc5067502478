"""A deadline for one whole request, headers and handshake included, which a server that drips never lets time out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Self


class Watchdog:
    """Closes what a request stands on when it has taken too long; a context manager around the request.

    Args:
        seconds: How long it may take, real time.
        close: Closes the connection.

    Attributes:
        bit: Whether it had to.
    """

    def __init__(self, seconds: float, close: Callable[[], None]):
        self.bit, self._close = False, close
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _bite(self) -> None:
        self.bit = True
        self._close()

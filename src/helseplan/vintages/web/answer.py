"""What a web session gives back, and the limits it keeps."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Answer:
    """A whole answer, untouched.

    Attributes:
        content: The bytes of the body after the transport's compression is taken off; nothing else is changed.
        kind: Media type without parameters, in small letters; empty when the server gave none.
        status: HTTP status.
        url: The address the answer came from, after redirects within the host.
        headers: The answer's headers, names in small letters.
    """

    content: bytes
    kind: str
    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """How much, how long and how often.

    Attributes:
        largest_bytes: Most bytes of one answer, counted after decompression.
        timeout_seconds: Longest silence: to get a connection, and between two pieces of an answer.
        answer_seconds: Longest time for one whole answer, so that a server that drips does not hold the session.
        attempts: How often one request is tried in all.
        longest_wait_seconds: Longest wait between two attempts; a server that asks for more is left for another day.
    """

    largest_bytes: int = 256 * 2**20
    timeout_seconds: float = 60
    answer_seconds: float = 900
    attempts: int = 5
    longest_wait_seconds: float = 300


class Clock(Protocol):
    """Time and waiting; replaced in tests."""

    def now(self) -> float:
        """Return seconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

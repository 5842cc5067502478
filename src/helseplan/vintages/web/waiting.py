"""When the next request may be sent: the service's pace, what it asks for, and growing waits."""

from __future__ import annotations

import random
from collections import deque
from datetime import UTC
from email.utils import parsedate_to_datetime

FIRST_WAIT_SECONDS = 1.0
_JITTER = 0.25


class Pace:
    """At most so many calls in any window of time.

    A call counts from when its answer came, so that the service, too, sees no window with more.
    """

    def __init__(self) -> None:
        self._calls, self._window = 0, 0.0
        self._times: deque[float] = deque()

    def set(self, calls: int, window_seconds: float) -> None:
        """Keep this pace from now on; calls already made count too. No calls or no window means no pace."""
        self._calls, self._window = calls, window_seconds

    def made(self, now: float) -> None:
        """Say that a call has been made."""
        self._times.append(now)
        while len(self._times) > max(self._calls, 1000):
            self._times.popleft()

    def __str__(self) -> str:
        return f"høyst {self._calls} kall på {self._window:.0f} sekunder"

    def wait(self, now: float) -> float:
        """Return the seconds until the next call may be made."""
        if self._calls <= 0 or self._window <= 0 or len(self._times) < self._calls:
            return 0.0
        return min(max(0.0, self._times[-self._calls] + self._window - now), self._window)


def asked(header: str | None, now: float) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, as seconds or as an HTTP date; None when it says nothing.

    Args:
        header: The header, or None.
        now: Seconds since 1970.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text) or None
    try:
        moment = parsedate_to_datetime(text)
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return seconds if seconds > 0 else None


def growing(attempt: int, longest: float, chance: random.Random) -> float:
    """Return the wait after an attempt: twice the one before, up to a quarter more, so that callers spread out.

    Args:
        attempt: How many attempts have failed, from 1.
        longest: Never more than this, seconds.
        chance: Where the quarter comes from.
    """
    return min(longest, FIRST_WAIT_SECONDS * 2.0 ** (attempt - 1) * (1 + _JITTER * chance.random()))

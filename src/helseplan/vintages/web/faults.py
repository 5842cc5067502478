"""Errors of a web session."""

from __future__ import annotations

import re

from helseplan.errors import HelseplanError

KEPT = "Det som alt er hentet, er tatt vare på: kjør «helseplan fetch» igjen senere, så hentes bare resten."
_TAG = re.compile(r"<[^>]*>")


class FetchError(HelseplanError):
    """A server that could not be reached, or gave no answer that can be used."""

    exit_code = 1


class PassingError(Exception):
    """One attempt failed in a way that may pass.

    Args:
        reason: Why, in Norwegian, as it is shown to the user.
        wait: Seconds the server asked us to wait; None when it did not say.
    """

    def __init__(self, reason: str, wait: float | None = None):
        self.reason, self.wait = reason, wait
        super().__init__(reason)


def plain(text: str, longest: int = 200) -> str:
    """Return text from a server as one short line without markup or control characters."""
    bare = "".join(sign if sign.isprintable() else " " for sign in _TAG.sub(" ", text))
    line = " ".join(bare.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def gave_up(url: str, attempts: int, reason: str) -> FetchError:
    """Return the error for a request that failed as often as it may be tried."""
    times = "én gang" if attempts == 1 else f"{attempts} ganger"
    return FetchError(
        f"Tjenesten svarte ikke som den skulle; det er prøvd {times}.", where=url, found=reason, fix=KEPT
    )

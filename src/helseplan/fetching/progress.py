"""How a fetch is shown while it goes on: one plain line at a time, in a terminal and elsewhere."""

from __future__ import annotations

from typing import TextIO

from helseplan.fetching.events import Event, Told
from helseplan.formats import number

KB = 1000
LEAST_WAIT = 1.0
"""Shorter waits than this, in seconds, are not worth a line."""


def shown(stream: TextIO) -> Told:
    """Return a listener that writes a line per event to a stream."""

    def tell(event: Event) -> None:
        text = line(event)
        if text:
            print(text, file=stream, flush=True)

    return tell


def line(event: Event) -> str:
    """Return an event as a Norwegian line; empty when it is not worth one."""
    place = f"[{event.done}/{event.total}]"
    match event.kind:
        case "looked":
            return f"{place} {event.title} … sett etter" + (
                f", {cells(event.cells)} hos kilden" if event.cells else ""
            )
        case "part" if event.total > 1:
            return f"      del {event.done} av {event.total}: {cells(event.cells)}, {_got(event)}"
        case "table":
            waited = f", ventet {seconds(event.seconds)}" if event.seconds >= LEAST_WAIT else ""
            many = f"{cells(event.cells)}, " if event.cells else ""
            return f"{place} {event.title} … {many}{_got(event)}{waited}"
        case "wait" if event.seconds >= LEAST_WAIT:
            return f"      venter {seconds(event.seconds)}: {event.title}"
        case "step":
            return event.title
    return ""


def cells(count: int) -> str:
    """Return a number of cells."""
    return "1 celle" if count == 1 else f"{number(count)} celler"


def size(count: float) -> str:
    """Return a number of bytes in the unit that suits it."""
    if count < KB:
        return f"{number(count)} byte"
    if count < KB**2:
        return f"{number(count / KB)} kB"
    return f"{number(count / KB**2, 1)} MB"


def seconds(value: float) -> str:
    """Return a duration in seconds."""
    return f"{number(value)} s"


def _got(event: Event) -> str:
    return f"{size(event.bytes)} hentet" if event.bytes else "lå her fra før"

"""What a fetch tells while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """Something that has happened in a fetch.

    Attributes:
        kind: ``looked`` at a table, ``part`` of a table in hand, ``table`` whole in hand, ``wait`` before the next
            call, ``step`` of making the vintage.
        title: The table's number and title, why it waits, or the step; Norwegian.
        done: Tables (or parts) done.
        total: Tables (or parts) in all.
        cells: Cells of the table or part.
        bytes: Bytes received for the table or part; 0 when everything was there from before.
        seconds: How long it waits, or has waited for the table.
    """

    kind: str
    title: str
    done: int = 0
    total: int = 0
    cells: int = 0
    bytes: int = 0
    seconds: float = 0.0


Told = Callable[[Event], None]


def nobody(event: Event) -> None:
    """Listen to nothing."""

"""Getting a table's raw answers in hand: from the store where they lie, else from the service, one part at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helseplan.errors import HelseplanError
from helseplan.fetching.events import Event, Told
from helseplan.fetching.files import digest
from helseplan.fetching.line import Line
from helseplan.fetching.plan import Item, key, place, titled
from helseplan.fetching.services import Ask
from helseplan.fetching.store import Store, Stored

if TYPE_CHECKING:
    from helseplan.vintages.web import Answer


class MovedError(HelseplanError):
    """The table was updated at the source between two of its parts."""

    exit_code = 1


@dataclass(frozen=True)
class Held:
    """A table whose raw answers are in hand.

    Attributes:
        item: The table in the plan.
        files: The raw answers, one per question.
        description: The table's description; None when the service has none.
    """

    item: Item
    files: tuple[Stored, ...]
    description: Stored | None = None

    @property
    def retrieved(self) -> str:
        """When the newest of the answers was fetched."""
        return max(file.retrieved for file in self.files)

    @property
    def same(self) -> bool:
        """Whether the parent vintage has exactly these answers to the same question."""
        had = self.item.had
        if had is None or (had.selection, had.base_url) != (self.item.row.selection, self.item.base_url):
            return False
        return [raw.sha256 for raw in had.files] == [file.sha256 for file in self.files]

    def contents(self) -> list[bytes]:
        """Return the answers' bytes."""
        return [file.path.read_bytes() for file in self.files]


def collect(
    item: Item, line: Line, store: Store, told: Told, now: Callable[[], str], count: tuple[int, int]
) -> Held:
    """Get all parts of a table; each is kept the moment it has come, so that an interrupted fetch goes on from there.

    Args:
        item: The table.
        line: The services.
        store: Where answers are kept.
        told: Hears of each part and of the whole table.
        now: The time, ISO 8601.
        count: The table's number among the tables, and how many there are.

    Raises:
        HelseplanError: An answer did not come, or is not what it should be.
    """
    received, waited = line.received, line.waited
    files = []
    for number, (ask, stored) in enumerate(zip(item.offer.asks, item.stored, strict=True), start=1):
        before = line.received
        file = stored or _fetched(item, ask, line, store, now)
        files.append(file)
        told(Event("part", titled(item.row), number, len(item.stored), ask.cells, line.received - before))
    told(
        Event(
            "table",
            titled(item.row),
            *count,
            item.offer.cells,
            line.received - received,
            line.waited - waited,
        )
    )
    return Held(item, tuple(files), _described(item, line, store, now))


def _described(item: Item, line: Line, store: Store, now: Callable[[], str]) -> Stored | None:
    """Keep what the service says of the table beside its figures."""
    offer, address = item.offer, line.address(item.row)
    if not offer.description:
        return None
    key = f"{address.rstrip('/')}|{item.row.table}|metadata"
    url = f"{address.rstrip('/')}/tables/{item.row.table}/metadata"
    return store.put(place(item.row), key, offer.updated, offer.description, url, now())


def _fetched(item: Item, ask: Ask, line: Line, store: Store, now: Callable[[], str]) -> Stored:
    row, updated = item.row, item.offer.updated
    answer: Answer = line.ask(row, lambda service: service.answer(ask))
    # An answer is read before it is kept: what is not a table, or another version of it, must not be found again.
    cube = line.service(row).read(row, [answer.content])
    if updated and cube.updated != updated:
        raise MovedError(
            f"Tabellen {row.table} ble oppdatert mens den ble hentet.",
            expected=updated,
            found=cube.updated or digest(answer.content)[:16],
            fix="Hent på nytt; da hentes hele tabellen i den nye utgaven.",
        )
    address = line.address(row)
    return store.put(place(row), key(address, ask), updated, answer.content, answer.url, now())

"""What a fetch would do: what each service has, against what the parent vintage has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helseplan.errors import DataError, HelseplanError
from helseplan.fetching import registry
from helseplan.fetching.events import Event, Told
from helseplan.fetching.faults import STOPPED, Faults, unexpected
from helseplan.fetching.line import Line
from helseplan.fetching.origin import Fetch, Origin
from helseplan.fetching.services import Ask, Offer, has_service
from helseplan.fetching.store import Place, Store, Stored

if TYPE_CHECKING:
    from helseplan.fetching.registry import Row


@dataclass(frozen=True)
class Item:
    """One table in a plan.

    Attributes:
        offer: What the service has.
        had: What the parent vintage has of the same table; None when nothing.
        base_url: The service asked, when it is not the registry's; else empty.
        stored: For every question the raw answer that lies in the store already, or None.
    """

    offer: Offer
    had: Fetch | None
    base_url: str
    stored: tuple[Stored | None, ...]

    @property
    def row(self) -> Row:
        """The registry row."""
        return self.offer.row

    @property
    def calls(self) -> int:
        """Calls for figures that are needed."""
        return sum(stored is None for stored in self.stored)

    @property
    def same(self) -> bool:
        """Whether the parent has this version of this extract; never when the service does not say its version."""
        question = self.row.table, self.row.selection, self.offer.updated, self.base_url
        return bool(self.offer.updated) and self.had is not None and self.had.question == question


def chosen(tables: Sequence[str], *, any_row: bool = False) -> list[Row]:
    """Return the rows to fetch.

    Args:
        tables: Keys or table numbers; none gives every table that is read automatically.
        any_row: Also rows that nothing reads yet, as when only a look is wanted.

    Raises:
        DataError: A table is unknown, has no service, or is not read by anything.
    """
    rows = registry.find(tables)
    if not tables:
        rows = [row for row in rows if has_service(row)]
    for row in rows:
        if not has_service(row):
            raise DataError(
                f"Tabellen {registry.shown(row)} kan ikke hentes automatisk.",
                where=f"data/tables.csv, raden «{row.row}»",
                fix=row.note or "Legg tallene inn for hånd, eller oppgi en tjeneste i kolonnen base_url.",
            )
        if not row.mapping and not any_row:
            raise DataError(
                not_read(row),
                where=f"data/tables.csv, raden «{row.row}», kolonnen mapping",
                fix="Se docs/nye_data.md om hvordan en tabell legges til."
                + (" Med --dry-run ser du hva kilden har." if row.selection else ""),
            )
        if not row.selection:
            raise DataError(
                not_read(row),
                where=f"data/tables.csv, raden «{row.row}», kolonnen selection",
                fix="Skriv i kolonnen selection hva som skal hentes; se docs/nye_data.md.",
            )
    if not rows:
        raise DataError("Registeret har ingen tabeller som hentes automatisk.", where="data/tables.csv")
    return rows


def look(
    rows: Sequence[Row],
    parent: Origin | None,
    line: Line,
    store: Store,
    faults: Faults,
    told: Told,
    when: str,
) -> list[Item]:
    """Ask every table's service what it has; a table that cannot be asked is a fault, and the rest go on.

    Args:
        rows: The tables.
        parent: Origin of the parent vintage, if it has one.
        line: The services.
        store: Where raw answers lie, and where it is noted what was seen.
        faults: Gets the faults.
        told: Hears of each table.
        when: Now, ISO 8601.
    """
    items = []
    for done, row in enumerate(rows, start=1):
        try:
            offer = line.ask(row, lambda service, row=row: service.look(row))  # type: ignore[misc]
        except HelseplanError as error:
            faults.add(row, error)
            continue
        except STOPPED as error:
            faults.add(row, unexpected(row, error))
            continue
        address = line.address(row)
        if offer.updated:
            store.saw(row.row, row.table, address, offer.updated, offer.last_period, when)
        own = address if line.base_url else ""
        stored = tuple(_stored(store, address, offer, ask) for ask in offer.asks)
        items.append(Item(offer, parent.table(row.row) if parent else None, own, stored))
        told(Event("looked", titled(row), done, len(rows), offer.cells))
    return items


def place(row: Row) -> Place:
    """Return where a row's raw answers lie."""
    return Place(row.source, row.table)


def key(address: str, ask: Ask) -> str:
    """Return a question's key in the store: two services never answer for each other."""
    return f"{address.rstrip('/')}|{ask.key}"


def titled(row: Row) -> str:
    """Return a table's number, or the row's key when two rows read the table, and its title."""
    return f"{registry.shown(row)} {row.title}"


def not_read(row: Row) -> str:
    """Say that a row is not read automatically, and why."""
    why = row.note.removeprefix("Ikke lest automatisk").lstrip(":. ")
    return f"Tabellen {row.table} leses ikke automatisk." + (f" {why[:1].upper()}{why[1:]}" if why else "")


def _stored(store: Store, address: str, offer: Offer, ask: Ask) -> Stored | None:
    return store.find(place(offer.row), key(address, ask), offer.updated) if offer.updated else None

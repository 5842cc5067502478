"""Whether a table still says what it said when the vintage before was made: the units, and the texts of the codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from helseplan.errors import DataError, HelseplanError
from helseplan.fetching.collect import Held
from helseplan.fetching.faults import Faults
from helseplan.fetching.line import Line
from helseplan.fetching.store import Store
from helseplan.vintages.web.faults import plain

if TYPE_CHECKING:
    from helseplan.vintages.pxweb.cube import Cube, Dimension

FRESH = "plan-2026"
"""A vintage that has fetched nothing, so that there is nothing to compare with."""
SHOWN = 3


def compared(held: Sequence[Held], line: Line, store: Store, faults: Faults) -> tuple[str, ...]:
    """Compare new tables with what the parent vintage had of them.

    A unit that has changed is a fault: the figures would be read a thousand times too large. A code with a new text is
    told, for most often it is only better put.

    Args:
        held: The tables in hand.
        line: The services.
        store: Where the parent's raw answers lie; a table whose answers are gone is not compared.
        faults: Gets the faults.

    Returns:
        One Norwegian text per table whose codes have new texts.
    """
    told = []
    for table in held:
        before = _before(table, line, store)
        if before is None:
            continue
        row = table.item.row
        with suppress(HelseplanError):  # an answer that cannot be read is said when it is mapped
            now = line.service(row).read(row, table.contents())
            units = list(_changed_units(before, now))
            if units:
                faults.add(row, _unit_fault(table, units))
            if texts := list(_changed_texts(before, now)):
                more = f" og {len(texts) - SHOWN} til" if len(texts) > SHOWN else ""
                told.append(f"Tabell {row.table} har koder med ny tekst: {'; '.join(texts[:SHOWN])}{more}.")
    return tuple(told)


def _before(table: Held, line: Line, store: Store) -> Cube | None:
    had, row = table.item.had, table.item.row
    if had is None or table.same or not had.files:
        return None
    if not all(store.holds(raw.file, raw.sha256) for raw in had.files):
        return None
    try:
        return line.service(row).read(row, [(store.folder / raw.file).read_bytes() for raw in had.files])
    except (HelseplanError, ValueError):
        return None


def _changed_units(before: Cube, now: Cube) -> Iterator[tuple[str, str, str]]:
    """Yield code, old and new unit."""
    for old, new in _both(before, now):
        for code, unit in old.units.items():
            if code in new.units and _bare(unit) != _bare(new.units[code]):
                yield code, plain(unit, 60), plain(new.units[code], 60)


def _changed_texts(before: Cube, now: Cube) -> Iterator[str]:
    for old, new in _both(before, now):
        for code, text in old.labels.items():
            if code in new.labels and _bare(text) != _bare(new.labels[code]):
                was, now_is = plain(text, 60), plain(new.labels[code], 60)
                yield f"{plain(old.code, 40)} {plain(code, 40)} var «{was}», er «{now_is}»"


def _both(before: Cube, now: Cube) -> Iterator[tuple[Dimension, Dimension]]:
    there = {dimension.code: dimension for dimension in now.dimensions}
    for dimension in before.dimensions:
        if dimension.code in there:
            yield dimension, there[dimension.code]


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unit_fault(table: Held, units: Sequence[tuple[str, str, str]]) -> DataError:
    row = table.item.row
    return DataError(
        f"Tabell {row.table} har fått en annen måleenhet.",
        where=row.where,
        expected="; ".join(f"{code}: «{old}»" for code, old, _ in units[:SHOWN]),
        found="; ".join(f"{code}: «{new}»" for code, _, new in units[:SHOWN]),
        fix=f"Kontroller mappingen «{row.mapping}». Er den rett for den nye enheten, hent med --parent {FRESH}.",
    )

"""Which years each municipality's code was valid, from KLASS, for the tables that have figures by municipality.

SSB's tables give 0 for a municipality that did not exist. KLASS tells such a 0 from a real one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helseplan.errors import HelseplanError
from helseplan.fetching import registry
from helseplan.fetching.collect import Held
from helseplan.fetching.line import Line
from helseplan.fetching.origin import Fetch, Origin, RawFile
from helseplan.fetching.plan import Item, place
from helseplan.fetching.store import Store
from helseplan.vintages import klass

if TYPE_CHECKING:
    from helseplan.fetching.registry import Row

ROW = "ssb-klass-131"
FIRST_YEAR = 1980
"""Asked about from here, so that a code that is gone is among those that come back."""
Periods = Mapping[str, tuple[int | None, int | None]]


@dataclass(frozen=True)
class Known:
    """What KLASS said.

    Attributes:
        periods: Code → first and last year it was valid; None for open.
        fetch: What the vintage's origin says of it; None when KLASS was not asked, or did not answer.
        said: Why the tables' own validity is used instead; empty when it is not.
    """

    periods: Periods = field(default_factory=dict)
    fetch: Fetch | None = None
    said: str = ""


def lacking(items: Sequence[Item], before: Origin | None) -> bool:
    """Tell whether tables are by municipality, and the vintage before was made without KLASS."""
    return any(item.offer.municipal for item in items) and (before is None or before.table(ROW) is None)


def known(held: Sequence[Held], line: Line, store: Store, when: Callable[[], str]) -> Known:
    """Ask KLASS, if any of the tables is by municipality; without an answer the tables' own validity must do.

    Args:
        held: The tables in hand.
        line: The services.
        store: Where raw answers are kept.
        when: The time, ISO 8601.
    """
    if not any(table.item.offer.municipal for table in held):
        return Known()
    row = next((row for row in registry.registry() if row.row == ROW), None)
    if row is None:
        return Known(said=_instead(f"registeret har ingen rad «{ROW}»"))
    try:
        return _asked(row, line, store, when)
    except HelseplanError as error:
        return Known(said=_instead(error.what.rstrip(".")))


def _asked(row: Row, line: Line, store: Store, when: Callable[[], str]) -> Known:
    last = int(when()[:4])
    answer = klass.ask(line.session(row), line.address(row), int(row.table), FIRST_YEAR, last)
    periods = klass.read(answer.content, FIRST_YEAR, last, answer.url)
    raw = store.put(place(row), f"{answer.url}", "", answer.content, answer.url, when())
    fetch = Fetch(
        row=row.row,
        table=row.table,
        title=row.title,
        source="",
        updated="",
        retrieved=raw.retrieved,
        selection=f"{FIRST_YEAR}–{last}",
        cells=len(periods),
        last_period=str(last),
        files=(RawFile(raw.name, raw.sha256, raw.bytes, raw.url),),
        series=(),
        base_url=line.base_url or "",
    )
    return Known(periods, fetch)


def _instead(why: str) -> str:
    return (
        f"KLASS ble ikke brukt ({why}). Når en kommunekode har vært gyldig, er i stedet lest av tabellene selv: "
        "en kommune med 0 i de første eller siste årene kan da mangle i disse årene."
    )

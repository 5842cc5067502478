"""The services data are fetched from, behind one face: look at a table, ask for its parts, read the answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from helseplan.errors import DataError
from helseplan.vintages import dbh, pxweb
from helseplan.vintages.pxweb import agreement, jsonstat
from helseplan.vintages.pxweb import cube as cubes
from helseplan.vintages.pxweb.metadata import contact_free
from helseplan.vintages.pxweb.validity import Periods, mark_not_valid

if TYPE_CHECKING:
    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube
    from helseplan.vintages.web import Answer, Session


@dataclass(frozen=True)
class Ask:
    """One question to a service: what it is called in the store, its size, and the service's own form of it.

    Attributes:
        key: Stable text of table and choices.
        cells: Cells in the answer; 0 when the service does not say.
        part: What the service's client takes.
    """

    key: str
    cells: int
    part: Any


@dataclass(frozen=True)
class Offer:
    """What a service has for a row of the registry, and the questions that fetch it.

    Attributes:
        row: The registry row.
        updated: When the table was updated, as the service says it; empty when it does not say.
        last_period: The newest period at the service; empty when it does not say.
        asks: The questions, in the order their answers are joined.
        discontinued: Whether the service says that the table gets no new figures.
        municipal: Whether it is by municipality, in codes of four digits.
        description: The table's variables, codes, units and notes, as JSON without contact persons; empty when the
            service has none.
        selected_period: The newest period that the row selects; empty when the service does not say.
    """

    row: Row
    updated: str
    last_period: str
    asks: tuple[Ask, ...]
    discontinued: bool = False
    municipal: bool = False
    description: bytes = b""
    selected_period: str = ""

    @property
    def cells(self) -> int:
        """Cells in all."""
        return sum(ask.cells for ask in self.asks)


class Service(Protocol):
    """A service that tables are fetched from."""

    def look(self, row: Row) -> Offer:
        """Return what the service has for a row, without fetching figures."""
        ...

    def answer(self, ask: Ask) -> Answer:
        """Fetch the answer to one question."""
        ...

    def read(self, row: Row, contents: Sequence[bytes], periods: Periods | None = None) -> Cube:
        """Read the answers to a row's questions as one table; ``periods``: years each region's code was valid."""
        ...


class PxWeb:
    """SSB's PxWebApi v2."""

    def __init__(self, session: Session, base_url: str):
        self.client = pxweb.Client(session, base_url)

    def look(self, row: Row) -> Offer:
        """Return the table's version and the parts of the extract the row selects; one call per table."""
        metadata = self.client.metadata(row.table)
        extract = self.client.resolve(metadata, row.selection, row.row)
        parts = self.client.parts(extract)
        asks = tuple(Ask(part.key, part.cells, part) for part in parts)
        times = {variable.code: variable.codes for variable in metadata.variables if variable.role == "time"}
        last = max(next(iter(times.values()), ()), default="")
        chosen = (code for choice in extract.choices if choice.variable in times for code in choice.codes)
        geo = {variable.code for variable in metadata.variables if variable.role == "geo"}
        codes = [code for choice in extract.choices if choice.variable in geo for code in choice.codes]
        municipal = any(_MUNICIPALITY.fullmatch(code) for code in codes)
        description = contact_free(self.client.metadata_answer(row.table).content)
        ended = metadata.discontinued
        return Offer(
            row, metadata.updated, last, asks, ended, municipal, description, max(chosen, default="")
        )

    def answer(self, ask: Ask) -> Answer:
        """Fetch one part, and see that it is the one asked for."""
        answer = self.client.data(ask.part)
        agreement.require(ask.part, jsonstat.read(answer.content))
        return answer

    def read(self, row: Row, contents: Sequence[bytes], periods: Periods | None = None) -> Cube:
        """Read the parts and join them; a code that was not valid in a year has no value there."""
        return mark_not_valid(cubes.join([jsonstat.read(content) for content in contents]), periods=periods)


class Dbh:
    """DBH's table service, which does not say when a table was updated: what is new is seen in the answer."""

    def __init__(self, session: Session, base_url: str):
        self.client = dbh.Client(session, base_url)

    def look(self, row: Row) -> Offer:
        """Return the one question of the row."""
        choice = dbh.selection(row.selection, row.row)
        key = f"{row.table};{row.selection}"
        return Offer(row, "", "", (Ask(key, 0, (int(row.table), choice)),))

    def answer(self, ask: Ask) -> Answer:
        """Fetch the figures."""
        table, choice = ask.part
        return self.client.data(table, choice.group_by, choice.filters, choice.row)

    def read(self, row: Row, contents: Sequence[bytes], periods: Periods | None = None) -> Cube:
        """Read the one answer; it has no regions whose codes change."""
        (content,) = contents
        return self.client.read(content, dbh.selection(row.selection, row.row), row.table, row.title)


_MUNICIPALITY = re.compile(r"[0-9]{4}")
_KINDS: dict[str, type[PxWeb | Dbh]] = {"ssb": PxWeb, "dbh": Dbh}


def has_service(row: Row) -> bool:
    """Tell whether a row's source has a service that can be asked."""
    return row.source in _KINDS and bool(row.base_url)


def service(session: Session, source: str, base_url: str) -> Service:
    """Return the service of a source.

    Raises:
        DataError: The source has no service.
    """
    if source not in _KINDS:
        raise DataError(
            f"Kilden «{source}» har ingen tjeneste som kan spørres.",
            where="data/tables.csv",
            expected="en av " + ", ".join(_KINDS),
            fix="Tabeller fra denne kilden legges inn for hånd.",
        )
    return _KINDS[source](session, base_url)

"""The registry ``data/tables.csv``: every table that the report can use, in the order they are read into series.

Reading it needs no network. What a column holds is said in :class:`Row`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandera.pandas as pa

from helseplan.contracts.columns import choice, rule, table, text
from helseplan.contracts.validate import require
from helseplan.errors import DataError
from helseplan.paths import DATA
from helseplan.vintages.reading import read_text
from helseplan.vintages.series import SERIES

__all__ = [
    "PATH",
    "Row",
    "automatic",
    "find",
    "forget",
    "hosts",
    "load",
    "registry",
    "shown",
    "successor",
]

PATH = DATA / "tables.csv"
WHERE = "data/tables.csv"
CLOSE = 0.78
"""How like a name must be to be suggested: two digits that have changed places still are."""
LISTS = ("predecessor", "series", "codelists")


@dataclass(frozen=True)
class Row:
    """One table at one source.

    Attributes:
        row: Key, for example ``ssb-07459``.
        source: ``ssb``, ``klass``, ``dbh`` or ``helsedir``.
        table: The source's own number.
        title: Norwegian title.
        predecessor: Keys of the rows that this table took over from.
        successor: Key of the row that takes over, or empty.
        series: The series it feeds; none when it is not read automatically.
        mapping: Module in ``fetching/mapping`` that reads it; empty when it is not read automatically.
        selection: Which codes are fetched, as text; see ``vintages/pxweb`` and ``vintages/dbh``.
        codelists: Code lists that the selection uses.
        unit: Unit at the source.
        frequency: How often the source publishes.
        licence: Licence at the source.
        address: Page for readers.
        base_url: The service that is asked.
        verified: ``stored_answer`` (a real answer was seen), ``stored_text`` (seen in others' text or code) or ``no``.
        note: What is unsure, in Norwegian.
    """

    row: str
    source: str
    table: str
    title: str
    predecessor: tuple[str, ...]
    successor: str
    series: tuple[str, ...]
    mapping: str
    selection: str
    codelists: tuple[str, ...]
    unit: str
    frequency: str
    licence: str
    address: str
    base_url: str
    verified: str
    note: str

    @property
    def where(self) -> str:
        """The row's place in the registry, for messages."""
        return f"{WHERE}, raden «{self.row}»"


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _known_series(frame: Any) -> bool:
    return set().union(*map(_split, frame.series)) <= set(SERIES)


def _linked(frame: Any) -> bool:
    named = set().union(*map(_split, [*frame.predecessor, *frame.successor]))
    return named <= set(frame.row)


def _links_agree(frame: Any) -> bool:
    forward = {(row.row, name) for row in frame.itertuples() for name in _split(row.successor)}
    back = {(name, row.row) for row in frame.itertuples() for name in _split(row.predecessor)}
    return forward == back


def _one_successor(frame: Any) -> bool:
    return all(len(_split(cell)) <= 1 for cell in frame.successor)


def _no_circle(frame: Any) -> bool:
    after = dict(zip(frame.row, frame.successor, strict=True))
    for start in after:
        name, steps = start, 0
        while name := after.get(name, ""):
            steps += 1
            if steps > len(after):
                return False
    return True


def _mapped_are_complete(frame: Any) -> bool:
    mapped = frame[frame.mapping != ""]
    return bool((mapped[["series", "selection", "base_url"]] != "").all(axis=None))


def _only_mapped_feed(frame: Any) -> bool:
    return bool((frame[frame.mapping == ""].series == "").all())


def _only_https(frame: Any) -> bool:
    addresses = [*frame.address, *(url for url in frame.base_url if url)]
    return all(urlsplit(url).scheme == "https" and urlsplit(url).hostname for url in addresses)


def _no_credentials(frame: Any) -> bool:
    return all("@" not in urlsplit(url).netloc for url in [*frame.address, *frame.base_url])


KEY = pa.Column(str, pa.Check.str_matches(r"^[a-z]+-[a-z0-9][a-z0-9-]*$"), nullable=False)
CONTRACT: pa.DataFrameSchema = table(
    {
        "row": KEY,
        "source": choice("ssb", "klass", "dbh", "helsedir"),
        "table": pa.Column(str, pa.Check.str_matches(r"^[A-Za-z0-9_-]+$"), nullable=False),
        "title": text(),
        "predecessor": text(filled=False),
        "successor": text(filled=False),
        "series": text(filled=False),
        "mapping": pa.Column(str, pa.Check.str_matches(r"^[a-z0-9_]*$"), nullable=False),
        "selection": text(filled=False),
        "codelists": text(filled=False),
        "unit": text(),
        "frequency": choice("year", "half_year", "quarter", "month", "irregular"),
        "licence": text(),
        "address": text(),
        "base_url": text(filled=False),
        "verified": choice("stored_answer", "stored_text", "no"),
        "note": text(filled=False),
    },
    key=("row",),
    checks=[
        rule("kolonnen series skal bare ha serier som finnes", _known_series),
        rule("predecessor og successor skal være rader i registeret", _linked),
        rule("en rad kan bare ha én etterfølger", _one_successor),
        rule(
            "den ene raden sier etterfølger, men den andre sier ikke forgjenger (eller omvendt)", _links_agree
        ),
        rule("etterfølgerne går i ring", _no_circle),
        rule("en rad med mapping skal også ha series, selection og base_url", _mapped_are_complete),
        rule("en rad uten mapping leser ingenting inn og skal ha tom series", _only_mapped_feed),
        rule("address og base_url skal begynne med https:// og ha et tjenernavn", _only_https),
        rule("en adresse skal ikke ha brukernavn eller passord", _no_credentials),
    ],
)


def load(path: Path) -> list[Row]:
    """Read and check a registry file.

    Raises:
        DataError: It is missing, unreadable or breaks the contract.
    """
    if not path.is_file():
        raise DataError(
            "Registeret over tabeller mangler.", where=WHERE, fix="Hent filen tilbake fra kodelageret."
        )
    frame = require(read_text(path), CONTRACT, where=WHERE, fix="Rett raden i data/tables.csv.")
    names = [field.name for field in fields(Row)]
    return [Row(**{name: _cell(name, cells[name]) for name in names}) for cells in frame.to_dict("records")]


def _cell(name: str, cell: str) -> Any:
    return tuple(_split(cell)) if name in LISTS else cell.strip()


@cache
def _registry(path: Path) -> tuple[Row, ...]:
    return tuple(load(path))


def registry() -> list[Row]:
    """Return all rows, in the order that their mappings run."""
    return list(_registry(PATH))


def forget() -> None:
    """Read the file from disk the next time."""
    _registry.cache_clear()


def automatic() -> list[Row]:
    """Return the rows that are fetched when nothing else is asked for.

    Those with a mapping whose successor is not itself read automatically: a table that has been replaced is only read
    when it is named.
    """
    mapped = {row.row for row in registry() if row.mapping}
    return [row for row in registry() if row.mapping and row.successor not in mapped]


def find(names: Sequence[str]) -> list[Row]:
    """Return the rows named by key or table number, in the registry's order; no names gives :func:`automatic`.

    Raises:
        DataError: A name is not in the registry.
    """
    if not names:
        return automatic()
    rows = registry()
    known = {name for row in rows for name in (row.row, row.table)}
    for name in names:
        if name not in known:
            raise _unknown(name, rows)
    wanted = set(names)
    return [row for row in rows if {row.row, row.table} & wanted]


def _unknown(name: str, rows: Sequence[Row]) -> DataError:
    spelled = {text.lower(): row for row in rows for text in (row.row, row.table)}
    near = get_close_matches(name.lower(), list(spelled), n=4, cutoff=CLOSE)
    meant = list(dict.fromkeys(spelled[text] for text in near))[:2]
    return DataError(
        f"Tabellen «{name}» står ikke i registeret.",
        where=WHERE,
        expected="nummeret eller nøkkelen til en rad; disse leses automatisk: "
        + ", ".join(dict.fromkeys(row.table for row in automatic())),
        fix=f"Mente du {' eller '.join(map(_suggested, meant))}?"
        if meant
        else "Se docs/nye_data.md om hvordan en tabell legges til.",
    )


def _suggested(row: Row) -> str:
    return f"«{row.row}»" if row.mapping else f"«{row.row}» (som ikke leses automatisk)"


def shown(row: Row) -> str:
    """Return what a table is called to the user: its number, or its key when two rows read the same table."""
    same = [other for other in registry() if (other.source, other.table) == (row.source, row.table)]
    return row.table if len(same) < 2 else row.row


def successor(row: Row) -> Row | None:
    """Return the row that takes over from a table, or None."""
    return next((other for other in registry() if other.row == row.successor), None)


def hosts(rows: Iterable[Row]) -> set[str]:
    """Return the host names of the services that the rows are fetched from."""
    return {str(urlsplit(row.base_url).hostname) for row in rows if row.base_url}

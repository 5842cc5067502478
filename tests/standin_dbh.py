"""DBH's table service as the stand-in server plays it: filters, groups and sums as the real one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from tests.standin_pxweb import JSON, Reply

Row = Mapping[str, Any]
KEYS = {
    "tabell_id",
    "api_versjon",
    "statuslinje",
    "kodetekst",
    "desimal_separator",
    "groupBy",
    "sortBy",
    "filter",
}
TOP = ("Emne", "Tabell id", "Tabellnavn", "Variabelliste", "Bulk tabell")
VARIABLES = ("Tabell id", "Tabellnavn", "Variabel navn", "Datatype", "Kodefelt", "Kommentar")


@dataclass(frozen=True)
class DbhTable:
    """A table of DBH.

    Args:
        rows: Text columns and numbers; a number may be None.
        names: Column of codes → column of their texts, given along when ``kodetekst`` is J.
        title: What it is called.
    """

    rows: Sequence[Row]
    names: Mapping[str, str] = field(default_factory=dict)
    title: str = "Prøvetabell"

    @classmethod
    def of(cls, item: DbhTable | Sequence[Row]) -> DbhTable:
        """A table as it is, or from rows."""
        return item if isinstance(item, DbhTable) else cls(list(item))

    @property
    def columns(self) -> list[str]:
        """All columns."""
        return list(self.rows[0]) if self.rows else []

    @property
    def numbers(self) -> list[str]:
        """The columns that are counted up."""
        columns = {name: [row[name] for row in self.rows] for name in self.columns}
        return [name for name, cells in columns.items() if not any(isinstance(cell, str) for cell in cells)]


def answer_dbh(
    tables: Mapping[int, DbhTable], method: str, path: str, query: Mapping[str, str], body: Any
) -> Reply:
    """Answer one request to DBH."""
    if method == "GET" and path.endswith("/Tabeller/bulk-csv"):
        return _bulk(tables, query.get("rptNr", ""))
    if method == "POST" and path.endswith("/Tabeller/hentJSONTabellData"):
        return _data(tables, body)
    return _no(404, "Ukjent tjeneste")


def _bulk(tables: Mapping[int, DbhTable], number: str) -> Reply:
    if number == "001":
        rows = [("Studentdata", str(key), t.title, ",".join(t.columns), "true") for key, t in tables.items()]
        return _csv(TOP, rows)
    if number == "002":
        kinds = [
            (
                str(key),
                t.title,
                name,
                "int" if name in t.numbers else "char",
                "J" if name in t.names else "",
                "",
            )
            for key, t in tables.items()
            for name in t.columns
        ]
        return _csv(VARIABLES, kinds)
    return Reply(406, b"", "")


def _data(tables: Mapping[int, DbhTable], body: Any) -> Reply:
    if not isinstance(body, dict) or set(body) - KEYS or body.get("api_versjon") != 1:
        return _no(400, "Ugyldig spørring")
    if body.get("tabell_id") not in tables:
        return _no(400, f"Tabellen {body.get('tabell_id')} finnes ikke")
    table = tables[body["tabell_id"]]
    grouped = list(body.get("groupBy") or ())
    known = set(table.columns)
    unknown = [
        name for name in [*grouped, *(part["variabel"] for part in body["filter"])] if name not in known
    ]
    if unknown:
        return _no(400, f"Variabelen {unknown[0]} finnes ikke i tabellen")
    if not grouped:
        return _no(400, "groupBy mangler for en tabell som summeres")
    if any(
        part["selection"]["filter"] == "item" and part["selection"].get("exclude") for part in body["filter"]
    ):
        return _no(400, "exclude kan ikke brukes med item")
    rows = [row for row in table.rows if all(_kept(row, part, table.rows) for part in body["filter"])]
    if not rows:
        return Reply(204, b"", "")
    texts = [table.names[name] for name in grouped if name in table.names and body.get("kodetekst") == "J"]
    found = _summed(rows, [*grouped, *texts], table, body.get("desimal_separator", "."))
    return Reply(200, json.dumps(found, ensure_ascii=False).encode(), JSON)


def _summed(rows: Sequence[Row], keys: Sequence[str], table: DbhTable, mark: str) -> list[dict[str, Any]]:
    """Rows summed over all but the keys; numbers go out as text, as DBH's do."""
    sums: dict[tuple[str, ...], dict[str, float | None]] = {}
    for row in rows:
        total = sums.setdefault(tuple(str(row[key]) for key in keys), dict.fromkeys(table.numbers))
        for name in table.numbers:
            if row[name] is not None:
                total[name] = (total[name] or 0) + row[name]
    return [
        {**dict(zip(keys, at, strict=True)), **{name: _number(cell, mark) for name, cell in total.items()}}
        for at, total in sums.items()
    ]


def _number(cell: float | None, mark: str) -> str | None:
    return None if cell is None else str(cell).replace(".", mark)


def _kept(row: Row, part: Mapping[str, Any], rows: Sequence[Row]) -> bool:
    name, choice = part["variabel"], part["selection"]
    cell, values = str(row[name]), [str(value) for value in choice.get("values", ())]
    if cell in [str(value) for value in choice.get("exclude", ())]:
        return False
    match choice["filter"]:
        case "item":
            return cell in values
        case "top":
            return cell in sorted({str(other[name]) for other in rows})[-int(values[0]) :]
        case "like":
            return any(fnmatchcase(cell, value.replace("%", "*")) for value in values)
        case "between":
            return values[0] <= cell <= values[1]
        case "lessthan":
            return cell < values[0]
        case "greaterthan":
            return cell > values[0]
    return choice["filter"] == "all"


def _csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Reply:
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    return Reply(200, text.getvalue().encode(), "text/csv; charset=utf-8")


def _no(status: int, message: str) -> Reply:
    return Reply(status, json.dumps({"message": message}, ensure_ascii=False).encode())

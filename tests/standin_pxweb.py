"""PxWebApi v2 as the stand-in server plays it: checks what it is asked as SSB's own does."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.pxtable import cut, metadata_of
from tests.standin_csv import to_csv

Document = dict[str, Any]
JSON = "application/json; charset=utf-8"
EXPRESSION = re.compile(r"(top|bottom|from|to|range)\(([^)]*)\)", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    status: int
    content: bytes
    kind: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusedError(Exception):
    """The server says no."""

    def __init__(self, status: int, title: str, detail: str = ""):
        super().__init__(title)
        self.reply = problem(status, title, detail)


def problem(status: int, title: str, detail: str = "", headers: Mapping[str, str] | None = None) -> Reply:
    """Return a refusal in the form of RFC 7807."""
    body = {
        "type": "Parameter error",
        "title": title,
        "status": status,
        **({"detail": detail} if detail else {}),
    }
    return Reply(status, json.dumps(body).encode(), "application/problem+json; charset=utf-8", headers or {})


@dataclass(frozen=True)
class Table:
    """A table the server has: its document, and the recorded bytes when it was read from them."""

    document: Document
    recorded: bytes = b""

    @classmethod
    def of(cls, item: Table | Mapping[str, Any] | bytes | Path) -> Table:
        """From a document, recorded bytes or a file of them."""
        if isinstance(item, Table):
            return item
        raw = item.read_bytes() if isinstance(item, Path) else item
        if isinstance(raw, bytes):
            return cls(json.loads(raw), raw)
        return cls(copy.deepcopy(dict(raw)))

    @property
    def id(self) -> str:
        """The table's number."""
        return str(self.document["extension"]["px"]["tableid"])

    @property
    def codes(self) -> dict[str, list[str]]:
        """Variable → its codes, in the table's order."""
        parts = self.document["dimension"]
        return {name: list(parts[name]["category"]["index"]) for name in self.document["id"]}


@dataclass(frozen=True)
class PxWeb:
    """The service over a set of tables."""

    tables: Mapping[str, Table]
    config: Mapping[str, Any]
    csv: Mapping[str, bytes]
    codelists: Mapping[str, Mapping[str, Sequence[str]]]

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Any) -> Reply:
        """Answer one request."""
        try:
            return self._route(method, path.strip("/").split("/"), query, body)
        except RefusedError as no:
            return no.reply

    def _route(self, method: str, parts: list[str], query: Mapping[str, str], body: Any) -> Reply:
        match parts:
            case ["config"]:
                return _json(dict(self.config))
            case ["tables"]:
                return _json(
                    {"language": "no", "tables": [self._about(item) for item in self.tables.values()]}
                )
            case ["tables", number]:
                return _json(self._about(self._table(number)))
            case ["tables", number, "metadata"]:
                return _json(metadata_of(self._table(number).document))
            case ["tables", number, "data"]:
                return self._data(self._table(number), method, query, body)
            case ["codelists", identity]:
                return self._codelist(identity)
        raise RefusedError(404, "Not found")

    def _table(self, number: str) -> Table:
        if number not in self.tables:
            raise RefusedError(404, "Non-existent table")
        return self.tables[number]

    def _about(self, table: Table) -> Document:
        document = table.document
        times = [name for name in document.get("role", {}).get("time", []) if name in table.codes]
        periods = table.codes[times[0]] if times else [""]
        return {
            "language": "no",
            "id": table.id,
            "label": document["label"],
            "description": "",
            "updated": document["updated"],
            "firstPeriod": periods[0],
            "lastPeriod": periods[-1],
            "category": "public",
            "variableNames": [document["dimension"][name]["label"] for name in document["id"]],
            "discontinued": bool(document["extension"].get("discontinued")),
            "source": document["source"],
            "links": [],
        }

    def _codelist(self, identity: str) -> Reply:
        if identity not in self.codelists:
            raise RefusedError(404, "Non-existent codelist")
        kind = "Aggregation" if identity.startswith("agg_") else "Valueset"
        values = [
            {"code": code, "value": code, "valueMap": list(members)}
            for code, members in self.codelists[identity].items()
        ]
        return _json(
            {"id": identity, "label": identity, "language": "no", "type": kind, "values": values, "links": []}
        )

    def _data(self, table: Table, method: str, query: Mapping[str, str], body: Any) -> Reply:
        query = {name.lower(): value for name, value in query.items()}
        asked = _posted(body) if method == "POST" else _named_in(query)
        for name in asked:
            if name not in table.codes:
                raise RefusedError(400, "Non-existent variable", name)
        document = table.document
        for name, choice in asked.items():
            if choice.get("codelist"):
                document = self._regrouped(document, name, choice)
        whole = not asked and method == "GET"
        chosen = Table(document).codes if whole else _chosen(document, asked)
        if math.prod(len(codes) for codes in chosen.values()) > self.config["maxDataCells"]:
            raise RefusedError(403, "Too many cells selected")
        kind = query.get("outputformat", self.config["defaultDataFormat"])
        if kind not in ("json-stat2", "csv"):
            raise RefusedError(400, "Unsupported output format", kind)
        unchanged = document is table.document and chosen == table.codes
        if kind == "csv":
            recorded = self.csv.get(table.id) if unchanged else None
            placed = query | _placement(body)
            content = recorded or to_csv(cut(document, chosen), placed)
            return Reply(200, content, "text/csv; charset=iso-8859-1")
        if unchanged and table.recorded:
            return Reply(200, table.recorded)
        return _json(cut(document, chosen))

    def _regrouped(self, document: Document, name: str, choice: Mapping[str, Any]) -> Document:
        """The document with one variable's codes replaced by those of a code list."""
        groups = self.codelists.get(choice["codelist"])
        if groups is None:
            raise RefusedError(400, "Non-existent codelist", choice["codelist"])
        own = list(document["dimension"][name]["category"]["index"])
        if choice.get("outputValues") == "single" or not choice["codelist"].startswith("agg_"):
            members = [code for group in groups.values() for code in group if code in own]
            return cut(document, {**Table(document).codes, name: members})
        return _summed(
            document, name, {code: [m for m in group if m in own] for code, group in groups.items()}
        )


def _summed(document: Document, name: str, groups: Mapping[str, Sequence[str]]) -> Document:
    parts = []
    everything = Table(document).codes
    axis = document["id"].index(name)
    inner = math.prod(document["size"][axis + 1 :])
    for members in groups.values():
        part = cut(document, {**everything, name: list(members)})
        parts.append(_folded(part["value"], len(members), inner))
    blocks = [[part[place : place + inner] for place in range(0, len(part), inner)] for part in parts]
    cells = [cell for outer in zip(*blocks, strict=True) for block in outer for cell in block]
    out = copy.deepcopy({key: part for key, part in document.items() if key != "status"})
    out["value"], out["size"][axis] = cells, len(groups)
    out["dimension"][name]["category"] = {
        "index": {code: place for place, code in enumerate(groups)},
        "label": {code: code for code in groups},
    }
    return out


def _folded(cells: Sequence[Any], members: int, inner: int) -> list[Any]:
    """Sum over the members of a group; a group without a value has none."""
    out: list[Any] = []
    for start in range(0, len(cells), members * inner):
        for offset in range(inner):
            found = [cells[start + member * inner + offset] for member in range(members)]
            real = [cell for cell in found if cell is not None]
            out.append(sum(real) if real else None)
    return out


def _posted(body: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(body, dict) or not isinstance(body.get("selection"), list):
        raise RefusedError(400, "Illegal selection")
    out: dict[str, dict[str, Any]] = {}
    for choice in body["selection"]:
        unknown = set(choice) - {"variableCode", "valueCodes", "codelist", "codeList", "outputValues"}
        if unknown or "variableCode" not in choice or choice["variableCode"] in out:
            raise RefusedError(400, "Illegal selection", str(choice))
        out[choice["variableCode"]] = {**choice, "codelist": choice.get("codelist") or choice.get("codeList")}
    return out


def _named_in(query: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """``valueCodes[Tid]=2024,2025`` of an address; names are told apart without regard to case elsewhere."""
    raise_for = [name for name in query if name.startswith("valuecodes[")]
    return {name[11:-1]: {"valueCodes": _split(query[name])} for name in raise_for}


def _split(text: str) -> list[str]:
    return re.findall(r"[^,(]+\([^)]*\)|[^,]+", text)


def _placement(body: Any) -> dict[str, str]:
    placement = (body or {}).get("placement") or {} if isinstance(body, dict) else {}
    return {name: ",".join(placement[name]) for name in ("heading", "stub") if placement.get(name)}


def _chosen(document: Document, asked: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Variable → the codes asked for, in the order asked for; a variable left out is summed away if it may be."""
    out = {}
    for name, codes in Table(document).codes.items():
        wanted = (asked.get(name) or {}).get("valueCodes") or []
        if wanted:
            out[name] = list(dict.fromkeys(code for text in wanted for code in _expanded(text, codes)))
        elif name in asked and asked[name].get("codelist"):
            out[name] = codes
        elif not document["dimension"][name]["extension"].get("elimination"):
            raise RefusedError(400, "Missing selection for mandatory variable", name)
    return out


def _expanded(text: str, codes: Sequence[str]) -> list[str]:
    found = EXPRESSION.fullmatch(text)
    if found is None:
        hits = [code for code in codes if fnmatchcase(code, text)] if set(text) & set("*?") else [text]
        if not hits or any(hit not in codes for hit in hits):
            raise RefusedError(400, "Non-existent value", text)
        return hits
    word, inside = found[1].lower(), [item.strip() for item in found[2].split(",")]
    if word in ("top", "bottom"):
        return list(codes[-int(inside[0]) :] if word == "top" else codes[: int(inside[0])])
    if any(item not in codes for item in inside):
        raise RefusedError(400, "Non-existent value", text)
    places = [codes.index(item) for item in inside]
    first = 0 if word == "to" else places[0]
    last = len(codes) - 1 if word == "from" else places[-1]
    return list(codes[first : last + 1])


def _json(content: Document) -> Reply:
    return Reply(200, json.dumps(content, ensure_ascii=False).encode())

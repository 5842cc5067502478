"""Faults the stand-in server can be told to make, and how an answer's document is spoiled."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tests.pxtable import cut
from tests.standin_pxweb import Reply

Document = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request as it came: the body is read as JSON where there is one."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    at: float
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One fault to come.

    Args:
        kind: ``slow`` (seconds) · ``status`` (status, retry_after) · ``half`` · ``html`` · ``kind`` (to: media type) ·
            ``empty`` · ``closed`` · ``redirect`` (to) · ``endless`` (size) · ``cut`` (JSON broken off) ·
            ``renamed`` (variable, to) · ``missing`` (variable, code) · ``extra`` (variable) · ``order`` (variable;
            codes and cells the other way round) · ``sparse`` · ``updated`` (to) · ``cells`` (one value too few) ·
            ``table`` (to: number of another) · ``unit`` (to) · ``label`` (variable, code, to) · ``latin1`` (not
            UTF-8) · ``deep`` (JSON nested without end).
        path: Text the path must hold, such as ``/data``; empty hits every request.
        times: How many requests it hits; -1 for all that come.
    """

    kind: str
    path: str = ""
    times: int = 1
    status: int = 500
    seconds: float = 1.0
    retry_after: str = ""
    to: str = ""
    variable: str = ""
    code: str = ""
    size: int = 64 << 20

    def once_less(self) -> Fault:
        """The same fault with one time fewer to go."""
        return replace(self, times=self.times - 1)


def changed(reply: Reply, fault: Fault) -> Reply:
    """Return an answer with its document spoiled; an answer that is not a document comes back as it was."""
    if reply.status != 200 or "json" not in reply.kind:
        return reply
    if fault.kind == "cut":
        return replace(reply, content=reply.content[: -len(reply.content) // 3])
    if fault.kind in RAW:
        return replace(reply, content=RAW[fault.kind](reply.content))
    document = json.loads(reply.content)
    spoiled = CHANGES[fault.kind](document, fault) if "dimension" in document else document
    return replace(reply, content=json.dumps(spoiled, ensure_ascii=False).encode())


def _renamed(document: Document, fault: Fault) -> Document:
    def name(old: str) -> str:
        return fault.to if old == fault.variable else old

    out = copy.deepcopy(document)
    out["id"] = [name(item) for item in out["id"]]
    out["dimension"] = {name(item): part for item, part in out["dimension"].items()}
    out["role"] = {kind: [name(item) for item in names] for kind, names in out.get("role", {}).items()}
    return out


def _missing(document: Document, fault: Fault) -> Document:
    chosen = _codes(document)
    if fault.variable in chosen:
        chosen[fault.variable] = [code for code in chosen[fault.variable] if code != fault.code]
    return _again(document, chosen)


def _order(document: Document, fault: Fault) -> Document:
    chosen = _codes(document)
    turned = [fault.variable] if fault.variable else list(chosen)
    return _again(
        document, {name: codes[::-1] if name in turned else codes for name, codes in chosen.items()}
    )


def _extra(document: Document, fault: Fault) -> Document:
    name = fault.variable or "NyVariabel"
    part = {
        "label": name.lower(),
        "category": {"index": {"0": 0}, "label": {"0": "I alt"}},
        "extension": {"elimination": False, "show": "value"},
    }
    dimension = {name: part, **document["dimension"]}
    return {**document, "id": [name, *document["id"]], "size": [1, *document["size"]], "dimension": dimension}


def _sparse(document: Document, fault: Fault) -> Document:
    """Only the cells that have a value, by their place; codes as an array."""
    cells = {str(place): value for place, value in enumerate(document["value"]) if value is not None}
    out = {**copy.deepcopy(document), "value": cells}
    for part in out["dimension"].values():
        part["category"]["index"] = list(part["category"]["index"])
    return out


def _updated(document: Document, fault: Fault) -> Document:
    return {**document, "updated": fault.to or "2026-03-01T07:00:00Z"}


def _cells(document: Document, fault: Fault) -> Document:
    return {**document, "value": document["value"][:-1]}


def _table(document: Document, fault: Fault) -> Document:
    return {**document, "extension": {**document["extension"], "px": {"tableid": fault.to or "99999"}}}


def _unit(document: Document, fault: Fault) -> Document:
    out = copy.deepcopy(document)
    for name in out.get("role", {}).get("metric", []):
        for unit in out["dimension"][name]["category"].get("unit", {}).values():
            unit["base"] = fault.to
    return out


def _label(document: Document, fault: Fault) -> Document:
    out = copy.deepcopy(document)
    if fault.variable in out["dimension"]:
        out["dimension"][fault.variable]["category"]["label"][fault.code] = fault.to
    return out


def _codes(document: Document) -> dict[str, list[str]]:
    return {name: list(document["dimension"][name]["category"]["index"]) for name in document["id"]}


def _again(document: Document, chosen: dict[str, list[str]]) -> Document:
    """The document with other codes or order; metadata has no cells to follow along."""
    if document["value"]:
        return cut(document, chosen)
    size = [len(document["dimension"][name]["category"]["index"]) for name in document["id"]]
    cells = 1
    for count in size:
        cells *= count
    return {**cut({**document, "size": size, "value": [0] * cells}, chosen), "value": []}


CHANGES: dict[str, Callable[[Document, Fault], Document]] = {
    "cut": lambda document, fault: document,
    "renamed": _renamed,
    "missing": _missing,
    "extra": _extra,
    "order": _order,
    "sparse": _sparse,
    "updated": _updated,
    "cells": _cells,
    "table": _table,
    "unit": _unit,
    "label": _label,
    "latin1": lambda document, fault: document,
    "deep": lambda document, fault: document,
}
RAW: dict[str, Callable[[bytes], bytes]] = {
    "latin1": lambda content: content.replace(b"Statistisk", "Statistisk sentralbyrå,".encode("latin-1"), 1),
    "deep": lambda content: b'{"class": "dataset", "note": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
}

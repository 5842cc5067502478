"""Builds json-stat2 documents as PxWebApi v2 gives them, for the stand-in server and for tests of mappings."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Codes = Mapping[str, str] | Sequence[str]


def px_table(
    table: str,
    dimensions: Mapping[str, Codes],
    values: Callable[..., Any] | Sequence[Any],
    *,
    label: str = "",
    updated: str = "2026-02-25T07:00:00Z",
    eliminated: Sequence[str] = (),
    units: Mapping[str, str] | None = None,
    status: Mapping[int, str] | None = None,
    notes: Sequence[str] = (),
    codelists: Mapping[str, Sequence[str]] | None = None,
    time: str = "Tid",
    geo: str = "Region",
    metric: str = "ContentsCode",
) -> dict[str, Any]:
    """Return a json-stat2 document with all cells of a table.

    Args:
        table: Table number.
        dimensions: Variable → its codes, or code → text; in the order of the table.
        values: The cells in row-major order, or a function of one code per variable, in order.
        label: The table's title; made from the number when empty.
        updated: When the table was updated.
        eliminated: Variables that may be left out, and are then summed away.
        units: Code of the metric → unit.
        status: Place of a cell → its symbol.
        notes: Notes to the table.
        codelists: Variable → code lists.
        time: The variable of time.
        geo: The variable of region; used when the table has it.
        metric: The variable of contents.
    """
    named = {name: _named(codes) for name, codes in dimensions.items()}
    every = itertools.product(*named.values())
    cells = [values(*codes) for codes in every] if callable(values) else list(values)
    role = {"time": [time], "metric": [metric], "geo": [geo]}
    document: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": label or f"{table}: Prøvetabell",
        "source": "Statistisk sentralbyrå",
        "updated": updated,
        "role": {kind: codes for kind, codes in role.items() if codes[0] in named},
        "id": list(named),
        "size": [len(codes) for codes in named.values()],
        "dimension": {
            name: _dimension(name, codes, eliminated, (codelists or {}).get(name, ()))
            for name, codes in named.items()
        },
        "extension": {"px": {"tableid": table, "language": "no"}, "discontinued": None},
        "value": cells,
    }
    if notes:
        document["note"] = list(notes)
    if status:
        document["status"] = {str(place): symbol for place, symbol in status.items()}
    if metric in named:
        unit = {code: {"base": (units or {}).get(code, "antall"), "decimals": 0} for code in named[metric]}
        document["dimension"][metric]["category"]["unit"] = unit
    return document


def metadata_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document's metadata: everything but the cells."""
    head = {name: part for name, part in document.items() if name not in ("value", "status")}
    return {**copy.deepcopy(head), "value": []}


def cut(document: Mapping[str, Any], chosen: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the part of a document that a selection asks for; a variable not named is summed away.

    Args:
        document: The whole table.
        chosen: Variable → codes wanted, in the order wanted.
    """
    codes = {name: list(part["category"]["index"]) for name, part in document["dimension"].items()}
    cells = np.array(document["value"], dtype=object).reshape(document["size"])
    symbols = document.get("status", {})
    marks = np.array([symbols.get(str(place), "") for place in range(cells.size)], dtype=object)
    marks = marks.reshape(document["size"])
    out = copy.deepcopy({name: part for name, part in document.items() if name not in ("value", "status")})
    for axis, name in reversed(list(enumerate(document["id"]))):
        if name not in chosen:
            cells = np.where(cells == None, 0, cells).sum(axis=axis)  # noqa: E711 - elementwise
            marks = marks.take(0, axis=axis)
            out["id"].remove(name)
            del out["dimension"][name]
            continue
        places = [codes[name].index(code) for code in chosen[name]]
        cells, marks = cells.take(places, axis=axis), marks.take(places, axis=axis)
        category = out["dimension"][name]["category"]
        category["index"] = {code: place for place, code in enumerate(chosen[name])}
        for part in ("label", "unit"):
            if part in category:
                category[part] = {code: category[part][code] for code in chosen[name]}
    out["size"] = [len(chosen[name]) for name in out["id"]]
    out["value"] = [cell.item() if isinstance(cell, np.generic) else cell for cell in cells.ravel()]
    found = {str(place): mark for place, mark in enumerate(marks.ravel()) if mark}
    return {**out, **({"status": found} if found else {})}


def _named(codes: Codes) -> dict[str, str]:
    return dict(codes) if isinstance(codes, Mapping) else {code: code for code in codes}


def _dimension(
    name: str, codes: Mapping[str, str], eliminated: Sequence[str], codelists: Sequence[str]
) -> dict[str, Any]:
    return {
        "label": name.lower(),
        "category": {"index": {code: place for place, code in enumerate(codes)}, "label": dict(codes)},
        "extension": {
            "elimination": name in eliminated,
            "show": "value",
            "codelists": [{"id": item, "label": item, "type": "Valueset"} for item in codelists],
        },
    }

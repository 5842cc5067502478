"""CSV of a json-stat2 document, in the form of SSB's recorded answers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

SEPARATORS = {"separatortab": "\t", "separatorspace": " ", "separatorsemicolon": ";"}


def to_csv(document: Mapping[str, Any], query: Mapping[str, str]) -> bytes:
    """Return the document as CSV: ISO-8859-1, CRLF, decimal point, a symbol where there is no value.

    The variable of contents stands in the heading and the others to the left, unless ``heading`` says otherwise.
    Without ``outputFormatParams`` the answer has ``;`` and ``code - text``, as the recorded ones.

    Args:
        document: The extract.
        query: The address's parameters, names in small letters.
    """
    params = [item.strip().lower() for item in query.get("outputformatparams", "").split(",")]
    separator = next((SEPARATORS[item] for item in params if item in SEPARATORS), ";")
    form = next((item for item in params if item.startswith("use")), "usecodesandtexts")
    names = list(document["id"])
    heading = [name for name in query.get("heading", "").split(",") if name] or [
        name for name in document.get("role", {}).get("metric", []) if name in names
    ]
    stub = [name for name in names if name not in heading]
    rows = [[_named(document, name, form) for name in stub]]
    rows[0] += [" ".join(texts) for texts in itertools.product(*_texts(document, heading, form))]
    cells, decimals = _cells(document), _decimals(document)
    for left in itertools.product(*_coded(document, stub, form)):
        row = [_quoted(text) for _, text in left]
        at = {name: code for name, (code, _) in zip(stub, left, strict=True)}
        for right in itertools.product(*_coded(document, heading, form)):
            where = at | {name: code for name, (code, _) in zip(heading, right, strict=True)}
            places = max((decimals.get(code, 0) for code in where.values()), default=0)
            row.append(_written(cells[tuple(where[name] for name in names)], places))
        rows.append(row)
    rows[0] = [_quoted(text) for text in rows[0]]
    return "".join(separator.join(row) + "\r\n" for row in rows).encode("iso-8859-1")


def _cells(document: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    places = itertools.product(*(list(document["dimension"][n]["category"]["index"]) for n in document["id"]))
    symbols = document.get("status", {})
    return {
        codes: symbols.get(str(place), "..") if value is None else value
        for place, (codes, value) in enumerate(zip(places, document["value"], strict=True))
    }


def _coded(document: Mapping[str, Any], names: Sequence[str], form: str) -> list[list[tuple[str, str]]]:
    out = []
    for name in names:
        labels = document["dimension"][name]["category"]["label"]
        out.append([(code, _text(code, label, form)) for code, label in labels.items()])
    return out


def _texts(document: Mapping[str, Any], names: Sequence[str], form: str) -> list[list[str]]:
    return [[text for _, text in pairs] for pairs in _coded(document, names, form)]


def _named(document: Mapping[str, Any], name: str, form: str) -> str:
    return _text(name, document["dimension"][name]["label"], form)


def _text(code: str, text: str, form: str) -> str:
    return {"usecodes": code, "usetexts": text}.get(form, f"{code} - {text}")


def _decimals(document: Mapping[str, Any]) -> dict[str, int]:
    """Code of the metric → decimals in print."""
    metrics = [name for name in document.get("role", {}).get("metric", []) if name in document["dimension"]]
    units = document["dimension"][metrics[0]]["category"].get("unit", {}) if metrics else {}
    return {code: unit.get("decimals", 0) for code, unit in units.items()}


def _written(value: Any, decimals: int) -> str:
    """A number as print has it, unless that would round it; a symbol in quotation marks."""
    if isinstance(value, str):
        return _quoted(value)
    text = f"{value:.{decimals}f}"
    return text if float(text) == value else repr(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'

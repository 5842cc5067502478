"""Reads JSON answers that describe a service or a table: small documents, looked at field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helseplan.errors import DataError
from helseplan.vintages.web import Answer
from helseplan.vintages.web.parsing import loads


def sound(answer: Answer) -> str:
    """Say what is wrong with an answer that should be a JSON object; empty when it looks whole.

    Looks at the ends only: an answer may be large, and its reader checks the rest.
    """
    if "html" in answer.kind:
        return "en nettside i stedet for data"
    head, tail = answer.content[:64].lstrip(b"\xef\xbb\xbf \t\r\n"), answer.content[-64:].rstrip()
    if not head.startswith(b"{"):
        return "noe annet enn JSON"
    return "" if tail.endswith(b"}") else "halvt svar: JSON-teksten er avkortet"


def parsed(content: bytes, where: str) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        DataError: The content is not a JSON object in UTF-8 (see `loads`).
    """
    try:
        document = loads(content)
    except ValueError:
        document = None
    if isinstance(document, dict):
        return document
    raise wrong(where, "et JSON-objekt", content[:60].decode("utf-8", "replace"))


def wrong(where: str, expected: str, found: object) -> DataError:
    """Return the error for an answer that is not as PxWebApi v2 gives it."""
    return DataError(
        "Svaret er ikke slik PxWebApi v2 gir det.",
        where=where,
        expected=expected,
        found=str(found)[:120],
        fix="Kontroller at «base_url» i data/tables.csv (eller --base-url) peker på en PxWebApi v2-tjeneste.",
    )


def text(document: Mapping[str, Any], *names: str) -> str:
    """Return the first field that is there as text; empty when none is."""
    return next((str(document[name]) for name in names if document.get(name) is not None), "")


def mapping(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a field that is an object; empty when it is not there or is something else."""
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def texts(found: object) -> tuple[str, ...]:
    """Return a list of texts; empty when it is something else."""
    return tuple(item for item in found if isinstance(item, str)) if isinstance(found, list) else ()

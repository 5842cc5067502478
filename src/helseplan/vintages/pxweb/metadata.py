"""What a table has: its variables with codes, and the code lists they may be seen through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helseplan.vintages.pxweb import answers
from helseplan.vintages.pxweb.layout import LayoutError, close_to, listed


@dataclass(frozen=True)
class Variable:
    """A variable of a table.

    Attributes:
        code: Its code, such as ``Kjonn``.
        label: Its text, such as «kjønn».
        codes: Codes of its values, in the table's order.
        labels: Code → text.
        elimination: Whether it may be left out, and is then summed away (or taken at its total).
        role: ``time``, ``geo``, ``metric`` or empty.
        codelists: Code lists it may be seen through.
        units: Code → unit; for the metric only.
        notes: Notes to the variable and its values.
    """

    code: str
    label: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    elimination: bool
    role: str
    codelists: tuple[str, ...]
    units: Mapping[str, str]
    notes: tuple[str, ...]


CONTACTS = ("contact", "contacts")


def contact_free(content: bytes) -> bytes:
    """Return a table's description as the service gave it, but for whom to contact: people's names are not kept.

    Args:
        content: The description, JSON.

    Returns:
        JSON with the same members in the same order.
    """
    return json.dumps(_without_contacts(json.loads(content)), ensure_ascii=False, indent=1).encode()


def _without_contacts(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _without_contacts(value) for name, value in part.items() if name not in CONTACTS}
    return [_without_contacts(value) for value in part] if isinstance(part, list) else part


@dataclass(frozen=True)
class Metadata:
    """A table's description; contact persons are not kept."""

    table: str
    label: str
    updated: str
    source: str
    notes: tuple[str, ...]
    variables: tuple[Variable, ...]
    discontinued: bool

    def variable(self, code: str, row: str = "") -> Variable:
        """Return a variable.

        Raises:
            LayoutError: The table has no such variable; names those it has.
        """
        for variable in self.variables:
            if variable.code == code:
                return variable
        names = self.names
        raise LayoutError(
            f"Tabell {self.table} har ingen variabel «{code}».",
            table=self.table,
            row=row,
            expected=code,
            found=listed(list(names), names),
            close=close_to(code, names),
        )

    @property
    def names(self) -> dict[str, str]:
        """Code → text of every variable."""
        return {variable.code: variable.label for variable in self.variables}


@dataclass(frozen=True)
class TableInfo:
    """What the list of tables says about one; periods as the service writes them."""

    id: str
    label: str
    updated: str
    first_period: str
    last_period: str
    discontinued: bool


@dataclass(frozen=True)
class Codelist:
    """A code list: other values (``vs_``) or sums of values (``agg_``).

    Attributes:
        id: Its id.
        label: Its text.
        codes: Its codes, in order.
        labels: Code → text.
        members: Code → codes of the table that are in it.
        aggregated: Whether a code is the sum of its members.
    """

    id: str
    label: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    aggregated: bool


def read(content: bytes, table: str, where: str) -> Metadata:
    """Read a table's metadata, a json-stat2 document without values.

    Raises:
        DataError: It is something else.
    """
    document = answers.parsed(content, where)
    ids, dimensions = answers.texts(document.get("id")), answers.mapping(document, "dimension")
    if document.get("class") != "dataset" or not ids or any(name not in dimensions for name in ids):
        raise answers.wrong(where, "metadata i json-stat2 med alle variabler", list(document)[:8])
    roles = {
        name: kind
        for kind in ("time", "geo", "metric")
        for name in answers.texts(answers.mapping(document, "role").get(kind))
    }
    extension = answers.mapping(document, "extension")
    return Metadata(
        table=answers.text(answers.mapping(extension, "px"), "tableid") or table,
        label=answers.text(document, "label"),
        updated=answers.text(document, "updated"),
        source=answers.text(document, "source"),
        notes=answers.texts(document.get("note")),
        variables=tuple(
            _variable(name, answers.mapping(dimensions, name), roles.get(name, ""), where) for name in ids
        ),
        discontinued=extension.get("discontinued") is True,
    )


def read_table(content: bytes, table: str, where: str) -> TableInfo:
    """Read the answer about one table.

    Raises:
        DataError: It is something else.
    """
    document = answers.parsed(content, where)
    if not answers.text(document, "id") or "updated" not in document:
        raise answers.wrong(where, f"opplysninger om tabell {table} (id, updated)", list(document)[:8])
    return TableInfo(
        id=answers.text(document, "id"),
        label=answers.text(document, "label"),
        updated=answers.text(document, "updated"),
        first_period=answers.text(document, "firstPeriod"),
        last_period=answers.text(document, "lastPeriod"),
        discontinued=document.get("discontinued") is True,
    )


def read_codelist(content: bytes, where: str) -> Codelist:
    """Read the answer about a code list.

    Raises:
        DataError: It is something else.
    """
    document = answers.parsed(content, where)
    values = document.get("values")
    if not isinstance(values, list) or any(
        not isinstance(item, dict) or "code" not in item for item in values
    ):
        raise answers.wrong(where, "en kodeliste med «values»", list(document)[:8])
    codes = tuple(str(item["code"]) for item in values)
    return Codelist(
        id=answers.text(document, "id"),
        label=answers.text(document, "label"),
        codes=codes,
        labels={str(item["code"]): answers.text(item, "label", "value") for item in values},
        members={str(item["code"]): answers.texts(item.get("valueMap")) for item in values},
        aggregated=answers.text(document, "type") == "Aggregation",
    )


def _variable(code: str, dimension: Mapping[str, Any], role: str, where: str) -> Variable:
    category, extension = answers.mapping(dimension, "category"), answers.mapping(dimension, "extension")
    labels = {name: str(label) for name, label in answers.mapping(category, "label").items()}
    codes = _codes(category.get("index"), labels)
    if codes is None:
        raise answers.wrong(where, f"kodene til «{code}» i rekkefølge", category.get("index"))
    units = answers.mapping(category, "unit")
    lists = extension.get("codelists", extension.get("codeLists"))
    return Variable(
        code=code,
        label=answers.text(dimension, "label"),
        codes=codes,
        labels={name: labels.get(name, name) for name in codes},
        elimination=extension.get("elimination") is True,
        role=role,
        codelists=tuple(str(item["id"]) for item in _list(lists) if isinstance(item, dict) and "id" in item),
        units={name: answers.text(unit, "base") for name, unit in units.items() if isinstance(unit, dict)},
        notes=(*answers.texts(dimension.get("note")), *_value_notes(category)),
    )


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _codes(index: object, labels: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the codes in order, from an array or from code → place; None when they do not make sense."""
    if isinstance(index, list):
        codes = answers.texts(index)
        return codes if len(codes) == len(index) == len(set(codes)) and codes else None
    if isinstance(index, dict):
        places = list(index.values())
        if not places or any(type(place) is not int for place in places) or len(set(places)) < len(places):
            return None
        return tuple(sorted(index, key=lambda code: index[code]))
    return tuple(labels) if index is None and len(labels) == 1 else None


def _value_notes(category: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        note for notes in answers.mapping(category, "note").values() for note in answers.texts(notes)
    )

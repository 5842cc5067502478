"""From the registry's selection text to a question to DBH.

``Årstall=from(2019);Institusjonskode=*;Nivåkode=*,!FU;sum(Studienivå)=LN,HN``

``;`` between variables, ``,`` between codes. A variable that is named is a column of the answer (``groupBy``), in the
order named. ``sum(Variable)`` narrows the figures by a variable and sums over it. A variable that is not named is
summed away by DBH. What may stand to the right:

=================  ==============================================================
``*``              every code (``all``)
``a,b``            these codes (``item``)
``B-SYK*``         codes that begin so; ``?`` is one sign (``like``)
``top(n)``         the n last (``top``)
``from(x)``        x and later, for whole numbers (``between``; ``greaterthan``
                   is not used, as DBH does not say whether x itself is in)
``to(x)``          up to and with x, for whole numbers (``between``)
``range(a,b)``     from a to b, both with (``between``)
``!a``             not a; goes with all but a list of codes
=================  ==============================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from helseplan.vintages.pxweb.layout import LayoutError

EXPRESSION = re.compile(r"(\w+)\(([^()]*)\)")
SUMMED = re.compile(r"sum\((.+)\)")
BETWEEN_CODES = re.compile(r",(?![^(]*\))")
LAST = "9999"  # later than every year
FORMS = "«*», koder, «B-SYK*», «top(n)», «from(x)», «to(x)», «range(a,b)» eller «!kode»"


@dataclass(frozen=True)
class Choice:
    """A question to one table of DBH.

    Attributes:
        group_by: Columns of the answer, in order.
        filters: One entry per variable, as the service takes them.
        row: Key of the registry row, for messages.
    """

    group_by: tuple[str, ...]
    filters: tuple[dict[str, Any], ...]
    row: str = ""

    @property
    def where(self) -> str:
        """The place in the registry."""
        return place(self.row)


def place(row: str) -> str:
    """Return the registry and its row, for messages."""
    return f"data/tables.csv, raden «{row}»" if row else "data/tables.csv"


def selection(text: str, row: str = "") -> Choice:
    """Read a selection text.

    Args:
        text: As described above.
        row: Key of the registry row.

    Raises:
        LayoutError: The text cannot be read, names a variable twice or groups by nothing.
    """
    group_by: list[str] = []
    filters: list[dict[str, Any]] = []
    for part in filter(None, (item.strip() for item in text.split(";"))):
        name, equals, codes = (item.strip() for item in part.partition("="))
        summed = SUMMED.fullmatch(name)
        variable = summed[1].strip() if summed else name
        if not equals or not variable or not codes:
            raise _wrong(row, part, "variabel=utvalg")
        if any(variable == entry["variabel"] for entry in filters):
            raise _wrong(row, part, "hver variabel én gang")
        filters.append({"variabel": variable, "selection": _filter(codes, part, row)})
        if not summed:
            group_by.append(variable)
    if not group_by:
        raise _wrong(row, text, "minst én variabel som svaret skal deles på")
    return Choice(tuple(group_by), tuple(filters), row)


def _filter(codes: str, part: str, row: str) -> dict[str, Any]:
    """Return the service's filter for what stands to the right of the sign of equality."""
    items = [item.strip() for item in BETWEEN_CODES.split(codes)]
    if not all(item.strip("!") for item in items):
        raise _wrong(row, part, FORMS)
    exclude = [item[1:] for item in items if item.startswith("!")]
    wanted = [item for item in items if not item.startswith("!")] or ["*"]
    kind, values = _kind(wanted, part, row)
    if kind == "item" and exclude:
        raise _wrong(
            row,
            part,
            "«!kode» bare sammen med «*» eller et uttrykk; DBH tar ikke imot det ved siden av koder",
        )
    return {"filter": kind, "values": values, **({"exclude": exclude} if exclude else {})}


def _kind(wanted: list[str], part: str, row: str) -> tuple[str, list[str]]:
    found = EXPRESSION.fullmatch(wanted[0])
    if found and len(wanted) == 1:
        return _expression(found[1].lower(), [item.strip() for item in found[2].split(",")], part, row)
    if wanted == ["*"]:
        return "all", ["*"]
    masked = [bool(set(item) & set("*?")) for item in wanted]
    if any(EXPRESSION.fullmatch(item) for item in wanted) or (any(masked) and not all(masked)):
        raise _wrong(row, part, "enten koder eller ett uttrykk, ikke begge deler")
    if all(masked):
        return "like", [item.replace("*", "%").replace("?", "_") for item in wanted]
    return "item", wanted


def _expression(word: str, values: list[str], part: str, row: str) -> tuple[str, list[str]]:
    whole = all(value.isdecimal() for value in values)
    match word, len(values):
        case "top", 1 if whole:
            return "top", values
        case "from", 1 if whole:
            return "between", [values[0], LAST]
        case "to", 1 if whole:
            return "between", ["0", values[0]]
        case "range", 2 if all(values):
            return "between", values
    raise _wrong(row, part, FORMS)


def _wrong(row: str, part: str, expected: str) -> LayoutError:
    what = "Utvalget fra DBH kan ikke leses."
    return LayoutError(what, row=row, expected=expected, found=part or "ingenting")

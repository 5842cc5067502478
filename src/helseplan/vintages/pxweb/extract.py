"""What is asked of a table: choices of codes, and the parts they are asked for in."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Choice:
    """The codes wanted of one variable.

    Attributes:
        variable: The variable's code.
        codes: Codes wanted, in order, each once.
        codelist: The code list the codes are from; empty for the table's own.
        output: ``aggregated`` when a code is the sum of its members, ``single`` for another code list, else empty.
            Not sent: the code list decides (the specification has dropped ``outputValues``, and SSB ignores it).
    """

    variable: str
    codes: tuple[str, ...]
    codelist: str = ""
    output: str = ""


@dataclass(frozen=True)
class Extract:
    """Everything wanted of a table, as it was when the choices were made.

    Attributes:
        table: Table number.
        updated: When the table was updated.
        choices: One for each variable that is not summed away, in the table's order.
        cells: Cells in all.
        eliminated: Variables that the registry says shall be summed away.
        row: The registry row, for messages.
    """

    table: str
    updated: str
    choices: tuple[Choice, ...]
    cells: int
    eliminated: tuple[str, ...] = ()
    row: str = field(default="", compare=False)


@dataclass(frozen=True)
class Part:
    """What one call asks for.

    Attributes:
        table: Table number.
        choices: As in the extract, with fewer codes of one or more variables.
        cells: Cells in the part.
        row: The registry row, for messages.
    """

    table: str
    choices: tuple[Choice, ...]
    cells: int
    row: str = field(default="", compare=False)

    @property
    def body(self) -> dict[str, Any]:
        """The body of the POST, as PxWebApi v2's ``VariablesSelection``."""
        return {"selection": [_selection(choice) for choice in self.choices]}

    @property
    def key(self) -> str:
        """A text that is the same for the same table and choices, and for no others."""
        return json.dumps({"table": self.table, **self.body}, ensure_ascii=False, separators=(",", ":"))


def cells(choices: tuple[Choice, ...]) -> int:
    """Return how many cells choices give."""
    return math.prod(len(choice.codes) for choice in choices)


def _selection(choice: Choice) -> dict[str, Any]:
    head: dict[str, Any] = {"variableCode": choice.variable, "valueCodes": list(choice.codes)}
    return {**head, "codelist": choice.codelist} if choice.codelist else head

"""Whether an answer is the answer to what was asked: the same table, variables and codes, in any order."""

from __future__ import annotations

from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.pxweb.extract import Part
from helseplan.vintages.pxweb.layout import LayoutError, close_to, listed


def require(part: Part, cube: Cube) -> None:
    """Check an answer against the question.

    Args:
        part: What was asked for.
        cube: What came.

    Raises:
        LayoutError: Another table, or other variables or codes than those asked for.
    """
    if cube.table and cube.table != part.table:
        raise _other(part, "Svaret er fra en annen tabell.", f"tabell {part.table}", f"tabell {cube.table}")
    asked = {choice.variable: choice.codes for choice in part.choices}
    came = {item.code: item.codes for item in cube.dimensions}
    if asked.keys() != came.keys():
        missing = [name for name in asked if name not in came]
        close = [near for name in missing for near in close_to(name, list(came))]
        what = "Svaret har andre variabler enn det ble spurt om."
        raise _other(part, what, listed(list(asked)), listed(list(came)), close)
    for name, codes in asked.items():
        if set(codes) != set(came[name]):
            lacking = [code for code in codes if code not in came[name]]
            strange = [code for code in came[name] if code not in codes]
            what = f"Svaret har andre koder for «{name}» enn det ble spurt om."
            expected = "mangler: " + listed(lacking) if lacking else listed(codes)
            raise _other(
                part, what, expected, "ikke spurt om: " + listed(strange) if strange else listed(came[name])
            )


def _other(part: Part, what: str, expected: str, found: str, close: list[str] | None = None) -> LayoutError:
    return LayoutError(
        what, table=part.table, row=part.row, expected=expected, found=found, close=close or ()
    )

"""Expressions for codes: ``*``, ``?``, ``top(n)``, ``bottom(n)``, ``from(x)``, ``to(x)``, ``range(a,b)``.

They mean what PxWebApi v2 means by them, but are worked out here, so that what was asked for is on record. ``top`` is
the newest of a time variable and the first of another; ``bottom`` the oldest and the last. The others follow the order
of the codes. ``top(n,m)`` skips m first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import translate

_CALL = re.compile(r"^(top|bottom|from|to|range)\((.*)\)$", re.IGNORECASE)


class UnknownCodeError(ValueError):
    """A code that is not there; the argument is the code."""


class WrongExpressionError(ValueError):
    """An expression that cannot be read; the argument says why, in Norwegian."""


def split(text: str, sign: str) -> list[str]:
    """Split a text at a sign that is not within parentheses, and strip the pieces."""
    pieces, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == sign and depth <= 0:
            pieces.append(text[start:place])
            start = place + 1
    return [piece.strip() for piece in (*pieces, text[start:])]


def expand(expression: str, codes: Sequence[str], is_time: bool) -> list[str]:
    """Return the codes that one expression stands for, in the order of ``codes``.

    Args:
        expression: A code or an expression; a code goes before an expression that looks the same.
        codes: The codes there are, in order.
        is_time: Whether they are periods, whose text order is their order in time.

    Raises:
        UnknownCodeError: A code that is not there, or a pattern that none fits.
        WrongExpressionError: It cannot be read.
    """
    if expression in codes:
        return [expression]
    call = _CALL.match(expression)
    if call:
        name, arguments = call[1].lower(), [part.strip() for part in call[2].split(",")]
        if name in ("top", "bottom"):
            return _end(name, arguments, codes, is_time)
        return _between(name, arguments, codes)
    if "*" in expression or "?" in expression:
        return _like(expression, codes)
    raise UnknownCodeError(expression)


def _like(pattern: str, codes: Sequence[str]) -> list[str]:
    fits = re.compile(translate(pattern.replace("[", "[[]")), re.IGNORECASE)
    found = [code for code in codes if fits.match(code)]
    if not found:
        raise UnknownCodeError(pattern)
    return found


def _end(name: str, arguments: Sequence[str], codes: Sequence[str], is_time: bool) -> list[str]:
    if len(arguments) not in (1, 2) or not all(part.isascii() and part.isdigit() for part in arguments):
        raise WrongExpressionError(f"«{name}» skal ha ett eller to hele tall")
    count, skipped = int(arguments[0]), int(arguments[1]) if len(arguments) == 2 else 0
    if count == 0:
        raise WrongExpressionError(f"«{name}(0)» velger ingen koder")
    row = sorted(codes) if is_time else list(codes)
    from_end = (name == "top") == is_time
    chosen = set((row[::-1] if from_end else row)[skipped : skipped + count])
    if not chosen:
        raise WrongExpressionError(f"«{name}» hopper over alle kodene")
    return [code for code in codes if code in chosen]


def _between(name: str, arguments: Sequence[str], codes: Sequence[str]) -> list[str]:
    wanted = 2 if name == "range" else 1
    if len(arguments) != wanted or not all(arguments):
        raise WrongExpressionError(f"«{name}» skal ha {'to koder' if wanted == 2 else 'én kode'}")
    places = []
    for code in arguments:
        if code not in codes:
            raise UnknownCodeError(code)
        places.append(codes.index(code))
    if name == "from":
        return list(codes[places[0] :])
    if name == "to":
        return list(codes[: places[0] + 1])
    return list(codes[min(places) : max(places) + 1])

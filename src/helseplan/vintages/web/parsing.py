"""Reads JSON from a server, and refuses what cannot be stored or shown afterwards."""

from __future__ import annotations

import json
from typing import Any


def loads(content: bytes) -> Any:
    """Read JSON in UTF-8, with or without a byte order mark.

    Raises:
        ValueError: It is not JSON, not UTF-8, nested without end, or has NaN, infinity or half a character (a lone
            surrogate, which no file and no screen can take).
    """
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
        if b"\\u" in content:
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("for mange nivåer inni hverandre") from None
    return found


def _no_constant(word: str) -> float:
    raise ValueError(word)

"""The service's own limits and formats, read from ``/config`` before anything else is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helseplan.errors import DataError
from helseplan.vintages.pxweb import answers
from helseplan.vintages.web import Answer

FORMAT = "json-stat2"
"""The format we read."""
LARGEST_COUNT = 10**9
"""Of anything a service counts."""
LONGEST_WINDOW_SECONDS = 3600
"""A service that counts calls over a longer time is not one that can be asked in one go."""
_POLICY = re.compile(r"^\s*(\d{1,6})\s*;\s*w=(\d{1,6})s?\s*$")


@dataclass(frozen=True)
class Config:
    """What a service says about itself.

    Attributes:
        max_cells: Most cells in one extract.
        calls: Most calls in the window; 0 when the service says that it counts none.
        window_seconds: The window, seconds.
        formats: Formats data come in; empty when the service does not list them.
        default_format: Format when none is asked for.
        languages: Language codes.
    """

    max_cells: int
    calls: int
    window_seconds: float
    formats: tuple[str, ...]
    default_format: str
    languages: tuple[str, ...]


def read(answer: Answer) -> Config:
    """Read the answer to ``/config``.

    The pace is ``maxCallsPerTimeWindow`` per ``timeWindow`` seconds. SSB has set both to 0 and tells its pace in the
    header ``x-ratelimit-policy`` (such as ``40;w=60s``), so that is used where the document has none.

    Raises:
        DataError: A limit is missing or absurd, or the service does not give the format we read.
    """
    document = answers.parsed(answer.content, answer.url)
    cells = _count(document, "maxDataCells", answer.url)
    if cells == 0:
        raise answers.wrong(answer.url, "maxDataCells over 0", "maxDataCells 0")
    calls, window = _pace(document, answer)
    if window > LONGEST_WINDOW_SECONDS:
        raise answers.wrong(
            answer.url, f"et tidsvindu på høyst {LONGEST_WINDOW_SECONDS} sekunder", f"{window:.0f} sekunder"
        )
    formats = answers.texts(document.get("dataFormats"))
    if formats and FORMAT not in formats:
        raise DataError(
            "Tjenesten gir ikke data i formatet helseplan leser.",
            where=answer.url,
            expected=FORMAT,
            found=", ".join(formats)[:120],
        )
    return Config(
        cells, calls, window, formats, answers.text(document, "defaultDataFormat"), _languages(document)
    )


def _pace(document: Mapping[str, Any], answer: Answer) -> tuple[int, float]:
    policy = _POLICY.match(answer.headers.get("x-ratelimit-policy", ""))
    in_header = (int(policy[1]), float(policy[2])) if policy else (0, 0.0)
    if policy and "maxCallsPerTimeWindow" not in document:
        return in_header
    calls = _count(document, "maxCallsPerTimeWindow", answer.url)
    window = _count(document, "timeWindow", answer.url)
    return (calls, float(window)) if calls and window else in_header


def _count(document: Mapping[str, Any], name: str, where: str) -> int:
    value = document.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT:
        return value
    raise answers.wrong(where, f"«{name}» som et helt tall fra 0 til {LARGEST_COUNT}", f"{name}: {value!r}")


def _languages(document: Mapping[str, Any]) -> tuple[str, ...]:
    found = document.get("languages")
    items = found if isinstance(found, list) else []
    return tuple(answers.text(item, "id") for item in items if isinstance(item, dict) and item.get("id"))

"""The codes of a classification with the years they were valid.

``GET {base_url}/classifications/131/codes.json?from=1980-01-01&to=2027-01-01`` gives one row per code and name:
``code``, ``name``, ``validFromInRequestedRange`` and ``validToInRequestedRange``; the last is not part of the period.
A code that changed its name has several rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from helseplan.errors import DataError
from helseplan.vintages.web import Answer, FetchError, Session
from helseplan.vintages.web.faults import KEPT, plain
from helseplan.vintages.web.parsing import loads

MUNICIPALITIES = 131
"""The classification of municipalities."""
FROM, TO = "validFromInRequestedRange", "validToInRequestedRange"
Years = tuple[int | None, int | None]


def periods(
    session: Session, base_url: str, classification: int, first_year: int, last_year: int
) -> dict[str, Years]:
    """Return when each code was valid.

    Args:
        session: The web session.
        base_url: The service, such as ``https://data.ssb.no/api/klass/v1``.
        classification: Its number, such as ``MUNICIPALITIES``.
        first_year: First year asked about.
        last_year: Last year asked about.

    Returns:
        Code → first and last year it was valid; None where it reaches the end of what was asked about.

    Raises:
        FetchError: The service did not answer, or said no.
        DataError: The answer is not as KLASS gives it.
    """
    answer = ask(session, base_url, classification, first_year, last_year)
    return read(answer.content, first_year, last_year, answer.url)


def ask(session: Session, base_url: str, classification: int, first_year: int, last_year: int) -> Answer:
    """Fetch the codes, untouched; arguments and errors as for ``periods``."""
    url = f"{base_url.rstrip('/')}/classifications/{int(classification)}/codes.json"
    answer = session.get(url, {"from": f"{first_year}-01-01", "to": f"{last_year + 1}-01-01"}, sound=_sound)
    if answer.status != 200:
        what = f"KLASS ga ikke kodene i klassifikasjon {classification}."
        raise FetchError(what, where=answer.url, found=f"HTTP {answer.status}", fix=KEPT)
    return answer


def read(content: bytes, first_year: int, last_year: int, where: str = "KLASS") -> dict[str, Years]:
    """Read an answer; several rows of a code are one period, from the first day of any to the last day of any.

    A period that reaches the first or the last day asked about is open there. So is one that begins with the whole
    classification, which may be younger than the question.

    Args:
        content: The answer.
        first_year: First year asked about.
        last_year: Last year asked about.
        where: The address, for messages.

    Raises:
        DataError: It is not JSON, has no codes, or a date that cannot be read.
    """
    spans: dict[str, tuple[dt.date, dt.date]] = {}
    for code, begin, end in _rows(content, where):
        first, last = spans.get(code, (begin, end))
        spans[code] = min(first, begin), max(last, end)
    if not spans:
        raise _strange(where, "ingen koder")
    start = max(dt.date(first_year, 1, 1), min(begin for begin, _ in spans.values()))
    stop = dt.date(last_year + 1, 1, 1)
    day = dt.timedelta(days=1)
    return {
        code: (None if begin <= start else begin.year, None if end >= stop else (end - day).year)
        for code, (begin, end) in spans.items()
    }


def _rows(content: bytes, where: str) -> Iterator[tuple[str, dt.date, dt.date]]:
    try:
        document = loads(content)
        rows: list[dict[str, Any]] = document["codes"]
        for row in rows:
            code, begin, end = str(row["code"]), _date(row[FROM], dt.date.min), _date(row[TO], dt.date.max)
            if begin >= end:
                raise _strange(where, plain(f"koden {code} gjelder fra {begin} til {end}"))
            yield code, begin, end
    except (ValueError, KeyError, TypeError) as error:
        raise _strange(where, plain(f"{type(error).__name__}: {error}", 80)) from None


def _date(text: str | None, missing: dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if text else missing


def _sound(answer: Answer) -> str:
    """Say what is wrong with an answer that may be better the next time."""
    if "html" in answer.kind:
        return "en nettside i stedet for koder"
    return "" if answer.content.rstrip().endswith(b"}") else "halvt svar, eller noe annet enn JSON"


def _strange(where: str, found: str) -> DataError:
    return DataError(
        "Svaret er ikke slik KLASS gir det.",
        where=where,
        expected=f"«codes», en liste med code, {FROM} og {TO}",
        found=found,
    )

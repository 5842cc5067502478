"""SSB's KLASS as the stand-in server plays it: the codes of a classification that were valid in a range of dates."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from tests.standin_pxweb import Reply, problem

Names = Sequence[tuple[str, str, str, str | None]]
"""Code, name, first day, and the day after the last; None when it is valid still."""
MUNICIPALITIES: Names = (
    ("0101", "Halden", "1977-01-01", "2020-01-01"),
    ("3001", "Halden", "2020-01-01", "2024-01-01"),
    ("3101", "Halden", "2024-01-01", None),
    ("0301", "Oslo", "1977-01-01", None),
    ("1151", "Utsira", "1977-01-01", None),
    ("5433", "Hasvik", "2020-01-01", "2021-06-18"),
    ("5433", "Hásvík – Hasvik", "2021-06-18", "2024-01-01"),
)
_PATH = re.compile(r"/classifications/(\d+)/codes(\.json)?$")


def answer_klass(lists: Mapping[int, Names], path: str, query: Mapping[str, str]) -> Reply:
    """Answer one request; without ``.json`` the answer is XML, as SSB's own."""
    found = _PATH.search(path)
    if found is None or int(found[1]) not in lists:
        return problem(404, "Not found")
    if not query.get("from"):
        return problem(400, "Required parameter 'from' is not present")
    if not found[2]:
        return Reply(200, b"<codeList/>", "application/xml;charset=UTF-8")
    rows = [_row(each, query["from"], query.get("to") or "9999-12-31") for each in lists[int(found[1])]]
    content = {"codes": [row for row in rows if row]}
    return Reply(200, json.dumps(content, ensure_ascii=False).encode())


def _row(each: tuple[str, str, str, str | None], begin: str, end: str) -> dict[str, object]:
    code, name, first, after = each
    first, after = max(first, begin), min(after or "9999-12-31", end)
    if first >= after:
        return {}
    shown = None if after == "9999-12-31" else after
    return {
        "code": code,
        "parentCode": None,
        "level": "1",
        "name": name,
        "shortName": "",
        "presentationName": "",
        "validFrom": None,
        "validTo": None,
        "notes": "",
        "validFromInRequestedRange": first,
        "validToInRequestedRange": shown,
    }

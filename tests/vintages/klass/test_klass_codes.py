"""When a municipality's code was valid, as SSB's KLASS tells it."""

from __future__ import annotations

import json

import pytest

from helseplan.errors import DataError
from helseplan.vintages import klass
from helseplan.vintages.web import FetchError, Limits, Session
from tests.standin import Fault, StandIn, StillClock
from tests.standin_klass import MUNICIPALITIES


def periods(server: StandIn, first: int = 1980, last: int = 2026) -> dict[str, tuple[int | None, int | None]]:
    with Session((), limits=Limits(attempts=2, timeout_seconds=0.5), clock=StillClock(), seed=1) as session:
        return klass.periods(session, server.url, klass.MUNICIPALITIES, first, last)


def row(code: str, begin: str | None, end: str | None) -> dict[str, str | None]:
    return {"code": code, "validFromInRequestedRange": begin, "validToInRequestedRange": end}


def read(*rows: object, first: int = 1980, last: int = 2026) -> dict[str, tuple[int | None, int | None]]:
    return klass.read(json.dumps({"codes": rows}).encode(), first, last)


def test_halden_has_had_three_codes_and_oslo_one() -> None:
    with StandIn(klass={131: MUNICIPALITIES}) as server:
        found = periods(server)
        (asked,) = server.requests
    assert [found[code] for code in ("0101", "3001", "3101", "0301")] == [
        (None, 2019),
        (2020, 2023),
        (2024, None),
        (None, None),
    ]
    assert asked.path.endswith("/classifications/131/codes.json"), "without .json the answer is XML"
    assert asked.query == {"from": "1980-01-01", "to": "2027-01-01"}


def test_a_code_that_changed_its_name_has_one_period() -> None:
    with StandIn(klass={131: MUNICIPALITIES}) as server:
        assert periods(server)["5433"] == (2020, 2023)


def test_a_code_that_was_gone_before_what_is_asked_about_is_not_there() -> None:
    with StandIn(klass={131: MUNICIPALITIES}) as server:
        assert "0101" not in periods(server, 2020)


def test_a_classification_that_is_younger_than_the_question_is_open_at_its_start() -> None:
    found = read(row("0301", "1994-01-01", None), row("3101", "2024-01-01", None))
    assert found == {"0301": (None, None), "3101": (2024, None)}


def test_a_code_that_ends_within_a_year_was_valid_that_year() -> None:
    found = read(row("0301", None, None), row("1234", "2001-01-01", "2013-07-01"))
    assert found["1234"] == (2001, 2013)


@pytest.mark.parametrize(
    "content",
    [
        b"<codeList/>",
        b'{"codes": []}',
        b'{"codes": [{"code": "0301"}]}',
        b'{"codes": [{"code": "0301", "validFromInRequestedRange": "i dag", "validToInRequestedRange": null}]}',
        b'{"codes": "0301"}',
        b"[1]",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({"codes": [row("0301", "2020-01-01", "2020-01-01")]}).encode(),
    ],
)
def test_an_answer_of_another_kind_is_a_message(content: bytes) -> None:
    with pytest.raises(DataError, match="ikke slik KLASS gir det"):
        klass.read(content, 1980, 2026)


@pytest.mark.parametrize(
    "fault", [Fault("status", status=404), Fault("html", times=-1), Fault("half", times=-1)]
)
def test_no_answer_is_a_fetch_error(fault: Fault) -> None:
    with StandIn(klass={131: MUNICIPALITIES}) as server:
        server.faults.append(fault)
        with pytest.raises(FetchError):
            periods(server)

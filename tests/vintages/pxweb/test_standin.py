"""The stand-in server answers as SSB's own does: measured against the recorded answers and the documented refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.samples import needs_samples, sample
from tests.served import TABLE, population
from tests.standin import StandIn, StillClock
from tests.standin_csv import to_csv

Body = dict[str, list[dict[str, object]]]


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn([population()], {"maxDataCells": 30}) as standin:
        yield standin


def body(**codes: str) -> Body:
    return {
        "selection": [{"variableCode": name, "valueCodes": text.split(" ")} for name, text in codes.items()]
    }


def ask(server: StandIn, selection: Body, table: str = TABLE) -> httpx.Response:
    return httpx.post(f"{server.url}/tables/{table}/data?outputFormat=json-stat2", json=selection)


@needs_samples
@pytest.mark.parametrize("language", ["nor", "eng"])
def test_its_csv_of_a_recorded_answer_is_the_recorded_csv(language: str) -> None:
    document = json.loads(sample(f"ssb_v2_03024_response_{language}.json"))

    assert to_csv(document, {}) == sample(f"ssb_v2_03024_response_{language}.csv")


@pytest.mark.parametrize(
    ("selection", "status", "title"),
    [
        (body(Region="0 9999", ContentsCode="*", Tid="2026"), 400, "Non-existent value"),
        (body(Sted="0", Region="0", ContentsCode="*", Tid="2026"), 400, "Non-existent variable"),
        (body(ContentsCode="*", Tid="2026"), 400, "Missing selection for mandatory variable"),
        (body(Region="*", Kjonn="*", Alder="*", ContentsCode="*", Tid="*"), 403, "Too many cells selected"),
        ({"query": []}, 400, "Illegal selection"),
    ],
)
def test_it_refuses_as_documented(server: StandIn, selection: Body, status: int, title: str) -> None:
    answer = ask(server, selection)

    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_it_has_no_other_tables(server: StandIn) -> None:
    assert ask(server, body(), "00001").status_code == 404
    assert httpx.get(f"{server.url}/tables/00001").status_code == 404
    assert httpx.get(f"{server.url}/codelists/vs_Ingen").status_code == 404


def test_a_variable_that_may_be_left_out_is_summed_away(server: StandIn) -> None:
    cells = ask(server, body(Region="3101", Alder="000 001 105+", ContentsCode="*", Tid="2026")).json()[
        "value"
    ]
    total = ask(server, body(Region="3101", ContentsCode="*", Tid="2026")).json()

    assert total["value"] == [sum(cells)]
    assert total["id"] == ["Region", "ContentsCode", "Tid"]


@pytest.mark.parametrize(
    ("expression", "codes"),
    [
        ("top(2)", ["2025", "2026"]),
        ("bottom(1)", ["2023"]),
        ("from(2025)", ["2025", "2026"]),
        ("to(2024)", ["2023", "2024"]),
        ("range(2024,2025)", ["2024", "2025"]),
        ("202?", ["2023", "2024", "2025", "2026"]),
    ],
)
def test_expressions_are_understood(server: StandIn, expression: str, codes: list[str]) -> None:
    found = ask(server, body(Region="0", ContentsCode="*", Tid=expression)).json()

    assert list(found["dimension"]["Tid"]["category"]["index"]) == codes


def test_a_call_too_many_is_told_when_to_come_back() -> None:
    clock = StillClock()
    limits = {"maxCallsPerTimeWindow": 2, "timeWindow": 10}
    with StandIn([population()], limits, clock=clock.now) as server:
        statuses = [httpx.get(f"{server.url}/config").status_code for _ in range(3)]
        after = int(httpx.get(f"{server.url}/config").headers["retry-after"])
        clock.sleep(after)
        statuses.append(httpx.get(f"{server.url}/config").status_code)

    assert statuses == [200, 200, 429, 200]
    assert 10 <= after <= 11

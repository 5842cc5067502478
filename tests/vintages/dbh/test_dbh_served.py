"""The DBH client against a server on loopback: what is asked, what comes back, and every fault on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product

import pytest

from helseplan.errors import DataError
from helseplan.vintages.dbh import Client, selection
from helseplan.vintages.web import FetchError, Limits, Session
from tests.standin import DbhTable, Fault, StandIn, StillClock

PLACES = {"1110": "Universitetet i Bergen", "0211": "Høgskolen i Bodø"}
TABLE = DbhTable(
    [
        {
            "Institusjonskode": place,
            "Institusjonsnavn": PLACES[place],
            "Årstall": year,
            "Nivåkode": level,
            "Antall totalt": 100 * number,
            "Heltidsekvivalenter": 90.5 * number,
        }
        for number, (place, year, level) in enumerate(
            product(PLACES, ("2022", "2023", "2024"), ("HN", "LN", "FU")), 1
        )
    ],
    {"Institusjonskode": "Institusjonsnavn"},
)
TEXT = "Årstall=from(2023);Institusjonskode=*;sum(Nivåkode)=*,!FU"


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(dbh={123: TABLE}) as standin:
        yield standin


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(
        (), limits=Limits(largest_bytes=1 << 20, timeout_seconds=0.3), clock=StillClock(), seed=1
    ) as found:
        yield found


def fetch(
    server: StandIn, session: Session, text: str = TEXT, table: int = 123
) -> dict[tuple[str, ...], float]:
    client, choice = Client(session, server.dbh_url), selection(text, "dbh-123")
    answer = client.data(table, choice.group_by, choice.filters, choice.row)
    frame = client.read(answer.content, choice, str(table)).frame
    keys = frame.drop(columns=["value", "status"]).astype(str).itertuples(index=False)
    return dict(zip(map(tuple, keys), frame["value"], strict=True))


def wanted() -> dict[tuple[str, ...], float]:
    """The same sums from the table's own rows."""
    out: dict[tuple[str, ...], float] = {}
    for row in TABLE.rows:
        if row["Årstall"] >= "2023" and row["Nivåkode"] != "FU":
            for name in ("Antall totalt", "Heltidsekvivalenter"):
                key = (row["Årstall"], row["Institusjonskode"], name)
                out[key] = out.get(key, 0) + row[name]
    return out


def test_the_figures_come_grouped_and_narrowed_as_asked(server: StandIn, session: Session) -> None:
    assert fetch(server, session) == wanted()


def test_the_question_is_as_the_service_wants_it(server: StandIn, session: Session) -> None:
    fetch(server, session)

    (asked,) = server.requests
    assert (asked.method, asked.path) == ("POST", "/api/Tabeller/hentJSONTabellData")
    assert asked.body == {
        "tabell_id": 123,
        "api_versjon": 1,
        "statuslinje": "N",
        "kodetekst": "J",
        "desimal_separator": ".",
        "groupBy": ["Årstall", "Institusjonskode"],
        "sortBy": ["Årstall", "Institusjonskode"],
        "filter": [
            {"variabel": "Årstall", "selection": {"filter": "between", "values": ["2023", "9999"]}},
            {"variabel": "Institusjonskode", "selection": {"filter": "all", "values": ["*"]}},
            {"variabel": "Nivåkode", "selection": {"filter": "all", "values": ["*"], "exclude": ["FU"]}},
        ],
    }


def test_the_list_of_tables_and_variables_is_read(server: StandIn, session: Session) -> None:
    client = Client(session, server.dbh_url)

    assert client.contents()["Tabell id"].tolist() == ["123"]
    assert client.variables(123) == TABLE.columns
    assert client.variables(999) == []
    assert [asked.query for asked in server.requests] == [
        {"rptNr": "001"},
        {"rptNr": "002"},
        {"rptNr": "002"},
    ]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", status=500, times=3),
        Fault("status", status=503),
        Fault("status", status=429, retry_after="7"),
        Fault("slow", seconds=5),
        Fault("half"),
        Fault("closed"),
        Fault("html"),
        Fault("empty"),
        Fault("cut"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status}",
)
def test_a_passing_fault_is_passed_over(server: StandIn, session: Session, fault: Fault) -> None:
    server.faults.append(fault)

    assert fetch(server, session) == wanted()
    assert session.calls == fault.times + 1
    assert session.waited > 0


def test_the_wait_the_service_asks_for_is_kept(server: StandIn) -> None:
    clock = StillClock()
    server.faults.append(Fault("status", status=429, retry_after="7"))

    with Session((), clock=clock) as session:
        fetch(server, session)

    assert clock.slept == [7]


@pytest.mark.parametrize("kind", ["html", "closed", "half", "status", "empty"])
def test_a_lasting_fault_ends_in_a_message(server: StandIn, session: Session, kind: str) -> None:
    server.faults.append(Fault(kind, times=-1))

    with pytest.raises(FetchError, match="5 ganger"):
        fetch(server, session)

    assert session.calls == 5


def test_an_answer_without_end_is_cut_off(server: StandIn, session: Session) -> None:
    server.faults.append(Fault("endless"))

    with pytest.raises(FetchError, match="større"):
        fetch(server, session)


def test_another_host_is_not_followed(server: StandIn, session: Session) -> None:
    server.faults.append(Fault("redirect", to="http://example.org/api"))

    with pytest.raises(FetchError):
        fetch(server, session)


def test_no_rows_is_said_and_is_no_zero(server: StandIn, session: Session) -> None:
    with pytest.raises(DataError, match="ingen tall"):
        fetch(server, session, "Årstall=1999")

    assert session.calls == 1


def test_an_unknown_variable_is_explained_with_those_there_are(server: StandIn, session: Session) -> None:
    with pytest.raises(DataError) as caught:
        fetch(server, session, "Årstall=*;Instkode=*")

    message = str(caught.value)
    assert "raden «dbh-123»" in message
    assert "ukjent variabel Instkode" in message
    assert "Institusjonskode" in caught.value.expected


def test_a_refusal_is_told_also_when_the_list_of_variables_is_gone(server: StandIn, session: Session) -> None:
    server.faults.append(Fault("html", "bulk-csv", times=-1))

    with pytest.raises(DataError, match="finnes ikke"):
        fetch(server, session, "Årstall=*;Instkode=*")


def test_an_unknown_table_is_told(server: StandIn, session: Session) -> None:
    with pytest.raises(DataError, match="Tabellen 124 finnes ikke"):
        fetch(server, session, table=124)


def test_a_list_that_is_no_list_is_told(server: StandIn, session: Session) -> None:
    server.faults.append(Fault("html", "bulk-csv", times=-1))

    with pytest.raises(DataError, match="Oversikten"):
        Client(session, server.dbh_url).contents()


def test_the_same_question_gives_the_same_bytes(server: StandIn, session: Session) -> None:
    client, choice = Client(session, server.dbh_url), selection(TEXT)

    first, second = (client.data(123, choice.group_by, choice.filters).content for _ in range(2))

    assert first == second
    assert json.loads(first)[0]["Antall totalt"] == str(int(json.loads(first)[0]["Antall totalt"]))

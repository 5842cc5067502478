"""Faults on the line, over real HTTP: what may pass is passed over in silence, what lasts ends in one clear message."""

from __future__ import annotations

import pytest

from helseplan.errors import DataError, HelseplanError
from helseplan.vintages.web import FetchError
from tests.served import LIMITS, TABLE, TEXT, asked_for, fetch, opened, population, same
from tests.standin import Fault, StandIn, StillClock

PATHS = ["/config", "/metadata", "/data"]
PASSING = [
    Fault("status", status=500),
    Fault("status", status=503, times=4),
    Fault("status", status=429),
    Fault("status", status=429, retry_after="9"),
    Fault("slow", seconds=5),
    Fault("half"),
    Fault("closed", times=2),
    Fault("html"),
    Fault("empty"),
    Fault("cut"),
]


def named(fault: Fault) -> str:
    return f"{fault.kind}-{fault.status}-{fault.retry_after}"


@pytest.fixture(scope="module")
def whole():
    """The extract from a server that never fails."""
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        return fetch(client)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("fault", PASSING, ids=named)
def test_a_passing_fault_is_passed_over_and_told(whole, fault: Fault, path: str) -> None:
    spoiled = Fault(**{**vars(fault), "path": path})
    with StandIn([population()]) as server, opened(server) as (client, session, told):
        server.faults.append(spoiled)
        found = fetch(client)
        hit = len(server.asked(path))

    assert same(found, whole)
    assert hit == fault.times + 1
    assert len(told) == fault.times
    assert session.waited == sum(seconds for _, seconds in told) > 0
    assert all(reason for reason, _ in told)


def test_the_waits_grow_and_retry_after_is_kept() -> None:
    clock = StillClock()
    with StandIn([population()]) as server, opened(server, clock) as (client, _, _):
        server.faults += [
            Fault("status", "/data", status=503, times=3),
            Fault("status", "/data", status=429, retry_after="42"),
        ]
        fetch(client)

    first, second, third, last = clock.slept
    assert first < second < third
    assert last == 42


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", ["status", "half", "closed", "html", "empty", "cut"])
def test_a_lasting_fault_ends_in_one_message_that_says_how_often_it_was_tried(kind: str, path: str) -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        server.faults.append(Fault(kind, path, times=-1))
        with pytest.raises(FetchError, match="prøvd 5 ganger") as caught:
            fetch(client)
        asked = len(server.asked(path))

    assert asked == LIMITS.attempts
    assert caught.value.exit_code == 1
    assert "tatt vare på" in str(caught.value)
    assert "<script" not in str(caught.value)


def test_a_server_that_never_answers_in_time_is_given_up() -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        server.faults.append(Fault("slow", "/config", times=-1, seconds=5))
        with pytest.raises(FetchError, match="5 ganger"):
            fetch(client)


def test_an_answer_without_end_is_cut_off_at_the_size_limit() -> None:
    with StandIn([population()]) as server, opened(server) as (client, session, _):
        server.faults.append(Fault("endless", "/data", times=-1))
        with pytest.raises(FetchError, match="større"):
            fetch(client)

        assert len(server.asked("/data")) == 1  # not asked for again
        assert session.received < LIMITS.largest_bytes


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "to", ["http://example.org/x", "https://example.org/x", "//example.org/x", "file:///etc/passwd", ""]
)
def test_nobody_is_followed_to_another_place(to: str, path: str) -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        server.faults.append(Fault("redirect", path, times=-1, to=to))
        with pytest.raises(FetchError):
            fetch(client)


def test_a_wrong_media_type_does_not_spoil_a_right_answer(whole) -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        server.faults.append(Fault("kind", times=-1))

        assert same(fetch(client), whole)


def test_a_refusal_for_too_many_cells_says_what_was_asked_and_what_the_limit_is() -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        extract = asked_for(client)
        server.faults.append(Fault("status", "/data", status=403))
        with pytest.raises(FetchError, match="for mange celler") as caught:
            client.data(client.parts(extract)[0])

    assert "48 celler" in caught.value.found
    assert "800\u00a0000" in caught.value.expected


def test_a_limit_lowered_under_way_is_explained() -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        (part,) = client.parts(asked_for(client))
        server.config["maxDataCells"] = 10
        with pytest.raises(FetchError, match="for mange celler"):
            client.data(part)


@pytest.mark.parametrize("name", ["maxDataCells", "maxCallsPerTimeWindow", "timeWindow"])
@pytest.mark.parametrize("value", [None, "mange", -1])
def test_a_service_that_does_not_tell_its_limits_is_not_asked_for_figures(name: str, value: object) -> None:
    with StandIn([population()], {name: value}) as server, opened(server) as (client, _, _):
        with pytest.raises(DataError):
            fetch(client)

        assert not server.asked("/data")


def test_a_service_without_the_format_is_refused() -> None:
    refused = pytest.raises(DataError, match="json-stat2")
    limits = {"dataFormats": ["px", "xlsx"]}
    with StandIn([population()], limits) as server, opened(server) as (client, _, _), refused:
        fetch(client)


def test_a_table_that_is_gone_names_the_registry_row_to_change() -> None:
    with (
        StandIn([population()]) as server,
        opened(server) as (client, _, _),
        pytest.raises(DataError) as caught,
    ):
        fetch(client, table="99999")

    assert "99999" in str(caught.value)
    assert "data/tables.csv" in str(caught.value)


def test_a_table_updated_between_two_parts_is_not_joined() -> None:
    with StandIn([population()], {"maxDataCells": 24}) as server, opened(server) as (client, _, _):
        server.faults.append(Fault("updated", "/data"))
        with pytest.raises(DataError, match="oppdatert mens den ble hentet"):
            fetch(client)


@pytest.mark.parametrize("kind", ["cells", "missing", "extra", "renamed"])
def test_no_fault_is_ever_a_traceback(kind: str) -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        server.faults.append(Fault(kind, "/data", times=-1, variable="Alder", code="001", to="AlderNy"))
        with pytest.raises(HelseplanError) as caught:
            fetch(client, TEXT, TABLE)

    assert caught.value.what.endswith(".")

"""A changed layout, found out before any figure is used: what was expected, what came, which registry row to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from helseplan.errors import DataError
from helseplan.vintages.pxweb import LayoutError
from tests.pxtable import px_table
from tests.served import TABLE, TEXT, asked_for, fetch, opened, population, same
from tests.standin import Fault, StandIn

EXPLICIT = "Region=0,3101;Kjonn=1,2;Alder=000,001,105+;ContentsCode=Personer1;Tid=2023,2024,2025,2026"


def table(**dimensions: Any) -> dict[str, Any]:
    """A table 07459 with another layout."""
    usual: Mapping[str, Any] = {
        "Region": ["0", "3101"],
        "Kjonn": ["2", "1"],
        "Alder": ["000", "001", "105+"],
        "ContentsCode": ["Personer1"],
        "Tid": ["2023", "2024", "2025", "2026"],
    }
    layout = {name: codes for name, codes in {**usual, **dimensions}.items() if codes}
    return px_table(TABLE, layout, lambda *_: 1)


@pytest.fixture(scope="module")
def whole():
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        return fetch(client)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (table(Alder=None, Aldersgruppe=["000", "001", "105+"]), ["«Alder»", "Aldersgruppe"]),
        (table(Alder=["000", "001", "100+"]), ["105+", "100+"]),
        (table(Kjonn=["M", "K"]), ["Kjonn", "M"]),
        (table(ContentsCode=["Personer"]), ["Personer1", "Personer"]),
        (table(Tid=["2023", "2024", "2025"]), ["2026", "2025"]),
        (table(Statsborgerskap=["0", "1"]), ["Statsborgerskap"]),
        (table(Kjonn=None), ["«Kjonn»"]),
    ],
    ids=[
        "renamed variable",
        "renamed code",
        "other codes",
        "metric",
        "missing year",
        "extra variable",
        "missing variable",
    ],
)
def test_a_new_layout_stops_before_any_figure_is_asked_for(document: dict[str, Any], said: list[str]) -> None:
    with StandIn([document]) as server, opened(server) as (client, _, _):
        with pytest.raises(LayoutError) as caught:
            fetch(client, EXPLICIT)

        assert not server.asked("/data")
    message = str(caught.value)
    assert "data/tables.csv" in message
    assert "ssb-07459" in message
    assert all(word in message for word in said), message


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (table(Alder=["000", "001", "100+"]), ["105+", "100+"]),
        (table(Alder=None, Aldersgruppe=["000"]), ["«Alder»", "Aldersgruppe"]),
        (table(Statsborgerskap=["0", "1"]), ["Statsborgerskap"]),
    ],
    ids=["code", "variable", "extra variable"],
)
def test_a_layout_changed_under_way_is_explained_from_the_new_one(
    document: dict[str, Any], said: list[str]
) -> None:
    """The description was read, then the table was changed: the service says 400 to the question."""
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        (part,) = client.parts(asked_for(client, EXPLICIT))
        server.tables[TABLE] = document
        with pytest.raises(LayoutError) as caught:
            client.data(part)

    message = str(caught.value)
    assert "ssb-07459" in message
    assert all(word in message for word in said), message


def test_a_table_that_disappears_under_way_is_told() -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        (part,) = client.parts(asked_for(client))
        del server.tables[TABLE]
        with pytest.raises(DataError, match="07459"):
            client.data(part)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("missing", variable="Alder", code="001"), "001"),
        (Fault("missing", variable="Tid", code="2026"), "2026"),
        (Fault("renamed", variable="Alder", to="AlderNy"), "AlderNy"),
        (Fault("extra"), "NyVariabel"),
    ],
    ids=["code", "year", "renamed", "extra"],
)
def test_an_answer_to_another_question_is_refused(fault: Fault, said: str) -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        server.faults.append(Fault(**{**vars(fault), "path": "/data"}))
        with pytest.raises(LayoutError) as caught:
            fetch(client)

    assert said in str(caught.value)
    assert "ssb-07459" in str(caught.value)


def test_an_answer_from_another_table_is_refused() -> None:
    other = px_table(
        "07460",
        {name: part["category"]["label"] for name, part in population()["dimension"].items()},
        [0] * 48,
    )
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        client.metadata(TABLE)
        server.tables[TABLE] = other
        with pytest.raises(LayoutError, match="annen tabell"):
            fetch(client)


@pytest.mark.parametrize(
    "fault",
    [Fault("order"), Fault("order", variable="Alder"), Fault("order", variable="Tid"), Fault("sparse")],
    ids=["all codes", "age", "time", "sparse"],
)
@pytest.mark.parametrize("path", ["/data", ""])
def test_another_order_and_sparse_values_change_no_cell(whole, fault: Fault, path: str) -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        server.faults.append(Fault(**{**vars(fault), "path": path, "times": -1}))

        assert same(fetch(client), whole)


def test_an_answer_with_a_value_too_few_is_refused() -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        server.faults.append(Fault("cells", "/data"))
        with pytest.raises(DataError, match=r"47|48"):
            fetch(client)


def test_a_variable_left_out_is_not_summed_away_in_silence() -> None:
    with StandIn([population()]) as server, opened(server) as (client, _, _):
        with pytest.raises(LayoutError, match="summert bort"):
            fetch(client, TEXT.replace("Kjonn=*;", ""))

        assert not server.asked("/data")

"""An answer about something else than was asked for is never taken for what was asked for."""

from __future__ import annotations

import httpx
import pytest

from helseplan.vintages.pxweb import LayoutError
from tests.served import TABLE, asked_for, opened, population
from tests.standin import Fault, StandIn
from tests.vintages.pxweb.services import COUNTIES, Px, client


@pytest.mark.parametrize("said", ["12003", "../../07459", "7459"])
def test_the_description_of_another_table_is_refused(said: str) -> None:
    with StandIn([population()]) as server, opened(server) as (asked, _, _):
        server.faults.append(Fault("table", path="/metadata", to=said))
        with pytest.raises(LayoutError, match="annen tabell") as caught:
            asked.metadata(TABLE)
    assert caught.value.column == "table"
    assert caught.value.table == TABLE


def test_the_number_may_be_in_other_letters_and_the_registrys_is_used() -> None:
    table = population()
    table["extension"]["px"]["tableid"] = "tab638"
    with StandIn([table]) as server, opened(server) as (asked, _, _):
        server.tables["TAB638"] = table
        (part,) = asked.parts(asked_for(asked, table="TAB638"))
        assert part.table == "TAB638"
        assert "/tables/TAB638/data" in asked.data(part).url


def test_a_description_without_a_number_is_taken() -> None:
    table = population()
    with StandIn([table]) as server, opened(server) as (asked, _, _):
        table["extension"].pop("px")
        server.tables[TABLE] = table
        assert asked.metadata(TABLE).table == TABLE


def answering(path: str, **changes: str):
    """A service whose answer at one path has other fields."""
    service = Px()

    def reply(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(path):
            found = COUNTIES if "codelists" in path else service.about()
            return httpx.Response(200, json={**found, **changes})
        return service(request)

    return client(reply)


def test_what_is_told_of_another_table_is_refused() -> None:
    with pytest.raises(LayoutError, match="annen tabell"):
        answering("/tables/07459", id="12003").table("07459")


def test_another_code_list_is_refused() -> None:
    with pytest.raises(LayoutError, match="annen kodeliste"):
        answering("/codelists/agg_KommFylker", id="agg_Landsdeler").codelist("agg_KommFylker")
    found = answering("/codelists/agg_KommFylker", id="AGG_KommFylker").codelist("agg_KommFylker")
    assert found.id == "agg_KommFylker"

"""A refusal says which variable or code, and what exists instead."""

from __future__ import annotations

import httpx
import pytest

from helseplan.vintages.pxweb import LayoutError
from helseplan.vintages.web import FetchError
from tests.pxtable import px_table
from tests.vintages.pxweb.services import Px, client, population, problem

ALL = "Region=0,3101;Kjonn=*;Alder=*;ContentsCode=Personer1;Tid=*"


def refused(reply: httpx.Response, now: dict | None = None, text: str = ALL) -> Exception:
    """Ask for the table as it was, of a service that has changed to ``now`` and says no."""
    service = Px()
    asked = client(service)
    (part,) = asked.parts(asked.resolve(asked.metadata("07459"), text, "ssb-07459"))
    service.table, service.refusal = now or service.table, reply
    with pytest.raises((LayoutError, FetchError)) as caught:
        asked.data(part)
    return caught.value


def without(variable: str, code: str) -> dict:
    table = population()
    for part in ("index", "label"):
        del table["dimension"][variable]["category"][part][code]
    return table


def test_a_code_that_is_gone_is_named():
    fault = refused(problem(400, "Non-existent value"), without("Region", "3101"))
    assert isinstance(fault, LayoutError)
    assert "«Region» i tabell 07459 har ikke koden «3101»" in fault.what
    assert "3103 (Moss)" in fault.found
    assert "raden «ssb-07459»" in fault.where


def test_a_variable_that_is_gone_is_named():
    now = px_table("07459", {"Region": ["0", "3101"], "Kjoenn": ["2"], "Tid": ["2026"]}, lambda *_: 1)
    fault = refused(problem(400, "Non-existent variable"), now)
    assert "ingen variabel «Kjonn»" in fault.what
    assert "Mente du «Kjoenn»" in fault.fix


def test_a_variable_that_is_new_is_named():
    now = population()
    now["id"].append("Sivilstand")
    now["size"].append(1)
    now["dimension"]["Sivilstand"] = {
        "label": "sivilstand",
        "category": {"index": {"U": 0}, "label": {"U": "Ugift"}},
        "extension": {},
    }
    fault = refused(problem(400, "Missing selection for mandantory variable"), now)
    assert "krever koder for «Sivilstand»" in fault.what
    assert "U (Ugift)" in fault.found


def test_a_code_list_that_is_gone_is_named():
    now = population()
    now["dimension"]["Region"]["extension"]["codelists"] = [{"id": "agg_KommFylker2"}]
    text = ALL.replace("Region=0,3101", "Region@agg_KommFylker=*")
    fault = refused(problem(400, "Non-existent codelist"), now, text)
    assert "ingen kodeliste «agg_KommFylker»" in fault.what
    assert "agg_KommFylker2" in fault.fix


@pytest.mark.parametrize(
    "reply", [problem(403, "Too many cells selected"), problem(400, "x", detail="Too many cells selected")]
)
def test_too_many_cells_says_what_was_asked_and_what_the_limit_is(reply):
    fault = refused(reply)
    assert isinstance(fault, FetchError)
    assert "for mange celler" in fault.what
    assert "800\u00a0000 celler" in fault.expected
    assert "168 celler" in fault.found


def test_a_refusal_without_a_visible_cause_keeps_the_services_own_words():
    fault = refused(problem(400, "Illegal <b>selection</b>", detail="a\nb"))
    assert isinstance(fault, FetchError)
    assert fault.found == "HTTP 400 «Illegal selection; a b»; 168 celler"


@pytest.mark.parametrize("body", [b"", b"<html>Forbidden</html>", b"[1]", b'{"title": 7}', b"\xff"])
def test_a_refusal_that_is_no_problem_document_is_still_told(body):
    fault = refused(httpx.Response(403, content=body))
    assert isinstance(fault, FetchError)
    assert "HTTP 403" in fault.found


def test_the_refusal_is_told_also_when_the_table_cannot_be_looked_at_again():
    service = Px()
    asked = client(service)
    (part,) = asked.parts(asked.resolve(asked.metadata("07459"), ALL))
    service.table = px_table("00001", {"Tid": ["2026"]}, [1])
    with pytest.raises(LayoutError, match="ingen tabell 07459"):
        asked.data(part)

"""What the client sends, and what it makes of the answers."""

from __future__ import annotations

import json

import httpx
import pytest

from helseplan.errors import DataError
from helseplan.vintages.pxweb import LayoutError, jsonstat
from helseplan.vintages.pxweb import cube as cubes
from helseplan.vintages.web import FetchError
from tests.pxtable import cut
from tests.vintages.pxweb.services import Px, client, population

ALL = "Region=*;Kjonn=*;Alder=*;ContentsCode=Personer1;Tid=*"


def test_data_are_asked_for_by_post_as_json_stat():
    service = Px()
    asked = client(service)
    extract = asked.resolve(asked.metadata("07459"), "Region=0;Kjonn=1;Alder=105+;ContentsCode=*;Tid=top(1)")
    (part,) = asked.parts(extract)
    answer = asked.data(part)
    request = service.asked[-1]
    assert (request.method, service.paths[-1]) == ("POST", "/tables/07459/data")
    assert dict(request.url.params) == {"lang": "no", "outputFormat": "json-stat2"}
    assert json.loads(request.content)["selection"][2] == {"variableCode": "Alder", "valueCodes": ["105+"]}
    chosen = {
        "Region": ["0"],
        "Kjonn": ["1"],
        "Alder": ["105+"],
        "ContentsCode": ["Personer1"],
        "Tid": ["2026"],
    }
    assert json.loads(answer.content) == cut(service.table, chosen)


def test_a_variable_summed_on_purpose_is_left_out():
    service = Px()
    asked = client(service)
    extract = asked.resolve(asked.metadata("07459"), ALL.replace("Kjonn=*", "Kjonn=-"))
    asked.data(asked.parts(extract)[0])
    sent = json.loads(service.asked[-1].content)["selection"]
    assert [each["variableCode"] for each in sent] == ["Region", "Alder", "ContentsCode", "Tid"]


def test_parts_of_an_extract_join_to_the_whole():
    service = Px(config={"maxDataCells": 50})
    asked = client(service)
    extract = asked.resolve(asked.metadata("07459"), ALL)
    parts = asked.parts(extract)
    assert len(parts) == 7
    joined = cubes.join([jsonstat.read(asked.data(part).content) for part in parts])
    whole = jsonstat.read(json.dumps(service.table).encode())
    names = [dimension.code for dimension in whole.dimensions]
    assert (
        joined.frame.astype(str)
        .sort_values(names, ignore_index=True)
        .equals(whole.frame.astype(str).sort_values(names, ignore_index=True))
    )


def test_descriptions_are_asked_for_once():
    service = Px()
    asked = client(service)
    for _ in range(3):
        asked.metadata("07459")
        asked.metadata_answer("07459")
        asked.codelist("agg_KommFylker")
    assert service.paths == ["/config", "/tables/07459/metadata", "/codelists/agg_KommFylker"]


@pytest.mark.parametrize("table", ["../config", "07459/data", "", "07459?x=1", "07 459", "æ"])
def test_a_table_number_is_never_a_path(table):
    service = Px()
    asked = client(service)
    for ask in (asked.table, asked.metadata):
        with pytest.raises(DataError, match="tabellnummer"):
            ask(table)
    assert [path for path in service.paths if path != "/config"] == []


@pytest.mark.parametrize("name", ["../x", "agg_../x", "agg_a?b", "KommFylker", "agg_"])
def test_a_code_list_is_never_a_path(name):
    with pytest.raises(DataError, match="kodeliste"):
        client(Px()).codelist(name)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (httpx.Response(200, html="<html>Vedlikehold</html>"), "nettside"),
        (httpx.Response(200, content=b"\n[1]"), "annet enn JSON"),
        (httpx.Response(200, content=b'{"value": [1, 2'), "avkortet"),
        (httpx.Response(200, content=b""), "annet enn JSON"),
    ],
)
def test_an_answer_that_is_no_json_is_asked_for_again_and_then_explained(reply, reason):
    service = Px()
    asked = client(service, attempts=3)
    (part,) = asked.parts(asked.resolve(asked.metadata("07459"), ALL))
    service.refusal = reply
    before = len(service.asked)
    with pytest.raises(FetchError, match=reason):
        asked.data(part)
    assert len(service.asked) - before == 3


def test_an_unknown_table_is_explained():
    with pytest.raises(LayoutError, match=r"ingen tabell 99999[\s\S]*kolonnen «table»") as caught:
        client(Px()).metadata("99999")
    assert "Non-existent table" in caught.value.found
    with pytest.raises(LayoutError, match="ingen tabell 99999"):
        client(Px()).table("99999")
    with pytest.raises(LayoutError, match="ingen kodeliste"):
        client(Px()).codelist("agg_Ukjent")


def test_the_population_of_the_sample_table_is_unchanged_through_the_client():
    service = Px(population(status={0: "."}))
    asked = client(service)
    (part,) = asked.parts(asked.resolve(asked.metadata("07459"), ALL))
    cube = jsonstat.read(asked.data(part).content)
    assert cube.frame["status"].iloc[0] == "."
    assert cube.dimension("Alder").codes[-1] == "105+"

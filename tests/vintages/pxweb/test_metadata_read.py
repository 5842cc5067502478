"""A table's variables, codes, code lists and notes."""

from __future__ import annotations

import copy
import json

import pytest

from helseplan.errors import DataError
from helseplan.vintages.pxweb import LayoutError, metadata
from tests.pxtable import metadata_of
from tests.samples import needs_samples, sample
from tests.vintages.pxweb.services import COUNTIES, Px, client, population

HERE = "https://data.ssb.no/tables/07459/metadata"


def read(document):
    return metadata.read(json.dumps(document).encode(), "07459", HERE)


def test_variables_come_in_the_tables_order_with_what_the_service_says():
    found = client(Px(population(notes=["Se <b>listen</b>"]))).metadata("07459")
    assert [each.code for each in found.variables] == ["Region", "Kjonn", "Alder", "ContentsCode", "Tid"]
    assert [each.elimination for each in found.variables] == [False, True, True, False, False]
    assert [each.role for each in found.variables] == ["geo", "", "", "metric", "time"]
    assert found.variable("Kjonn").codes == ("2", "1")
    assert found.variable("Alder").codes[-1] == "105+"
    assert found.variable("Region").codelists == ("agg_KommFylker", "vs_Kommun")
    assert found.variable("ContentsCode").units == {"Personer1": "personer"}
    assert (found.table, found.updated, found.notes) == (
        "07459",
        "2026-02-25T07:00:00Z",
        ("Se <b>listen</b>",),
    )
    assert not found.discontinued


def test_codes_follow_their_index_not_the_order_they_are_written_in():
    document = metadata_of(population())
    category = document["dimension"]["Kjonn"]["category"]
    category["index"] = {"1": 1, "2": 0}
    assert read(document).variable("Kjonn").codes == ("2", "1")
    category["index"] = ["1", "2"]
    assert read(document).variable("Kjonn").codes == ("1", "2")


def test_one_category_may_lack_an_index():
    document = metadata_of(population())
    del document["dimension"]["ContentsCode"]["category"]["index"]
    assert read(document).variable("ContentsCode").codes == ("Personer1",)
    del document["dimension"]["Kjonn"]["category"]["index"]
    with pytest.raises(DataError, match="Kjonn"):
        read(document)


@pytest.mark.parametrize(
    "index",
    [{"1": 0, "2": 0}, ["1", "1"], ["1", 2], [], {}, {"1": 0.5, "2": 1}, {"1": True, "2": 0}, "12", 7],
)
def test_an_index_that_makes_no_sense_is_refused(index):
    document = metadata_of(population())
    document["dimension"]["Kjonn"]["category"]["index"] = index
    with pytest.raises(DataError, match="Kjonn"):
        read(document)


@pytest.mark.parametrize(
    "change", [{"class": "collection"}, {"id": []}, {"id": ["Region", "Ukjent"]}, {"dimension": []}]
)
def test_what_is_no_metadata_is_refused(change):
    with pytest.raises(DataError, match="metadata"):
        read({**metadata_of(population()), **change})


def test_contact_persons_are_not_kept():
    document = metadata_of(population())
    document["extension"]["contact"] = [{"name": "Kari Nordmann", "mail": "kari@example.org"}]
    assert "Nordmann" not in repr(read(document))


def test_an_unknown_variable_names_those_there_are():
    with pytest.raises(LayoutError, match=r"Kjonn \(kjonn\)[\s\S]*raden «ssb-07459»[\s\S]*Mente du «Kjonn»"):
        read(metadata_of(population())).variable("Kjønn", "ssb-07459")


def test_the_specifications_older_spelling_is_read_too():
    document = copy.deepcopy(metadata_of(population()))
    extension = document["dimension"]["Region"]["extension"]
    extension["codeLists"] = extension.pop("codelists")
    assert read(document).variable("Region").codelists == ("agg_KommFylker", "vs_Kommun")


def test_a_table_tells_when_it_was_updated():
    found = client(Px()).table("07459")
    assert (found.updated, found.first_period, found.last_period) == ("2026-02-25T07:00:00Z", "2020", "2026")
    assert found.discontinued is False
    with pytest.raises(DataError, match="updated"):
        metadata.read_table(b'{"id": "07459"}', "07459", HERE)


def test_a_code_list_tells_what_is_in_each_code():
    found = client(Px()).codelist("agg_KommFylker")
    assert found.codes == ("F-31", "F-03")
    assert found.members["F-31"] == ("3101", "3103")
    assert found.labels["F-31"] == "Østfold"
    assert found.aggregated
    older = {
        **COUNTIES,
        "values": [{"code": "SE11", "value": "Stockholm", "valueMap": ["01"]}],
        "type": "Valueset",
    }
    found = metadata.read_codelist(json.dumps(older).encode(), HERE)
    assert (found.labels, found.aggregated) == ({"SE11": "Stockholm"}, False)
    with pytest.raises(DataError, match="kodeliste"):
        metadata.read_codelist(b'{"values": [1]}', HERE)


@needs_samples
def test_real_metadata_is_read():
    for name, code, count in (
        ("pxapispecs_dataset-meta.json", "Region", 312),
        ("pxwebapi_MetadataById_tab004_js2.json", "SECTOR", 14),
        ("pxwebapi_MetadataById_tab001_js2.json", "TIME", None),
    ):
        found = metadata.read(sample(name), "x", name)
        assert count is None or len(found.variable(code).codes) == count
    spec = metadata.read(sample("pxapispecs_dataset-meta.json"), "x", "x")
    assert spec.table == "TAB638"
    assert spec.variable("Alder").codelists[0] == "vs_Ålder1årA"
    lists = sample("pxapispecs_codelists-agg_RegionNUTS2_2008-response.json")
    assert metadata.read_codelist(lists, "x").members["SE22"] == ("10", "12")
    for name in ("pxapispecs_tables-table-response.json", "pxwebapi_TableById_tab004.json"):
        assert metadata.read_table(sample(name), "x", name).updated

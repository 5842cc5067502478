"""The service's limits come from its own /config; nothing is assumed."""

from __future__ import annotations

import json

import pytest

from helseplan.errors import DataError
from helseplan.vintages.pxweb import config
from helseplan.vintages.web import Answer
from tests.vintages.pxweb.services import CONFIG, Px, client


def answer(document, **headers: str) -> Answer:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Answer(content, "application/json", 200, "https://data.ssb.no/config", headers)


def test_limits_and_formats_are_read():
    found = config.read(answer(CONFIG))
    assert (found.max_cells, found.calls, found.window_seconds) == (800_000, 30, 60)
    assert found.formats == ("json-stat2", "csv")
    assert found.languages == ("no",)


def test_the_pace_is_in_a_header_where_the_document_has_zero():
    """SSB's /config has 0 calls per 0 seconds and the header ``40;w=60s``."""
    zero = {**CONFIG, "maxCallsPerTimeWindow": 0, "timeWindow": 0}
    found = config.read(answer(zero, **{"x-ratelimit-policy": "40;w=60s"}))
    assert (found.calls, found.window_seconds) == (40, 60)
    assert config.read(answer(zero)).calls == 0
    bare = {
        name: value for name, value in CONFIG.items() if name not in ("maxCallsPerTimeWindow", "timeWindow")
    }
    assert config.read(answer(bare, **{"x-ratelimit-policy": "40;w=60"})).calls == 40


@pytest.mark.parametrize("name", ["maxDataCells", "maxCallsPerTimeWindow", "timeWindow"])
@pytest.mark.parametrize("value", [None, "800000", -1, True, 1.5])
def test_a_config_without_a_limit_is_refused(name, value):
    document = {**CONFIG, name: value}
    with pytest.raises(DataError, match=name):
        config.read(answer(document))
    del document[name]
    with pytest.raises(DataError, match=name):
        config.read(answer(document))


def test_a_limit_of_no_cells_is_refused():
    with pytest.raises(DataError, match="maxDataCells"):
        config.read(answer({**CONFIG, "maxDataCells": 0}))


def test_a_service_without_our_format_is_refused():
    with pytest.raises(DataError, match="csv, px"):
        config.read(answer({**CONFIG, "dataFormats": ["csv", "px"]}))
    older = {name: value for name, value in CONFIG.items() if name != "dataFormats"}
    assert config.read(answer(older)).formats == ()


@pytest.mark.parametrize("content", [b"[]", b"{", b"\xff", b"<html></html>", b"null", b"[" * 100_000])
def test_what_is_no_config_is_refused(content):
    with pytest.raises(DataError, match="base_url"):
        config.read(answer(content))


def test_config_is_asked_first_and_once_and_sets_the_pace():
    service = Px(config={"maxCallsPerTimeWindow": 3, "timeWindow": 10})
    asked = client(service)
    asked.table("07459")
    asked.metadata("07459")
    asked.table("07459")
    assert service.paths == ["/config", "/tables/07459", "/tables/07459/metadata", "/tables/07459"]
    assert asked.web.clock.slept == [10]


def test_the_services_own_language_is_used_when_it_lacks_ours():
    service = Px(config={"languages": [{"id": "sv", "label": "Svenska"}]})
    client(service).table("07459")
    assert "lang" not in service.asked[-1].url.params
    service = Px()
    client(service).table("07459")
    assert service.asked[-1].url.params["lang"] == "no"

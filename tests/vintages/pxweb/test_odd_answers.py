"""Odd but possible answers are messages, never tracebacks."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from helseplan.errors import DataError
from helseplan.vintages import klass
from helseplan.vintages.pxweb import answers, config, jsonstat, metadata
from helseplan.vintages.web import Answer
from tests.pxtable import metadata_of
from tests.vintages.pxweb.services import CONFIG, population

HALF = "\ud800"
"""Half a character: JSON may hold it, no file and no screen may."""


@pytest.mark.parametrize(
    "document", [{"updated": HALF}, {HALF: 1}, {"a": [{"b": f"x{HALF}"}]}, {"a": float("nan")}]
)
def test_what_cannot_be_stored_is_no_answer(document):
    with pytest.raises(DataError, match="JSON-objekt"):
        answers.parsed(json.dumps(document).encode(), "x")


def test_a_whole_pair_is_a_character():
    assert answers.parsed(b'{"a": "\\ud83d\\ude00"}', "x") == {"a": "\U0001f600"}


def test_half_a_character_is_refused_by_klass_too():
    row = {"code": HALF, klass.codes.FROM: "2000-01-01", klass.codes.TO: None}
    with pytest.raises(DataError, match="KLASS"):
        klass.read(json.dumps({"codes": [row]}).encode(), 1980, 2026)


@pytest.mark.parametrize("lists", [5, "x", True, {"id": "x"}, [None, {"id": 1}, 7]])
def test_code_lists_of_another_kind_are_passed_over(lists):
    document = metadata_of(population())
    document["dimension"]["Alder"]["extension"]["codelists"] = lists
    found = metadata.read(json.dumps(document).encode(), "07459", "x").variable("Alder").codelists
    assert found == (("1",) if isinstance(lists, list) else ())


@pytest.mark.parametrize("name", ["maxDataCells", "maxCallsPerTimeWindow", "timeWindow"])
@pytest.mark.parametrize("value", [10**400, 10**9 + 1, -1])
def test_a_limit_no_service_has_is_refused(name, value):
    content = json.dumps({**CONFIG, name: value}).encode()
    with pytest.raises(DataError, match=name):
        config.read(Answer(content, "application/json", 200, "x"))


def test_a_window_of_hours_is_refused():
    def read(seconds):
        content = json.dumps({**CONFIG, "timeWindow": seconds}).encode()
        return config.read(Answer(content, "application/json", 200, "x"))

    assert read(3600).window_seconds == 3600
    with pytest.raises(DataError, match="3601 sekunder"):
        read(3601)


@pytest.mark.parametrize("field", ["extension", "role"])
def test_null_is_as_good_as_nothing(field):
    document = {**population(), field: None}
    found = jsonstat.read(json.dumps(document).encode())
    assert len(found.frame) == len(population()["value"])
    assert found.table == ("" if field == "extension" else "07459")


@pytest.mark.parametrize(
    ("symbol", "kept"), [(".", False), ("..", False), ("...", False), (":", False), ("*", True), ("-", True)]
)
def test_a_symbol_of_missing_has_no_value_and_another_keeps_it(symbol, kept):
    document = {**population(), "status": {"3": symbol}}
    cell = jsonstat.read(json.dumps(document).encode()).frame.iloc[3]
    assert pd.notna(cell["value"]) == kept
    assert cell["status"] == symbol

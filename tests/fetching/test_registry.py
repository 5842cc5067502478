"""The registry: every row can be used, and a fault in it is said in full."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helseplan.errors import DataError
from helseplan.fetching import registry
from helseplan.fetching.mapping import mapping_of
from helseplan.vintages.series import SERIES

NAMED = (
    *("07459", "14282", "14288", "14746", "11645", "12003", "11924", "14534", "14533", "12209", "12292"),
    *("11996", "11994", "13942", "13953", "13954", "14022", "123", "112", "104"),
)


def changed(tmp_path: Path, where: str, **cells: str) -> Path:
    frame = pd.read_csv(registry.PATH, dtype=str, keep_default_na=False)
    for column, cell in cells.items():
        frame.loc[frame.row == where, column] = cell
    path = tmp_path / "tables.csv"
    frame.to_csv(path, index=False)
    return path


def test_every_table_of_the_plan_is_there() -> None:
    assert set(NAMED) <= {row.table for row in registry.registry()}


def test_every_mapping_can_be_run() -> None:
    for row in registry.registry():
        if row.mapping:
            assert callable(mapping_of(row)), row.row
            assert set(row.series) <= set(SERIES)


def test_a_table_that_has_been_replaced_is_read_only_when_named() -> None:
    automatic = {row.row for row in registry.automatic()}
    assert "ssb-14746" in automatic
    assert not automatic & {"ssb-13599", "ssb-14282", "ssb-14288"}
    assert [row.row for row in registry.find(["14282"])] == ["ssb-14282"]


def test_no_names_gives_the_automatic_rows() -> None:
    assert registry.find(()) == registry.automatic()


def test_rows_come_in_the_order_mappings_must_run() -> None:
    """Users per inhabitant need the population first, however they are asked for."""
    assert [row.table for row in registry.find(["11645", "07459"])] == ["07459", "11645"]


@pytest.mark.parametrize("name", ["07459", "ssb-07459"])
def test_a_row_is_found_by_key_or_number(name: str) -> None:
    assert "ssb-07459" in [row.row for row in registry.find([name])]


def test_an_unknown_table_names_what_is_like_it() -> None:
    with pytest.raises(DataError) as caught:
        registry.find(["07495"])
    assert "07459" in caught.value.fix and "data/tables.csv" in caught.value.where


@pytest.mark.parametrize(
    ("name", "fix"),
    [("klass-131", "«ssb-klass-131» (som ikke leses automatisk)"), ("SSB-07459", "Mente du «ssb-07459»?")],
)
def test_a_name_that_is_nearly_right_is_mended(name: str, fix: str) -> None:
    with pytest.raises(DataError) as caught:
        registry.find([name])
    assert fix in caught.value.fix


def test_nothing_is_suggested_for_a_number_like_no_other() -> None:
    with pytest.raises(DataError) as caught:
        registry.find(["99999"])
    assert "Mente du" not in caught.value.fix
    assert "14746" in caught.value.expected and "14282" not in caught.value.expected


def test_a_table_that_two_rows_read_is_shown_by_its_key() -> None:
    assert [registry.shown(row) for row in registry.find(["11643", "07459"])] == [
        "07459",
        "ssb-11643",
        "ssb-11643-kommuner",
    ]


def test_the_line_of_projections_leads_to_the_newest() -> None:
    row, passed = registry.find(["13599"])[0], []
    while after := registry.successor(row):
        row = after
        passed.append(row.table)
    assert passed == ["14282", "14746"]


def test_only_hosts_of_the_services_are_named() -> None:
    assert registry.hosts(registry.find(["07459", "123"])) == {"data.ssb.no", "dbh.hkdir.no"}
    assert registry.hosts([row for row in registry.registry() if row.source == "helsedir"]) == set()


def test_nothing_is_marked_as_seen_without_saying_what_is_unsure() -> None:
    for row in registry.registry():
        if row.verified != "stored_answer":
            assert row.note, row.row


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        ("ssb-07459", {"base_url": "http://data.ssb.no"}, "https://"),
        ("ssb-07459", {"base_url": "https://user:pass@data.ssb.no"}, "brukernavn eller passord"),
        ("ssb-07459", {"address": "data.ssb.no"}, "https://"),
        ("ssb-07459", {"series": "population;folk"}, "serier som finnes"),
        ("ssb-07459", {"verified": "ja"}, "ukjent kode «ja»"),
        ("ssb-07459", {"selection": ""}, "selection"),
        ("ssb-07459", {"mapping": "../../etc"}, "mapping"),
        ("ssb-07459", {"successor": "ssb-1"}, "rader i registeret"),
        ("ssb-07459", {"successor": "ssb-06913"}, "forgjenger"),
        ("ssb-11924", {"successor": "ssb-14534;ssb-14533"}, "én etterfølger"),
        ("ssb-14534", {"successor": "ssb-04686"}, "går i ring"),
        ("ssb-12003", {"series": "use_profiles"}, "tom series"),
        ("ssb-07459", {"title": ""}, "teksten er tom"),
        ("ssb-07459", {"row": "ssb-06913"}, "flere ganger"),
    ],
)
def test_a_fault_is_found(tmp_path: Path, row: str, cells: dict[str, str], said: str) -> None:
    with pytest.raises(DataError) as caught:
        registry.load(changed(tmp_path, row, **cells))
    assert said in str(caught.value)


def test_a_missing_registry_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        registry.load(tmp_path / "tables.csv")
    assert "årgangen" not in str(caught.value)


def test_a_mapping_without_a_file_is_found(tmp_path: Path) -> None:
    row = registry.load(changed(tmp_path, "ssb-07459", mapping="finnes_ikke"))[0]
    with pytest.raises(DataError) as caught:
        mapping_of(row)
    assert "finnes_ikke" in caught.value.found and "ssb-07459" in caught.value.where

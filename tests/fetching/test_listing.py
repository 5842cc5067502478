"""What ``vintages`` shows, and what ``check`` finds in the raw answers of a fetched vintage."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from helseplan.errors import DataError
from helseplan.fetching import listing, origin
from helseplan.fetching.store import Store
from tests.fetching.project import CARE, PARENT, PEOPLE, Project, care

TODAY = dt.date(2026, 12, 1)


def test_the_vintages_are_listed_with_age_and_content(project: Project) -> None:
    project.fetch("ny")
    head, fetched, embedded = listing.table(TODAY)
    row = dict(zip(head, fetched, strict=True))
    assert (row["årgang"], row["laget fra"], row["laget"]) == ("ny", PARENT, "2026-11-22")
    assert row["alder"] == "9 dager"
    assert (row["hentede tabeller"], row["nyeste tall"]) == ("2", "2026-03-01")
    with (project.vintages / "ny" / "series.csv").open(encoding="utf-8") as file:
        assert row["serier"] == str(len(file.readlines()) - 1)
    assert embedded[:4] == (PARENT, "–", "–", "–")


@pytest.mark.parametrize(("day", "age"), [(22, "i dag"), (23, "1 dag"), (24, "2 dager")])
def test_the_age_is_in_days(project: Project, day: int, age: str) -> None:
    project.fetch("ny")
    assert listing.table(dt.date(2026, 11, day))[1][3] == age


def test_newer_data_at_the_source_are_told_without_asking_again(project: Project) -> None:
    project.fetch("ny")
    assert listing.newer(project.store) == [
        "ny: ingen tabeller hadde nyere tall da det sist ble sett etter, 2026-11-22"
    ]
    project.server.tables[CARE] = care(2.0, "2026-06-01T07:00:00Z")
    project.fetch(dry_run=True)
    asked = len(project.server.requests)
    (line,) = listing.newer(project.store)
    assert line.startswith("ny: 12003 Tabell 12003 er oppdatert 2026-06-01 (årgangen har 2026-03-01;")
    assert PEOPLE not in line
    assert len(project.server.requests) == asked


def test_what_another_server_had_says_nothing_about_this_one(project: Project) -> None:
    project.fetch("ny")
    project.store.saw(
        "ssb-12003", CARE, "https://data.ssb.no/api/pxwebapi/v2", "2030-01-01", "2030", "2030-01-01"
    )
    assert "2030" not in listing.newer(project.store)[0].split("sett etter")[0]


def test_the_embedded_vintage_has_no_origin_and_no_fault(project: Project) -> None:
    assert origin.read(PARENT) is None
    assert origin.problems(PARENT, project.store) == []


def test_a_whole_vintage_has_no_faults(project: Project) -> None:
    project.fetch("ny")
    assert origin.problems("ny", project.store) == []
    found = origin.read("ny")
    assert found is not None
    assert origin.encoded(found) == (project.vintages / "ny" / "origin.json").read_bytes()


@pytest.mark.parametrize(("damage", "says"), [(None, "mangler"), (b"[]", "er endret siden det ble hentet")])
def test_a_raw_answer_gone_or_changed_is_found(project: Project, damage: bytes | None, says: str) -> None:
    project.fetch("ny")
    raw = project.root / "raw" / project.origin("ny")["tables"][0]["files"][0]["file"]
    if damage is None:
        raw.unlink()
    else:
        raw.write_bytes(damage)
    (problem,) = origin.problems("ny", project.store)
    assert problem.what == f"Et råsvar fra tabell {PEOPLE} {says}."
    assert problem.where == f"data/raw/{raw.relative_to(project.root / 'raw').as_posix()}"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"format": 1}',
        '{"format": 99, "tables": []}',
        "<html>",
        "[" * 200_000,
        "\x00",
    ],
    ids=lambda content: content[:8],
)
def test_an_origin_that_cannot_be_read_is_one_fault(project: Project, content: str) -> None:
    project.fetch("ny")
    (project.vintages / "ny" / "origin.json").write_text(content, encoding="utf-8")
    (problem,) = origin.problems("ny", project.store)
    assert "kan ikke leses" in problem.what
    assert listing.table(TODAY)[1][:2] == ("ny", listing.UNREADABLE)
    with pytest.raises(DataError, match="--parent"):
        project.fetch("nyere")
    assert project.fetch("nyere", parent=PARENT).vintage == "nyere"


@pytest.mark.parametrize(
    "change",
    [
        {"created": 5},
        {"created": "i går"},
        {"parent": None},
        {"tables": {}},
        {"tables": [{"row": "a"}]},
        {"kept": {"a": 1}},
        {"parent": "\ud800"},
    ],
    ids=str,
)
def test_an_origin_with_a_field_of_another_kind_is_not_read(project: Project, change: dict[str, Any]) -> None:
    project.fetch("ny", PEOPLE)
    path = project.vintages / "ny" / "origin.json"
    path.write_text(json.dumps({**project.origin("ny"), **change}), encoding="utf-8")
    assert origin.read("ny") is None
    with pytest.raises(DataError, match="Slik retter du det: Legg tilbake filen"):
        origin.require("ny")
    assert listing.table(TODAY)[1][1] == listing.UNREADABLE


def test_an_origin_cannot_point_out_of_the_store(project: Project, tmp_path: Path) -> None:
    project.fetch("ny")
    file = project.vintages / "ny" / "origin.json"
    data = json.loads(file.read_text("utf-8"))
    data["tables"][0]["files"][0]["file"] = "../tables.csv"
    file.write_text(json.dumps(data), encoding="utf-8")
    (problem,) = origin.problems("ny", Store(project.root / "raw"))
    assert "mangler" in problem.what

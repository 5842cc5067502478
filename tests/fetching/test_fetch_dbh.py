"""DBH does not say when a table was updated: it is fetched each time, and what is new is seen in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from helseplan.fetching import listing, said
from helseplan.fetching.mapping.given import Given
from helseplan.vintages.pxweb.cube import Cube
from tests.fetching.project import PARENT, Project, opened
from tests.standin import DbhTable

TABLE, ROW = "104", "dbh-104"
NAME = "ssb-2026-11-22"


def graduates(count: int) -> list[dict[str, object]]:
    return [{"Årstall": year, "Antall": count} for year in ("2024", "2025")]


def add(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    frame, more = given.series("inflow"), float(cube.frame["value"].sum())
    return {"inflow": frame.assign(persons=frame.persons + more, source=given.source)}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    with opened(tmp_path / "data", monkeypatch) as found:
        monkeypatch.setattr("helseplan.fetching.mapped.mapping_of", lambda row: add)
        own = {
            "row": ROW,
            "source": "dbh",
            "table": TABLE,
            "series": "inflow",
            "base_url": "https://dbh.hkdir.no/api",
        }
        found.register(t07459={**own, "selection": "Årstall=*"}, t12003={"mapping": ""})
        found.server.dbh[int(TABLE)] = DbhTable.of(graduates(10))
        yield found


def fetch(project: Project, **more: object):
    return project.fetch(None, ROW, base_url=project.server.dbh_url, **more)


def test_a_table_from_dbh_is_read_and_dated_by_the_day_it_was_fetched(project: Project) -> None:
    assert fetch(project).vintage == NAME
    source = project.rows(NAME, "sources")["dbh-104-2026-11-22"]
    assert (source["producer"], source["updated"]) == (
        "Database for statistikk om høyere utdanning (DBH)",
        "ikke oppgitt",
    )
    (table,) = project.origin(NAME)["tables"]
    assert (table["updated"], table["last_period"], table["cells"]) == ("", "2025", 2)
    assert listing.newer(project.store)[0].startswith(f"{NAME}: ingen tabeller")


def test_the_same_answer_again_is_nothing_new(project: Project) -> None:
    fetch(project)
    again = fetch(project)
    assert again.vintage is None
    assert len(project.server.asked("hentJSON")) == 2
    assert said.done(again)[0].startswith("Ingenting er nytt")
    assert project.names() == [PARENT, NAME]


def test_another_answer_is_a_new_vintage(project: Project) -> None:
    fetch(project)
    project.server.dbh[int(TABLE)] = DbhTable.of(graduates(20))
    assert fetch(project).vintage == f"{NAME}-2"
    assert len(list((project.root / "raw" / "dbh" / TABLE).glob("*.json"))) == 2


def test_a_dry_run_says_that_dbh_does_not_tell(project: Project) -> None:
    result = fetch(project, dry_run=True)
    assert listing.plan_table(result.items)[1][2:] == (
        "–",
        "–",
        "–",
        "1",
        "nei",
        "ja, kilden sier ikke om noe er nytt",
    )
    assert said.looked(result)[0].startswith("1 tabell ville blitt hentet: 1 kall.")

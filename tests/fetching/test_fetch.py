"""A fetch from a real server on loopback: what is downloaded, what is not, and the vintage that comes of it."""

from __future__ import annotations

import hashlib
import json
import os
import signal

import pytest

from helseplan import paths
from helseplan.errors import BusyError, DataError, ParameterError
from helseplan.fetching import build, listing, said
from helseplan.fetching.events import Event
from helseplan.fetching.faults import FetchFailedError
from helseplan.fetching.origin import problems as found
from helseplan.fetching.store import Store
from helseplan.vintages.check import Problem, check_vintage
from tests.fetching.project import CARE, PARENT, PEOPLE, Project, care, people
from tests.standin import Fault

NAME = "ssb-2026-11-22"


def test_a_fetch_makes_a_whole_vintage_that_says_where_everything_comes_from(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tables are made up, so the sums between series do not hold; files, checksums and sources are checked.
    monkeypatch.setattr("helseplan.vintages.check.across_series", lambda frames: [])
    result = project.fetch()
    assert (result.vintage, result.parent, result.exit_code) == (NAME, PARENT, 0)
    assert set(result.changed) == {"ssb-07459", "ssb-12003"}
    assert project.names() == [PARENT, NAME]
    assert check_vintage(NAME) == []
    origin = project.origin(NAME)
    assert (origin["parent"], origin["created"]) == (PARENT, "2026-11-22T08:00:00+00:00")
    first = origin["tables"][0]
    assert {key: first[key] for key in ("row", "table", "updated", "selection", "cells", "series")} == {
        "row": "ssb-07459",
        "table": PEOPLE,
        "updated": "2026-02-25T07:00:00Z",
        "selection": "Alder=*;Tid=*",
        "cells": 9,
        "series": ["population"],
    }
    (raw,) = first["files"]
    content = (project.root / "raw" / raw["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == raw["sha256"]
    assert raw["url"].startswith(project.server.url)


def test_what_the_service_said_of_a_table_is_kept_without_contact_persons(project: Project) -> None:
    """Units, texts and notes as they stood then, beside the figures; nobody's name or address."""
    document = people()
    document["extension"]["contact"] = [{"name": "Kari Nordmann"}]
    project.server.tables[PEOPLE] = document
    project.fetch()
    said_of = project.origin(NAME)["tables"][0]["description"]
    content = (project.root / "raw" / said_of["file"]).read_text(encoding="utf-8")
    assert "Nordmann" not in content
    assert json.loads(content)["dimension"]["Alder"]["category"]["label"]
    (project.root / "raw" / said_of["file"]).unlink()
    assert [problem.what for problem in found(NAME, Store(project.root / "raw"))] == [
        f"Et råsvar fra tabell {PEOPLE} mangler."
    ]


def test_the_registers_follow_the_new_figures(project: Project) -> None:
    project.fetch()
    series, sources = project.rows(NAME, "series"), project.rows(NAME, "sources")
    content = (project.vintages / NAME / "population.csv").read_bytes()
    assert series["population"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert series["population"]["quality"] == "published"
    assert series["population"]["title"] == "Befolkning 1. januar 2020 og 2022"  # the years the rows have
    assert series["use_profiles"]["quality"] == "derived"
    assert series["mortality"] == project.rows(PARENT, "series")["mortality"]
    new = sources["ssb-07459-2026-02-25"]
    assert new == {
        "source": "ssb-07459-2026-02-25",
        "series": "population",
        "title": "Tabell 07459",
        "producer": "Statistisk sentralbyrå",
        "table_id": "07459",
        "address": "https://www.ssb.no/07459",
        "query": "Alder=*;Tid=*",
        "period": "2024–2026",
        "unit": "personer",
        "licence": "CC BY 4.0",
        "retrieved": "2026-11-22",
        "updated": "2026-02-25",
        "quality": "published",
        "note": "",
    }
    assert "ssb-07459" not in sources  # no row uses it any longer
    old = project.rows(PARENT, "sources")
    assert sources["ssb-dode-2024"] == old["ssb-dode-2024"]


def test_what_could_not_be_fetched_keeps_its_figures_source_and_quality(project: Project) -> None:
    project.fetch("ny", PEOPLE)
    for path in (project.vintages / PARENT).glob("*.csv"):
        same = (project.vintages / "ny" / path.name).read_bytes() == path.read_bytes()
        assert same == (path.stem not in ("population", "series", "sources")), path.name


def test_nothing_new_is_said_and_makes_nothing(project: Project) -> None:
    project.fetch()
    asked = project.asked()
    again = project.fetch()
    assert (again.vintage, again.parent, again.exit_code) == (None, NAME, 0)
    assert project.asked() == asked
    assert project.names() == [PARENT, NAME]
    assert said.done(again)[0].startswith(
        "Ingenting er nytt: 2 tabeller er sett etter, og årgangen ssb-2026-11-22"
    )


def test_only_the_table_that_is_updated_is_downloaded(project: Project) -> None:
    project.fetch()
    project.server.requests.clear()
    project.server.tables[CARE] = care(2.0, "2026-06-01T07:00:00Z")
    result = project.fetch()
    assert [request.path.split("/")[-2] for request in project.server.asked("/data")] == [CARE]
    assert (result.vintage, result.parent, result.changed) == (f"{NAME}-2", NAME, ("ssb-12003",))
    origin = project.origin(f"{NAME}-2")
    assert [table["updated"][:7] for table in origin["tables"]] == ["2026-02", "2026-06"]


def test_a_table_fetched_for_the_parent_is_still_in_the_origin(project: Project) -> None:
    project.fetch("en", PEOPLE)
    project.fetch("to", CARE)
    assert [table["row"] for table in project.origin("to")["tables"]] == ["ssb-07459", "ssb-12003"]
    assert project.origin("to")["parent"] == "en"


def test_an_interrupted_fetch_goes_on_where_it_was(project: Project) -> None:
    class Stop(KeyboardInterrupt):
        pass

    def stop(event: object) -> None:
        if getattr(event, "kind", "") == "table":
            raise Stop

    with pytest.raises(KeyboardInterrupt):
        project.fetch(told=stop)
    assert project.names() == [PARENT]
    assert project.asked() == 1
    project.fetch()
    assert [request.path.split("/")[-2] for request in project.server.asked("/data")] == [PEOPLE, CARE]


def test_a_table_over_the_limit_comes_in_parts_and_is_the_same(project: Project) -> None:
    project.fetch("hel", PEOPLE)
    project.server.config["maxDataCells"] = 4
    project.fetch("delt", PEOPLE, parent=PARENT)
    table = project.origin("delt")["tables"][0]
    assert (len(table["files"]), table["cells"]) == (3, 9)
    whole, split = (project.vintages / name / "population.csv" for name in ("hel", "delt"))
    assert whole.read_bytes() == split.read_bytes()


def test_a_raw_answer_that_is_damaged_is_fetched_again(project: Project) -> None:
    project.fetch("en", PEOPLE)
    (raw,) = project.origin("en")["tables"][0]["files"]
    (project.root / "raw" / raw["file"]).write_bytes(b"{}")
    project.fetch("to", PEOPLE, parent=PARENT)
    assert project.asked() == 2
    assert project.store.holds(raw["file"], raw["sha256"]) is True


def test_every_table_is_tried_and_every_fault_said_once(project: Project) -> None:
    project.register(t07459={"selection": "Alder=999;Tid=*"}, t12003={"selection": "Alder=*"})
    with pytest.raises(FetchFailedError) as caught:
        project.fetch()
    text = str(caught.value)
    assert text.startswith("2 av 2 tabeller kunne ikke hentes eller leses.")
    assert text.count("07459") >= 1
    assert text.count("12003") >= 1
    assert "999" in text
    assert "Ingen ny årgang er laget." in text
    assert caught.value.exit_code == 2
    assert project.names() == [PARENT]


def test_one_fault_is_enough_to_make_nothing(project: Project) -> None:
    del project.server.tables[CARE]
    with pytest.raises(FetchFailedError, match="1 av 2 tabeller"):
        project.fetch()
    assert project.names() == [PARENT]


def test_partial_keeps_the_parents_series_and_says_which(project: Project) -> None:
    del project.server.tables[CARE]
    result = project.fetch(partial=True)
    assert (result.vintage, result.kept, result.changed) == (NAME, ("ssb-12003",), ("ssb-07459",))
    assert list(project.origin(NAME)["kept"]) == ["ssb-12003"]
    old, new = (project.vintages / name / "use_profiles.csv" for name in (PARENT, NAME))
    assert old.read_bytes() == new.read_bytes()
    assert any("ikke hentet" in line and "ssb-12003" in line for line in said.done(result))


def test_partial_with_nothing_in_hand_makes_nothing(project: Project) -> None:
    project.server.tables.clear()
    with pytest.raises(FetchFailedError, match="2 av 2"):
        project.fetch(partial=True)
    assert project.names() == [PARENT]


def test_a_service_that_is_down_is_not_asked_for_ever(project: Project) -> None:
    project.server.faults.append(Fault("status", "/config", times=-1, status=503))
    with pytest.raises(FetchFailedError) as caught:
        project.fetch()
    assert caught.value.exit_code == 1
    assert len(project.server.requests) == 6  # three tries for each of two tables


@pytest.mark.parametrize("kind", ["half", "html", "empty", "closed", "cut"])
def test_a_passing_fault_is_recovered_from(project: Project, kind: str) -> None:
    project.server.faults.append(Fault(kind, "/data"))
    assert project.fetch().vintage == NAME
    assert project.clock.slept


@pytest.mark.parametrize("kind", ["half", "html", "empty", "closed", "cut", "cells"])
def test_a_lasting_fault_leaves_the_vintages_and_the_store_clean(project: Project, kind: str) -> None:
    project.server.faults.append(Fault(kind, f"{PEOPLE}/data", times=-1))
    with pytest.raises(FetchFailedError, match="1 av 2"):
        project.fetch()
    assert project.names() == [PARENT]
    assert not list((project.root / "raw" / "ssb").glob(f"{PEOPLE}/*.json"))
    assert list((project.root / "raw" / "ssb").glob(f"{CARE}/*.json"))  # what came is kept


def test_a_table_updated_under_way_is_not_mixed(project: Project) -> None:
    project.server.faults.append(Fault("updated", f"{PEOPLE}/data", to="2026-11-22T07:00:00Z"))
    with pytest.raises(FetchFailedError, match="ble oppdatert mens den ble hentet"):
        project.fetch()
    assert project.names() == [PARENT]
    assert project.fetch().vintage == NAME


def test_another_layout_names_the_row_to_change(project: Project) -> None:
    project.server.faults.append(Fault("renamed", "/metadata", times=-1, variable="Alder", to="AlderX"))
    with pytest.raises(FetchFailedError) as caught:
        project.fetch("ny", PEOPLE)
    assert "data/tables.csv" in str(caught.value)
    assert "ssb-07459" in str(caught.value)
    assert "AlderX" in str(caught.value)


def test_a_dry_run_says_what_would_be_fetched_and_makes_nothing(project: Project) -> None:
    project.server.config["maxDataCells"] = 4
    result = project.fetch(dry_run=True)
    assert result.vintage is None
    assert project.asked() == 0
    assert project.names() == [PARENT]
    assert [(item.row.table, item.offer.cells, item.calls) for item in result.items] == [
        (PEOPLE, 9, 3),
        (CARE, 6, 2),
    ]
    rows = listing.plan_table(result.items)
    assert rows[1] == (PEOPLE, "Tabell 07459", "2026-02-25, til 2026", "–", "9", "3", "nei", "ja")
    assert listing.plan_table(result.items, {"ssb-07459"})[1][-2] == "ja"
    assert said.looked(result)[0].startswith("2 tabeller ville blitt hentet: 15 celler i 5 kall.")


def test_a_dry_run_after_a_fetch_finds_nothing_to_fetch(project: Project) -> None:
    project.fetch()
    result = project.fetch(dry_run=True)
    assert [row[-1] for row in listing.plan_table(result.items)[1:]] == ["nei, uendret"] * 2
    assert said.looked(result) == [f"Ingenting ville blitt hentet; årgangen {NAME} har de nyeste tallene."]


@pytest.mark.parametrize("name", [PARENT, PARENT.upper()])
def test_a_name_in_use_is_refused_before_anything_is_asked(project: Project, name: str) -> None:
    with pytest.raises(ParameterError, match="finnes fra før"):
        project.fetch(name)
    assert project.server.requests == []


@pytest.mark.parametrize("name", ["", "..", "a/b", ".skjult", "a.b", "-a", "a b", "x" * 64, "../plan-2026"])
def test_a_name_that_is_no_folder_of_its_own_is_refused(project: Project, name: str) -> None:
    with pytest.raises(ParameterError, match="kan ikke brukes på en årgang"):
        project.fetch(name)


def test_two_fetches_at_once_do_not_meet(project: Project) -> None:
    with build.alone(), pytest.raises(BusyError, match="En annen henting er i gang"):
        project.fetch()
    assert project.fetch().vintage == NAME


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("kind", ["looked", "part", "step"])
def test_a_signal_leaves_no_vintage_and_the_next_fetch_goes_on(
    project: Project, number: signal.Signals, kind: str
) -> None:
    def stop(event: Event) -> None:
        if event.kind == kind:
            os.kill(os.getpid(), number)

    with pytest.raises(KeyboardInterrupt):
        project.fetch(told=stop)
    assert project.names() == [PARENT]
    assert project.fetch().vintage == NAME
    assert project.asked() == 2


def test_what_a_killed_fetch_left_is_removed(project: Project) -> None:
    left = paths.VINTAGES / ".gammel.work"
    left.mkdir()
    (left / "series.csv").write_text("halv", encoding="utf-8")
    project.fetch()
    assert project.names() == [PARENT, NAME]


def test_a_vintage_that_is_not_whole_is_not_made(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def problems(name: str) -> list[Problem]:
        seen.append(name)
        return [Problem("Noe er galt.", f"{name}/population.csv", f"Rett rad {n}.") for n in range(20)]

    monkeypatch.setattr("helseplan.vintages.check.check_vintage", problems)
    with pytest.raises(FetchFailedError) as caught:
        project.fetch("ny")
    assert seen == [".ny.work"]
    text = str(caught.value)
    assert text.startswith("Den nye årgangen har 20 feil og er ikke laget.")
    assert "  Hvor: ny/population.csv" in text
    assert ".work" not in text
    assert "… og 8 til." in text
    assert project.names() == [PARENT]


def test_new_code_for_reading_makes_a_new_vintage_without_fetching(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.fetch("en")
    asked = project.asked()
    monkeypatch.setattr("helseplan.fetching.origin.mapping_digest", lambda: "ny kode")
    assert project.fetch("to").vintage == "to"
    assert project.asked() == asked


def test_a_mapping_that_stops_is_a_message_with_the_file_to_mend(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(cube: object, given: object) -> dict:
        return {}["Kjonn"]

    monkeypatch.setattr("helseplan.fetching.mapped.mapping_of", lambda row: broken)
    with pytest.raises(FetchFailedError, match=r"mapping/people\.py"):
        project.fetch("ny", PEOPLE)
    assert project.names() == [PARENT]


def test_a_series_the_registry_does_not_name_is_refused(project: Project) -> None:
    project.register(t07459={"series": "mortality"})
    with pytest.raises(FetchFailedError, match="ikke står i registeret"):
        project.fetch("ny", PEOPLE)


def test_a_series_that_breaks_its_contract_is_refused(project: Project) -> None:
    project.server.tables[PEOPLE] = people(-10_000_000.0)
    with pytest.raises(FetchFailedError, match="population"):
        project.fetch("ny", PEOPLE)
    assert project.names() == [PARENT]


def test_a_table_that_is_not_read_cannot_be_fetched_but_looked_at(project: Project) -> None:
    project.register(t12003={"mapping": "", "note": "Ikke lest automatisk: 11645 er finere."})
    first = "Tabellen 12003 leses ikke automatisk. 11645 er finere."
    with pytest.raises(DataError) as caught:
        project.fetch("ny", CARE)
    assert caught.value.what == first
    assert project.fetch(None, CARE, dry_run=True).items[0].calls == 1
    assert project.events[0].title == first


def test_newer_periods_that_are_not_selected_are_not_said_to_be_in_the_vintage(project: Project) -> None:
    project.register(t12003={"selection": "Alder=*;Tid=2024"})
    result = project.fetch(dry_run=True)
    assert listing.plan_table(result.items)[2][2] == "2026-03-01, til 2024"
    unread = "Tabell 12003: 2025 finnes hos kilden, men leses ikke: basisåret er 2024."
    assert unread in said.looked(result)
    assert unread in said.done(project.fetch("ny"))
    assert [table["last_period"] for table in project.origin("ny")["tables"]] == ["2026", "2024"]
    assert "serien use_profiles er merket «avledet»" in next(
        row["note"] for row in project.rows("ny", "sources").values() if row["table_id"] == CARE
    )


def test_the_answers_of_a_test_server_never_verify_a_row(project: Project) -> None:
    project.fetch()
    assert project.store.verified_by_fetch() == set()


def test_a_full_disk_is_a_message_and_leaves_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "x")

    monkeypatch.setattr("helseplan.fetching.build.write_whole", full)
    with pytest.raises(Exception, match="Disken er full") as caught:
        project.fetch()
    assert "Ingen ny årgang er laget" in str(caught.value)
    assert project.names() == [PARENT]

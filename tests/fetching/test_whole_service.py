"""Every table that is read automatically, fetched over HTTP by the installed command into one new vintage."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd
import pytest

from helseplan.fetching import build, progress, registry, said
from helseplan.fetching.events import Event
from helseplan.fetching.fetch import Fetched
from helseplan.vintages import dbh
from tests.fetching import world
from tests.fetching.installed import Installed
from tests.fetching.service import NEW, NEWER, PARENT, UPDATED, Told, fetched

Service = tuple[Installed, Told]
ROWS = {row.row: row for row in registry.automatic()}
OF_SSB = {row.table for row in ROWS.values() if row.source == "ssb"}
IN_PARTS = "14746"
"""The projection has more cells than one call may ask for."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A copy of the project where every table has been fetched by the installed command, and what it said."""
    with world.open_world() as server:
        project = Installed.copied(tmp_path_factory.mktemp("prosjekt"), server)
        yield project, fetched(project)


def frame(project: Installed, vintage: str, name: str) -> pd.DataFrame:
    path = project.root / "data" / "vintages" / vintage / f"{name}.csv"
    return pd.read_csv(path, dtype={"sex": str, "region": str}, keep_default_na=False)


def test_the_world_has_every_table_that_is_read_automatically() -> None:
    there = {document["extension"]["px"]["tableid"] for document in world.tables()}
    assert there == OF_SSB
    assert {str(number) for number in world.dbh()} == {r.table for r in ROWS.values() if r.source == "dbh"}


def test_a_look_asks_for_no_figures_and_makes_nothing(service: Service) -> None:
    _, told = service
    assert told.figures("look") == []
    assert not any("hentJSON" in path for path in told.asked["look"])
    assert f"{len(ROWS)} tabeller ville blitt hentet" in told.said["look"]
    assert told.names["look"] == [PARENT]


def test_every_table_is_fetched_into_one_vintage(service: Service) -> None:
    project, told = service
    assert told.names["fetch"] == [NEW, PARENT]
    assert set(told.figures("fetch")) == OF_SSB
    assert told.figures("fetch").count(IN_PARTS) == 2
    tables = {table["row"]: table for table in project.origin(NEW)["tables"]}
    assert set(ROWS) <= set(tables)
    assert project.origin(NEW)["parent"] == PARENT
    for row in ROWS.values():
        assert set(tables[row.row]["series"]) <= set(row.series)
        assert tables[row.row]["selection"] == row.selection
    news = next(line for line in told.said["fetch"].splitlines() if "nye tall: " in line)
    assert set(news.partition(": ")[2].split(", ")) == set(ROWS)


def test_each_figure_carries_the_source_of_its_table(service: Service) -> None:
    project, _ = service
    sources = frame(project, NEW, "sources").set_index("source")
    for table in project.origin(NEW)["tables"]:
        for series in table["series"]:
            rows = frame(project, NEW, series)
            assert table["source"] in set(rows.source), (table["row"], series)
            assert set(rows.quality) <= {"published", "derived", "calibrated", "assumption"}
        if table["series"]:
            assert sources.table_id[table["source"]] == table["table"]
            assert sources.licence[table["source"]] == ROWS[table["row"]].licence
            assert set(sources.series[table["source"]].split(";")) == set(table["series"])


@pytest.mark.parametrize(
    ("series", "key", "source"),
    [
        ("services", "dental", "helsedir-kompetanseloft-2022"),
        ("use_profiles", "somatic", "bmc-2020"),
        ("inflow", "sykepleier", "samordna-opptak-2023"),
    ],
)
def test_what_no_table_gives_is_as_it_was(service: Service, series: str, key: str, source: str) -> None:
    new, old = (frame(service[0], name, series) for name in (NEW, PARENT))
    column = new.columns[0]
    pd.testing.assert_frame_equal(
        new[new[column] == key].reset_index(drop=True),
        old[old[column] == key].reset_index(drop=True),
        check_dtype=False,
    )
    assert source in set(new[new[column] == key].source)


def test_the_figures_are_the_tables(service: Service) -> None:
    project, _ = service
    people = frame(project, NEW, "population").groupby("year").persons.sum()
    assert people.to_dict() == {year: count.sum() for year, count in world.population().items()}
    projected = frame(project, NEW, "projection_table")
    assert (projected.year.min(), projected.year.max()) == (2026, 2050)
    main = projected[(projected.alternative == "MMM") & (projected.year == 2026)]
    assert main.persons.to_numpy().reshape(2, 106) == pytest.approx(world.population()[2026])
    totals = frame(project, NEW, "population_totals").set_index(["item", "year"]).persons
    assert totals["births", 2025] == world.BIRTHS[2025]
    services = frame(project, NEW, "services")
    assert services[services.scope == "narrow"].aarsverk.sum() == pytest.approx(343_500, abs=0.5)
    users = frame(project, NEW, "use_profiles")
    assert set(users[users["profile"] == "institution_long"].year) == {2025}


def test_nothing_new_is_neither_fetched_nor_made(service: Service) -> None:
    _, told = service
    assert told.figures("again") == []
    assert "Ingenting er nytt" in told.said["again"]
    assert told.names["again"] == [NEW, PARENT]
    assert f"{NEW}: ingen tabeller hadde nyere tall" in told.said["vintages"]


def test_an_updated_table_is_told_of_before_it_is_fetched(service: Service) -> None:
    _, told = service
    lines = told.said["look again"].splitlines()
    (line,) = (line for line in lines if line.startswith(UPDATED))
    assert line.split()[-1] == "ja"
    assert all(
        "nei, uendret" in line for line in lines if line[:5] in OF_SSB - {UPDATED} and line[:5].isdigit()
    )
    assert told.figures("look again") == []
    newer = next(line for line in told.said["vintages again"].splitlines() if line.startswith(f"{NEW}: "))
    assert f"{UPDATED} " in newer
    assert "2026-11-20" in newer
    assert newer.count("er oppdatert") == 1


def test_only_the_updated_table_is_fetched(service: Service) -> None:
    project, told = service
    assert told.figures("newer") == [UPDATED]
    assert told.names["newer"] == [NEW, NEWER, PARENT]
    assert f"nye tall: ssb-{UPDATED}\n" in told.said["newer"]
    assert project.origin(NEWER)["parent"] == NEW
    changed = {
        path.name
        for path in (project.root / "data" / "vintages" / NEWER).iterdir()
        if path.read_bytes() != (project.root / "data" / "vintages" / NEW / path.name).read_bytes()
    }
    assert changed == {"indicator_values.csv", "series.csv", "sources.csv", "origin.json"}
    assert f"{NEWER}: ingen tabeller hadde nyere tall" in told.said["vintages at last"]


def test_both_vintages_stand_on_the_same_raw_answers_but_one(service: Service) -> None:
    project, _ = service
    files = [
        {raw["sha256"] for table in project.origin(name)["tables"] for raw in table["files"]}
        for name in (NEW, NEWER)
    ]
    assert len(files[0] - files[1]) == len(files[1] - files[0]) == 1
    raw = project.root / "data" / "raw"
    newest = json.loads(next((raw / "ssb" / "14533").glob("*.json")).read_text(encoding="utf-8"))
    assert newest["value"] == [161_700]


def test_no_message_names_a_hidden_folder(service: Service) -> None:
    for text in service[1].said.values():
        assert ".work" not in text
        assert "Traceback" not in text


@pytest.mark.parametrize(
    "row", [row for row in ROWS.values() if row.source == "dbh"], ids=lambda row: row.row
)
def test_dbh_is_asked_at_the_address_it_has(row: registry.Row) -> None:
    class Heard:
        def post(self, url: str, *_: object, **__: object) -> None:
            raise LookupError(url)

    choice = dbh.selection(row.selection, row.row)
    client = dbh.Client(Heard(), row.base_url)  # type: ignore[arg-type]
    with pytest.raises(LookupError, match=r"^https://dbh\.hkdir\.no/api/Tabeller/hentJSONTabellData$"):
        client.data(int(row.table), choice.group_by, choice.filters)


def test_a_vintage_made_anew_without_newer_figures_says_why() -> None:
    lines = said.done(Fetched(NEW, PARENT, ()))
    assert lines[1] == f"  ingen nye tall hos kildene, men måten tabellene leses på, er endret siden {PARENT}"


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Event("looked", "104 Ferdige kandidater", 19, 20), "[19/20] 104 Ferdige kandidater … sett etter"),
        (Event("looked", "14533 Årsverk", 8, 20, 1), "[8/20] 14533 Årsverk … sett etter, 1 celle hos kilden"),
        (Event("table", "104 Kandidater", 1, 2, 0, 2_000), "[1/2] 104 Kandidater … 2 kB hentet"),
    ],
)
def test_cells_that_are_not_told_of_are_not_said_to_be_none(event: Event, line: str) -> None:
    assert progress.line(event).replace("\u00a0", " ") == line


def test_a_figure_worked_out_anew_is_the_same_figure() -> None:
    before = pd.DataFrame({"service": ["a", "b"], "aarsverk": [0.1 + 0.2, 5]})
    after = build.unless_rounding(before.assign(aarsverk=[0.3, 5.001]), before)
    assert after.aarsverk.tolist() == [0.1 + 0.2, 5.001]
    longer = pd.DataFrame({"service": ["a", "b", "c"], "aarsverk": [0.3, 5.0, 1.0]})
    assert build.unless_rounding(longer, before).aarsverk.tolist() == [0.3, 5.0, 1.0]

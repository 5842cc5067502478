"""Tables by municipality: KLASS tells a 0 that is a figure from a 0 that stands where there was no such code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from helseplan.fetching import listing, origin, registry, said
from helseplan.fetching.mapping.given import Given
from helseplan.vintages.pxweb.cube import Cube
from tests.fetching.project import CARE, COLUMNS, PEOPLE, Project, add_people, opened
from tests.pxtable import px_table
from tests.standin import Fault
from tests.standin_klass import MUNICIPALITIES

YEARS = ["2018", "2019", "2020", "2023", "2024", "2025"]
FIGURES = {
    "0101": (5, 6, 0, 0, 0, 0),
    "3101": (0, 0, 0, 0, 7, 8),
    "1151": (0, 3, 0, 2, 0, 0),
    "5433": (0, 0, 0, 0, 0, 0),
    "0": (9, 9, 9, 9, 9, 9),
}
KLASS = "/classifications/131"
Cells = dict[str, list[str]]


@pytest.fixture
def seen() -> list[Cube]:
    return []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: list[Cube]) -> Iterator[Project]:
    """A table by municipality, KLASS, and the row of the registry that says where KLASS is."""

    def keep(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
        seen.append(cube)
        return add_people(cube, given)

    row = next(row for row in registry.registry() if row.row == "ssb-klass-131")
    with opened(tmp_path / "data", monkeypatch) as found:
        monkeypatch.setattr("helseplan.fetching.mapped.mapping_of", lambda row: keep)
        found.server.tables[PEOPLE] = table(list(FIGURES))
        found.server.klass = {131: MUNICIPALITIES}
        found.register(t07459={"selection": "Region=*;Tid=*"}, t12003={"mapping": ""})
        add_row(found.root / "tables.csv", row)
        yield found


def table(regions: list[str], years: list[str] = YEARS) -> dict[str, object]:
    cells = [FIGURES[region][YEARS.index(year)] for region in regions for year in years]
    return px_table(PEOPLE, {"Region": regions, "Tid": years}, cells)


def add_row(path: Path, row: registry.Row) -> None:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    cells = {name: "" if isinstance(value := getattr(row, name), tuple) else value for name in COLUMNS}
    pd.concat([frame, pd.DataFrame([cells])]).to_csv(path, index=False)


def cells(cube: Cube) -> Cells:
    """Region → its figures; a stroke where the code was not valid."""
    frame = cube.frame
    shown = ["–" if s == "not valid" else f"{v:g}" for v, s in zip(frame.value, frame.status, strict=True)]
    return frame.assign(shown=shown).groupby("Region", observed=True)["shown"].agg(list).to_dict()


def test_a_zero_is_a_figure_where_the_code_was_valid_and_nothing_where_it_was_not(
    project: Project, seen: list[Cube]
) -> None:
    assert project.fetch("ny", PEOPLE).notes == ()
    assert cells(seen[-1]) == {
        "0101": ["5", "6", "–", "–", "–", "–"],
        "3101": ["–", "–", "–", "–", "7", "8"],
        "1151": ["0", "3", "0", "2", "0", "0"],
        "5433": ["–", "–", "0", "0", "–", "–"],
        "0": ["9"] * 6,
    }


def test_a_code_that_was_gone_before_the_first_year_of_the_table_is_not_valid(
    project: Project, seen: list[Cube]
) -> None:
    project.server.tables[PEOPLE] = table(["1151", "0101", "3101"], YEARS[2:])
    project.fetch("ny", PEOPLE)
    assert cells(seen[-1])["0101"] == ["–"] * 4


def test_the_answer_of_klass_is_kept_untouched_and_stands_in_the_origin(project: Project) -> None:
    project.fetch("ny", PEOPLE)
    table = next(table for table in project.origin("ny")["tables"] if table["row"] == "ssb-klass-131")
    (raw,) = table["files"]
    content = (project.root / "raw" / raw["file"]).read_bytes()
    assert raw["file"].startswith("klass/131/")
    assert raw["sha256"] == hashlib.sha256(content).hexdigest()
    assert table["series"] == []
    assert origin.problems("ny", project.store) == []
    (project.root / "raw" / raw["file"]).unlink()
    assert len(origin.problems("ny", project.store)) == 1
    shown = listing.table(project.now.date())
    assert next(row for row in shown if row[0] == "ny")[6] == "1", "KLASS is no table of figures"


@pytest.mark.parametrize("kind", ["html", "half", "closed", "cut", "empty"])
def test_without_klass_the_tables_own_validity_is_used_and_it_is_said(
    project: Project, seen: list[Cube], kind: str
) -> None:
    project.server.faults.append(Fault(kind, KLASS, times=-1))
    result = project.fetch("ny", PEOPLE)
    assert (result.vintage, result.exit_code) == ("ny", 0)
    assert cells(seen[-1])["1151"] == ["–", "3", "0", "2", "–", "–"]
    (note,) = [line for line in said.done(result) if "KLASS" in line]
    assert note.startswith("KLASS ble ikke brukt (")
    assert [table["row"] for table in project.origin("ny")["tables"]] == ["ssb-07459"]
    assert not (project.root / "raw" / "klass").exists()


def test_klass_is_asked_again_after_a_vintage_that_had_to_do_without(
    project: Project, seen: list[Cube]
) -> None:
    project.server.faults.append(Fault("closed", KLASS, times=6))  # two fetches, three tries each
    project.fetch("uten", PEOPLE)
    assert project.fetch("fortsatt", PEOPLE).vintage is None
    assert project.fetch("med", PEOPLE).vintage == "med"
    assert cells(seen[-1])["1151"] == ["0", "3", "0", "2", "0", "0"]
    assert project.asked() == 1


def test_a_service_without_klass_is_no_fault(project: Project) -> None:
    project.server.klass = {}
    result = project.fetch("ny", PEOPLE)
    assert result.vintage == "ny"
    assert "KLASS ga ikke kodene" in result.notes[0]


def test_klass_is_asked_only_when_a_table_is_by_municipality(project: Project) -> None:
    project.server.tables[PEOPLE] = table(["0"])
    project.fetch("ny", PEOPLE)
    assert project.server.asked(KLASS) == []
    again = project.fetch("to", PEOPLE)
    assert again.vintage is None
    assert project.server.asked(KLASS) == []


def test_klass_is_not_asked_when_nothing_is_new(project: Project) -> None:
    project.fetch("ny", PEOPLE)
    project.fetch("to", PEOPLE)
    assert len(project.server.asked(KLASS)) == 1


def test_klass_itself_is_not_fetched_by_name(project: Project) -> None:
    with pytest.raises(Exception, match="kan ikke hentes automatisk"):
        project.fetch("ny", "ssb-klass-131")
    assert CARE not in [row.table for row in registry.automatic()]

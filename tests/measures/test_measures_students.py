"""Students on their way: what is shown with counts, and what is said without."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from helseplan.measures.views import students
from helseplan.params import Params
from helseplan.report.display import Table, Text
from helseplan.vintages import Vintage
from tests.conftest import stage_run

NURSES = {2022: 5_000, 2023: 4_900, 2024: 4_700, 2025: 4_500}


def counted(item: str, group: str, persons: dict[int, int]) -> pd.DataFrame:
    frame = pd.DataFrame({"year": list(persons), "persons": list(persons.values())})
    return frame.assign(group=group, item=item, source="dbh-379", quality="assumption")


def shown(vintage: Vintage, folder: Path, series: dict[str, pd.DataFrame]) -> Table:
    shutil.copytree(vintage.folder, folder / "nyere")
    for name, frame in series.items():
        frame.to_csv(folder / "nyere" / f"{name}.csv", index=False)
    made = students(stage_run("measures", folder, Params(), Vintage("nyere", folder / "nyere")))
    assert isinstance(made, Table)
    return made


def test_the_newest_start_is_held_against_completion_and_candidates(vintage: Vintage, tmp_path: Path) -> None:
    rows = [
        counted("admitted", "sykepleier", NURSES),
        counted("registered", "sykepleier", {2025: 14_000}),
        counted("admitted", "lege", {2025: 700}),
    ]
    graduates = counted("", "sykepleier", {2024: 3_900, 2025: 4_000}).drop(columns="item")
    table = shown(vintage, tmp_path, {"students": pd.concat(rows), "graduates": graduates})
    completion = vintage.read("group_traits").set_index(["group", "item"]).value["sykepleier", "completion"]
    nurses = table.data.loc["sykepleier"]
    assert (nurses.label, nurses.admitted, nurses.admitted_year) == ("Sykepleier", 4_500, "2025")
    assert nurses.change == pytest.approx(-10)
    assert nurses.expected == pytest.approx(4_500 * completion)
    assert (nurses.registered, nurses.registered_year) == (14_000, "2025")
    assert (nurses.graduates, nurses.graduates_year) == (4_000, "2025")
    doctors = table.data.loc["lege"]
    assert doctors[["change", "registered", "graduates"]].isna().all()
    assert "–" in table._repr_html_()
    assert "Ikke med i årgangen" not in table.note
    assert set(table.data.index) == {"lege", "sykepleier"}


def test_a_start_from_nothing_has_no_percent(vintage: Vintage, tmp_path: Path) -> None:
    rows = counted("admitted", "sykepleier", {2022: 0, 2023: 9, 2024: 9, 2025: 9})
    table = shown(vintage, tmp_path, {"students": rows})
    assert table.data[["change", "graduates"]].isna().all(axis=None)
    assert table.note.endswith(" Ikke med i årgangen: DBH-tabell 123 og 104.")


def test_a_vintage_without_counts_says_so(vintage: Vintage, tmp_path: Path) -> None:
    made = students(stage_run("measures", tmp_path, Params(), vintage))
    assert isinstance(made, Text)
    assert "379" in made.markdown and "not_quantified" in made.quality

"""The report on a vintage where every table is newer, and what the comparison says has moved the gap."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from helseplan import contracts
from helseplan.fetching import registry
from tests.fetching.installed import Installed
from tests.fetching.service import NEWER, PARENT, Told
from tests.report import htmlcheck

PARAMETER = "supply.later_exit_years=1"
CHANGE, WHOLE = "endring i gap uten tiltak: ", "alle 14 grupper"
Shares = dict[str, float]


@dataclass(frozen=True)
class Made:
    """The reports and the comparison pages.

    Attributes:
        plan: The report on the embedded vintage.
        report: The whole report on the newer vintage.
        vintages: The page of the two vintages.
        mixed: The page of the embedded vintage's run and one on the newer with another parameter.
    """

    plan: Path
    report: Path
    vintages: Path
    mixed: Path


@pytest.fixture(scope="module")
def made(service: tuple[Installed, Told], report: Path) -> Made:
    project, _ = service
    reports = project.root / "reports"
    project.said("run", "--vintage", NEWER, "--out", str(reports / "nyest"))
    later = ("--set", PARAMETER, "--stage", "measures")
    project.said("run", "--vintage", NEWER, *later, "--out", str(reports / "senere"))
    out = {name: reports / f"{name}.html" for name in ("vintages", "mixed")}
    project.said("compare", PARENT, NEWER, "--out", str(out["vintages"]))
    project.said("compare", str(report), str(reports / "senere"), "--out", str(out["mixed"]))
    return Made(report, reports / "nyest", **out)


def text(page: Path) -> str:
    """A page's text as a reader sees it, with plain spaces."""
    plain = re.sub(r"<style.*?</style>|<[^>]+>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(plain))


def shares(page: Path) -> Shares:
    """Cause → its share of the change in the net gap, from the page's numbers."""
    rows = pd.read_csv(page.with_suffix(".csv"), sep=";", decimal=",", encoding="utf-8-sig")
    about = rows["tall"] == "hvorfor" if "tall" in rows else rows["størrelse"].str.startswith(CHANGE)
    why = rows[about & (rows["gruppe"] == WHOLE) & (rows["bane"] == "avstemt")]
    assert why["størrelse"].is_unique
    return dict(zip(why["størrelse"].str.removeprefix(CHANGE), why["verdi"], strict=True))


def net_gap(folder: Path) -> float:
    headlines = contracts.read(folder, "gap", "headlines").set_index("headline")
    return float(headlines.value["gap_end_year"])


def test_the_whole_report_is_rendered_and_valid(made: Made) -> None:
    assert htmlcheck.problems(made.report) == []
    manifest = json.loads((made.report / "manifest.json").read_text(encoding="utf-8"))
    assert NEWER in json.dumps(manifest)


def test_newer_data_move_the_benchmarked_gap(made: Made) -> None:
    """The benchmark is kept from the plan's data, so the gap is no longer the plan's."""
    plan = net_gap(made.plan)
    assert plan == pytest.approx(-42_300, abs=1)
    assert abs(net_gap(made.report) - plan) > 500


def test_the_model_of_municipal_care_has_run(made: Made) -> None:
    status = contracts.read(made.report, "productivity", "municipal_status").iloc[0]
    assert (status.status, status.year) == ("run", 2025)
    assert (status.municipalities - status.analysed, status.left_out.count(";")) == (1, 0)
    assert f"{status.analysed} av {status.municipalities} kommuner" in text(
        made.report / "produktivitet.html"
    )


def test_the_newest_sick_leave_stands_in_chapter_10(made: Made) -> None:
    page = text(made.report / "kapittel-10.html")
    assert re.search(r"Helse- og sosialtjenester 9,\d prosent 3\. kvartal 2026", page)


def test_students_on_their_way_stand_in_chapter_5(made: Made) -> None:
    page = text(made.report / "kapittel-5.html")
    assert "Studenter på vei, personer" in page
    assert re.search(r"Sykepleier 5 \d{3} 2025 5 prosent 1\d \d{3} 2025 77 prosent 4 \d{3}", page)


def test_the_list_of_sources_has_every_table_fetched(made: Made) -> None:
    page = text(made.report / "datakilder.html")
    for row in registry.automatic():
        assert row.title in page, row.row
    assert "Hva er nytt i årgangen" in page
    assert "2026-11-20" in page


@pytest.mark.parametrize("page", ["vintages", "mixed"])
def test_the_pages_are_valid(made: Made, page: str) -> None:
    assert htmlcheck.page_problems(htmlcheck.parse(getattr(made, page))) == ["<style> in the page"]
    assert ".work" not in text(getattr(made, page))


@pytest.mark.parametrize("page", ["vintages", "mixed"])
def test_the_split_adds_up(made: Made, page: str) -> None:
    found = shares(getattr(made, page))
    change = found.pop("endring i alt")
    assert sum(found.values()) == pytest.approx(change, abs=1e-3)
    assert abs(change) > 500


def test_the_change_of_the_vintages_is_that_of_their_runs(made: Made) -> None:
    change = net_gap(made.report) - net_gap(made.plan)
    assert shares(made.vintages)["endring i alt"] == pytest.approx(change, abs=1e-3)


def test_more_old_people_and_more_candidates_pull_in_opposite_directions(made: Made) -> None:
    found = shares(made.vintages)
    assert found["Befolkning og framskriving"] < -500
    assert found["Tilbud"] > 100


def test_a_parameter_has_a_share_of_its_own(made: Made) -> None:
    """People stay a year longer: supply grows, whatever the data."""
    assert shares(made.mixed)["Parametre"] > 1000

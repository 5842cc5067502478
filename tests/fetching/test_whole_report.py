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
from tests.conftest import Chain
from tests.fetching.installed import Installed
from tests.fetching.service import NEW, PARENT
from tests.fetching.world import open_world
from tests.report import htmlcheck

CHANGE, WHOLE = "endring i gap uten tiltak: ", "alle 14 grupper"
Shares = dict[str, float]


@dataclass(frozen=True)
class Made:
    """The report and the comparison page.

    Attributes:
        report: The whole report on the newer vintage.
        page: The page of the embedded vintage and the newer.
    """

    report: Path
    page: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    with open_world() as server:
        project = Installed.copied(tmp_path_factory.mktemp("prosjekt"), server)
        project.said("fetch", "--vintage", NEW, "--base-url", server.url)
    reports = project.root / "reports"
    out = Made(reports / "ny", reports / "endret.html")
    project.said("run", "--vintage", NEW, "--out", str(out.report))
    project.said("compare", PARENT, NEW, "--out", str(out.page))
    return out


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


def net_gap(headlines: pd.DataFrame) -> float:
    return float(headlines.set_index("headline").value["gap_end_year"])


def change(made: Made, chain: Chain) -> float:
    """The net gap of the newer vintage's run less that of the plan's data."""
    return net_gap(contracts.read(made.report, "gap", "headlines")) - net_gap(chain["gap"]["headlines"])


def test_the_whole_report_is_rendered_and_valid(made: Made) -> None:
    assert htmlcheck.problems(made.report) == []
    manifest = json.loads((made.report / "manifest.json").read_text(encoding="utf-8"))
    assert NEW in json.dumps(manifest)


def test_newer_data_move_the_benchmarked_gap(made: Made, chain: Chain) -> None:
    """The benchmark is kept from the plan's data, so the gap is no longer the plan's."""
    assert net_gap(chain["gap"]["headlines"]) == pytest.approx(-42_300, abs=1)
    assert abs(change(made, chain)) > 500


def test_the_model_of_municipal_care_has_run(made: Made) -> None:
    status = contracts.read(made.report, "productivity", "municipal_status").iloc[0]
    assert (status.status, status.year) == ("run", 2025)
    assert (status.municipalities - status.analysed, status.left_out.count(";")) == (1, 0)
    assert f"{status.analysed} av {status.municipalities} kommuner" in text(
        made.report / "produktivitet.html"
    )


def test_the_newest_sick_leave_stands_in_chapter_10(made: Made) -> None:
    page = text(made.report / "kapittel-10.html")
    assert re.search(r"Helse- og sosialtjenester 9,\d prosent 2\. kvartal 2026", page)


def test_students_on_their_way_stand_in_chapter_5(made: Made) -> None:
    page = text(made.report / "kapittel-5.html")
    assert "Studenter på vei, personer" in page
    assert re.search(r"Sykepleier 5 \d{3} 2025 5 1\d \d{3} 2025 77 4 \d{3}", page)


def test_the_list_of_sources_has_every_table_fetched(made: Made) -> None:
    page = text(made.report / "datakilder.html")
    for row in registry.automatic():
        assert row.title in page, row.row
    assert "Hva er nytt i årgangen" in page
    assert "2026-09-10" in page


def test_the_page_is_valid(made: Made) -> None:
    assert htmlcheck.page_problems(htmlcheck.parse(made.page)) == ["<style> in the page"]
    assert ".work" not in text(made.page)


def test_the_split_adds_up_to_the_change_of_the_runs(made: Made, chain: Chain) -> None:
    found = shares(made.page)
    whole = found.pop("endring i alt")
    assert sum(found.values()) == pytest.approx(whole, abs=1e-3)
    assert whole == pytest.approx(change(made, chain), abs=1e-3)


def test_more_old_people_and_more_candidates_pull_in_opposite_directions(made: Made) -> None:
    found = shares(made.page)
    assert found["Befolkning og framskriving"] < -500
    assert found["Tilbud"] > 100

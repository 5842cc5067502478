"""Two vintages side by side: what changed, what it does to the reference, and why the gap is another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import helseplan.paths
import helseplan.vintages
from helseplan import contracts
from helseplan.classifications import labels
from helseplan.comparison.compare import compare
from helseplan.comparison.vintages import headlines as h
from helseplan.comparison.vintages.compare import contents, find
from helseplan.comparison.vintages.naming import vintages_named
from helseplan.comparison.vintages.page import Found
from helseplan.comparison.vintages.series import changes
from helseplan.errors import DataError, ParameterError
from helseplan.fetching.origin import Fetch, Origin, RawFile
from helseplan.formats import number
from helseplan.vintages import Vintage, open_vintage
from tests.comparison.altered import altered, times, write
from tests.comparison.conftest import Make
from tests.conftest import Chain
from tests.report.htmlcheck import link_problems, machine_traces, page_problems, parse, text_of
from tests.test_browser import CHROMIUM, opened

HOME_CARE = times("aarsverk", 1.03, service="home_care")
NEED, SUPPLY = "need/services", "supply/inflow"
GRADUATES = times("persons", 1.05, item="graduates")


@pytest.fixture(scope="module")
def newer(vintage: Vintage, tmp_path_factory: pytest.TempPathFactory) -> Vintage:
    """More årsverk in home care and more graduates, on the old benchmark."""
    folder = tmp_path_factory.mktemp("arganger") / "ny-2027"
    return altered(vintage, folder, services=HOME_CARE, inflow=GRADUATES)


@pytest.fixture(scope="module")
def found(vintage: Vintage, newer: Vintage) -> Found:
    return find(vintage, newer, lambda text: None)


@pytest.fixture
def page(found: Found, tmp_path: Path) -> Path:
    text, csv = contents(found, "side.csv")
    (tmp_path / "side.csv").write_text(csv, encoding="utf-8-sig")
    (tmp_path / "side.html").write_text(text, encoding="utf-8")
    return tmp_path / "side.html"


@pytest.fixture
def beside(vintage: Vintage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of vintages with the embedded one and a copy of it."""
    folder = tmp_path / "data" / "vintages"
    altered(vintage, folder / "plan-2026", anchored=False)
    altered(vintage, folder / "kopi", anchored=False)
    monkeypatch.setattr(helseplan.paths, "VINTAGES", folder)
    monkeypatch.setattr(helseplan.vintages, "VINTAGES", folder)
    monkeypatch.setattr(helseplan.paths, "REPORTS", tmp_path / "reports")
    return folder


def csv(page: Path) -> pd.DataFrame:
    return pd.read_csv(
        page.with_suffix(".csv"), sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False
    )


def test_only_the_parts_that_were_altered_move_the_gap(found: Found) -> None:
    assert list(found.split.shares) == [NEED, SUPPLY]
    assert found.split.net(NEED) < -100
    assert found.split.net(SUPPLY) > 1000


def test_the_parts_add_up_to_the_change_on_both_paths_and_in_every_group(found: Found) -> None:
    split = found.split
    np.testing.assert_allclose(sum(split.shares.values()), split.change, rtol=0, atol=1e-7)
    assert split.change.shape == (2, 14)
    for place, path in enumerate(split.paths):
        moved = found.numbers[1].value(h.NET, path) - found.numbers[0].value(h.NET, path)
        assert split.change[place].sum() == pytest.approx(moved, abs=1e-6)


def test_supply_alone_gives_what_supply_has_grown_by(found: Found) -> None:
    grown = found.numbers[1].value(h.SUPPLY) - found.numbers[0].value(h.SUPPLY)
    assert found.split.net(SUPPLY) == pytest.approx(grown, rel=0.02)


def test_the_headline_numbers_are_those_of_a_real_run(found: Found, chain: Chain) -> None:
    first = found.numbers[0]
    gap = chain["gap"]["totals"]
    last = gap[(gap["path"] == "benchmarked") & (gap["year"] == 2040)].iloc[0]
    assert first.value(h.NET) == pytest.approx(last["net_aarsverk"], abs=1e-6)
    assert first.value(h.SHORTAGE) == pytest.approx(last["shortage_aarsverk"], abs=1e-6)
    people = contracts.read(chain.folder, "demography", "indicators")
    old = people[(people["alternative"] == "MMM") & (people["year"] == 2040)]["persons_80plus"].item()
    assert first.value(h.POPULATION["persons_80plus"]) == old
    assert found.numbers[1].value(h.POPULATION["persons_80plus"]) == old


def test_changed_series_say_what_changed_and_how_much(found: Found) -> None:
    by_name = {change.series: change for change in found.changes}
    assert set(by_name) == {"services", "inflow", "groups", "anchors"}
    services = by_name["services"]
    (cell,) = services.cells.to_dict("records")
    assert cell["etter"] == pytest.approx(cell["før"] * 1.03)
    assert cell["relativ"] == pytest.approx(1 - 1 / 1.03)
    assert services.size == "moderate"
    assert (by_name["anchors"].added, by_name["anchors"].removed) == (by_name["anchors"].rows, 0)


def test_the_page_says_what_moved_the_gap_most(page: Path, found: Found) -> None:
    said = next(text_of(node) for node in parse(page).iter("p") if node.get("class") == "lead")
    assert f"«ny-2027», en endring på {number(found.split.net(), sign=True)}." in said
    assert (
        f"Mest betyr «Nyutdannede og autoriserte fra utlandet i året» ({number(found.split.net(SUPPLY), sign=True)})"
        in said
    )


def test_the_page_is_whole_and_valid(page: Path) -> None:
    tree, text = parse(page), page.read_text(encoding="utf-8")
    assert page_problems(tree) == ["<style> in the page"]
    assert link_problems(page.parent, page.name, tree, {page.name: tree}) == []
    assert machine_traces(text) == []
    rows = [text_of(node) for node in tree.iter("th") if node.get("scope") == "row"]
    assert any(row.startswith(labels("services")["home_care"]) for row in rows)
    assert any(row.startswith(f"{labels('groups')['vernepleier']}, nyutdannede") for row in rows)
    assert not any("«" in row for row in rows)
    assert "+3,0 %" in text
    assert "kapittel 2.1 og 2.3" in text


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium er ikke installert på denne maskinen")
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_the_screen_and_asks_no_network(width: int, page: Path, tmp_path_factory) -> None:
    ((scroll, seen, loaded),) = opened(page.parent, width, tmp_path_factory.mktemp("nettleser")).values()
    assert scroll <= seen
    assert loaded == []


def test_the_page_says_which_tables_were_fetched_when_and_with_which_checksum(found: Found) -> None:
    raw = RawFile("ssb/11645/a.json", "ab" * 32, 1000, "https://data.ssb.no")
    table = Fetch(
        "ssb-11645", "11645", "Brukere <b>av</b> hjemmetjenester", "ssb-11645-2027-02-25", "2027-02-25T07:00:00Z",
        "2027-03-01T10:00:00Z", "Tid=*", 1234, "2026", (raw,), ("services",),
    )  # fmt: skip
    origin = Origin("plan-2026", "2027-03-01T10:05:00Z", "0.2.0", "m", (table,), {"ssb-07459": "tidsavbrudd"})
    fetched = replace(found, origins=(None, origin))
    text, _ = contents(fetched, "side.csv")
    for said in (
        "ssb-11645, til Årsverk per tjeneste",
        "1\u00a0234 celler",
        "abababababab",
        "2027-02-25 kl. 07.00 (UTC)",
        "0.2.0",
    ):
        assert said in text
    assert "Brukere &lt;b&gt;av" in text
    assert "kunne ikke alle tabellene hentes: ssb-07459 (tidsavbrudd)" in text


def test_the_numbers_of_the_csv_add_up(page: Path, found: Found) -> None:
    rows = csv(page)
    why = rows[
        (rows["tall"] == "hvorfor") & (rows["gruppe"] == "alle 14 grupper") & (rows["bane"] == "avstemt")
    ]
    whole = why[why["størrelse"] == "endring i alt"]["verdi"].astype(float).item()
    assert why[why["størrelse"] != "endring i alt"]["verdi"].astype(float).sum() == pytest.approx(
        whole, abs=1e-3
    )
    assert whole == pytest.approx(found.split.net(), abs=1e-3)
    cells = rows[(rows["tall"] == "celle") & (rows["størrelse"] == "inflow")]
    assert len(cells) == 2 * 14


def test_the_same_vintages_give_the_same_bytes(vintage: Vintage, newer: Vintage, found: Found) -> None:
    again = find(vintage, newer, lambda text: None)
    assert contents(again, "side.csv") == contents(found, "side.csv")


def test_the_same_data_give_nothing_to_tell(beside: Path, tmp_path: Path) -> None:
    told: list[str] = []
    page = compare(["plan-2026", "kopi"], tmp_path / "side.html", told.append)
    text = page.read_text(encoding="utf-8")
    assert "Ingen: alle seriene er like" in text
    assert "det samme" in text
    assert len(told) == 1
    rows = csv(page)
    assert set(rows[rows["tall"] == "hvorfor"]["verdi"].astype(float)) == {0.0}
    assert page_problems(parse(page)) == ["<style> in the page"]
    assert compare(["plan-2026", "kopi"], page, told.append) == page, "writes over its own page"


def test_sources_alone_are_counted_as_text_and_move_nothing(beside: Path) -> None:
    copy = open_vintage("kopi")
    frame = pd.read_csv(copy.path("services"), dtype=str, keep_default_na=False)
    write(copy, "services", frame.assign(note=frame["note"] + " Sett over."))
    (change,) = changes(open_vintage("plan-2026"), copy)
    assert (change.size, change.texts, len(change.cells)) == ("text", len(frame), 0)


def test_a_file_changed_since_it_was_registered_is_refused(beside: Path, tmp_path: Path) -> None:
    with (beside / "kopi" / "services.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(DataError, match="registrert"):
        compare(["plan-2026", "kopi"], tmp_path / "side.html")
    assert not (tmp_path / "side.html").exists()


def test_names_are_runs_when_all_are_and_else_vintages(beside: Path, copied: Make) -> None:
    copied("reports/plan-2026")
    copied("reports/kopi")
    copied("reports/ref")
    assert vintages_named(["plan-2026", "kopi"]) is None
    assert vintages_named(["ref", "finnes-ikke"]) is None
    for first in ("data/vintages/plan-2026", str(beside / "plan-2026")):
        pair = vintages_named([first, "kopi"])
        assert pair is not None
        assert [each.name for each in pair] == ["plan-2026", "kopi"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["plan-2026", "plan-2026"], "to og to"),
        (["plan-2026", "ref"], "kan ikke blandes"),
    ],
)
def test_vintages_are_compared_two_and_two_and_not_with_runs(
    names: list[str], said: str, beside: Path, copied: Make
) -> None:
    copied("reports/ref")
    with pytest.raises(ParameterError, match=said):
        vintages_named(names)


def test_the_name_that_is_nothing_is_the_one_complained_of(beside: Path) -> None:
    with pytest.raises(DataError, match="«kopii» finnes ikke"):
        vintages_named(["plan-2026", "kopii"])


def test_text_from_a_source_is_text_on_the_page_and_in_the_csv(found: Found) -> None:
    formula, tag = '=HYPERLINK("http://x.example","k")', "<script>alert(1)</script>"
    change = next(each for each in found.changes if len(each.cells))
    cells = change.cells.assign(nøkkel=f"{formula} {tag}")
    origin = Origin("plan-2026", "2027-03-01T10:05:00Z", tag, "m", (), {f"{tag}{formula}": tag})
    hostile = replace(found, changes=[replace(change, cells=cells)], origins=(None, origin))
    text, csv = contents(hostile, "side.csv")
    assert tag not in text
    assert "&lt;script&gt;" in text
    assert ';"=' not in csv
    assert ";\"'=HYPERLINK(" in csv

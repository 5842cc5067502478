"""The page that sets runs side by side says what the runs' own artefacts say, and only that."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from helseplan import contracts
from helseplan.comparison import figure
from helseplan.comparison.compare import compare
from helseplan.comparison.folders import MOST, labels
from helseplan.formats import number
from tests.comparison.conftest import UNTIL_GAP, Make, add_measures, publish
from tests.report.htmlcheck import link_problems, machine_traces, page_problems, parse, text_of
from tests.test_browser import CHROMIUM, opened

LATER = "senere_avgang"


def net(folder: Path, year: int = 2040, path: str = "benchmarked") -> float:
    totals = contracts.read(folder, "gap", "totals")
    return totals[(totals["path"] == path) & (totals["year"] == year)]["net_aarsverk"].item()


def csv(page: Path) -> pd.DataFrame:
    return pd.read_csv(page.with_suffix(".csv"), sep=";", decimal=",", encoding="utf-8-sig")


def table(page: Path, id: str) -> dict[str, list[str]]:
    """Row heading → the cells of a table, small type after a space."""
    div = next(node for node in parse(page).iter() if node.get("id") == id)
    rows = [[" ".join("".join(cell.itertext()).split("\xad")) for cell in row] for row in div.iter("tr")]
    return {row[0]: row[1:] for row in rows[1:]}


@pytest.fixture
def pair(copied: Make) -> list[str]:
    return [str(copied("ref")), str(copied("sen", LATER))]


@pytest.fixture
def page(pair: list[str], tmp_path: Path) -> Path:
    return compare(pair, tmp_path / "side.html")


def test_the_finding_names_the_largest_and_the_smallest_gap(page: Path, pair: list[str]) -> None:
    worst, best = (net(Path(folder)) for folder in pair)
    assert worst < best < 0
    said = next(text_of(node) for node in parse(page).iter("p") if node.get("class") == "lead")
    assert said.startswith(
        f"I 2040 mangler det {number(-worst)} årsverk netto uten tiltak i «ref» og {number(-best)} uten tiltak i "
        f"«sen». Det er {number(best - worst)} årsverk mellom dem."
    )
    assert said.endswith("Ingen av kjøringene har regnet ut hva tiltak gir; alle tallene er uten tiltak.")


def test_every_net_gap_in_the_csv_is_the_runs_own(page: Path, pair: list[str]) -> None:
    frame = csv(page)
    rows = frame[frame["størrelse"] == "nettogap uten tiltak"]
    assert len(rows) == 2 * 16
    for row in rows.itertuples():
        folder = Path(pair[["ref", "sen"].index(row.kjøring)])
        assert row.verdi == pytest.approx(net(folder, row.år), abs=1e-4)
        assert row.forskjell == pytest.approx(net(folder, row.år) - net(Path(pair[0]), row.år), abs=1e-4)


def test_the_groups_add_up_to_the_net_gap(page: Path) -> None:
    frame = csv(page).query("år == 2040")
    for _, run in frame.groupby("kjøring"):
        by_group = run[run["størrelse"] == "gap uten tiltak"]
        assert len(by_group) == 14
        net_gap = run[run["størrelse"] == "nettogap uten tiltak"]["verdi"].item()
        assert by_group["verdi"].sum() == pytest.approx(net_gap, abs=1e-3)
        gross = run[run["størrelse"].isin(["brutto underskudd uten tiltak", "brutto overskudd uten tiltak"])][
            "verdi"
        ].sum()
        assert gross == pytest.approx(net_gap, abs=1e-3)


def test_supply_and_demand_are_the_sums_of_the_groups(page: Path, pair: list[str]) -> None:
    gap = contracts.read(Path(pair[1]), "gap", "gap")
    last = gap[(gap["path"] == "benchmarked") & (gap["year"] == 2040)]
    shown = table(page, "sammenligning-kjoringer")
    assert shown["Tilbud uten tiltak i 2040"][1].startswith(number(last["supply_aarsverk"].sum()))
    assert shown["Etterspørsel uten tiltak i 2040"][1].startswith(number(last["demand_aarsverk"].sum()))


def test_only_the_parameters_that_differ_are_shown(page: Path) -> None:
    rows = table(page, "sammenligning-parametre")
    assert list(rows.values()) == [["0", "1"]]
    (name,) = rows
    assert name.startswith("supply.later_exit_years")
    assert "hvor mange år" in name


def test_runs_of_the_same_parameters_are_said_to_be_the_same(copied: Make, tmp_path: Path) -> None:
    page = compare([str(copied("a")), str(copied("b"))], tmp_path / "side.html")
    text = page.read_text(encoding="utf-8")
    assert "Ingen: alle parametrene har den samme verdien" in text
    assert "nettogapet er det samme" in text
    assert set(csv(page)["forskjell"]) == {0}
    assert "Advarsel" not in text


def test_a_nested_parameter_that_only_one_run_has_is_a_dash_in_the_other(
    copied: Make, tmp_path: Path
) -> None:
    first, second = copied("a"), copied("b")
    text = (second / "params.yml").read_text(encoding="utf-8")
    (second / "params.yml").write_text(text + "  nytt:\n    tiltak:\n      x: 0.5\n", encoding="utf-8")
    publish(second, UNTIL_GAP)
    page = compare([str(first), str(second)], tmp_path / "side.html")
    (cells,) = table(page, "sammenligning-parametre").values()
    assert cells == ["–", "0,5"]


def test_measures_are_shown_where_a_run_has_them_and_a_dash_where_not(copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b")
    add_measures(second, joint=31234.0, left=-11066.0)
    publish(second, [*UNTIL_GAP, "measures"])
    page = compare([str(first), str(second)], tmp_path / "side.html")
    shown = table(page, "sammenligning-kjoringer")
    assert shown["Tiltakenes felles effekt i 2040"] == ["–", number(31234)]
    assert shown["Nettogap etter tiltak i 2040"] == ["–", number(-11066)]
    joint = csv(page).query("størrelse == 'tiltakenes felles effekt'")
    assert list(joint["verdi"]) == [31234]


def test_a_measures_table_without_a_joint_effect_is_a_dash(copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b")
    add_measures(second, joint=float("nan"), left=float("nan"))
    publish(second, [*UNTIL_GAP, "measures"])
    page = compare([str(first), str(second)], tmp_path / "side.html")
    assert table(page, "sammenligning-kjoringer")["Nettogap etter tiltak i 2040"] == ["–", "–"]


def test_a_run_is_shown_on_its_own_path_and_a_mixture_is_warned_of(copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b", "referanse", "general.benchmark=false")
    page = compare([str(first), str(second)], tmp_path / "side.html")
    rows = csv(page).query("størrelse == 'nettogap uten tiltak' and år == 2040").set_index("kjøring")
    assert rows.loc["b", "bane"] == "rå"
    assert rows.loc["b", "verdi"] == pytest.approx(net(second, path="raw"), abs=1e-4)
    assert "Hver kjøring vises på sin egen bane." in page.read_text(encoding="utf-8")


def test_three_runs_are_told_that_the_split_is_made_for_two(
    copied: Make, pair: list[str], tmp_path: Path
) -> None:
    page = compare([*pair, str(copied("tredje"))], tmp_path / "side.html")
    text = page.read_text(encoding="utf-8")
    assert "regnes for to kjøringer om gangen" in text
    assert "sammenligning-hvorfor" not in text
    two = compare(pair, tmp_path / "to.html").read_text(encoding="utf-8")
    assert "om gangen" not in two


def test_a_run_on_a_kept_benchmark_is_told_from_one_with_its_own(copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b")
    publish(first, UNTIL_GAP, data={"population": "a1", "anchors": "mangler"})
    publish(second, UNTIL_GAP, "ny-2027", data={"population": "a1", "anchors": "c1"})
    rows = table(compare([str(first), str(second)], tmp_path / "side.html"), "sammenligning-kjoringer")
    assert rows["Avstemt mot publiserte tall"] == ["ja", "ja, på eldre data"]


def test_different_vintages_are_warned_of(copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b")
    text = (second / "params.yml").read_text(encoding="utf-8").replace("plan-2026", "plan-2027")
    (second / "params.yml").write_text(text, encoding="utf-8")
    publish(second, UNTIL_GAP, "plan-2027", data={"population": "a2"})
    page = compare([str(first), str(second)], tmp_path / "side.html")
    assert "ulike datagrunnlag: «plan-2026» og «plan-2027»" in page.read_text(encoding="utf-8")
    assert "ulik den første: population" in table(page, "sammenligning-opphav")["Data, avtrykk"][1]


@pytest.mark.parametrize(
    ("kind", "said"), [("data", "Dataene i «plan-2026» er endret"), ("code", "ulike versjoner av programmet")]
)
def test_other_data_or_other_code_is_warned_of(kind: str, said: str, copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b")
    publish(second, UNTIL_GAP, **{kind: {"noe": "c1"}})
    page = compare([str(first), str(second)], tmp_path / "side.html")
    assert said in page.read_text(encoding="utf-8")


def test_the_page_is_whole_valid_and_needs_nothing_beside_it(page: Path) -> None:
    tree = parse(page)
    assert page_problems(tree) == ["<style> in the page"]  # on purpose: the page is one file
    assert link_problems(page.parent, page.name, tree, {page.name: tree}) == []
    assert machine_traces(page.read_text(encoding="utf-8")) == []
    assert not re.search(r"@import|url\((?!#|data:)", page.read_text(encoding="utf-8"))


def test_the_same_runs_give_the_same_bytes(pair: list[str], page: Path, tmp_path: Path) -> None:
    (tmp_path / "igjen").mkdir()
    again = compare(pair, tmp_path / "igjen" / "side.html")
    assert again.read_bytes() == page.read_bytes()
    assert again.with_suffix(".csv").read_bytes() == page.with_suffix(".csv").read_bytes()


def test_it_writes_over_its_own_page(pair: list[str], page: Path) -> None:
    before = page.read_bytes()
    assert compare(pair[::-1], page) == page
    assert page.read_bytes() != before
    assert sorted(path.name for path in page.parent.glob("*side*")) == ["side.csv", "side.html"]


def test_equal_folder_names_get_their_parents() -> None:
    folders = [Path("/x/a/ref"), Path("/x/b/ref"), Path("/y/b/ref"), Path("/y/sen")]
    assert labels(folders) == ["a/ref", "x/b/ref", "y/b/ref", "sen"]


def test_a_name_may_hold_anything(copied: Make, tmp_path: Path) -> None:
    strange = copied("_<b>$x$ & y_" + "z" * 60)
    page = compare(
        [str(strange), str(copied("b")), *(str(copied(f"c{n}")) for n in range(6))], tmp_path / "s.html"
    )
    assert page_problems(parse(page)) == ["<style> in the page"]
    assert "_<b>$x$ & y_" in next(iter(parse(page).iter("dd"))).text


def test_every_line_differs_from_every_other_also_without_colour() -> None:
    assert len(set(figure.MARKS)) == len(set(figure.COLOURS)) == len(figure.COLOURS) == MOST


def test_a_long_name_is_broken_and_nothing_is_lost() -> None:
    name = "utdanning_folger_befolkningen-" + "x" * 50
    lines = figure.broken(name, 20).split("\n")
    assert "".join(lines) == name
    assert max(map(len, lines)) <= 21


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium er ikke installert på denne maskinen")
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_the_screen(width: int, copied: Make, tmp_path: Path) -> None:
    (tmp_path / "ut").mkdir()
    names = [str(copied("utdanning_folger_befolkningen_lenge")), *(str(copied(f"r{n}")) for n in range(7))]
    page = compare(names, tmp_path / "ut" / "side.html")
    ((scroll, seen, loaded),) = opened(page.parent, width, tmp_path).values()
    assert scroll <= seen
    assert json.dumps(loaded) == "[]"

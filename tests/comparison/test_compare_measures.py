"""The page compares what is left after each run's own measures, and says what lacks without them beside it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helseplan import contracts
from helseplan.comparison import finding
from helseplan.comparison.compare import compare
from helseplan.comparison.measured import Measured, nothing
from helseplan.comparison.origin import Origin
from helseplan.comparison.reading import Run
from helseplan.formats import number
from tests.comparison.conftest import UNTIL_GAP, Make, carry_out, publish
from tests.comparison.test_compare import csv, net, table
from tests.report.htmlcheck import page_problems, parse, text_of

MEASURES = {"later_exit": 9000.0, "productivity_07": 11000.0}


def lead(page: Path) -> str:
    return next(text_of(node) for node in parse(page).iter("p") if node.get("class") == "lead")


def run(label: str, before: float, after: float | None, joint: float = 1.0) -> Run:
    """A run known by its net gap in 2040; None when it has not worked measures out, joint 0 when it has none."""
    found = nothing()
    if after is not None:
        totals = found.totals.copy()
        totals.loc[2040, ["gap_after_aarsverk", "shortage_after_aarsverk"]] = [after, min(after, 0) - 5]
        totals.loc[2040, "joint_aarsverk"] = joint
        found = Measured(totals, found.groups, {}, found.spread)
    groups = pd.DataFrame({"year": [2040], "group": ["lege"], "gap_aarsverk": [before]})
    sums = pd.DataFrame({"net_aarsverk": {2040: before}, "shortage_aarsverk": {2040: before}})
    return Run(label, "", "", {}, True, groups, sums, found, Origin("", {}, {}, {}))


@pytest.fixture
def page(copied: Make, tmp_path: Path) -> Path:
    first, second = copied("a"), copied("b")
    carry_out(first, {"later_exit": 7000.0})
    carry_out(second, MEASURES, overlap=1500.0)
    return compare([str(first), str(second)], tmp_path / "side.html")


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (
            [run("a", -40, -30), run("b", -40, -20)],
            "30 årsverk netto etter tiltakene i «a» og 20 etter tiltakene i «b»",
        ),
        (
            [run("a", -40, 5), run("b", -40, -20)],
            "20 årsverk netto etter tiltakene i «b», mens det er et overskudd på 5",
        ),
        (
            [run("a", -40, 5), run("b", -40, 8)],
            "er det et overskudd på 5 årsverk netto etter tiltakene i «a» og 8",
        ),
        ([run("a", -40, -7), run("b", -30, -7)], "i alle kjøringene: nettogapet etter tiltak er det samme."),
        ([run("a", -40, -7), run("b", -7, -7, 0)], "i alle kjøringene, enten de har tiltak eller ikke."),
        (
            [run("a", -40, -7), run("b", -40, 9)],
            "Uten tiltak mangler det 40 i alle kjøringene: det gapet er det samme.",
        ),
        ([run("a", -40, -7), run("b", -30, 9)], "Uten tiltak mangler det 40 i «a» og 30 i «b»."),
        ([run("a", -40, -7), run("b", 3, 9)], "mangler det 40 i «a», mens det er et overskudd på 3 i «b»."),
        (
            [run("a", -40, -7), run("b", -30, -30, 0)],
            "30 årsverk netto uten tiltak i «b» og 7 etter tiltakene i «a».",
        ),
        (
            [run("a", -40, -40, 0), run("b", -30, -30, 0)],
            "40 årsverk netto uten tiltak i «a» og 30 uten tiltak i «b».",
        ),
        (
            [run("a", -40, -7), run("b", -40, -7), run("c", -40, 1)],
            "7 årsverk netto etter tiltakene i «a» og «b»,",
        ),
        ([run("a", -40, -7), run("b", -30, None)], "ikke regnet ut i «b»; der er tallet uten tiltak."),
        ([run("a", -40, None), run("b", -30, None)], "alle tallene er uten tiltak."),
        (
            [run("a", -40, -7), run("b", -40, 9)],
            "brutto underskudd på 5 årsverk i «b», og på 12 årsverk i «a».",
        ),
        (
            [run("a", -40, None), run("b", -30, None)],
            "på 30 årsverk i «b», der det mangler flest leger (30), og",
        ),
    ],
)
def test_the_finding_is_said_as_what_it_is(runs: list[Run], said: str) -> None:
    assert said in finding.sentence(runs)
    assert number(finding.net(finding.ends(runs)[0])) in finding.title(runs)


def test_a_run_without_measures_is_called_that_in_the_title_and_no_other() -> None:
    runs = [run("a", -40, -7), run("b", -30, -30, 0)]
    said = finding.title(runs).replace("\u2212", "-")
    assert "fra -30 årsverk i «b» (uten tiltak) til -7 i «a»; uten tiltak går det fra -40 til -30" in said
    assert "(uten tiltak)" not in finding.title([runs[0], run("c", -40, 9)])


def test_the_lead_is_what_is_left_and_not_the_gap_before(page: Path, tmp_path: Path) -> None:
    before = net(tmp_path / "a")
    left = [before + 7000, before + 20000]
    assert lead(page).startswith(
        f"I 2040 mangler det {number(-left[0])} årsverk netto etter tiltakene i «a» og {number(-left[1])} etter "
        f"tiltakene i «b». Det er {number(13000)} årsverk mellom dem. Uten tiltak mangler det {number(-before)} i alle"
    )
    gaps = contracts.read(tmp_path / "a", "gap", "gap").query("path == 'benchmarked' and year == 2040")
    worst = gaps[gaps["group"] != "sykepleier"].set_index("group")["gap_aarsverk"].min()
    assert f"der det mangler flest helsefagarbeidere ({number(-worst)})" in lead(page)


def test_every_share_the_joint_sum_and_the_overlap_stand_beside_each_other(page: Path) -> None:
    shown = table(page, "sammenligning-tiltak")
    assert shown["Senere avgang"] == [number(7000), number(9000) + number(2000, sign=True)]
    assert shown["Høyere produktivitet"] == ["–", number(11000)]
    assert shown["I alt, sammen"][1].startswith(number(20000))
    assert shown["Overlapp"] == ["0", number(1500) + number(1500, sign=True)]
    rows = csv(page).query("størrelse == 'tiltakets del av felles effekt' and kjøring == 'b'")
    joint = csv(page).query("størrelse == 'tiltakenes felles effekt' and kjøring == 'b' and år == 2040")
    assert rows["verdi"].sum() == pytest.approx(joint["verdi"].item())


def test_groups_after_measures_add_up_and_stand_beside_one_column_without(page: Path) -> None:
    shown = table(page, "sammenligning-grupper")
    assert {len(cells) for cells in shown.values()} == {3}
    after = (
        csv(page).query("størrelse == 'gap etter tiltak' and år == 2040").groupby("kjøring")["verdi"].sum()
    )
    whole = (
        csv(page).query("størrelse == 'nettogap etter tiltak' and år == 2040").set_index("kjøring")["verdi"]
    )
    assert after.to_dict() == pytest.approx(whole.to_dict(), abs=1e-3)
    assert shown["I alt, netto"][0] == number(whole["a"])
    assert "Uten tiltak er gapet det samme i alle kjøringene." in page.read_text(encoding="utf-8")


def test_runs_that_differ_without_measures_get_a_column_each(copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b", "senere_avgang")
    carry_out(first, MEASURES)
    carry_out(second, MEASURES)
    page = compare([str(first), str(second)], tmp_path / "side.html")
    shown = table(page, "sammenligning-grupper")["I alt, netto"]
    wanted = [net(first) + 20000, net(second) + 20000, net(first), net(second)]
    assert [cell.startswith(number(value)) for cell, value in zip(shown, wanted, strict=True)] == [True] * 4


def test_the_figure_has_a_line_without_measures_once_when_it_is_the_same(page: Path) -> None:
    assert len(table(page, "sammenligning-nettogap")["2040"]) == 3
    assert "Stiplet: uten tiltak, som er likt i alle kjøringene." in page.read_text(encoding="utf-8")


def test_the_spread_of_the_draws_and_how_often_the_gap_closes(page: Path) -> None:
    shown = table(page, "sammenligning-usikkerhet")
    assert shown["5-prosentil etter tiltak"] == [number(-83000), number(-70000) + number(13000, sign=True)]
    assert shown["Median uten tiltak"] == [number(-50000), number(-50000) + "0"]
    assert [cell.replace("\u00a0", " ") for cell in shown["Lukket etter tiltak"]] == ["25,5 prosent"] * 2


def test_a_run_without_measures_has_dashes_for_them_and_says_so(copied: Make, tmp_path: Path) -> None:
    first, second = copied("a"), copied("b")
    carry_out(first, MEASURES)
    carry_out(second, {})
    page = compare([str(first), str(second)], tmp_path / "side.html")
    assert f"{number(-net(second))} årsverk netto uten tiltak i «b»" in lead(page)
    assert table(page, "sammenligning-kjoringer")["Tiltak i kjøringen"] == ["2 tiltak", "uten tiltak"]
    assert {cells[1] for cells in table(page, "sammenligning-tiltak").values()} == {"–"}
    spread = table(page, "sammenligning-usikkerhet")
    assert spread["Median etter tiltak"][1] == spread["Lukket etter tiltak"][1] == "–"
    assert spread["Median uten tiltak"][1] != "–"


def test_only_runs_without_measures(copied: Make, tmp_path: Path) -> None:
    folders = [copied("a"), copied("b", "senere_avgang")]
    for folder in folders:
        carry_out(folder, {})
    page = compare([str(folder) for folder in folders], tmp_path / "side.html")
    assert "Alle kjøringene er uten tiltak." in page.read_text(encoding="utf-8")
    assert {len(cells) for cells in table(page, "sammenligning-grupper").values()} == {2}


@pytest.mark.parametrize("lost", ["effects", "remaining", "distribution", "totals", "columns"])
def test_an_older_run_that_lacks_an_artefact_or_columns_gets_dashes(
    lost: str, copied: Make, tmp_path: Path
) -> None:
    folders = [copied("a"), copied("b")]
    for folder in folders:
        carry_out(folder, MEASURES)
    inside = folders[1] / "artefacts" / "measures"
    if lost == "columns":
        totals = pd.read_parquet(inside / "totals.parquet")
        totals.drop(columns=["shortage_after_aarsverk", "overlap_aarsverk"]).to_parquet(
            inside / "totals.parquet"
        )
    else:
        (inside / f"{lost}.parquet").unlink()
    publish(folders[1], [*UNTIL_GAP, "measures"])
    page = compare([str(folder) for folder in folders], tmp_path / "side.html")
    assert page_problems(parse(page)) == ["<style> in the page"]
    place, row = {
        "effects": ("tiltak", "Senere avgang"),
        "remaining": ("grupper", "Lege"),
        "distribution": ("usikkerhet", "Median etter tiltak"),
        "totals": ("kjoringer", "Nettogap etter tiltak i 2040"),
        "columns": ("tiltak", "Overlapp"),
    }[lost]
    assert table(page, f"sammenligning-{place}")[row][1] == "–"
    assert ("der er tallet uten tiltak" in lead(page)) == (lost == "totals")


def test_short_words_and_numbers_are_not_broken(copied: Make, tmp_path: Path) -> None:
    first, second = copied("c"), copied("d", "referanse", "measures.package=supply_only")
    text = compare([str(first), str(second)], tmp_path / "ord.html").read_text(encoding="utf-8")
    assert ">supply_only<" in text
    assert "tabell 3.1 og 3.2" in text


def test_a_csv_of_an_older_version_may_be_written_over(page: Path, tmp_path: Path) -> None:
    old = "kjøring;scenario;datagrunnlag;bane;størrelse;gruppe;år;enhet;verdi;forskjell\n"
    page.with_suffix(".csv").write_text(old, encoding="utf-8-sig")
    compare([str(tmp_path / "b"), str(tmp_path / "a")], page)
    assert "tiltak" in csv(page)

import hashlib
import json
import shutil
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
import yaml

from helseplan import paths
from helseplan.errors import DataError
from helseplan.report import pages
from helseplan.report.build import build_report
from helseplan.report.pages import PAGES
from helseplan.report.workbook import _sheet_names, write_workbook
from helseplan.stages import STAGES

from . import htmlcheck, sample

SHEET = "xl/worksheets/sheet{}.xml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    root = tmp_path_factory.mktemp("repository")
    sample.write_repository(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "VINTAGES", root / "vintages")
        patch.setattr(pages, "DOCS", root / "docs")
        yield root


@pytest.fixture(scope="module")
def report(repository, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "prove"
    sample.write_run(folder)
    written = build_report(folder, site=sample.SITE)
    assert written == [page.file for page in PAGES]
    return folder


def text(folder, name):
    return (folder / f"{name}.html").read_text(encoding="utf-8")


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_page_is_valid_accessible_and_self_contained(report):
    assert htmlcheck.problems(report) == []


def test_the_checks_themselves_find_what_is_wrong(report, tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(report, folder)
    page = folder / "kapittel-1.html"
    broken = page.read_text(encoding="utf-8")
    for old, new in (
        ('lang="nb"', 'lang="en"'),
        ('href="assets/report.css"', 'href="https://cdn.example.org/x.css"'),
        ("assets/data/testlinjer.csv", "assets/data/borte.csv"),
        ('<h3 id="flere-paa-80-aar">', '<h5 id="innhold">'),
        ("</h3>", "</h5>"),
        ("<desc ", "<g "),
        ("</desc>", "</g>"),
    ):
        assert old in broken
        broken = broken.replace(old, new)
    page.write_text(broken, encoding="utf-8")
    found = " ".join(htmlcheck.problems(folder))
    for sign in ("lang", "cdn.example.org", "borte.csv", "h5 follows h2", "used twice", "svg without"):
        assert sign in found


def test_the_same_run_gives_the_same_bytes(report, tmp_path):
    again = tmp_path / "prove"
    sample.write_run(again)
    build_report(again, site=sample.SITE)
    assert digests(again) == digests(report)


def test_nothing_outside_the_folder_is_written(repository, tmp_path):
    before = digests(repository)
    sample.write_run(tmp_path / "run")
    build_report(tmp_path / "run", site=sample.SITE)
    assert digests(repository) == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_stage_that_was_not_run_is_named_on_its_pages(report):
    chapter = text(report, "kapittel-2")
    assert "<strong>Etterspørsel etter årsverk:</strong> Ikke kjørt i denne kjøringen." in chapter
    assert "<strong>Tilbud av årsverk:</strong>" in chapter
    assert chapter.index("Tilbud av årsverk:") < chapter.index("2.3 Gapet</h2>")
    assert "Ikke kjørt" not in text(report, "kapittel-1")


def test_headlines_stand_on_the_front_page_in_order(report):
    front = text(report, "index")
    places = [
        front.index(title)
        for title in ("80 år og over (testdata)", "Gapet i 2040 (testdata)", "Vekst (testdata)")
    ]
    assert places == sorted(places)
    assert "<strong>−42\u00a0400</strong> årsverk" in front
    assert "<strong>1,2</strong> prosent" in front
    assert '<a href="kapittel-2.html">2 Bemanningsbehovet</a>' in front


def test_a_run_without_any_stage_still_gives_a_report(repository, tmp_path):
    sample.write_run(tmp_path)
    shutil.rmtree(tmp_path / "notebooks")
    shutil.rmtree(tmp_path / "artefacts")
    shutil.rmtree(tmp_path / "assets")
    build_report(tmp_path, site=replace(sample.SITE, stages=()))
    assert htmlcheck.problems(tmp_path) == []
    assert "Ingen hovedtall i denne kjøringen" in text(tmp_path, "index")


def test_the_reconciliation_counts_verdicts_and_shows_deviations(report):
    page = text(report, "avstemming")
    assert ">innenfor</span> 2</li>" in page
    assert ">forklart avvik</span> 1</li>" in page
    assert ">utenfor</span> 0</li>" in page
    assert "−400" in page
    assert "<td>Testkilde" not in page
    assert "Testkilde &amp; sønner, tabell 2.1" in page


def test_a_tolerance_finer_than_the_figure_is_not_rounded_up(report):
    row = text(report, "avstemming").split("Testkilde &amp; sønner, side 3")[1].split("</tr>")[0]
    assert ">12,9<" in row
    assert ">0,04<" in row
    assert ">0,05<" in row


def test_changed_parameters_are_counted_and_marked(repository, tmp_path):
    sample.write_run(tmp_path)
    path = tmp_path / "params.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["parameters"]["general"]["benchmark"] = False
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    build_report(tmp_path, site=sample.SITE)
    page = text(tmp_path, "parametre")
    assert "avviker 1 av" in page
    row = page.split("general.benchmark")[1].split("</tr>")[0]
    assert "<td>nei</td><td>ja</td><td>ja</td>" in row


def test_the_footer_says_what_the_run_covers(report):
    footer = text(report, "index").split('<footer class="bottom">')[1]
    for fact in (
        "prove",
        "referanse",
        "prove-1",
        "Befolkning; Gapet mellom tilbud og etterspørsel",
        "helseplan 0.1.0",
    ):
        assert f"<dd>{fact}</dd>" in footer
    assert replace(sample.SITE, stages=tuple(STAGES)).scope == "alle trinn"


def test_documents_link_to_each_other_as_pages(report):
    page = text(report, "metode")
    assert '<a href="beslutninger.html">loggen</a>' in page
    assert "koden" in page
    assert "x.py" not in page
    assert "&lt;script&gt;" in page
    assert page.count("Metode</h1>") == 1


def test_a_missing_document_is_an_error(repository, tmp_path, monkeypatch):
    sample.write_run(tmp_path)
    monkeypatch.setattr(pages, "DOCS", tmp_path)
    with pytest.raises(DataError, match=r"docs/metode\.md"):
        build_report(tmp_path, site=sample.SITE)


def test_an_unreadable_notebook_is_an_error(repository, tmp_path):
    sample.write_run(tmp_path)
    (tmp_path / "notebooks" / "04_gap.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"04_gap\.ipynb"):
        build_report(tmp_path, site=sample.SITE)


def test_the_navigation_shows_chapters_and_the_sections_of_this_one(report):
    tree = htmlcheck.parse(report / "kapittel-1.html")
    current = [node for node in tree.iter("a") if node.get("aria-current") == "page"]
    assert {htmlcheck.text_of(node) for node in current} == {"1 Innledning og kunnskapsgrunnlag"}
    side = next(node for node in tree.iter("nav") if node.get("class") == "side")
    assert "#befolkningen-blir-eldre" in [node.get("href") for node in side.iter("a")]
    steps = next(node for node in tree.iter("nav") if node.get("class") == "steps")
    assert [node.get("href") for node in steps.iter("a")] == ["index.html", "kapittel-2.html"]


def test_the_workbook_holds_every_table_behind_an_index(report):
    with zipfile.ZipFile(report / "data.xlsx") as book:
        names = book.read("xl/workbook.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
        first = book.read(SHEET.format(2)).decode()
    for path in (report / "assets" / "data").glob("*.csv"):
        assert f'name="{path.stem[:31]}"' in names
    assert names.index('"Innhold"') < names.index('"testlinjer"') < names.index('"testsoyler"')
    assert "Etterspørselen øker mer enn tilbudet (testdata)" in strings
    assert "2 Bemanningsbehovet" in strings
    assert "<v>300000</v>" in first


def test_text_in_the_workbook_can_never_be_a_formula(tmp_path):
    folder = tmp_path / "assets" / "data"
    folder.mkdir(parents=True)
    cells = ["=1+1", "+47 22", "-x", "@sum", "0301", "12,5", "-3", "1e-05"]
    pd.DataFrame({"a": cells}).to_csv(folder / "x.csv", sep=";", index=False, encoding="utf-8-sig")
    write_workbook(tmp_path, {})
    with zipfile.ZipFile(tmp_path / "data.xlsx") as book:
        sheet = book.read(SHEET.format(2)).decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    for cell in cells[:5]:
        assert f">{cell}</t>" in strings
    assert "<v>12.5</v>" in sheet
    assert "<v>-3</v>" in sheet


def test_sheet_names_are_short_and_unique():
    ids = ["x" * 40, "x" * 41, "x" * 31, "kort"]
    names = _sheet_names(ids)
    assert len(set(names.values())) == len(ids)
    assert max(len(name) for name in names.values()) <= 31


def test_a_notebook_may_write_on_the_front_page(repository, tmp_path):
    sample.write_run(tmp_path)
    notebook = sample.notebook(sample.markdown("## Hva som driver gapet", "page:index"))
    (tmp_path / "notebooks" / "06_productivity.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    build_report(tmp_path, site=sample.SITE)
    assert '<h2 id="hva-som-driver-gapet">' in text(tmp_path, "index")

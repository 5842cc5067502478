"""Text from a source is text everywhere: not HTML in the report, not a formula in a spreadsheet, not a file name."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from helseplan import formats
from helseplan.fetching import registers
from helseplan.report.display import Column, Table
from helseplan.report.markdown import HeadingIds
from helseplan.report.pages import Content
from helseplan.report.sources_page import sources
from helseplan.report.workbook import write_workbook
from tests.fetching.project import PEOPLE, Project, people

SCRIPT = "<script>alert(1)</script>"
LINK = '=HYPERLINK("http://x.example","klikk")'


def text_table(*cells: str) -> Table:
    data = pd.DataFrame({"name": cells, "number": range(len(cells)), "share": [-0.5] * len(cells)})
    columns = Column("name", "Navn"), Column("number", "Tall", 0), Column("share", "Andel", 1)
    return Table("prove", f"Titler {SCRIPT}", columns, data, note=SCRIPT)


def test_notes_and_labels_of_an_answer_stay_text_all_the_way_to_the_report(
    project: Project,
) -> None:
    notes = [f"{LINK} {SCRIPT} Se <a href='javascript:alert(2)'>merknad</a>", "@SUM(A1)", "&lt;img src=x&gt;"]
    project.server.tables[PEOPLE] = people(1.0, label=f"{SCRIPT}{LINK}", notes=notes)
    project.register(t07459={"title": f"Folk {SCRIPT}"})
    project.fetch("ny", PEOPLE)
    note = project.rows("ny", "sources")["ssb-07459-2026-02-25"]["note"]
    assert note.startswith("=HYPERLINK(")
    assert "<script" not in note
    assert "merknad" in note
    content = Content(HeadingIds())
    tables = sources("ny", content)
    page = "".join(table._repr_html_() for table in tables)
    for tag in ("<script", "<img", "<a href='javascript", 'href="javascript'):
        assert tag not in page
    tables[0].publish(project.root)
    lines = (project.root / "assets" / "data" / "datakilder-kilder.csv").read_text("utf-8-sig")
    assert "'=HYPERLINK(" in lines
    assert not re.search(r'(?m)(^|;)"?[=@]', lines)


def test_raw_files_are_named_by_their_bytes_only(project: Project) -> None:
    document = people(1.0, label="../../etc/passwd")
    document["extension"]["px"]["tableid"] = PEOPLE
    project.server.tables[PEOPLE] = document
    project.fetch("ny", PEOPLE)
    both = list((project.root / "raw" / "ssb" / PEOPLE).glob("*.json"))
    assert len(both) == 2, "the figures and the description"
    assert all(re.fullmatch(r"[0-9a-f]{16}\.json", raw.name) for raw in both)


@pytest.mark.parametrize("text", [LINK, "+1+2", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "＝1", "-", "-a"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert formats.spreadsheet_text(text) == f"'{text}"
    assert formats.shown_text(formats.spreadsheet_text(text)) == text


@pytest.mark.parametrize(
    "text", ["-1", "+1,5", "-1.5", "+1\u00a0300,5", "1", "abc", "", "a=b", "−1,3", "'sitat'"]
)
def test_numbers_and_other_text_are_left_alone(text: str) -> None:
    assert formats.spreadsheet_text(text) == text
    assert formats.shown_text(text) == text


def test_the_reports_csv_and_workbook_hold_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    text_table(LINK, SCRIPT, "-5", "vanlig").publish(tmp_path)
    with (tmp_path / "assets" / "data" / "prove.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in rows[1:]] == [f"'{LINK}", SCRIPT, "-5", "vanlig"]
    assert [row[1:] for row in rows[1:]] == [[str(place), "-0,5"] for place in range(4)]
    write_workbook(tmp_path, {"prove": (LINK, SCRIPT)})
    with zipfile.ZipFile(tmp_path / "data.xlsx") as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        sheets = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
    assert "<f>" not in sheets
    assert "<v>-0.5</v>" in sheets
    assert "=HYPERLINK(" in texts
    assert "'=HYPERLINK(" not in texts  # in a workbook text is text, and is shown as it is


def test_a_table_on_a_page_shows_hostile_text_as_text() -> None:
    page = text_table(SCRIPT, LINK)._repr_html_()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 3  # caption, note and cell


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("En <b>fet</b> merknad<br/>til", "En fet merknad til"),
        ("3 < 4 og 5 > 2", "3 < 4 og 5 > 2"),
        ("linje\r\nto\tord", "linje to ord"),
        ("Se &lt;b&gt;listen&lt;/b&gt;", "Se listen"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("a\u200b\u202eb\x00c", "a b c"),
        ("<!-- skjult -->synlig", "synlig"),
        ("x" * 1000, "x" * 399 + "…"),
    ],
)
def test_a_note_is_made_plain(text: str, plain: str) -> None:
    assert registers.plain(text) == plain

import math

import pandas as pd
import pytest

from helseplan import classifications
from helseplan.report.display import Column, Figure, Table, Text
from helseplan.report.html import badge, cell_text

from . import sample

NBSP = "\u00a0"


def one_cell(value, **column):
    data = pd.DataFrame({"name": ["rad"], "value": [value], "d": [2]})
    table = Table("t", "Tittel", (Column("name", "Navn"), Column("value", "Verdi", **column)), data)
    return table._repr_html_().split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize(
    ("value", "column", "shown"),
    [
        (343_500.4, {"decimals": 0}, f'<td class="num">343{NBSP}500</td>'),
        (-1.25, {"decimals": 2}, '<td class="num">−1,25</td>'),
        (0.125, {"decimals_from": "d"}, '<td class="num">0,12</td>'),
        (2040, {}, "<td>2040</td>"),
        (0.005, {}, "<td>0,005</td>"),
        (True, {}, "<td>ja</td>"),
        (math.nan, {"decimals": 0}, '<td class="num">–</td>'),
        (None, {}, "<td>–</td>"),
        ("", {}, "<td>–</td>"),
        ("2026-06-12", {}, '<td><span class="date">2026-06-12</span></td>'),
    ],
)
def test_a_cell_follows_norwegian_usage(value, column, shown):
    assert shown in one_cell(value, **column)


def test_missing_values_of_every_kind_are_a_dash():
    assert {cell_text(value, 1) for value in (None, math.nan, pd.NA, pd.NaT, "")} == {"–"}


def test_data_cannot_become_markup():
    html = sample.wide_table()._repr_html_()
    assert "Lege &amp; &lt;tannlege&gt;" in html
    row = one_cell('"><script>alert(1)</script>')
    assert "<script>" not in row


def test_only_a_web_address_becomes_a_link():
    assert '<a href="https://www.ssb.no/x?a=1&amp;b=2">www.ssb.no</a>' in one_cell(
        "https://www.ssb.no/x?a=1&b=2"
    )
    assert "<a " not in one_cell("javascript:alert(1)")


def test_every_quality_and_verdict_has_a_norwegian_mark():
    for name in ("qualities", "verdicts"):
        for code, label in classifications.labels(name).items():
            assert f">{label}</span>" in badge(code)


def test_quality_verdict_and_unit_columns_hold_codes():
    data = pd.DataFrame({"a": ["x"], "unit": ["aarsverk"], "quality": ["derived"], "verdict": ["within"]})
    table = Table("t", "T", tuple(Column(key, key) for key in data), data)
    html = table._repr_html_()
    assert "<td>årsverk</td>" in html
    assert ">avledet</span>" in html
    assert ">innenfor</span>" in html


def test_first_column_names_the_row_and_numbers_stand_right():
    html = sample.wide_table()._repr_html_()
    assert '<th scope="row">Sykepleier</th>' in html
    assert '<th scope="col" class="num">2024</th>' in html


def test_a_wide_table_scrolls_by_keyboard_and_a_narrow_one_adds_no_tab_stop():
    assert (
        'role="region" tabindex="0" aria-label="Årsverk etter gruppe og år (testdata)"'
        in sample.wide_table()._repr_html_()
    )
    narrow = Table("t", "T", (Column("a", "A"), Column("b", "B", 1)), pd.DataFrame({"a": ["x"], "b": [1.0]}))
    assert "tabindex" not in narrow._repr_html_()


def test_the_csv_opens_in_norwegian_excel(tmp_path):
    sample.wide_table().publish(tmp_path)
    raw = (tmp_path / "assets/data/testtabell.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("group;2024;2026")
    assert lines[2].startswith("Lege & <tannlege>;1234,5;1235,5")
    assert lines[3] == "Annet" + ";" * 9


def test_a_figure_publishes_the_numbers_behind_it_under_its_own_name(tmp_path):
    sample.line_figure().publish(tmp_path)
    assert [path.name for path in (tmp_path / "assets/data").iterdir()] == ["testlinjer.csv"]


def test_a_text_publishes_nothing(tmp_path):
    Text("Bare ord.").publish(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_text_obeys_markdown_but_not_html():
    html = Text("**12,9** <b>x</b>\n\n| a |\n|--:|\n| 1 |", ("published",))._repr_html_()
    assert "<strong>12,9</strong> &lt;b&gt;x&lt;/b&gt;" in html
    assert '<td class="num">1</td>' in html
    assert ">publisert</span>" in html


@pytest.mark.parametrize("id", ["", "Stor", "æ", "med mellomrom", "1tall", "../x"])
def test_an_id_that_is_no_file_name_or_anchor_is_refused(id):
    with pytest.raises(ValueError, match="id"):
        Table(id, "T", (), pd.DataFrame())


def test_a_column_that_is_not_in_the_data_is_refused():
    with pytest.raises(ValueError, match="borte"):
        Table("t", "T", (Column("borte", "B"),), pd.DataFrame({"a": [1]}))


def test_a_figure_shows_title_data_and_download():
    html = sample.line_figure()._repr_html_()
    assert html.startswith('<figure id="testlinjer"')
    assert "<figcaption>Etterspørselen øker mer enn tilbudet (testdata)</figcaption>" in html
    assert "<summary>Tallene bak figuren</summary>" in html
    assert 'href="assets/data/testlinjer.csv" download' in html


def test_a_broken_drawing_is_not_hidden():
    figure = Figure("f", "T", "a", lambda: 1 / 0, sample.wide_table())
    with pytest.raises(ZeroDivisionError):
        figure._repr_html_()

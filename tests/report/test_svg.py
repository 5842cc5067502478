import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
import seaborn as sns

from helseplan.report import style
from helseplan.report.style import _spread
from helseplan.report.svg import figure_svg

from . import sample

COLOURS = ("TEXT", "MUTED", "BLUE", "ORANGE", "GREEN", "PURPLE", "OCHRE", "SKY", "GREY")


def contrast(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_can_be_read_as_text_on_white(name):
    assert contrast(getattr(style, name)) >= 4.5


def test_spines_can_be_seen():
    assert contrast(style.SPINE) >= 3


def test_an_svg_has_a_role_a_name_and_a_description():
    root = ET.fromstring(sample.line_figure().svg())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "testlinjer-title testlinjer-desc"
    assert root.findtext("title") == "Etterspørselen øker mer enn tilbudet (testdata)"
    assert root.findtext("desc") == "To stigende linjer; avstanden mellom dem blir større."


def test_two_figures_on_a_page_share_no_id():
    ids = re.findall(r' id="([^"]+)"', sample.line_figure().svg() + sample.line_figure("annen").svg())
    assert len(ids) == len(set(ids))


def test_every_reference_has_its_id_and_every_id_its_reference():
    svg = sample.line_figure().svg()
    ids = set(re.findall(r' id="([^"]+)"', svg))
    references = set(re.findall(r'(?:url\(|href=")#([^")]+)', svg))
    assert ids - references == {"testlinjer-title", "testlinjer-desc"}
    assert references <= ids


def test_the_same_figure_gives_the_same_bytes():
    assert sample.line_figure().svg() == sample.line_figure().svg()


def test_the_same_figure_gives_the_same_bytes_in_another_process():
    program = "import sys, sample; sys.stdout.buffer.write(sample.line_figure().svg().encode())"
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent,
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": "."},
    )
    assert result.stdout.decode() == sample.line_figure().svg()


def test_the_readers_own_matplotlib_settings_do_not_matter():
    expected = sample.bar_figure().svg()
    with mpl.rc_context(
        {"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path", "axes.spines.top": True}
    ):
        assert sample.bar_figure().svg() == expected


def test_no_setting_leaks_out():
    before = dict(mpl.rcParams)
    sample.line_figure().svg()
    assert dict(mpl.rcParams) == before


def test_coordinates_have_two_decimals_at_most():
    root = ET.fromstring(sample.line_figure().svg())
    for node in root.iter():
        for key in {"d", "x", "y", "width", "height", "transform"} & node.attrib.keys():
            assert not re.search(r"\.\d{3}|-0(?![.\d])|e-", node.get(key)), node.attrib


def test_colours_survive_the_rounding():
    def draw():
        figure, ax = style.new_figure()
        ax.plot([0, 1], [0, 1], color="#1e5000")
        return figure

    with style.style("farge"):
        svg = figure_svg(draw(), id="farge", title="t", desc="d")
    assert "stroke: #1e5000" in svg
    assert style.GRID in svg


def test_nothing_is_left_that_belongs_to_a_file_of_its_own():
    svg = sample.line_figure().svg()
    for part in ("<?xml", "DOCTYPE", "metadata", "<style", "<!--", "xmlns", "http", "DejaVu", "pt"):
        assert part not in svg.replace("desc", "")
    assert not {"width", "height"} & ET.fromstring(svg).attrib.keys()


def test_text_stays_text_and_numbers_are_norwegian():
    svg = sample.line_figure().svg()
    assert ">340\u00a0000</text>" in svg
    assert ">2030</text>" in svg


def test_what_comes_from_data_is_escaped():
    with style.style("x"):
        figure, ax = style.new_figure()
        ax.set_xlabel("a < b & c")
    svg = figure_svg(figure, id="x", title='<"', desc="&")
    assert "a &lt; b &amp; c" in svg
    assert ET.fromstring(svg).findtext("title") == '<"'


def test_seaborn_draws_in_the_same_style():
    with style.style("sns"):
        figure, ax = style.new_figure(rows=1, cols=2, sharey=True)
        sns.lineplot(x=[1, 2], y=[1.0, 2.0], ax=ax[0], errorbar=None)
        sns.barplot(x=["a", "b"], y=[1.0, 2.0], ax=ax[1], errorbar=None)
    assert style.BLUE in figure_svg(figure, id="sns", title="t", desc="d")


def test_names_of_lines_that_end_together_are_moved_apart():
    places = _spread([100.0, 101.0, 101.5, 300.0], [12.0] * 4)
    gaps = [b - a for a, b in pairwise(places)]
    assert min(gaps) > 11.9
    assert places[3] == 300.0

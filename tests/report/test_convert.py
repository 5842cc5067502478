import json
import subprocess
import sys

import pytest

from helseplan.errors import DataError
from helseplan.report.convert import fragment, read_notebook, slices
from helseplan.report.markdown import HeadingIds, render, slugify

from . import sample

PAGES = ("index", "kapittel-1", "kapittel-2")


def converted(notebook, slug, ids=None):
    ids = ids or HeadingIds()
    parts = slices(notebook, PAGES, "x.ipynb")[slug]
    return [fragment(part, notebook["metadata"], ids) for part in parts]


def test_a_slice_runs_from_its_tag_to_the_next():
    cut = slices(sample.gap_notebook(), PAGES, "x.ipynb")
    assert [len(part) for part in cut["kapittel-2"]] == [2, 2]


def test_cells_before_the_first_tag_belong_nowhere():
    [html] = converted(sample.demography_notebook(), "kapittel-1")
    assert "Ikke med i rapporten" not in html
    assert "run_folder" not in html


def test_an_unknown_page_is_an_error_that_names_it():
    notebook = sample.notebook(sample.markdown("# x", "page:kapittel-11"))
    with pytest.raises(DataError, match="kapittel-11"):
        slices(notebook, PAGES, "05_measures.ipynb")


@pytest.mark.parametrize("content", ["", "{}", '{"nbformat": 3, "worksheets": []}', "[1]"])
def test_a_file_that_is_no_notebook_is_an_error(tmp_path, content):
    path = tmp_path / "01_demography.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"01_demography\.ipynb"):
        read_notebook(path)


def test_code_is_folded_away():
    [html] = converted(sample.demography_notebook(), "kapittel-1")
    assert html.count('<details class="kode"><summary>Vis kode</summary>') == 2
    outside = "".join(part.partition("</details>")[2] for part in html.split('<details class="kode">'))
    assert "stage.show" not in outside
    assert "In&nbsp;[" not in html


def test_warnings_are_dropped_and_printed_text_is_escaped():
    assert "hemmelig" not in "".join(converted(sample.demography_notebook(), "kapittel-1"))
    assert '<pre class="output">a &lt; b\n</pre>' in "".join(converted(sample.gap_notebook(), "kapittel-2"))


def test_figures_pass_through_untouched():
    [html] = converted(sample.demography_notebook(), "kapittel-1")
    assert sample.line_figure()._repr_html_() in html


def test_the_first_heading_of_a_slice_is_an_h2():
    [html] = converted(sample.demography_notebook(), "kapittel-1")
    assert '<h2 id="befolkningen-blir-eldre">Befolkningen blir eldre</h2>' in html
    assert '<h3 id="flere-paa-80-aar">Flere på 80 år</h3>' in html


def test_a_repeated_heading_on_a_page_gets_another_id():
    ids = HeadingIds()
    html = "".join(converted(sample.gap_notebook(), "kapittel-2", ids))
    assert '<h2 id="del-2-3-gapet">' in html
    assert '<h2 id="del-2-3-gapet-2">' in html
    assert [id for id, _ in ids.sections] == ["del-2-3-gapet", "del-2-3-gapet-2"]


def test_a_suffix_never_meets_a_heading_that_looks_like_one():
    ids = HeadingIds()
    taken = [ids.take(text) for text in ("Gap", "Gap 2", "Gap", "Gap")]
    assert len(set(taken)) == 4


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Ærlig øving på Ås", "aerlig-oeving-paa-aas"),
        ("2.1 Behov", "del-2-1-behov"),
        ("100 %", "del-100"),
        ("—", "del"),
        ("Café", "cafe"),
    ],
)
def test_a_slug_is_readable_ascii(text, slug):
    assert slugify(text) == slug


def test_headings_carry_no_pilcrow():
    assert "¶" not in "".join(converted(sample.gap_notebook(), "kapittel-2"))


def test_a_link_without_target_keeps_its_text():
    html = render("[a](x.md) og [b](y.md)", address=lambda target: "x.html" if target == "x.md" else "")
    assert html == '<p><a href="x.html">a</a> og b</p>\n'


def test_markdown_loads_no_picture():
    assert "<img" not in render("![alt](https://example.org/x.png)")


def test_sources_stored_as_one_text_are_read_too():
    notebook = json.loads(json.dumps(sample.gap_notebook()))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    assert converted(notebook, "kapittel-2") == converted(sample.gap_notebook(), "kapittel-2")


def test_nbconvert_is_not_loaded_by_what_notebooks_import():
    program = (
        "import sys, helseplan.report.display, helseplan.report.style, helseplan.report.build;"
        "print([m for m in ('nbconvert', 'nbformat', 'matplotlib.pyplot', 'seaborn') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"

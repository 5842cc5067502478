"""What the reader of the productivity page sees of indices, growth, counterfactuals, regions, breaks and literature."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from helseplan.formats import number
from helseplan.params import load
from helseplan.paths import NOTEBOOKS
from helseplan.productivity import views
from helseplan.report import style
from helseplan.report.display import Figure, Table, Text
from helseplan.report.pages import CHAPTERS, PAGES
from tests.conftest import Frames, stage_run
from tests.views import speaks_for_itself

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.lines import Line2D
    from numpy.typing import ArrayLike

    from helseplan.session import StageRun
    from helseplan.vintages import Vintage

FEW = "productivity.bootstrap_draws=100"
MADE: dict[str, Callable[[Frames, StageRun], Figure | Table | Text]] = {
    "finding": lambda result, _: views.finding(result),
    "index": lambda result, _: views.index(result),
    "about_editions": lambda _, run: views.about_editions(run.vintage.read("productivity")),
    "decomposition": lambda result, _: views.decomposition(result),
    "accounts": lambda result, _: views.accounts(result),
    "about_accounts": lambda result, _: views.about_accounts(result),
    "about_counterfactual": views.about_counterfactual,
    "counterfactual": views.counterfactual,
    "about_raised": views.about_raised,
    "raised": views.raised,
    "raised_nearest": views.raised_nearest,
    "region_changes": lambda result, _: views.region_changes(result),
    "region_levels": lambda result, _: views.region_levels(result),
    "about_regions_drg": lambda result, _: views.about_regions_drg(result),
    "break_warning": views.break_warning,
    "break_table": lambda result, _: views.break_table(result),
    "about_literature": lambda _, run: views.about_literature(run),
    "literature": lambda _, run: views.literature(run),
    "printed_potential": lambda _, run: views.printed_potential(run),
}
Made = tuple[Frames, "StageRun"]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory, vintage: Vintage) -> Callable[..., Made]:
    def run_with(*sets: str) -> Made:
        run = stage_run(
            "productivity", tmp_path_factory.mktemp("p"), load("referanse", (FEW, *sets)), vintage
        )
        return run.compute(), run

    return run_with


@pytest.fixture(scope="module")
def usual(make: Callable[..., Made]) -> Made:
    return make()


@pytest.fixture(scope="module")
def other(make: Callable[..., Made]) -> Made:
    """Other rates, and a limit no change reaches."""
    return make(
        "productivity.counterfactual_growth_percent=1",
        "productivity.raised_growth_percent=1.5",
        "productivity.break_limit_percent=40",
    )


@pytest.mark.parametrize("view", MADE)
@pytest.mark.parametrize("which", ["usual", "other"])
def test_every_view_shows_itself_with_its_quality(
    view: str, which: str, request: pytest.FixtureRequest
) -> None:
    shown = MADE[view](*request.getfixturevalue(which))
    html = shown._repr_html_()
    assert shown.quality
    assert len(html) > 200
    assert not re.search(r"\bnan\b", html)
    if not isinstance(shown, Text):
        assert shown.id.startswith("productivity-")


@pytest.mark.parametrize("view", ["index", "decomposition"])
def test_a_figure_says_in_words_and_numbers_what_it_shows(view: str, usual: Made) -> None:
    shown = MADE[view](*usual)
    assert isinstance(shown, Figure)
    assert speaks_for_itself(shown)


def test_the_index_has_gaps_where_nothing_is_printed(usual: Made) -> None:
    shown = views.index(usual[0])
    assert shown.table.data.year.tolist() == [2017, 2019, 2022, 2023, 2024]
    with style.style():
        drawn = [(np.asarray(x), np.asarray(y)) for x, y in map(_data, shown.draw().axes[0].lines)]
    for years, values in drawn:
        if len(years) > 2:
            assert np.isnan(values[np.isin(years, [2018, 2020, 2021])]).all()
            assert np.isfinite(values[np.isin(years, [2017, 2019, 2024])]).all()


def _data(line: Line2D) -> tuple[ArrayLike, ArrayLike]:
    return line.get_xdata(), line.get_ydata()


def test_both_sources_stand_in_the_title_of_the_index(usual: Made) -> None:
    assert "4,3 eller 5,7 indekspoeng" in views.index(usual[0]).title


def test_index_points_and_per_cent_are_never_in_the_same_column(usual: Made) -> None:
    shown = views.index(usual[0])
    assert "prosent" not in shown.table.caption
    assert "indeks" in shown.table.caption.lower()
    for table in (
        views.accounts(usual[0]),
        views.decomposition(usual[0]).table,
        views.region_changes(usual[0]),
    ):
        assert "prosent" in table.caption
        assert "indekspoeng" not in table.caption


def test_the_finding_says_how_sure_it_is_and_what_it_does_not_cover(usual: Made) -> None:
    text = views.finding(usual[0]).markdown
    for words in ("1,28 prosent", "−1,37 til −1,19", "hele spesialisthelsetjenesten", "kvalitet", "somatikk"):
        assert words in text


def test_the_plans_own_rates_are_told_as_the_plans_whatever_the_run_uses(usual: Made, other: Made) -> None:
    own, changed = (views.about_raised(*made).markdown for made in (usual, other))
    assert "på 0,7 i stedet for 0,5 prosent" in own
    assert "på 0,7 i stedet for 0,5 prosent" in changed
    assert "Kjøringen bruker 1,5 og 1,0." in changed
    assert "Kjøringen bruker" not in own
    assert "nærmere" in views.about_counterfactual(*usual).markdown
    assert "nærmere" not in views.about_counterfactual(*other).markdown
    assert "0,5 prosent vekst" in views.about_literature(other[1]).markdown


def test_the_readings_shown_are_the_nearest_and_those_that_hit_are_marked(usual: Made) -> None:
    rows = views.raised_nearest(*usual).data
    off = (rows.aarsverk - 17_300).abs()
    assert off.is_monotonic_increasing
    assert (rows.hits == "ja").tolist() == (off < 50).tolist()
    assert number(len(usual[0]["raised"])) in views.about_raised(*usual).markdown


def test_a_break_is_warned_about_and_its_absence_is_said(usual: Made, other: Made) -> None:
    assert views.break_warning(*usual).markdown.startswith("**Brudd i serien.** Somatiske utskrivninger")
    assert "Ingen" in views.break_warning(*other).markdown


def test_what_is_not_printed_for_a_region_is_missing_and_not_nought(usual: Made) -> None:
    rows = views.region_changes(usual[0]).data.set_index("region")
    assert rows["2023–2024"].isna().to_dict() == {
        "0": False,
        "helse_sor_ost": True,
        "helse_vest": False,
        "helse_midt_norge": False,
        "helse_nord": True,
        "helse_ost": True,
        "helse_sor": True,
    }
    assert rows["2012–2016"]["helse_midt_norge"] == 0


def test_every_study_says_what_cannot_be_compared(usual: Made) -> None:
    rows = views.literature(usual[1]).data
    assert len(rows) > 8
    assert (rows.not_comparable.str.len() > 10).all()


def test_the_doubtful_columns_of_the_white_paper_carry_their_warning(usual: Made) -> None:
    table = views.printed_potential(usual[1])
    assert (table.data["second"] < table.data["first"]).all()
    assert "Trolig" in table.note


def test_the_page_stands_right_after_chapter_3_and_the_chapter_links_to_it() -> None:
    slugs = [page.slug for page in CHAPTERS]
    assert slugs.index("produktivitet") == slugs.index("kapittel-3") + 1
    assert [page.number for page in PAGES if page.number] == [str(n) for n in range(1, 11)]
    cells = json.loads(_notebook().read_text(encoding="utf-8"))["cells"]
    tags = [tag for cell in cells for tag in cell["metadata"].get("tags", [])]
    assert tags[-2:] == ["page:kapittel-3", "page:produktivitet"]
    assert any("](produktivitet.html)" in "".join(cell["source"]) for cell in cells)


def _notebook() -> Path:
    return NOTEBOOKS / "06_productivity.ipynb"

"""What the reader of the gap pages sees."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.classifications import codes, labels, plurals
from helseplan.formats import number, to_hundreds
from helseplan.gap import views
from helseplan.params import load
from helseplan.report import style
from helseplan.report.display import Figure, Table, Text
from helseplan.session import StageRun
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run
from tests.views import speaks_for_itself

ALL = [getattr(views, name) for name in views.__all__]
SCENARIOS = [
    ("grupper_erstatter_hverandre", ()),
    ("lav_befolkning", ()),
    ("hoyere_produktivitet", ("general.benchmark=false",)),
    ("referanse", ("gap.base_shortage_aarsverk=0",)),
]


def made(view: Callable, result: Frames, run: StageRun) -> Figure | Table | Text:
    """Some views need the stage's results, some only its inputs."""
    arguments = (result, run) if len(inspect.signature(view).parameters) > 1 else (run,)
    return view(*arguments)


@pytest.fixture(scope="module")
def stage(chain: Chain, vintage: Vintage) -> StageRun:
    return stage_run("gap", chain.folder, load(), vintage)


@pytest.fixture(scope="module")
def result(chain: Chain) -> Frames:
    return chain["gap"]


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.__name__)
def test_every_view_shows_itself_with_its_quality(view: Callable, result: Frames, stage: StageRun) -> None:
    shown = made(view, result, stage)
    assert shown.quality
    assert len(shown._repr_html_()) > 200
    assert "nan" not in shown._repr_html_().replace("finans", "")
    if not isinstance(shown, Text):
        assert shown.id.startswith("gap-")


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.__name__)
def test_a_figure_says_in_words_and_numbers_what_it_shows(
    view: Callable, result: Frames, stage: StageRun
) -> None:
    shown = made(view, result, stage)
    assert not isinstance(shown, Figure) or speaks_for_itself(shown)


@pytest.mark.parametrize(("scenario", "sets"), SCENARIOS)
def test_every_view_works_in_a_scenario(
    scenario: str, sets: tuple[str, ...], chain: Chain, rerun: Callable, vintage: Vintage
) -> None:
    result = rerun("gap", *sets, scenario=scenario)
    stage = stage_run("gap", chain.folder, load(scenario, sets), vintage)
    for view in ALL:
        assert made(view, result, stage)._repr_html_()


def test_the_finding_names_those_who_lack_most(result: Frames, stage: StageRun) -> None:
    text = views.finding(result, stage).markdown
    last = result["gap"].query("path == 'benchmarked' and year == 2040").set_index("group").gap_aarsverk
    first, second = (plurals("groups")[group] for group in last.nsmallest(2).index)
    assert f"mangler mest {first} og {second}" in text
    assert number(to_hundreds(-last.clip(upper=0).sum())) in text


def test_the_waterfall_goes_from_the_first_gap_to_the_last(result: Frames, stage: StageRun) -> None:
    rows = views.attribution(result, stage).table.data.aarsverk.to_numpy()
    assert_allclose(rows[:-1].sum(), rows[-1], atol=1e-6)
    net = result["totals"].query("path == 'benchmarked'").set_index("year").net_aarsverk
    assert_allclose(rows[[0, -1]], net[[2025, 2040]])


def test_the_table_by_group_sums_across_and_down(result: Frames, stage: StageRun) -> None:
    table = views.attribution_by_group(result, stage)
    names = [column.key for column in table.columns[1:-1]]
    rows = table.data
    assert_allclose(rows[names].sum(axis=1).astype(float), rows["last"].astype(float), atol=1)
    assert_allclose(rows["last"].iloc[:-1].sum(), rows["last"].iloc[-1])


def test_the_groups_outside_have_an_unknown_gap(stage: StageRun) -> None:
    table = views.outside(stage)
    assert set(table.data.gap) == {"ukjent"}
    assert "ukjent, ikke null" in table.note
    assert table.data["last"].iloc[-1] == pytest.approx(171_500, abs=0.5)


def test_table_2_2_is_only_held_against_the_reference(
    chain: Chain, result: Frames, stage: StageRun, rerun: Callable, vintage: Vintage
) -> None:
    own = views.table_2_2(result, stage)
    assert isinstance(own, Table)
    assert len(own.data) == 15
    assert "treffer alle cellene" in own.note
    other = stage_run("gap", chain.folder, load("hoyere_produktivitet"), vintage)
    changed = rerun("gap", scenario="hoyere_produktivitet")
    assert isinstance(views.table_2_2(changed, other), Text)
    assert isinstance(views.sums(changed, other), Text)


def test_the_note_on_intervals_says_what_they_are_not(result: Frames, stage: StageRun) -> None:
    note = views.intervals(result, stage).note
    assert "ikke et sannsynlighetsintervall" in note
    assert "uavhengige av hverandre" in note
    assert "fruktbarhet" in note


def test_substitution_is_a_sentence_until_someone_may_stand_in(
    chain: Chain, result: Frames, stage: StageRun, rerun: Callable, vintage: Vintage
) -> None:
    assert isinstance(views.substitution(result, stage), Text)
    name = "grupper_erstatter_hverandre"
    run = stage_run("gap", chain.folder, load(name), vintage)
    table = views.substitution(rerun("gap", scenario=name), run)
    assert isinstance(table, Table)
    last = table.data.set_index("year").loc[2040]
    assert last.shortage_before < last.shortage_after <= 0 <= last.surplus_after < last.surplus_before


def test_the_bridge_says_what_it_cannot_number(stage: StageRun) -> None:
    table = views.bridge(stage)
    rows = table.data.set_index("label").aarsverk
    assert rows["Samlet endring"] == -27_600
    assert "Ikke fordelt i kildene" in rows.index
    for cause in ("2019", "bruk av tjenestene", "befolkningsframskriving"):
        assert cause in table.note
    own = table.data.set_index("label").loc["Nyere befolkningsframskriving, på vår bane"]
    assert own.quality == "assumption"
    assert ("Det går imot planen" in table.note) == (own.aarsverk > 0)
    assert "må forklare" not in table.note


def test_every_group_has_its_turning_year_on_both_paths(result: Frames, stage: StageRun) -> None:
    table = views.turning(result, stage)
    assert len(table.data) == len(codes("groups", modelled="true"))
    for path in ("benchmarked", "raw"):
        said = table.data[f"{path}_turn"]
        assert said.str.fullmatch(r"(mangel|balanse|overskudd) (hele perioden|fra 20\d\d)").all()
        last = result["gap"].query("path == @path and year == 2040").set_index("group").gap_aarsverk
        assert_allclose(table.data[f"{path}_last"], last.reindex(table.data.index))


def test_a_group_has_a_sign_by_the_rule_of_the_turning_table(result: Frames, stage: StageRun) -> None:
    """An end within 50 årsverk of nought is balance, and has no sign."""
    rows = result["intervals"].copy()
    sure = ((rows.low_aarsverk <= -50) & (rows.high_aarsverk <= -50)) | (
        rows[["low_aarsverk", "high_aarsverk"]] >= 50
    ).all(axis=1)
    count = sure[rows.group != "all"].sum()
    assert f"I {count} av 14 grupper" in views.intervals(result, stage).title
    near = int(rows[(rows.group != "all") & sure].index[0])
    end = "high_aarsverk" if rows.high_aarsverk[near] < 0 else "low_aarsverk"
    rows.loc[near, end] = 49.0 * (-1 if end == "high_aarsverk" else 1)
    assert f"I {count - 1} av 14 grupper" in views.intervals({**result, "intervals": rows}, stage).title


def test_no_number_in_the_waterfall_is_on_the_zero_line(result: Frames, stage: StageRun) -> None:
    shown = views.attribution(result, stage)
    with style.style(shown.id):
        drawing = shown.draw()
        drawing.draw_without_rendering()
        (ax,) = drawing.axes
        zero = ax.transData.transform((0.0, 0.0))[0]
        boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) > 10
    assert not [box for box in boxes if box.x0 <= zero <= box.x1]


def test_every_small_diagram_prints_where_it_ends(result: Frames, stage: StageRun) -> None:
    shown = views.by_group(result, stage)
    with style.style(shown.id):
        drawing = shown.draw()
    last = result["gap"].query("path == 'benchmarked' and year == 2040").gap_aarsverk.sort_values()
    wanted = [f"2040: {number(to_hundreds(value))}" for value in last]
    assert [ax.texts[0].get_text() for ax in drawing.axes if ax.get_visible()] == wanted


def test_a_telephone_shows_the_tall_figures_whole(result: Frames, stage: StageRun) -> None:
    for view in (views.by_group, views.attribution):
        shown = view(result, stage)
        assert 'class="plot narrow"' in shown._repr_html_()
        with style.style(shown.id):
            assert shown.draw().get_figwidth() == style.NARROW


def test_the_note_explains_only_columns_that_are_there(result: Frames, stage: StageRun) -> None:
    table = views.attribution_by_group(result, stage)
    headings = {column.label for column in table.columns}
    for name in ("Annet", "Løpet i yrket"):
        assert (f"«{name}»" in table.note) == (name in headings)
    extra = result["attribution"].assign(
        aarsverk=lambda rows: rows.aarsverk.where(rows.driver != "staffing_mix", 1000.0)
    )
    other = views.attribution_by_group({**result, "attribution": extra}, stage)
    assert "Annet" in {column.label for column in other.columns}
    assert "«Annet»" in other.note


def test_the_shortage_stands_with_its_spread(result: Frames, stage: StageRun, vintage: Vintage) -> None:
    rows = views.composition(result, stage).data
    series = vintage.read("base_shortage")
    scale = 8600 / series.aarsverk.sum()
    own = dict(zip(series.group.map(labels("groups")), series.sd * scale, strict=True))
    spread = rows.set_index("group").base_shortage_sd
    assert spread.drop("I alt").to_dict() == pytest.approx(own)
    assert np.isnan(spread["I alt"])


def test_the_compact_table_is_the_last_year_of_the_large(result: Frames, stage: StageRun) -> None:
    small, large = views.table_2_2_last(result, stage), views.table_2_2(result, stage)
    assert isinstance(small, Table)
    assert isinstance(large, Table)
    names = [column.key for column in small.columns]
    assert len(names) == 5
    assert_allclose(small.data[names[1:]].astype(float), large.data[names[1:]].astype(float))
    assert all(name.endswith("2040") for name in names[1:])
    for table in (small, large):
        assert "Rå bane har rå etterspørsel" in table.note

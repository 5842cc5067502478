"""What the reader of the gap pages sees."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import pytest
from numpy.testing import assert_allclose

from helseplan.classifications import codes, plurals
from helseplan.formats import number, to_hundreds
from helseplan.gap import views
from helseplan.params import load
from helseplan.report.display import Figure, Table, Text
from helseplan.session import StageRun
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run

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
    if not isinstance(shown, Figure):
        return
    assert len(shown.alt) > 100
    assert len(re.findall(r"\d", shown.alt.replace("2025", "").replace("2040", ""))) > 3
    assert re.search(r"\d", shown.title)
    assert len(shown.table.data)


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


def test_every_group_has_its_turning_year(result: Frames, stage: StageRun) -> None:
    table = views.turning(result, stage)
    assert len(table.data) == len(codes("groups", modelled="true"))
    assert table.data.turn.str.fullmatch(r"(mangel|balanse|overskudd) (hele perioden|fra 20\d\d)").all()

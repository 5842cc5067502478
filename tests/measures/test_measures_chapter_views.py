"""What the reader sees of scope, scenarios, draws and goals, and on the pages of the plan's chapters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.classifications import codes, table
from helseplan.contracts.measures import CLOSED, SCENARIOS
from helseplan.formats import number, to_hundreds
from helseplan.measures import views
from helseplan.measures.views.common import span
from helseplan.measures.views.touched import touches
from helseplan.measures.views.unknown import one_sided
from helseplan.params import load
from helseplan.params.measures import BOUNDS
from helseplan.report.display import Figure, Table, Text
from helseplan.session import StageRun
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run

CHAPTERS = range(4, 11)


def rows_of(shown: Figure | Table | Text) -> pd.DataFrame:
    """The rows of a view that may be a sentence, and here is a table."""
    assert isinstance(shown, Table)
    return shown.data


@pytest.fixture(scope="module")
def stage(chain: Chain, vintage: Vintage) -> StageRun:
    return stage_run("measures", chain.folder, load(), vintage)


@pytest.fixture(scope="module")
def result(chain: Chain) -> Frames:
    return chain["measures"]


def last(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame.year == 2040]


def test_the_scope_table_says_that_17_300_is_all_staff(result: Frames, stage: StageRun) -> None:
    row = views.scope(result, stage).data.loc["productivity_07"]
    assert row.published_aarsverk == 17_300
    assert row.groups_14_aarsverk < 0.75 * row.narrow_aarsverk
    assert number(to_hundreds(row.groups_14_aarsverk)) in views.about_scope(result, stage).markdown


def test_estimates_from_below_stand_beside_the_one_from_above(result: Frames, stage: StageRun) -> None:
    data = views.bottom_up(result, stage).data.set_index("name")
    sums, above = data.loc["Sum nedenfra"], data.loc["Ovenfra: høyere produktivitet"]
    totals = last(result["totals"]).set_index("scenario").joint_aarsverk
    assert sums.shapley == pytest.approx(totals["bottom_up"] - totals["supply_only"])
    assert above.shapley == pytest.approx(totals["demand_only"])
    text = views.alternatives(result, stage).markdown
    assert "helsefagarbeidere" in text
    assert "helsesekretærer" in text


def test_every_scenario_is_in_the_table_with_a_name(result: Frames, stage: StageRun) -> None:
    data = views.scenario_table(result, stage).data
    assert list(data.index) == list(SCENARIOS)
    assert set(codes("measure_scenarios")) == {*SCENARIOS, CLOSED}
    share = result["share_rule"].share_without_percent.iloc[0]
    assert data.share_percent["reference"] == pytest.approx(share)
    assert_allclose(data.shortage_after_aarsverk + data.surplus_after_aarsverk, data.gap_after_aarsverk)


def test_whatever_is_drawn_or_run_has_a_short_name(vintage: Vintage) -> None:
    assert set(codes("draw_inputs")) == {"population", *BOUNDS}
    assert {row["favourable"] for row in table("draw_inputs")} <= {"low", "high", ""}
    assert set(codes("measure_names")) == set(vintage.read("measure_models").measure)


def test_a_share_of_draws_is_not_called_a_probability(result: Frames, stage: StageRun) -> None:
    text = views.what_it_is(result, stage).markdown
    assert "ikke en sannsynlighet" in text
    assert "Spennene er våre" in text
    assert "mislykkes" in text
    own = result["distribution"].query("way == 'none' and group == 'all'").p50_aarsverk.iloc[0]
    assert number(to_hundreds(own)) in text


def test_only_ranges_on_one_side_of_the_reference_are_named(result: Frames, stage: StageRun) -> None:
    sobol = result["sobol"]
    named = one_sided(sobol)
    assert "Bedre helse (θ)" in named
    assert "Standardvekst" not in named
    middle = sobol.assign(mode=(sobol.low + sobol.high) / 2)
    assert one_sided(middle) == []
    assert "gunstige enden" in views.what_it_is(result, stage).markdown
    assert "gunstige enden" not in views.what_it_is({**result, "sobol": middle}, stage).markdown


def test_the_quantiles_are_the_distribution(result: Frames, stage: StageRun) -> None:
    data = views.quantiles(result, stage).data
    for way in ("none", "chosen"):
        own = result["distribution"].query("way == @way").set_index("group")
        order = [*codes("groups", modelled="true"), "all"]
        assert_allclose(data[f"{way}_closes"], own.closes_share.reindex(order) * 100)
        assert_allclose(data[f"{way}_p50"], own.p50_aarsverk.reindex(order))


def test_the_bars_hold_every_draw(result: Frames, stage: StageRun) -> None:
    data = views.spread(result, stage).table.data
    assert_allclose(data[["none", "chosen"]].sum(), 100)


def test_what_is_not_reached_says_so_with_what_is_left(result: Frames, stage: StageRun) -> None:
    data = rows_of(views.goals(result, stage)).set_index("name")
    goals = result["goals"].set_index(["mix", "target"])
    for target in ("all", "helsefagarbeider"):
        row = goals.loc["package", target]
        said = data.loc["Alle tiltakene i kjøringen", target]
        if np.isnan(row.intensity):
            assert said == f"når ikke ({number(row.left_aarsverk)})"
        else:
            assert said == f"{number(row.intensity * 100)}\u00a0prosent"


def test_every_measure_of_the_plan_is_on_its_chapters_page(stage: StageRun) -> None:
    register = stage.vintage.read("measures")
    shown = pd.concat([views.chapter(stage, chapter).data for chapter in CHAPTERS])
    assert sorted(shown.measure) == sorted(register.measure)
    unquantified = shown[~shown.quantified]
    assert len(unquantified) > 50
    assert (unquantified.effect == "ikke tallfestet").all()
    assert not shown.effect.str.match(r"0\b(?!,)").any()
    assert (shown.carried_by != "").all()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapters_numbers_are_counted(chapter: int, result: Frames, stage: StageRun) -> None:
    register = stage.vintage.read("measures").query("chapter == @chapter")
    text = views.chapter_finding(result, stage, chapter).markdown
    assert f"**{len(register)}** tiltak" in text
    counted = int(register.quantified.sum())
    assert (f"**{counted}** av dem er" if counted else "Ingen av dem er") in text
    shown = views.effects(result, stage, chapter)
    assert len(shown.data) == counted if isinstance(shown, Table) else counted == 0


def test_a_measure_in_several_shapes_is_not_run_twice(result: Frames, stage: StageRun) -> None:
    rows = rows_of(views.effects(result, stage, 4)).set_index("measure")
    assert rows.alone["one_more_year_ks"] == "ikke regnet"
    assert rows.alone["position_size"] != "ikke regnet"
    assert rows_of(views.effects(result, stage, 5)).set_index("measure").together["education_plus10"] == (
        "i stedet for et annet"
    )


def test_whole_sectors_and_areas_go_by_their_names(vintage: Vintage) -> None:
    touched = vintage.read("measure_groups")
    assert touches(touched, "ado_nbm_shift").endswith("; spesialisthelsetjenesten")
    assert touches(touched, "tasen").endswith("; institusjon")
    assert touches(touched, "sick_leave") == "alle grupper; alle tjenester"


def test_the_other_documents_measures_are_all_there(stage: StageRun) -> None:
    data, register = views.others(stage).data, stage.vintage.read("measures_other")
    assert sorted(data.measure) == sorted(register.measure)
    assert (data.effect[~data.quantified] == "ikke tallfestet").all()
    assert f"**{len(register)}** tiltak" in views.about_others(stage).markdown
    assert not set(data.document) & set(register.source)


def test_a_range_has_its_smaller_number_first() -> None:
    assert span(18_786, 17_556) == f"{number(17_556)}–{number(18_786)}"
    assert span(-100, 50) == "−100 til 50"
    assert span(4.2, 4.4) == "4"

"""What the reader sees of scope, scenarios, draws and goals, and on the pages of the plan's chapters."""

from __future__ import annotations

from dataclasses import replace

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
from helseplan.params.uncertainty import BOUNDS
from helseplan.report.display import Figure, Table, Text
from helseplan.session import StageRun
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run

CHAPTERS = range(4, 11)


def rows_of(shown: Figure | Table | Text) -> pd.DataFrame:
    """The rows of a view that may be a sentence, and here is a table."""
    assert isinstance(shown, Table)
    return shown.data


def rows_note(shown: Figure | Table | Text) -> str:
    """The note of a view that may be a sentence, and here is a table."""
    assert isinstance(shown, Table)
    return shown.note


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
    ends = result["singles"].query("measure == 'ai_notes_mental'").groups_14_aarsverk
    assert data.alone["KI-journal i psykisk helsevern"] == span(ends.min(), ends.max())
    assert "midt i spennet" in [column.label for column in views.bottom_up(result, stage).columns][-1]
    assert above.published == f"inntil {number(17_300)}"
    totals = last(result["totals"]).set_index("scenario").joint_aarsverk
    assert sums.shapley == pytest.approx(totals["bottom_up"] - totals["supply_only"])
    assert above.shapley == pytest.approx(totals["demand_only"])
    text = views.alternatives(result, stage).markdown
    assert "helsefagarbeidere" in text
    assert "helsesekretærer" in text


def test_weekend_work_counts_all_staff_at_its_source(result: Frames, stage: StageRun) -> None:
    row = views.scope(result, stage).data.loc["weekend_work"]
    assert row.published_aarsverk == 6_400
    assert np.isnan(row.all_staff_aarsverk)
    for text in (views.about_scope(result, stage).markdown, rows_note(views.effects(result, stage, 4))):
        assert "gjelder alt personell; modellen legger hele tallet" in text
        assert "arbeidstiden i alt ikke øker" in text
    assert "helgearbeid" not in rows_note(views.effects(result, stage, 5))


def test_the_nurses_share_is_the_engines_and_the_plans_is_computed(result: Frames, stage: StageRun) -> None:
    text = views.task_sharing(result, stage).markdown
    high = result["singles"].query("bound == 'high'").set_index("measure")
    outside = (high.groups_14_aarsverk - high.all_staff_aarsverk)[["ado_nbm_out", "tasen"]].sum()
    assert f"**{number(to_hundreds(outside))}** årsverk av oppgavene" in text
    assert f"85\u00a0prosent av mangelen på sykepleiere, {number(12_500)} av {number(14_700)}" in text
    own = last(result["effects"]).query("scenario == 'bottom_up' and group == 'sykepleier'")
    given = own[own.measure.str.startswith("ado_nbm")].shapley_aarsverk.sum()
    assert f"**{number(to_hundreds(given))}** årsverk for sykepleiere" in text
    gaps = last(result["remaining"]).query("scenario == 'bottom_up'").set_index("group").gap_after_aarsverk
    for group in ("helsefagarbeider", "helsesekretaer"):
        assert number(to_hundreds(gaps[group]), sign=True) in text


def test_what_is_automated_is_handed_to_nobody(result: Frames, stage: StageRun, vintage: Vintage) -> None:
    assert "null: arbeidet er det samme" in views.scope(result, stage).note
    automated = replace(stage, params=load("referanse", ("measures.task_automated_percent=40",)))
    assert "40\u00a0prosent av oppgavene ut av sykepleie i sykehus" in views.scope(result, automated).note
    singles = result["singles"].copy()
    out = singles.measure == "ado_nbm_out"
    singles.loc[out, "all_staff_aarsverk"] = 0.4 * singles.groups_14_aarsverk[out]
    text = views.task_sharing({**result, "singles": singles}, automated).markdown
    assert f"**{number(0.6 * 8_500 + 2_500)}** årsverk av oppgavene" in text


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
    assert "Stedet i spennet trekkes for" in text
    assert "Kjøringens eget nivå gjelder" not in text
    own = result["distribution"].query("way == 'none' and group == 'all'").p50_aarsverk.iloc[0]
    assert number(to_hundreds(own)) in text


def test_a_measure_that_is_not_drawn_is_fixed_at_the_runs_own_level(result: Frames, stage: StageRun) -> None:
    sobol = result["sobol"]
    text = views.what_it_is({**result, "sobol": sobol[sobol.input != "later_exit"]}, stage).markdown
    assert "gjelder i alle trekninger for senere avgang." in text
    text = views.what_it_is({**result, "sobol": sobol[sobol.kind == "assumption"]}, stage).markdown
    assert "Stedet i spennet trekkes" not in text
    assert "mer helgearbeid" in text


def test_how_much_is_carried_out_is_said_when_it_is_drawn(result: Frames, stage: StageRun) -> None:
    drawn = replace(stage, params=load("referanse", ("uncertainty.implementation=[0.5, 0.9]",)))
    assert "mellom 50 og 90\u00a0prosent av kjøringens styrke" in views.what_it_is(result, drawn).markdown
    fixed = replace(stage, params=load("referanse", ("uncertainty.implementation=[0.8, 0.8]",)))
    assert "alltid med 80\u00a0prosent" in views.what_it_is(result, fixed).markdown


def test_the_largest_indices_are_named_without_ranking_those_that_overlap(
    result: Frames, stage: StageRun
) -> None:
    shown = views.sobol(result, stage)
    rows = result["sobol"].query("way == 'chosen'").nlargest(3, "total")
    names = {row["code"]: row["label"] for row in table("draw_inputs")}
    assert "total indeks" in shown.title
    for code in rows.input:
        assert names[code][1:] in shown.title
    ends = {f"total_{end}": result["sobol"].total for end in ("low", "high")}
    assert "overlapper" not in views.sobol({**result, "sobol": result["sobol"].assign(**ends)}, stage).note
    ends = {"total_low": 0.0, "total_high": 1.0}
    assert "overlapper" in views.sobol({**result, "sobol": result["sobol"].assign(**ends)}, stage).note


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


def test_the_runs_own_goal_is_answered_by_name(result: Frames, stage: StageRun) -> None:
    sets = ("measures.goal_group=jordmor", 'measures.goal_measures=["later_exit", "sick_leave"]')
    asked = replace(stage, params=load("referanse", sets))
    goals = result["goals"]
    own = goals[goals.mix == "package"].assign(mix="own_mix", intensity=np.nan, left_aarsverk=-1234.0)
    frames = {**result, "goals": pd.concat([goals.assign(intensity=np.nan), own])}
    text = views.about_goals(frames, asked).markdown
    assert "Gapet for jordmødre lukkes ikke med alle tiltakene" in text
    assert (
        f"eget utvalg (senere avgang og lavere sykefravær) i full styrke: det mangler fortsatt **{number(1_200)}**"
        in (text)
    )
    assert "scenarioene utelukker hverandre" in text
    assert "utelukker hverandre" not in views.about_goals(result, stage).markdown
    data = rows_of(views.goals(frames, asked))
    assert "Eget utvalg: senere avgang og lavere sykefravær" in set(data.name)
    assert "jordmor" in data


def test_every_measure_of_the_plan_is_on_its_chapters_page(stage: StageRun) -> None:
    register = stage.vintage.read("measures")
    shown = pd.concat([views.chapter(stage, chapter).data for chapter in CHAPTERS])
    assert sorted(shown.measure) == sorted(register.measure)
    unquantified = shown[~shown.quantified]
    assert len(unquantified) > 50
    assert (unquantified.effect == "ikke tallfestet").all()
    assert not shown.effect.str.match(r"0\b(?!,)").any()
    assert (shown.carried_by != "").all()
    upper = register.measure[register.upper_bound]
    assert shown.effect[shown.measure.isin(upper)].str.startswith("inntil ").all()
    assert [column.key for column in views.chapter(stage, 4).columns][:2] == ["title", "effect"]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_chapters_numbers_are_counted(chapter: int, result: Frames, stage: StageRun) -> None:
    register = stage.vintage.read("measures").query("chapter == @chapter")
    text = views.chapter_finding(result, stage, chapter).markdown
    assert f"**{len(register)}** tiltak" in text
    assert " mål" not in text
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

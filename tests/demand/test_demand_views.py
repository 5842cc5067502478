"""The figures and tables of the demand stage: titles that follow the numbers, and tables that add up."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.demand import views
from helseplan.demand.engine import DRIVERS
from helseplan.demand.sensitivity import CASES, LABELS
from helseplan.formats import number, to_hundreds
from helseplan.params import load
from helseplan.report.display import Figure, Table, Text
from helseplan.session import StageRun
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run

ALL = [getattr(views, name) for name in views.__all__]
View = Callable[[Frames, StageRun], Figure | Table | Text]


@pytest.fixture(scope="module")
def stage(chain: Chain, vintage: Vintage) -> StageRun:
    return stage_run("demand", chain.folder, load(), vintage)


@pytest.fixture(scope="module")
def result(chain: Chain) -> Frames:
    return chain["demand"]


def narrow(result: Frames, path: str, year: int) -> float:
    frame = result["demand"].query("alternative == 'MMM' and scope == 'narrow'")
    return float(frame[(frame.path == path) & (frame.year == year)].aarsverk.sum())


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.__name__)
def test_every_view_shows_itself_with_its_quality(view: View, result: Frames, stage: StageRun) -> None:
    made = view(result, stage)
    assert made.quality
    assert len(made._repr_html_()) > 200
    if not isinstance(made, Text):
        assert made.id.startswith("demand-")


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.__name__)
def test_a_figure_says_in_words_and_numbers_what_it_shows(
    view: View, result: Frames, stage: StageRun
) -> None:
    made = view(result, stage)
    if not isinstance(made, Figure):
        return
    assert len(made.alt) > 100
    assert len(re.findall(r"\d", made.alt.replace("2024", "").replace("2040", ""))) > 3
    assert re.search(r"\d", made.title)
    assert len(made.table.data)


def test_the_finding_states_both_paths(result: Frames, stage: StageRun) -> None:
    text = views.finding(result, stage).markdown
    assert f"**{number(narrow(result, 'benchmarked', 2040))}**" in text
    assert number(to_hundreds(narrow(result, "raw", 2040))) in text


def test_the_waterfall_sums_to_the_change(result: Frames, stage: StageRun) -> None:
    rows = views.drivers(result, stage).table.data.set_index("label").aarsverk
    change = narrow(result, "raw", 2040) - narrow(result, "raw", 2024)
    assert_allclose(rows.drop("Samlet endring").sum(), change)
    assert_allclose(rows["Samlet endring"], change)


def test_the_waterfalls_title_names_the_largest_driver(result: Frames, stage: StageRun) -> None:
    made = views.drivers(result, stage)
    rows = made.table.data.set_index("label").aarsverk.drop("Samlet endring")
    assert made.title.startswith(rows.abs().idxmax())
    assert number(to_hundreds(rows[rows.abs().idxmax()]), sign=True) in made.title


def test_an_idle_driver_is_left_out_and_named_in_the_note(result: Frames, stage: StageRun) -> None:
    made = views.drivers(result, stage)
    assert "Flere yngre brukere" not in set(made.table.data.label)
    assert "null i denne kjøringen: flere yngre brukere." in made.note


@pytest.mark.parametrize(
    ("scenario", "sets", "idle"),
    [
        ("uten_standardvekst", (), {"standardvekst", "flere yngre brukere"}),
        ("uten_bedre_helse", (), {"bedre helse", "flere yngre brukere"}),
        (
            "referanse",
            (
                "demand.informal_care_aarsverk=0",
                "demand.productivity_growth_percent=0",
                "demand.use_trend_under_67_percent=1",
            ),
            {"uformell omsorg følger ikke behovet", "produktivitet"},
        ),
    ],
)
def test_a_scenario_without_some_drivers_works(
    scenario: str,
    sets: tuple[str, ...],
    idle: set[str],
    chain: Chain,
    rerun: Callable[..., Frames],
    vintage: Vintage,
) -> None:
    result = rerun("demand", *sets, scenario=scenario)
    stage = stage_run("demand", chain.folder, load(scenario, sets), vintage)
    made = views.drivers(result, stage)
    named = made.note.partition("null i denne kjøringen: ")[2].rstrip(".")
    assert set(named.split(", ")) == idle
    assert len(made.table.data) == len(DRIVERS) - len(idle) + 1
    for view in ALL:
        assert view(result, stage)._repr_html_()


def test_a_run_without_a_benchmark_and_with_another_end_year_works(
    chain: Chain, rerun: Callable[..., Frames], vintage: Vintage
) -> None:
    sets = ("general.end_year=2050", "general.benchmark=false", "demand.scope=wide")
    result = rerun("demand", *sets)
    stage = stage_run("demand", chain.folder, load(sets=sets), vintage)
    for view in ALL:
        assert view(result, stage)._repr_html_()
    assert "2050" in views.by_service(result, stage).title
    groups = views.by_group(result, stage).table.data
    assert groups.plan_end.isna().all()  # the plan prints nothing for 2050


def test_the_drivers_of_the_services_sum_both_ways(result: Frames, stage: StageRun) -> None:
    rows = views.driver_table(result, stage).data.set_index("label")
    own = rows.drop(columns="total")
    assert_allclose(own.sum(axis=1), rows.total)
    assert_allclose(own.iloc[:-1].sum(), own.iloc[-1], atol=1e-6)
    assert_allclose(rows.total.iloc[-1], narrow(result, "raw", 2040) - narrow(result, "raw", 2024))


def test_the_services_stand_by_area_and_sum_to_the_scopes(result: Frames, stage: StageRun) -> None:
    rows = views.by_service(result, stage).table.data
    services = rows[rows.kind == "service"]
    sums = rows[rows.kind == "total"].set_index("label").end
    assert_allclose(sums["Sum, smal avgrensning"], narrow(result, "benchmarked", 2040))
    assert_allclose(services.end.sum(), sums["Sum, vid avgrensning"])
    place = int(rows.index[rows.label == "Institusjon i alt"][0])
    assert set(rows.label[place + 1 : place + 3]) == {
        "Institusjon, langtidsopphold",
        "Institusjon, korttidsopphold",
    }
    assert_allclose(rows.end[place + 1 : place + 3].sum(), rows.end[place])


def test_the_services_title_names_the_fastest_of_the_large(result: Frames, stage: StageRun) -> None:
    made = views.by_service(result, stage)
    rows = made.table.data[(made.table.data.kind == "service") & (made.table.data.start > 10_000)]
    fastest = rows.loc[rows.growth.idxmax()]
    assert made.title.startswith(fastest.label)
    assert f"{number(fastest.growth)} prosent" in made.title


def test_use_by_age_has_both_sexes_only_where_they_differ(result: Frames, stage: StageRun) -> None:
    rows = views.use_by_age(result, stage).table.data.set_index("label")
    assert {"Hjemmetjenester, menn", "Hjemmetjenester, kvinner"} < set(rows.index)
    assert len(rows) == 18
    own = result["profiles"].set_index(["service", "sex", "age"]).aarsverk_per_1000
    assert_allclose(rows.loc["Institusjon, langtidsopphold", "age85"], own["institution_long", "1", 85])


def test_use_by_age_states_how_much_more_the_old_use(result: Frames, stage: StageRun) -> None:
    frame = result["profiles"][result["profiles"].service != "other_wide"]
    per_age = frame.groupby(["age", "sex"]).aarsverk_per_1000.sum().groupby("age").mean()
    assert f"bruker {number(per_age[85] / per_age[50], 1)} ganger" in views.use_by_age(result, stage).title


def test_the_groups_have_the_plans_numbers(result: Frames, stage: StageRun) -> None:
    """Tables 2.1 and 2.3."""
    rows = views.by_group(result, stage).table.data.set_index("label")
    printed = {
        "Annen helseutdanning": (30_734, 41_000),
        "Annen utdanning i administrasjon og service": (43_870, 57_200),
        "Uten relevant helseutdanning": (52_442, 73_300),
        "Utenfor de 14 gruppene": (127_046, 171_500),
        "De 14 gruppene": (np.nan, 329_000),
        "Alle": (np.nan, 500_500),
    }
    for label, pair in printed.items():
        assert_allclose(rows.loc[label, ["plan_start", "plan_end"]].to_numpy(dtype=float), pair)
    assert rows.plan_end.notna().sum() == len(printed)
    known = rows.dropna(subset="plan_end")
    assert_allclose(known.met, known.plan_end, atol=1)


def test_the_groups_sum_to_their_sums(result: Frames, stage: StageRun) -> None:
    rows = views.by_group(result, stage).table.data
    groups, sums = rows[rows.kind == "group"], rows.set_index("label")
    assert len(groups) == 17
    for column in ("start", "raw", "met"):
        assert_allclose(groups[column].sum(), sums[column]["Alle"])
        assert_allclose(
            sums[column]["De 14 gruppene"] + sums[column]["Utenfor de 14 gruppene"], sums[column]["Alle"]
        )


def test_the_tornado_has_the_largest_spread_first(result: Frames, stage: StageRun) -> None:
    made = views.tornado(result, stage)
    rows = made.table.data
    assert list(rows.spread) == sorted(rows.spread, reverse=True)
    assert len(rows) == len(CASES) + 2
    spans = result["sensitivity"].query("scope == 'narrow'").groupby("assumption").change_aarsverk
    reach = spans.max().clip(lower=0) - spans.min().clip(upper=0)
    assert not any(label in made.title for label in LABELS.values())  # the spans are our own choice
    changes = result["sensitivity"].query("scope == 'narrow'").change_aarsverk
    for value in (changes.min(), changes.max()):
        assert number(to_hundreds(value), sign=True) in made.title
    assert rows.assumption.iloc[0] == reach.idxmax()
    assert set(rows.name) == set(LABELS.values())


def test_every_visible_case_is_named_at_its_bar(result: Frames, stage: StageRun) -> None:
    made = views.tornado(result, stage)
    written = re.findall(r"<text[^>]*>([^<]+)</text>", made.svg())
    rows = made.table.data
    visible = rows[rows.change_aarsverk.abs() >= 50].label
    assert sorted(text for text in written if text in set(rows.label)) == sorted(visible)
    assert len(visible) < len(rows)


def test_cases_on_the_same_side_share_a_label(result: Frames, stage: StageRun) -> None:
    """A run whose own value lies outside both ends has both bars on one side."""
    moved = result["sensitivity"].copy()
    chosen = moved.assumption == "standard_growth"
    moved.loc[chosen, "change_aarsverk"] = moved.loc[chosen, "change_aarsverk"].abs()
    assert "1,5 % / 0,5 %" in views.tornado({**result, "sensitivity": moved}, stage).svg()


def test_the_fan_spans_low_and_high_growth(result: Frames, stage: StageRun) -> None:
    made = views.fan(result, stage)
    rows = made.table.data.set_index("alternative")["2040"]
    assert len(rows) == 9
    assert rows.idxmin() == "Lav vekst (LLL)"
    assert rows.idxmax() == "Høy vekst (HHH)"
    assert f"{number(to_hundreds(rows.min()))} til {number(to_hundreds(rows.max()))}" in made.title
    assert_allclose(rows["Hovedalternativet (MMM)"], narrow(result, "benchmarked", 2040))


def test_the_fans_note_has_the_span_when_health_follows_each_alternative(
    result: Frames, stage: StageRun
) -> None:
    cases = result["sensitivity"].query("scope == 'narrow'").set_index(["assumption", "end"]).aarsverk
    note = views.fan(result, stage).note
    for case in ("population", "population_own_health"):
        low, high = sorted(to_hundreds(value) for value in cases[case])
        assert f"fra {number(low)} til {number(high)}" in note


@pytest.mark.parametrize("view", [views.by_service, views.fan])
def test_the_marks_have_those_of_the_base_year(view: View, result: Frames, stage: StageRun) -> None:
    assert view(result, stage).quality == ("calibrated", "derived", "assumption")


@pytest.mark.parametrize("view", [views.by_service, views.base_year, views.use_by_age])
def test_out_of_hours_care_is_said_to_be_doctors_only(view: View, result: Frames, stage: StageRun) -> None:
    assert "Legevakt er bare legene" in view(result, stage).note


def test_the_waves_of_smoothing_are_said(result: Frames, stage: StageRun) -> None:
    assert "kommer av glattingen" in views.use_by_age(result, stage).note


def test_a_driver_has_one_name_in_the_waterfall_and_the_table(result: Frames, stage: StageRun) -> None:
    bars = set(views.drivers(result, stage).table.data.label)
    headings = {column.label.replace("\u00ad", "") for column in views.driver_table(result, stage).columns}
    assert bars - headings == {"Uformell omsorg følger ikke behovet", "Samlet endring"}


def test_the_note_on_groups_follows_the_runs_trends(
    chain: Chain, rerun: Callable[..., Frames], result: Frames, stage: StageRun, vintage: Vintage
) -> None:
    assert "fast som i 2024" in views.by_group(result, stage).note
    sets = ("demand.staffing_trend_percent.sykepleier=2",)
    moved = stage_run("demand", chain.folder, load(sets=sets), vintage)
    note = views.by_group(rerun("demand", *sets), moved).note
    assert "fast som" not in note
    assert "egne trender" in note


def test_the_share_of_employment_stands_beside_the_plans(result: Frames, stage: StageRun) -> None:
    made = views.share(result, stage)
    rows = made.table.data.set_index("year")
    assert list(rows.printed.dropna()) == [12.9, 17]
    assert f"{number(rows.benchmarked[2040], 1)} prosent" in made.title
    assert made.title.endswith("planen sier 17,0")


def test_the_path_of_2019_has_ssbs_points(result: Frames, stage: StageRun) -> None:
    made = views.ssb2019(result, stage)
    rows = made.table.data.set_index("year")
    assert list(rows.printed.dropna()) == [308_000, 415_000, 618_000]
    off = (rows.mortality_equivalent[2035] / 415_000 - 1) * 100
    assert f"{number(abs(off), 1)} prosent {'under' if off < 0 else 'over'} i 2035" in made.title
    assert "samme dødsrisiko" in made.title
    assert number(rows.age_shift[2060]) in made.alt
    assert "(demand.health_follows), er valgt på denne prøven" in made.note


def test_the_path_of_2019_has_the_references_formula_in_every_run(
    chain: Chain, rerun: Callable[..., Frames], result: Frames, stage: StageRun, vintage: Vintage
) -> None:
    sets = ("demand.health_formula=age_shift",)
    other = stage_run("demand", chain.folder, load(sets=sets), vintage)
    made, own = views.ssb2019(rerun("demand", *sets), other), views.ssb2019(result, stage)
    assert (made.title, made.note, made.alt) == (own.title, own.note, own.alt)
    assert "også når kjøringen har andre" in made.note


def test_the_sentence_names_the_nearest_formula_and_what_each_gives_in_2040(
    result: Frames, stage: StageRun
) -> None:
    text = views.ssb2019_formulas(result, stage).markdown
    path, effect = text.partition(". Nærmest den trykte virkningen")[::2]
    assert path.startswith("Nærmest SSBs trykte referansebane er samme dødsrisiko (i 2035: ")
    assert " er levetidsskift (i 2035: " in effect
    for printed in (415_000, 618_000):
        assert f"mot trykte {number(printed)}" in path
    for printed in (48_000, 137_000):
        assert f"mot trykte {number(printed)}" in effect
    cases = result["sensitivity"].query("assumption == 'health_formula' and scope == 'narrow'")
    for value in cases.aarsverk:
        assert number(to_hundreds(value)) in text
    assert f"samme dødsrisiko {number(to_hundreds(narrow(result, 'raw', 2040)))} årsverk" in text


def test_the_formulas_may_share_the_nearest(result: Frames, stage: StageRun) -> None:
    """With the one nearest in 2035 and the other in 2060 both are named."""
    frame = result["ssb2019"].copy()
    later = (frame.scenario == "reference") & (frame.block == "all") & (frame.year == 2060)
    frame.loc[later, "aarsverk"] = frame.formula[later].map(
        {"mortality_equivalent": 1.0, "age_shift": 618_000.0}
    )
    text = views.ssb2019_formulas({**result, "ssb2019": frame}, stage).markdown.partition(". Nær")[0]
    assert "samme dødsrisiko (i 2035: " in text
    assert "og levetidsskift (i 2060: " in text


def test_the_results_of_2019_stand_beside_both_formulas_with_a_reason(
    result: Frames, stage: StageRun
) -> None:
    made = views.ssb2019_effects(result, stage)
    rows = made.data
    effects = rows[rows.kind == "effect"]
    assert list(rows.year[(rows.code == "all") & (rows.kind == "level")]) == [2035, 2060]
    own = result["ssb2019"].set_index(["formula", "scenario", "block", "year"]).aarsverk
    for formula in ("mortality_equivalent", "age_shift"):
        paths = own[formula]
        expected = [
            paths[row.scenario, row.code, row.year] - paths["reference", row.code, row.year]
            for row in effects.itertuples()
        ]
        assert_allclose(effects[formula], expected)
    printed = effects.set_index(["title", "item", "year"]).published
    assert printed["Uten bedre helse", "institusjon", 2035] == 47_000
    assert printed["Høy befolkningsvekst", "alle tjenester", 2035] == 27_000
    assert printed["Uformell omsorg følger behovet", "alle tjenester", 2060] == -78_000
    assert printed["Uten standardvekst", "kommunal omsorg", 2035] == -45_000
    assert_allclose(rows.deviation, rows.mortality_equivalent - rows.published)
    assert (rows.reason[rows.verdict.isin(["outside", "explained"])] != "").all()
    for reason in set(rows.reason) - {""}:
        assert f"({reason})" in made.note


def test_informal_care_enters_by_subtraction(result: Frames, stage: StageRun) -> None:
    """−90 000 / 231 000 of a growth of 60 000 is −23 377, against the printed −23 000; the engine has the identity."""
    rows = views.informal_care(result, stage).data
    assert_allclose(rows.identity[0], -90_000 / 231_000 * 60_000)
    assert rows.effect[0] == -23_000
    own = rows[rows.whose == "Modellen"]
    assert list(own.year) == [2035, 2060]
    assert_allclose(own.identity, own.effect)
    assert f"gir {number(-23_400)} mot trykte {number(-23_000)}" in views.informal_care(result, stage).note


def test_the_tests_leave_out_what_the_model_starts_from(result: Frames, stage: StageRun) -> None:
    rows, checks = views.tests(result, stage).data, result["checks"]
    older = checks.check.str.startswith("ssb2019_")
    assert len(rows) == ((checks.verdict != "constructed") & ~older).sum() > 5
    assert_allclose(rows.deviation, rows.raw - rows.published)


def test_the_raw_path_is_held_against_the_plan(result: Frames, stage: StageRun) -> None:
    made = views.paths(result, stage)
    off = (narrow(result, "raw", 2040) / 461_500 - 1) * 100
    assert f"{number(abs(off), 1)} prosent {'under' if off < 0 else 'over'} planens" in made.title


def test_the_benchmark_factors_turn_raw_into_benchmarked(result: Frames, stage: StageRun) -> None:
    rows = views.benchmark(result, stage).data.set_index("year")
    assert isinstance(rows, pd.DataFrame)
    assert rows.narrow[2024] == pytest.approx(1)
    assert narrow(result, "raw", 2040) * rows.narrow[2040] == pytest.approx(461_500)


def test_the_base_year_table_turns_use_back_into_aarsverk(
    result: Frames, stage: StageRun, chain: Chain
) -> None:
    rows = views.base_year(result, stage).data.set_index("label")
    assert rows[rows["scope"] == "smal"].aarsverk.sum() == pytest.approx(343_500)
    people = chain["demography"]["population"].query("alternative == 'MMM' and year == 2024")
    use = result["profiles"].merge(people, on=["sex", "age"])
    consultations = use[use.service == "general_practice"].eval("use * persons").sum()
    doctors = rows.loc["Fastleger og andre kommuneleger"]
    assert doctors.per_user * consultations / 1000 == pytest.approx(doctors.aarsverk)

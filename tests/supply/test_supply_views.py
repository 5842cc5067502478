"""What the reader of the supply pages sees: numbers that are the artefacts', titles that follow them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.classifications import codes, labels, plurals, table
from helseplan.formats import number, to_hundreds
from helseplan.params import load
from helseplan.report.display import Figure, Table, Text
from helseplan.session import StageRun
from helseplan.supply import views
from helseplan.supply.calibrate.targets import ORDER
from helseplan.supply.views.flows import LEAVING
from helseplan.supply.views.growth import breaches, said_ends
from helseplan.supply.views.replacement import closed
from helseplan.supply.views.unknown import inputs
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run
from tests.views import speaks_for_itself

ALL = [getattr(views, name) for name in views.__all__]
GROUPS = codes("groups", modelled="true")
SCENARIOS = [
    ("lav_befolkning", ("supply.capacity_follows_population=true",)),
    ("referanse", ("general.benchmark=false",)),
    ("referanse", ("general.end_year=2050", "supply.later_exit_years=2", "supply.position_percent=10")),
    (
        "referanse",
        ("supply.abroad_percent=-100", "supply.leaving_percent=50", "supply.small_group_persons=0"),
    ),
    ("referanse", ("supply.participation_60_points=10",)),
]


def made(view: Callable, result: Frames, run: StageRun) -> Figure | Table | Text:
    """Some views need the stage's results, some only its inputs."""
    arguments = (result, run) if len(inspect.signature(view).parameters) > 1 else (run,)
    return view(*arguments)


@pytest.fixture(scope="module")
def stage(compute: Callable[..., Chain], vintage: Vintage) -> StageRun:
    return stage_run("supply", compute("supply").folder, load(), vintage)


@pytest.fixture(scope="module")
def result(compute: Callable[..., Chain]) -> Frames:
    return compute("supply")["supply"]


def by_group(result: Frames, year: int, column: str = "aarsverk") -> pd.Series:
    frame = result["supply"].query("path == 'benchmarked' and year == @year")
    return frame.set_index("group")[column].reindex(GROUPS)


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.__name__)
def test_every_view_shows_itself_with_its_quality(view: Callable, result: Frames, stage: StageRun) -> None:
    shown = made(view, result, stage)
    html = shown._repr_html_()
    assert shown.quality
    assert len(html) > 200
    assert "nan" not in html.replace("finans", "")
    assert "e-0" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    if not isinstance(shown, Text):
        assert shown.id.startswith("supply-")


def test_every_view_has_an_id_of_its_own(result: Frames, stage: StageRun) -> None:
    shown = [made(view, result, stage) for view in ALL]
    ids = [item.id for item in shown if not isinstance(item, Text)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.__name__)
def test_a_figure_says_in_words_and_numbers_what_it_shows(
    view: Callable, result: Frames, stage: StageRun
) -> None:
    shown = made(view, result, stage)
    assert not isinstance(shown, Figure) or speaks_for_itself(shown)


@pytest.mark.parametrize(("scenario", "sets"), SCENARIOS)
def test_every_view_works_in_a_scenario(
    scenario: str, sets: tuple[str, ...], compute: Callable[..., Chain], vintage: Vintage
) -> None:
    found = compute("supply", scenario, *sets)
    run = stage_run("supply", found.folder, load(scenario, sets), vintage)
    for view in ALL:
        assert made(view, found["supply"], run)._repr_html_()


def test_the_finding_states_the_total_and_the_ends(result: Frames, stage: StageRun) -> None:
    text = views.finding(result, stage).markdown
    growth = by_group(result, 2040) / by_group(result, 2025)
    for year in (2025, 2040):
        assert f"**{number(to_hundreds(by_group(result, year).sum()))}**" in text
    most = [plurals("groups")[group] for group in growth.nlargest(2).index]
    least = [plurals("groups")[group] for group in growth.nsmallest(2).index]
    assert f"størst for {most[0]} og {most[1]}" in text
    assert f"minst for {least[0]} og {least[1]}" in text
    old = result["stock"].query("year == 2040")
    share = old[old.age >= 60].aarsverk.sum() / old.aarsverk.sum() * 100
    assert f"{number(share, 1)} prosent i 2040" in text


def test_the_finding_says_where_the_plan_has_others_at_the_ends(result: Frames, stage: StageRun) -> None:
    most, least = said_ends()
    growth = by_group(result, 2040) / by_group(result, 2025)
    told = {
        True: set(growth.nlargest(2).index) != set(most),
        False: set(growth.nsmallest(2).index) != set(least),
    }
    text = views.finding(result, stage).markdown
    assert text.count("i planens og SSBs ord:") == sum(told.values()) > 0
    frame = result["supply"].copy()
    for groups, factor in ((most, 3.0), (least, 0.3)):
        frame.loc[frame.group.isin(groups) & (frame.year == 2040), "aarsverk"] *= factor
    assert "i planens og SSBs ord" not in views.finding({**result, "supply": frame}, stage).markdown


def test_the_table_by_group_is_the_artefact_and_its_sum(result: Frames, stage: StageRun) -> None:
    rows = views.by_group(result, stage).data.set_index("label")
    names = [labels("groups")[group] for group in GROUPS]
    for year in (2025, 2030, 2035, 2040):
        assert_allclose(rows.loc[names, str(year)], by_group(result, year))
    assert_allclose(rows.loc[names, "persons_2040"], by_group(result, 2040, "persons"))
    assert rows.loc["De 14 gruppene", "2040"] == pytest.approx(295_300)
    assert rows.loc["De 14 gruppene", "growth"] == pytest.approx((295_300 / 251_000 - 1) * 100)


def test_the_raw_table_shows_the_raw_path(compute: Callable[..., Chain], vintage: Vintage) -> None:
    sets = ("general.benchmark=false",)
    found = compute("supply", "referanse", *sets)
    run = stage_run("supply", found.folder, load(sets=sets), vintage)
    shown = views.by_group(found["supply"], run)
    raw = found["supply"]["supply"].query("path == 'raw' and year == 2040").aarsverk.sum()
    assert shown.data["2040"].iloc[-1] == pytest.approx(raw)
    assert "rå bane" in shown.caption
    assert "calibrated" not in shown.quality


def test_the_growth_figure_names_its_ends_and_follows_the_numbers(result: Frames, stage: StageRun) -> None:
    title = views.growth(result, stage).title
    assert title.startswith("Tilbudet vokser mest for psykologer (+")
    frame = result["supply"].copy()
    frame.loc[(frame.group == "jordmor") & (frame.year == 2040), "aarsverk"] *= 10
    moved = views.growth({**result, "supply": frame}, stage)
    assert moved.title.startswith("Tilbudet vokser mest for jordmødre (+")
    assert moved.table.data.label.iloc[0] == "Jordmor"


def test_the_plans_words_are_the_order_calibration_aims_at() -> None:
    rank = {row: int(place) for row, place in _ranks().items()}
    for highs, lows in ORDER:
        assert {rank[high] + 1 for high in highs} == {rank[low] for low in lows}


def _ranks() -> dict[str, str]:
    return {row["code"]: row["rank"] for row in table("growth_words")}


def test_growth_in_the_plans_order_breaches_nothing() -> None:
    steps = dict(zip(("1", "2", "3", "4"), (40.0, 30.0, 20.0, 5.0), strict=True))
    ranks = _ranks()
    growth = pd.Series({group: steps.get(ranks.get(group, ""), 15.0) for group in GROUPS})
    assert breaches(growth) == []
    growth["jordmor"] = 25.0
    (phrase,) = breaches(growth)[:1]
    assert "jordmødre vokser mer enn sykepleiere" in " ".join(breaches(growth))
    assert phrase.endswith(("sykepleiere", "vernepleiere"))
    growth["radiograf"] = 50.0
    assert any("radiografer vokser mer enn psykologer" in phrase for phrase in breaches(growth))
    growth["radiograf"] = -1.0
    assert breaches(growth)[-1] == "tilbudet av radiografer går ned"


def test_the_age_shares_are_those_of_the_stock(result: Frames, stage: StageRun) -> None:
    rows = views.age_table(result, stage).data.set_index("label")
    stock = result["stock"].query("year == 2024 and group == 'jordmor'")
    old = stock[stock.age >= 60].aarsverk.sum() / stock.aarsverk.sum() * 100
    assert rows.from_60_2024["Jordmor"] == pytest.approx(old)
    assert (rows.from_60_2024 < rows.from_55_2024).all()
    assert rows.mean_2024["Jordmor"] == pytest.approx(np.average(stock.age + 0.5, weights=stock.aarsverk))


def test_the_numbers_behind_the_age_curves_sum_to_supply(result: Frames, stage: StageRun) -> None:
    rows = views.ages(result, stage).table.data
    bands = [name for name in rows.columns if name.isdigit()]
    total = rows[(rows.label == "De 14 gruppene") & (rows.year == 2040)][bands].to_numpy().sum()
    assert total == pytest.approx(295_300)


def test_the_flow_table_explains_the_change_in_the_stock(result: Frames, stage: StageRun) -> None:
    rows = views.flow_table(result, stage).data.set_index("label")
    persons = result["stock"].groupby(["year", "group"]).available.sum()
    for group in ("sykepleier", "jordmor"):
        change = persons[2040, group] - persons[2024, group]
        assert rows.net[labels("groups")[group]] == pytest.approx(change, abs=1e-6)
    assert_allclose(rows.iloc[:-1, :].sum(numeric_only=True), rows.iloc[-1].astype(float), atol=1e-6)


def test_further_education_is_no_recruitment_to_the_14_groups(result: Frames, stage: StageRun) -> None:
    rows = views.flows(result, stage).table.data.set_index("year")
    flows = result["flows"].query("year == 2030").groupby("flow").persons.sum()
    assert rows.graduates[2030] == pytest.approx(flows.graduates + flows.further_education)
    assert rows.net[2030] == pytest.approx(flows.sum())


def test_the_title_of_the_flows_follows_the_numbers(result: Frames, stage: StageRun) -> None:
    assert "tilgangen er uendret" in views.flows(result, stage).title
    frame = result["flows"].copy()
    frame.loc[(frame.flow == "graduates") & (frame.year == 2040), "persons"] *= 2
    assert "tilgangen øker med" in views.flows({**result, "flows": frame}, stage).title


def test_those_left_without_inflow_are_fewer_than_there_were(result: Frames, stage: StageRun) -> None:
    rows = views.replacement(result, stage).data.set_index("label")
    base = result["stock"].query("year == 2024").groupby("group").aarsverk.sum()
    assert_allclose(rows.aarsverk.iloc[:-1], base.reindex(GROUPS))
    assert rows.left_percent.between(30, 90).all()
    last = result["supply"].query("path == 'raw' and year == 2040").set_index("group").aarsverk
    assert (closed(stage) < last.reindex(GROUPS)).all()


def test_a_closed_cohort_leaves_nobody_out(
    compute: Callable[..., Chain], vintage: Vintage, stage: StageRun
) -> None:
    """Recruitment from abroad means nothing for those who are here; later exit keeps more of them."""
    folder = compute("supply").folder
    none = stage_run("supply", folder, load(sets=("supply.abroad_percent=-100",)), vintage)
    later = stage_run("supply", folder, load(sets=("supply.later_exit_years=2",)), vintage)
    assert_allclose(closed(none), closed(stage))
    assert (closed(later) > closed(stage)).all()


def test_exits_by_age_are_all_exits(result: Frames, stage: StageRun) -> None:
    rows = views.exit_ages(result, stage).data.set_index("code")
    flows = result["flows"]
    out = -flows[flows.flow.isin(LEAVING)].persons.sum()
    assert rows["all"]["all"] == pytest.approx(out)
    assert rows["all"][["1", "2"]].sum() == pytest.approx(out)
    assert rows["all"][list(LEAVING)].sum() == pytest.approx(out)
    assert rows["67"]["disability"] == pytest.approx(0)
    assert rows["67"]["age_limit"] == rows["all"]["age_limit"]


def test_every_input_is_in_the_table_of_what_we_do_not_know(result: Frames, stage: StageRun) -> None:
    rows = views.unknown(result, stage).data
    found = dict(inputs(stage))
    assert set(rows.code) == set(found) == set(codes("supply_inputs"))
    assert (rows.stands_in != "").all()
    counted = rows.marks.str.findall(r"\d+").map(lambda counts: sum(map(int, counts)))
    assert list(counted) == [len(found[code]) for code in rows.code]
    graduates = result["sensitivity"].query("assumption == 'graduates'").groupby("end").change_aarsverk.sum()
    row = rows.set_index("code").loc["inflow.graduates"]
    assert (row.low, row.high) == pytest.approx((graduates["low"], graduates["high"]))
    assert rows.weight.is_monotonic_decreasing


def test_graduates_used_are_the_sources_times_the_factor(result: Frames, stage: StageRun) -> None:
    rows = views.education(result, stage).data
    assert_allclose(rows.capacity * rows.completion / 100, rows.graduates)
    assert_allclose(rows.graduates_used, rows.graduates * rows.factor)
    assert_allclose(rows.graduates_last, rows.graduates_used)  # nothing changes in the reference
    assert_allclose(rows.abroad_last, rows.abroad_used)


def test_the_runs_own_recruitment_is_shown(compute: Callable[..., Chain], vintage: Vintage) -> None:
    sets = ("supply.abroad_percent=-100",)
    found = compute("supply", "referanse", *sets)
    run = stage_run("supply", found.folder, load(sets=sets), vintage)
    rows = views.education(found["supply"], run).data
    assert rows.abroad_last.sum() == 0
    assert rows.abroad_used.sum() > 0


def test_the_curves_are_those_of_their_own_group(result: Frames, stage: StageRun) -> None:
    """Where the drawn groups differ in the count of 2013, so do their curves."""
    rows = views.career(result, stage).table.data.set_index("age")
    stock = (
        result["stock"].query("year == 2024 and age == 40").groupby("group")[["available", "working"]].sum()
    )
    shares = stock.working / stock.available * 100
    for column in rows.columns[:4]:
        group = str(column).removeprefix("participation_")
        assert rows.loc[40, column] == pytest.approx(shares[group], abs=0.1)


def test_exits_by_cause_stay_within_bounds(result: Frames, stage: StageRun) -> None:
    made_figure = views.exits(result, stage)
    rows = made_figure.table.data.set_index("age")
    assert ((rows >= -1e-9) & (rows <= 100) | rows.isna()).all().all()
    assert rows.retirement[62] > rows.retirement[58]


def test_the_tornado_has_the_largest_first(result: Frames, stage: StageRun) -> None:
    shown = views.tornado(result, stage)
    sums = result["sensitivity"].groupby(["assumption", "end"]).change_aarsverk.sum().unstack()
    first = (sums.max(axis=1) - sums.min(axis=1)).idxmax()
    name = labels("assumptions")[first]
    assert f"{name[0].lower()}{name[1:]} betyr mest" in shown.title
    assert shown.table.data.change_aarsverk.sum() == pytest.approx(sums.to_numpy().sum())

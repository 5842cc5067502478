"""What the reader of chapters 3 to 10 sees."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.classifications import labels, plurals
from helseplan.contracts.measures import CLOSED
from helseplan.formats import number, to_hundreds
from helseplan.measures import views
from helseplan.measures.views.bridge import steps as bridge_steps
from helseplan.params import load
from helseplan.report import style
from helseplan.report.display import Figure, Table, Text
from helseplan.session import StageRun
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run
from tests.views import speaks_for_itself

CHAPTERS = range(4, 11)
QUICK = ("uncertainty.draws=200", "uncertainty.sobol_base=16")
ALL = [getattr(views, name) for name in views.__all__]
OTHER_RUNS = {
    "nothing": ("measures.package=none",),
    "from below": ("measures.package=bottom_up", "measures.level=1"),
    "too little": ("measures.package=demand_only",),
    "the plan's highest on the raw path": ("measures.level=1", "general.benchmark=false"),
    "slow": (
        "measures.start_year=2039",
        "measures.full_effect_year=2060",
        "measures.weekend_within_positions=0",
    ),
}


def made(view: Callable, result: Frames, run: StageRun) -> Iterator[Figure | Table | Text]:
    """Some views need the stage's results, some only its inputs, and some are made for each chapter."""
    known = {"result": result, "run": run}
    names = list(inspect.signature(view).parameters)
    arguments = [known[name] for name in names if name in known]
    if len(names) == len(arguments):
        yield view(*arguments)
    else:
        yield from (view(*arguments, chapter) for chapter in CHAPTERS)


def figure(shown: Figure | Table | Text) -> Figure:
    """A view that may be a sentence, and here is a figure."""
    assert isinstance(shown, Figure)
    return shown


@pytest.fixture(scope="module")
def stage(chain: Chain, vintage: Vintage) -> StageRun:
    return stage_run("measures", chain.folder, load(), vintage)


@pytest.fixture(scope="module")
def result(chain: Chain) -> Frames:
    return chain["measures"]


@pytest.fixture(scope="module")
def other(chain: Chain, rerun: Callable, vintage: Vintage) -> Callable[..., tuple[Frames, StageRun]]:
    """Another run of the stage, with few draws."""

    def run(*sets: str) -> tuple[Frames, StageRun]:
        sets = (*QUICK, *sets)
        return rerun("measures", *sets), stage_run("measures", chain.folder, load("referanse", sets), vintage)

    return run


def _words(shown: Figure) -> tuple[str, ...]:
    return shown.title, shown.alt, shown.note


def last(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame.year == 2040]


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.__name__)
def test_every_view_shows_itself_with_its_quality(view: Callable, result: Frames, stage: StageRun) -> None:
    for shown in made(view, result, stage):
        html = shown._repr_html_()
        assert len(html) > 100
        assert ">nan<" not in html
        if isinstance(shown, Text):
            assert shown.quality
            assert "nan" not in shown.markdown.replace("finans", "")
            continue
        assert shown.id.startswith("measures-")
        columns = shown.table.columns if isinstance(shown, Figure) else shown.columns
        assert shown.quality or "quality" in {column.key for column in columns}
        assert not isinstance(shown, Figure) or speaks_for_itself(shown)


def test_every_view_has_an_id_of_its_own(result: Frames, stage: StageRun) -> None:
    every = [shown for view in ALL for shown in made(view, result, stage) if not isinstance(shown, Text)]
    ids = [shown.id for shown in every] + [shown.table.id for shown in every if isinstance(shown, Figure)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("sets", OTHER_RUNS.values(), ids=OTHER_RUNS)
def test_every_view_works_in_another_run(sets: tuple[str, ...], other: Callable) -> None:
    frames, run = other(*sets)
    for view in ALL:
        for shown in made(view, frames, run):
            assert shown._repr_html_()
            said = shown.markdown if isinstance(shown, Text) else getattr(shown, "title", "")
            assert "nan" not in said.replace("finans", "")


def test_the_finding_says_what_closes_and_for_whom_it_does_not(result: Frames, stage: StageRun) -> None:
    text = views.finding(result, stage).markdown
    totals, gaps = last(result["totals"]).set_index("scenario"), last(result["remaining"])
    for scenario in ("plan_low", "plan_high"):
        assert number(to_hundreds(totals.joint_aarsverk[scenario])) in text
    high = gaps[gaps.scenario == "plan_high"].set_index("group").gap_after_aarsverk
    assert f"**{number(to_hundreds(-high.min()))}** årsverk {plurals('groups')[high.idxmin()]}" in text
    assert f"{number(to_hundreds(high.max()))} årsverk {plurals('groups')[high.idxmax()]} for mye" in text
    assert "«laveste» forutsetter at hvert tiltak gjennomføres fullt ut" in text
    assert "noen av tallene øvre anslag: " in text
    assert "høyere produktivitet" in text


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (5_000, 20_000, "både med de laveste og med de høyeste"),
        (-5_000, 20_000, "men ikke med de laveste: da mangler det 5"),
        (-9_000, -5_000, "heller ikke med de høyeste anslagene: da mangler det fortsatt 5"),
    ],
)
def test_the_finding_follows_the_gap(
    low: float, high: float, said: str, result: Frames, stage: StageRun
) -> None:
    totals = result["totals"].copy()
    for scenario, after in (("plan_low", low), ("plan_high", high)):
        totals.loc[totals.scenario == scenario, "gap_after_aarsverk"] = after
    assert said in views.finding({**result, "totals": totals}, stage).markdown


def test_the_finding_when_no_group_lacks_anything(result: Frames, stage: StageRun) -> None:
    remaining = result["remaining"].assign(gap_after_aarsverk=10.0)
    text = views.finding({**result, "remaining": remaining}, stage).markdown
    assert "mangler ingen av de 14 gruppene folk" in text


def test_a_run_without_measures_says_so(other: Callable) -> None:
    frames, run = other("measures.package=none")
    for view in (views.finding, views.waterfall_chosen, views.when_closed, views.goals, views.about_goals):
        (shown,) = made(view, frames, run)
        assert isinstance(shown, Text)
        assert "gjennomfører ingen tiltak" in shown.markdown
    assert "kjøringen har ingen tiltak" in views.spread(frames, run).title
    assert "planens høyeste anslag" in views.groups(frames, run).title
    shown = [
        views.what_it_is(frames, run).markdown,
        *_words(views.spread(frames, run)),
        *_words(views.sobol(frames, run)),
    ]
    assert not [text for text in shown if "med kjøringens tiltak" in text.lower() or "med tiltak" in text]
    assert not [
        column.key for column in views.quantiles(frames, run).columns if column.key.startswith("chosen")
    ]


@pytest.mark.parametrize("bound", ["low", "high"])
def test_the_bridge_adds_up_exactly(bound: str, result: Frames) -> None:
    steps = bridge_steps(result, bound)
    parts = [steps[name] for name in ("printed", "scope", "model", "pace", "overlap", "reinforcement")]
    assert sum(parts) == pytest.approx(steps["joint"], abs=1e-6)
    assert steps["joint"] + steps["before"] == pytest.approx(steps["after"], abs=1e-6)
    assert steps["printed"] == pytest.approx({"low": 59_000, "high": 78_400}[bound])
    left = last(result["remaining"]).query(f"scenario == 'plan_{bound}'").gap_after_aarsverk.sum()
    assert steps["after"] == pytest.approx(left, abs=1e-6)
    assert steps["scope"] < 0
    assert steps["overlap"] < 0


def test_the_plans_slip_of_a_hundred_is_named(result: Frames, stage: StageRun) -> None:
    note = views.bridge(result, stage).note
    assert number(41_800) in note
    assert number(41_700) in note


@pytest.mark.parametrize("view", [views.waterfall, views.waterfall_chosen])
def test_a_waterfall_goes_from_the_gap_without_to_what_is_left(
    view: Callable, result: Frames, stage: StageRun
) -> None:
    data = view(result, stage).table.data.drop(columns=["label", "side"], errors="ignore")
    assert_allclose(data.iloc[:-1].sum(), data.iloc[-1], atol=1e-6)


def test_a_place_between_two_readings_is_called_a_blend(result: Frames, stage: StageRun) -> None:
    assert "en blanding av dem" in figure(views.waterfall_chosen(result, stage)).note
    for level in (0, 1):
        ends = replace(
            stage, params=load("referanse", (f"measures.each.participation_60plus.level={level}",))
        )
        assert "blanding" not in figure(views.waterfall_chosen(result, ends)).note


def test_the_waterfall_ends_where_the_model_does(result: Frames, stage: StageRun) -> None:
    end = views.waterfall(result, stage).table.data.iloc[-1]
    totals = last(result["totals"]).set_index("scenario").gap_after_aarsverk
    assert end.joint_low == pytest.approx(totals["plan_low"], abs=1e-6)
    assert end.joint_high == pytest.approx(totals["plan_high"], abs=1e-6)
    assert end.printed_high == pytest.approx(-42_300 + 78_400)


def test_the_numbers_of_the_waterfall_are_inside_the_figure(result: Frames, stage: StageRun) -> None:
    for view in (views.waterfall, views.waterfall_chosen, views.groups, views.scenarios):
        shown = figure(view(result, stage))
        with style.style(shown.id):
            drawing = shown.draw()
            drawing.draw_without_rendering()
            texts = [text for ax in drawing.axes for text in ax.texts]
            boxes = [text.get_window_extent() for text in texts]
        assert boxes
        assert max(box.x1 for box in boxes) <= drawing.bbox.x1 + 1, shown.id


def test_alone_and_in_company_are_the_engines_own(result: Frames, stage: StageRun) -> None:
    data = views.company(result, stage).table.data
    effects = last(result["effects"]).query("group == 'all'").set_index(["scenario", "measure"])
    for bound in ("low", "high"):
        own = effects.loc[f"plan_{bound}"]
        assert_allclose(data[f"alone_{bound}"], own.alone_aarsverk.reindex(data.index))
        assert_allclose(data[f"shapley_{bound}"], own.shapley_aarsverk.reindex(data.index))
    assert data.shapley_high.is_monotonic_decreasing


def test_a_constructed_effect_is_marked_and_a_difference_has_a_reason(
    result: Frames, stage: StageRun
) -> None:
    rows = views.reasons(result, stage).data[:-1]
    singles = result["singles"].query("bound == 'high'").set_index("measure").reindex(rows.index)
    assert_allclose(rows.title.str.endswith("*"), singles.constructed.astype(bool))
    register = stage.vintage.read("measures").set_index("measure").upper_bound.reindex(rows.index)
    assert_allclose(rows.published.str.startswith("inntil "), register)
    note = views.reasons(result, stage).note
    assert "9,4" in note
    sick = result["singles"].assign(model_aarsverk=result["singles"].published_aarsverk)
    assert "9,4" not in views.reasons({**result, "singles": sick}, stage).note
    differs = singles.difference_aarsverk.abs() > 500
    assert (rows.reason[differs] != "").all()


def test_only_measures_of_one_side_have_a_number_in_the_matrix(result: Frames, stage: StageRun) -> None:
    shown = figure(views.interactions(result, stage))
    side = stage.vintage.read("measures").set_index("measure").side
    chosen = result["interactions"].query("scenario == 'chosen'")
    same = chosen[chosen.measure.map(side) == chosen.other.map(side)]
    assert len(shown.table.data) == (same.interaction_aarsverk != 0).sum() <= len(same) < len(chosen)
    one = result["interactions"].copy()
    one.loc[~one.index.isin(same.index[:1]), "interaction_aarsverk"] = 0.0
    assert len(figure(views.interactions({**result, "interactions": one}, stage)).table.data) == 1
    assert "aldri på hverandre" in shown.note
    with style.style(shown.id):
        (ax,) = shown.draw().axes
    assert len(ax.texts) == len(same)


def test_the_words_on_pairs_name_the_largest_both_ways(result: Frames, stage: StageRun) -> None:
    text = views.about_pairs(result, stage).markdown
    chosen = result["interactions"].query("scenario == 'chosen'").interaction_aarsverk
    assert f"**{number(to_hundreds(-chosen.min()))}**" in text
    assert f"**{number(to_hundreds(chosen.max()))}**" in text
    assert "større stillinger og mer helgearbeid" in text
    assert "til dels gjelder de samme menneskene" in text


def test_an_overlap_of_nothing_is_not_named(other: Callable) -> None:
    frames, run = other(*OTHER_RUNS["slow"])
    text = views.about_pairs(frames, run).markdown
    assert "Det største overlappet" not in text
    assert "**0**" not in text
    assert "overlapper nevneverdig" in figure(views.interactions(frames, run)).title


def test_the_year_it_closes_is_the_year_it_stays_closed(result: Frames, stage: StageRun) -> None:
    title = views.by_year(result, stage).title
    gaps = result["totals"].query("scenario == 'chosen'").set_index("year").gap_after_aarsverk
    year = int(title.split("lukket fra ")[1][:4])
    assert (gaps.loc[year:] >= 0).all()
    assert gaps[year - 1] < 0


def test_when_the_total_is_closed_shortages_remain(result: Frames, stage: StageRun) -> None:
    gaps = last(result["remaining"]).query("scenario == @CLOSED").set_index("group").gap_after_aarsverk
    assert gaps.sum() == pytest.approx(0, abs=1)
    text = views.when_closed(result, stage).markdown
    assert f"mangler {(gaps <= -50).sum()} av 14 grupper" in text
    assert plurals("groups")[gaps.idxmin()] in text
    open_only = result["remaining"][result["remaining"].scenario != CLOSED]
    assert "lukker ikke nettogapet" in views.when_closed({**result, "remaining": open_only}, stage).markdown


def test_the_table_by_group_sums_to_net_and_gross(result: Frames, stage: StageRun) -> None:
    data = views.by_group(result, stage).data
    numbers = data.drop(columns="name")
    assert_allclose(numbers[:14].sum(), numbers.loc["Netto"])
    assert_allclose(numbers.loc["Brutto underskudd"] + numbers.loc["Brutto overskudd"], numbers.loc["Netto"])


def test_a_telephone_shows_the_tall_figures_whole(result: Frames, stage: StageRun) -> None:
    for name in ("waterfall", "company", "by_year", "interactions", "groups", "scenarios", "spread", "sobol"):
        shown = getattr(views, name)(result, stage)
        with style.style(shown.id):
            assert shown.draw().get_figwidth() == style.NARROW, name


def test_group_names_are_norwegian(result: Frames, stage: StageRun) -> None:
    assert set(labels("groups").values()) >= set(views.groups(result, stage).table.data.group)

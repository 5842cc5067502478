"""The figures and tables of the demography stage: titles that follow the numbers, and tables that add up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from numpy.testing import assert_allclose

from helseplan.demography import views
from helseplan.formats import number
from helseplan.params import load
from helseplan.report.display import Figure, Table, Text
from helseplan.session import StageRun
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run

ALL = [getattr(views, name) for name in views.__all__]
View = Callable[[Frames, StageRun], Figure | Table | Text]


@pytest.fixture(scope="module")
def stage(chain: Chain, vintage: Vintage) -> StageRun:
    return stage_run("demography", chain.folder, load(), vintage)


@pytest.fixture(scope="module")
def result(chain: Chain) -> Frames:
    return chain["demography"]


@pytest.mark.parametrize("view", ALL, ids=lambda view: view.__name__)
def test_every_view_shows_itself_with_its_quality(view: View, result: Frames, stage: StageRun) -> None:
    made = view(result, stage)
    assert made.quality
    assert len(made._repr_html_()) > 200
    if not isinstance(made, Text):
        assert made.id.startswith("demography-")


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


def test_the_pyramid_has_the_whole_population_in_both_years(result: Frames, stage: StageRun) -> None:
    made = views.pyramid(result, stage)
    assert isinstance(made, Figure)
    size = result["components"].query("alternative == 'MMM'").set_index("year").population
    bands = made.table.data
    assert_allclose(bands.men_now.sum() + bands.women_now.sum(), size[2024])
    assert_allclose(bands.men_end.sum() + bands.women_end.sum(), size[2040])
    assert len(bands) == 21


def test_the_pyramids_title_states_the_share_of_the_oldest(result: Frames, stage: StageRun) -> None:
    made, bands = views.pyramid(result, stage), views.pyramid(result, stage).table.data
    old = bands.band.str.match(r"(80|85|90|95|100)")
    share = (bands.men_end + bands.women_end)[old].sum() / (bands.men_end + bands.women_end).sum() * 100
    assert old.sum() == 5
    assert f"til {number(share, 1)} prosent" in made.title


def test_the_title_names_the_age_that_grows_most(result: Frames, stage: StageRun) -> None:
    made = views.oldest(result, stage)
    fastest = made.table.data.loc[made.table.data.growth.idxmax()]
    assert fastest.age in made.title
    assert f"{number(fastest.growth)} prosent" in made.title


def test_the_support_ratio_is_the_indicators(result: Frames, stage: StageRun) -> None:
    made = views.support_ratio(result, stage)
    own = result["indicators"].query("alternative == 'MMM'").set_index("year").support_ratio
    assert made.title.startswith(f"Fra {number(own[2024], 1)} til {number(own[2040], 1)} ")
    row = made.table.data.set_index("alternative").loc["Hovedalternativet (MMM)"]
    assert_allclose(row["2040"], own[2040])


def test_the_age_bands_sum_to_the_total(result: Frames, stage: StageRun) -> None:
    rows = views.age_bands(result, stage).data.set_index("band")
    assert_allclose(rows.drop("I alt").sum(), rows.loc["I alt"])


def test_the_growth_is_births_less_deaths_and_migration(result: Frames, stage: StageRun) -> None:
    flows = result["components"].query("alternative == 'MMM'").set_index("year")
    between = flows.loc[2024:2039]
    parts = (between.births - between.deaths + between.net_migration).sum()
    assert_allclose(parts, flows.population[2040] - flows.population[2024])
    assert f"{number(round(between.net_migration.sum(), -2), sign=True)} nettoinnvandring" in (
        views.size(result, stage).markdown
    )


def test_the_tests_leave_out_what_the_model_starts_from(result: Frames, stage: StageRun) -> None:
    made, checks = views.tests(result, stage), result["checks"]
    assert len(made.data) == (checks.verdict != "constructed").sum() > 15
    assert "constructed" not in set(made.data.verdict)
    assert_allclose(made.data.deviation, made.data.raw - made.data.published)


def test_another_end_year_and_alternative_move_the_titles(
    compute: Callable[..., Chain], vintage: Vintage
) -> None:
    sets = ("general.end_year=2045", "demography.alternative=LLL")
    done = compute("demography", "referanse", *sets)
    stage = stage_run("demography", done.folder, load(sets=sets), vintage)
    for view in ALL:
        made = view(done["demography"], stage)
        if isinstance(made, Figure):
            assert "2045" in made.title
            assert made.svg()
    assert "LLL" in views.size(done["demography"], stage).markdown


def test_remaining_years_at_birth_are_statistics_norways(result: Frames, stage: StageRun) -> None:
    rows = views.remaining(result, stage).data.set_index("label")
    at_birth = rows[rows.index.str.endswith("ved fødsel")]
    assert at_birth["2024"].mean() == pytest.approx(83.3, abs=0.01)
    assert (rows["2024"] < rows["2040"]).all()

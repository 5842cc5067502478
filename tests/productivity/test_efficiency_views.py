"""What the report says about efficiency is what the artefacts hold, under every choice of parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from helseplan.productivity import views
from helseplan.productivity.views.efficiency import overlapping
from helseplan.productivity.views.efficiency_common import NOT_SHOWN, main_rows
from helseplan.productivity.views.efficiency_data import rank_correlation
from helseplan.productivity.views.efficiency_sensitivity import ranges
from helseplan.report.display import Figure, Table, Text
from tests.views import speaks_for_itself

if TYPE_CHECKING:
    from tests.productivity.conftest import Analysed

CHOICES = [
    (),
    ("productivity.orientation=output",),
    ("productivity.returns_to_scale=crs", "productivity.model=staff_total"),
    ("productivity.year=2025", "productivity.returns_to_scale=nirs", "productivity.model=staff_beds"),
]
VIEWS = (
    views.efficiency_finding,
    views.models,
    views.about_trusts,
    views.about_special,
    views.efficiency,
    views.potential,
    views.peers,
    views.targets,
    views.scale,
    views.scale_test,
    views.sensitivity,
    views.outliers,
    views.by_year,
    views.about_years,
    views.municipal,
    views.twenty_per_cent,
)
FIGURES = (views.efficiency, views.scale, views.sensitivity)


def words(shown: Figure | Table | Text) -> str:
    """Everything a view says outside its table."""
    if isinstance(shown, Text):
        return shown.markdown
    return (
        f"{shown.title} {shown.alt} {shown.note}"
        if isinstance(shown, Figure)
        else f"{shown.caption} {shown.note}"
    )


@pytest.mark.parametrize("sets", CHOICES, ids=lambda sets: ",".join(sets) or "default")
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_view_can_be_shown_and_names_no_code_or_missing_number(
    analysed: Analysed, view: object, sets: tuple[str, ...]
) -> None:
    shown = view(*analysed(*sets))  # type: ignore[operator]
    assert shown._repr_html_()
    assert not re.search(r"\bnan\b|staff_|aarsverk|None", words(shown))


@pytest.mark.parametrize("sets", CHOICES, ids=lambda sets: ",".join(sets) or "default")
@pytest.mark.parametrize("view", FIGURES, ids=lambda view: view.__name__)
def test_every_figure_speaks_for_itself(analysed: Analysed, view: object, sets: tuple[str, ...]) -> None:
    figure = view(*analysed(*sets))  # type: ignore[operator]
    assert speaks_for_itself(figure)


def test_the_title_counts_the_intervals_that_overlap_the_median_trusts(analysed: Analysed) -> None:
    frames, run = analysed()
    rows = main_rows(frames, run)
    middle = rows.sort_values("shown", ascending=False, kind="stable").iloc[9]
    others = rows[rows.unit != middle.unit]
    apart = ((others.upper < middle.lower) | (others.lower > middle.upper)).sum()
    assert overlapping(rows) == (18 - apart, middle.unit)
    assert views.efficiency(frames, run).title.startswith(f"{18 - apart} av de 18 ")


def test_trusts_stand_with_the_best_corrected_score_first_whichever_way_scores_go(analysed: Analysed) -> None:
    for sets in CHOICES[:2]:
        frames, run = analysed(*sets)
        shown = views.efficiency(frames, run).table.data.corrected.round(9)
        assert shown.is_monotonic_increasing if sets else shown.is_monotonic_decreasing


def test_without_intervals_the_title_counts_the_frontier(analysed: Analysed) -> None:
    frames, run = analysed()
    bare = frames["efficiency"].assign(corrected=np.nan, lower=np.nan, upper=np.nan, correction_used=False)
    figure = views.efficiency({**frames, "efficiency": bare}, run)
    best = int(bare.query("model == 'staff_groups' and year == 2024").efficient.sum())
    assert figure.title == f"{best} av 19 foretak ligger på fronten"
    assert "ingenting å trekke intervaller av" in figure.note


def test_what_the_scores_leave_out_is_said_at_the_figure_and_at_the_sensitivity(analysed: Analysed) -> None:
    frames, run = analysed()
    assert NOT_SHOWN in views.efficiency(frames, run).note
    assert NOT_SHOWN[1:] in views.sensitivity(frames, run).note
    assert all(word in NOT_SHOWN.lower() for word in ("kvalitet", "forskning", "undervisning", "syke"))


def test_university_hospitals_are_marked_and_no_others(analysed: Analysed) -> None:
    table = views.efficiency(*analysed()).table.data
    marked = set(table.unit[table.unit.str.endswith("(U)")])
    assert len(marked) == 6
    assert {"Helse Bergen HF (U)", "St. Olavs hospital HF (U)"} <= marked


def test_the_rule_of_thumb_is_said_to_hold_or_not_by_the_numbers(analysed: Analysed) -> None:
    assert "minst 12 enheter" in views.efficiency_finding(*analysed()).markdown
    assert "den er oppfylt med 19" in views.efficiency_finding(*analysed()).markdown


def test_the_range_of_ranks_holds_the_main_rank(analysed: Analysed) -> None:
    rows = ranges(analysed()[0])
    assert rows["rank"].between(rows.best, rows.worst).all()
    assert rows["rank"].is_monotonic_increasing
    assert len(rows) == 19


def test_a_rejected_hypothesis_is_called_rejected(analysed: Analysed) -> None:
    frames, run = analysed()
    for rejected, says in ((True, "**forkastes**"), (False, "**ikke forkastes**")):
        tests = frames["scale_test"].assign(rejected=rejected)
        assert says in views.scale_test({**frames, "scale_test": tests}, run).markdown


def test_when_all_are_efficient_nobody_is_held_against_anyone(analysed: Analysed) -> None:
    frames, run = analysed()
    best = frames["efficiency"].assign(efficient=True)
    assert isinstance(views.peers({**frames, "efficiency": best}, run), Text)


def test_the_potential_is_shown_in_per_cent_and_never_in_aarsverk(analysed: Analysed) -> None:
    table = views.potential(*analysed())
    assert all(column.unit == "prosent" for column in table.columns[2:])
    assert "kan ikke gjøres om til årsverk" in table.note


def test_the_20_per_cent_is_the_plans_own_number_and_is_not_made_into_aarsverk(analysed: Analysed) -> None:
    text = views.twenty_per_cent(*analysed()).markdown
    assert "om lag 20 prosent mindre ressurser" in text
    assert "ikke 20 prosent færre årsverk" in text
    assert not re.search(r"\d årsverk", text)


def test_the_regions_are_too_few_for_a_frontier_of_their_own(analysed: Analysed) -> None:
    _, run = analysed()
    text = views.about_regional_front(run).markdown
    assert "minst 6 enheter" in text
    assert "høyst 4 regioner" in text


def test_rank_correlation_is_spearmans() -> None:
    a = pd.Series([1.0, 2.0, 3.0, 4.0, 4.0])
    assert rank_correlation(a, a**3) == pytest.approx(1)
    assert rank_correlation(a, -a) == pytest.approx(-1)
    assert np.isnan(rank_correlation(a, a * 0))
    b = pd.Series([2.0, 1.0, 4.0, 3.0, 5.0])
    assert rank_correlation(a, b) == pytest.approx(a.rank().corr(b.rank()))

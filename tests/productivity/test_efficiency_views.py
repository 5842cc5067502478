"""What the report says about efficiency is what the artefacts hold, under every choice of parameters."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from helseplan.formats import number
from helseplan.productivity import views
from helseplan.productivity.dea.bootstrap import bootstrap
from helseplan.productivity.views.efficiency import apart
from helseplan.productivity.views.efficiency_common import NOT_SHOWN, SIMULATED_COVER, between, count
from helseplan.productivity.views.efficiency_data import rank_correlation
from helseplan.productivity.views.efficiency_potential import summed
from helseplan.productivity.views.efficiency_sensitivity import ranges
from helseplan.report.display import Figure, Table, Text
from tests.views import speaks_for_itself

if TYPE_CHECKING:
    from tests.productivity.conftest import Analysed

ROOT = Path(__file__).parents[2]
CHOICES = [
    (),
    ("productivity.orientation=output",),
    ("productivity.returns_to_scale=crs", "productivity.model=staff_total"),
    ("productivity.year=2025", "productivity.returns_to_scale=nirs", "productivity.model=staff_beds"),
    ("productivity.year=2025", "productivity.break_limit_percent=20", "productivity.bootstrap_alpha=0.1"),
    (
        "productivity.orientation=output",
        "productivity.break_limit_percent=1",
        "productivity.returns_to_scale=crs",
    ),
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


@pytest.mark.parametrize("sets", CHOICES, ids=lambda sets: ",".join(sets) or "default")
def test_the_title_says_how_many_are_on_the_frontier_and_how_far_their_intervals_go(
    analysed: Analysed, sets: tuple[str, ...]
) -> None:
    frames, run = analysed(*sets)
    params = run.params.productivity
    rows = frames["efficiency"].query(f"model == '{params.model}' and year == {params.year}")
    best = rows[(rows.score - 1).abs() < 1e-9]
    ends = best.upper if params.orientation == "output" else best.lower
    title = views.efficiency(frames, run).title
    assert title.startswith(f"{len(best)} av 19 foretak ligger på fronten, men interval")
    assert all(number(end, 2) in title for end in (ends.min(), ends.max()))
    assert (" opp til " if params.orientation == "output" else " ned til ") in title


def test_with_one_on_the_frontier_the_title_is_in_the_singular(analysed: Analysed) -> None:
    frames, run = analysed()
    rows = frames["efficiency"]
    one = rows.assign(efficient=rows.efficient & (rows.unit == "sykehuset_telemark"))
    assert (
        "1 av 19 foretak ligger på fronten, men intervallet går ned til 0,"
        in views.efficiency({**frames, "efficiency": one}, run).title
    )


def test_the_order_of_the_trusts_does_not_change_the_title(analysed: Analysed) -> None:
    frames, run = analysed()
    other = {**frames, "efficiency": frames["efficiency"].iloc[::-1]}
    assert views.efficiency(other, run).title == views.efficiency(frames, run).title


def test_pairs_are_apart_when_one_interval_ends_before_the_other_begins() -> None:
    rows = pd.DataFrame({"lower": [0.1, 0.4, 0.5, 0.8], "upper": [0.3, 0.6, 0.7, 0.9]})
    assert apart(rows) == (5, 6)
    assert apart(rows.assign(lower=0.2, upper=0.3)) == (0, 6)


@pytest.mark.parametrize(("sets", "beyond"), [((), "over den øvre"), (CHOICES[1], "under den nedre")])
def test_it_is_said_that_corrected_is_the_raw_score_where_the_correction_is_not_used(
    analysed: Analysed, sets: tuple[str, ...], beyond: str
) -> None:
    frames, run = analysed(*sets)
    figure = views.efficiency(frames, run)
    assert f"«Korrigert» det målte tallet. Det er for godt og ligger {beyond} grensen" in figure.note
    used = int(figure.table.data.correction_used.sum())
    assert (f"her for {used} av 19" if used else "her ikke for noen") in figure.note
    assert "bias_corrected" in [column.key for column in figure.table.columns]
    every = {**frames, "efficiency": frames["efficiency"].assign(correction_used=True)}
    assert "brukes for alle foretakene" in views.efficiency(every, run).note
    none = {**frames, "efficiency": frames["efficiency"].assign(correction_used=False)}
    assert "her ikke for noen" in views.efficiency(none, run).note


def test_the_cover_in_simulations_is_what_the_method_page_and_the_core_say() -> None:
    docs = (ROOT / "docs" / "metode.md").read_text(encoding="utf-8")
    for share in SIMULATED_COVER:
        assert re.search(rf"\b{share} (prosent|%)", docs)
        assert f"{share} %" in str(bootstrap.__doc__)


def test_the_coverage_follows_the_level_of_the_run(analysed: Analysed) -> None:
    assert (
        "med 90 prosent nivå. I våre simuleringer med 95 prosent nivå"
        in views.efficiency(*analysed("productivity.bootstrap_alpha=0.1")).note
    )


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


def test_a_rejected_hypothesis_is_called_rejected_and_gets_the_caveat_of_its_own(analysed: Analysed) -> None:
    frames, run = analysed()
    for rejected, says, caveat, not_said in (
        (True, "**forkastes**", "forkaster testen for ofte", "liten styrke"),
        (False, "**ikke forkastes**", "liten styrke", "for ofte"),
    ):
        tests = frames["scale_test"].assign(rejected=rejected)
        text = views.scale_test({**frames, "scale_test": tests}, run).markdown
        assert says in text
        assert caveat in text
        assert not_said not in text
        assert "ikke det samme i de to årene" not in text


def test_the_scale_test_of_the_other_year_is_told(analysed: Analysed) -> None:
    frames, run = analysed()
    tests = frames["scale_test"]
    mixed = {**frames, "scale_test": tests.assign(rejected=tests.year == 2024)}
    text = views.scale_test(mixed, run).markdown
    assert "I 2025 forkastes ikke konstant skalautbytte" in text
    assert "ikke det samme i de to årene" in text
    assert "for ofte" in text
    assert "liten styrke" in text


def test_trusts_near_the_best_size_are_not_said_to_be_too_large_or_too_small(analysed: Analysed) -> None:
    frames, run = analysed()
    figure = views.scale(frames, run)
    rows = frames["efficiency"].query("model == 'staff_groups' and year == 2024")
    far = rows[rows.scale_efficiency <= 0.95].returns_to_scale
    assert figure.title.startswith(f"{len(rows) - len(far)} av 19 ")
    assert figure.title.endswith(
        f"{count((far == 'irs').sum())} mindre og {count((far == 'drs').sum())} større"
    )
    shown = figure.table.data
    doubted = shown["size"].str.endswith("(usikkert)")
    assert (doubted == ((shown.scale_efficiency > 0.95) & (shown.returns_to_scale != "crs"))).all()
    assert doubted.any()
    alike = {
        **frames,
        "efficiency": frames["efficiency"].assign(scale_efficiency=1.0, returns_to_scale="crs"),
    }
    assert views.scale(alike, run).title == "Alle de 19 foretakene måles nær den mest produktive størrelsen"


def test_when_all_are_efficient_nobody_is_held_against_anyone(analysed: Analysed) -> None:
    frames, run = analysed()
    best = frames["efficiency"].assign(efficient=True)
    assert isinstance(views.peers({**frames, "efficiency": best}, run), Text)


def test_the_potential_is_shown_in_per_cent_and_never_in_aarsverk(analysed: Analysed) -> None:
    table = views.potential(*analysed())
    numbers = [column for column in table.columns if column.key.endswith("_percent")]
    assert len(numbers) == 4
    assert all(column.unit == "prosent" for column in numbers)
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


@pytest.mark.parametrize("sets", CHOICES, ids=lambda sets: ",".join(sets) or "default")
def test_the_potential_has_the_corrected_range_and_its_intervals_first(
    analysed: Analysed, sets: tuple[str, ...]
) -> None:
    frames, run = analysed(*sets)
    rows = frames["potential"].query(f"returns_to_scale == '{run.params.productivity.returns_to_scale}'")
    said = summed(rows)
    assert said in views.potential(frames, run).caption
    assert said in views.twenty_per_cent(frames, run).markdown
    raw, corrected = between(rows.raw_percent, 1), between(rows.corrected_percent, 1)
    used = int(rows.correction_used.sum())
    assert said.startswith(f"{corrected} prosent korrigert (" if used else f"{raw} prosent målt (")
    assert raw in said
    assert number(rows.upper_percent.max(), 1) in said
    assert ("brukes for" in said) == (0 < used < len(rows))
    others = frames["potential"].drop(rows.index)
    assert summed(others) in views.twenty_per_cent(frames, run).markdown


def test_a_potential_that_is_not_corrected_is_not_called_corrected(analysed: Analysed) -> None:
    rows = analysed()[0]["potential"]
    assert "prosent korrigert" not in summed(rows.assign(correction_used=False))
    assert "brukes ikke" in summed(rows.assign(correction_used=False))
    bare = rows.assign(
        corrected_percent=np.nan, lower_percent=np.nan, upper_percent=np.nan, correction_used=False
    )
    assert summed(bare) == f"{between(rows.raw_percent, 1)} prosent målt"


def test_only_those_without_a_score_against_the_others_are_called_incomparable(analysed: Analysed) -> None:
    frames, run = analysed()
    text = views.efficiency_finding(frames, run).markdown
    assert "Fire av dem er det ingen andre som måles mot." in text
    assert "For Oslo universitetssykehus HF (U) finnes det ingen blanding" in text
    assert "det ligger på fronten fordi" in text
    held = {**frames, "outliers": frames["outliers"].assign(infeasible=False, peer_of=1)}
    text = views.efficiency_finding(held, run).markdown
    assert "ingen andre" not in text
    assert "blanding av de andre" not in text
    edge = {**frames, "outliers": frames["outliers"].assign(infeasible=True)}
    assert "de ligger på fronten fordi" in views.efficiency_finding(edge, run).markdown


def test_a_trust_that_is_always_best_is_so_where_it_takes_part_and_is_named(analysed: Analysed) -> None:
    frames, run = analysed()
    note = views.sensitivity(frames, run).note
    best = frames["sensitivity"].groupby("unit")["rank"].max()
    assert list(best[best == 1].index) == ["sykehuset_ostfold"]
    assert "Sykehuset Østfold HF er best i alle valg det er med i." in note
    assert "bygger på færre valg" in note
    rows = frames["sensitivity"]
    nobody = {**frames, "sensitivity": rows.assign(rank=rows["rank"].fillna(2).clip(lower=2))}
    assert "Ingen er best i alle valg." in views.sensitivity(nobody, run).note
    assert "bygger på færre valg" not in views.sensitivity(nobody, run).note


def test_the_break_is_told_in_the_year_it_comes_and_only_where_it_is_found(analysed: Analysed) -> None:
    told = (views.efficiency_finding, views.efficiency, views.potential, views.peers)
    for sets, expected in (
        (("productivity.year=2025",), True),
        ((), False),
        (("productivity.year=2025", "productivity.break_limit_percent=20"), False),
    ):
        found = analysed(*sets)
        assert all(("har et brudd fra 2024 til 2025" in words(view(*found))) == expected for view in told)


def test_what_is_said_of_the_index_between_the_years_follows_the_breaks(analysed: Analysed) -> None:
    assert "finner et brudd" in views.about_years(*analysed()).markdown
    text = views.about_years(*analysed("productivity.break_limit_percent=20")).markdown
    assert "finner ikke noe brudd i produksjonstallene med en grense på 20,0 prosent" in text
    assert "finner et brudd" not in text


def test_the_title_of_the_years_is_the_rank_correlation(analysed: Analysed) -> None:
    frames, run = analysed()
    rows = frames["efficiency"].query("model == 'staff_groups'")
    wide = rows.pivot(index="unit", columns="year", values="score")
    caption = views.by_year(frames, run).caption
    assert f"(rangkorrelasjon {number(rank_correlation(wide[2024], wide[2025]), 2)})" in caption
    assert "nesten samme rekkefølge" in caption
    alike = {**frames, "efficiency": frames["efficiency"].assign(score=1.0)}
    assert "kan ikke sammenlignes" in views.by_year(alike, run).caption


@pytest.mark.parametrize("sets", CHOICES, ids=lambda sets: ",".join(sets) or "default")
def test_the_table_of_outliers_has_everyone_on_the_frontier(
    analysed: Analysed, sets: tuple[str, ...]
) -> None:
    frames, run = analysed(*sets)
    table = views.outliers(frames, run)
    on_it = set(views.efficiency(frames, run).table.data.query("efficient").unit)
    assert set(table.data.unit) == on_it
    assert not re.search(r"\bingen foretak|^0 av", words(table))


def test_those_who_are_peer_to_equally_many_are_all_named(analysed: Analysed) -> None:
    frames, run = analysed()
    links = frames["peers"]
    place = (links.model == "staff_groups") & (links.year == 2024) & (links.unit != links.peer)
    few = links[place].groupby("peer").head(1)
    caption = views.peers({**frames, "peers": few}, run).caption  # type: ignore[union-attr]
    assert "hvert for 1 av de 9" in caption
    assert caption.count(" HF") + caption.count("universitetssykehus") >= few.peer.nunique() - 1


def test_one_word_is_used_for_a_peer(analysed: Analysed) -> None:
    found = analysed()
    assert not any("forbilde" in words(view(*found)) for view in VIEWS)
    assert "En målestokk er" in words(views.peers(*found))

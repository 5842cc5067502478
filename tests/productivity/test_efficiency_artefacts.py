"""Intervals, potential, sensitivity, outliers, targets and the two years: what must hold between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.contracts.efficiency import SCHEMAS
from helseplan.contracts.validate import faults
from helseplan.productivity.analysis.models import MODELS
from helseplan.productivity.analysis.trusts import trusts_wide
from helseplan.productivity.dea import radial_efficiency, sector_potential

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Frames
    from tests.productivity.conftest import Analysed

CHOICES = [
    (),
    ("productivity.orientation=output",),
    ("productivity.returns_to_scale=crs", "productivity.model=staff_total"),
    ("productivity.year=2025", "productivity.returns_to_scale=nirs", "productivity.model=staff_beds"),
    (
        "productivity.returns_to_scale=ndrs",
        "productivity.model=staff_bed_days",
        "productivity.orientation=output",
    ),
]


@pytest.fixture(scope="module")
def frames(analysed: Analysed) -> Frames:
    return analysed()[0]


@pytest.mark.parametrize("sets", CHOICES, ids=lambda sets: ",".join(sets) or "default")
def test_every_artefact_keeps_its_contract(analysed: Analysed, sets: tuple[str, ...]) -> None:
    found, _ = analysed(*sets)
    found = {name: frame for name, frame in found.items() if name != "breaks"}
    assert set(found) == set(SCHEMAS)
    assert {name: faults(frame, SCHEMAS[name]) for name, frame in found.items()} == {
        name: [] for name in found
    }


@pytest.mark.parametrize("sets", CHOICES, ids=lambda sets: ",".join(sets) or "default")
def test_an_interval_lies_on_the_worse_side_of_the_score(analysed: Analysed, sets: tuple[str, ...]) -> None:
    """The frontier seen is inside the true one, so a score is too good and the truth lies beyond it."""
    found, run = analysed(*sets)
    rows = found["efficiency"].dropna(subset="lower")
    outward = run.params.productivity.orientation == "output"
    assert len(rows) == (len(MODELS) + 1) * 19
    assert (rows.score <= rows.lower).all() if outward else (rows.upper <= rows.score).all()
    used = rows[rows.correction_used]
    assert len(used)
    assert ((used.lower <= used.corrected) & (used.corrected <= used.upper)).all()
    assert_allclose(rows[~rows.correction_used].corrected, rows[~rows.correction_used].score)


def test_the_main_model_has_intervals_in_both_years_and_the_others_in_one(frames: Frames) -> None:
    there = (
        frames["efficiency"]
        .dropna(subset="lower")
        .groupby("model")
        .year.agg(lambda years: sorted(set(years)))
    )
    assert there.staff_groups == [2024, 2025]
    assert all(there[model] == [2024] for model in MODELS if model != "staff_groups")


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(
    analysed: Analysed, frames: Frames
) -> None:
    again, _ = analysed("productivity.bootstrap_seed=2040")
    other, _ = analysed("productivity.bootstrap_seed=7")
    assert all(frames[name].equals(again[name]) for name in frames)
    assert not frames["efficiency"].lower.equals(other["efficiency"].lower)
    assert frames["efficiency"].score.equals(other["efficiency"].score)


def test_a_wider_cover_gives_wider_intervals(analysed: Analysed, frames: Frames) -> None:
    narrow, _ = analysed("productivity.bootstrap_alpha=0.4")
    width = [part["efficiency"].upper - part["efficiency"].lower for part in (narrow, frames)]
    assert (width[0].dropna() < width[1].dropna()).all()


def test_the_raw_potential_is_what_the_core_gives(frames: Frames, vintage: Vintage) -> None:
    wide = trusts_wide(vintage.read("hospital_trusts"), 2024)
    scores = frames["efficiency"].query("year == 2024").pivot(index="unit", columns="model", values="score")
    for row in frames["potential"].query("returns_to_scale == 'vrs'").itertuples():
        own = sector_potential(scores[row.model].reindex(wide.index), wide[row.variable])
        assert row.raw_percent == pytest.approx(own * 100)


def test_the_interval_of_the_sum_is_beyond_the_raw_and_around_the_corrected(frames: Frames) -> None:
    rows = frames["potential"]
    assert rows.correction_used.any()
    assert (rows.raw_percent <= rows.lower_percent).all()
    used = rows[rows.correction_used]
    assert used.corrected_percent.between(used.lower_percent, used.upper_percent).all()


def test_the_interval_of_the_sum_is_narrower_than_the_units_bounds_added(
    frames: Frames, vintage: Vintage
) -> None:
    wide = trusts_wide(vintage.read("hospital_trusts"), 2024)
    units = frames["efficiency"].query("year == 2024 and model == 'staff_total'").set_index("unit")
    weight = wide.aarsverk_total / wide.aarsverk_total.sum()
    added = ((units.upper - units.lower) * weight).sum() * 100
    row = frames["potential"].query("returns_to_scale == 'vrs'").set_index("model").loc["staff_total"]
    assert row.upper_percent - row.lower_percent < added


def test_the_main_choice_of_the_sensitivity_is_the_efficiency_itself(frames: Frames) -> None:
    main = frames["sensitivity"].query("main").set_index("unit").score
    own = frames["efficiency"].query("model == 'staff_groups' and year == 2024").set_index("unit").score
    assert_allclose(main, own.reindex(main.index))


def test_a_frontier_with_more_units_is_harder_and_one_with_fewer_easier(frames: Frames) -> None:
    rows = frames["sensitivity"].query("model == 'staff_groups' and returns_to_scale == 'vrs'")
    scores = rows.pivot(index="unit", columns="frontier", values="score")
    assert (scores.with_special <= scores["all"] + 1e-9).all()
    kept = scores.dropna()
    assert (kept.without_outliers >= kept["all"] - 1e-9).all()
    assert set(scores.index[scores.without_outliers.isna()]) == set(frames["outliers"].query("outlier").unit)


def test_ranks_are_those_of_the_scores_and_the_frontier_shares_the_first(frames: Frames) -> None:
    rows = frames["sensitivity"].dropna(subset="score")
    for _, part in rows.groupby(["model", "returns_to_scale", "frontier"]):
        better = [(part.score > score + 1e-8).sum() + 1 for score in part.score]
        assert part["rank"].tolist() == better


def test_an_outlier_passes_a_limit_and_leaving_it_out_only_raises_the_others(frames: Frames) -> None:
    rows = frames["outliers"]
    assert (rows.outlier == ((rows.super_score > 1.2) | (rows.peer_share > 0.5))).all()
    assert (rows.effect >= -1e-12).all()
    assert rows.outlier.any()
    assert not rows[rows.peer_of == 0].by_peers.any()


def test_a_higher_limit_finds_fewer_outliers(analysed: Analysed, frames: Frames) -> None:
    loose, _ = analysed("productivity.outlier_limit=3", "productivity.outlier_peer_share=1")
    assert not loose["outliers"].outlier.any()
    assert frames["outliers"].outlier.sum() > 0
    rows = loose["sensitivity"].query("model == 'staff_groups' and returns_to_scale == 'vrs'")
    scores = rows.pivot(index="unit", columns="frontier", values="score")
    assert_allclose(scores.without_outliers, scores["all"])


def test_targets_are_the_radial_point_less_the_slack_and_are_efficient(
    frames: Frames, vintage: Vintage
) -> None:
    rows = frames["targets"]
    own = frames["efficiency"].query("model == 'staff_groups' and year == 2024").set_index("unit").score
    inputs = rows[rows.side == "input"]
    assert_allclose(
        inputs.target, inputs.observed * own.reindex(inputs.unit).to_numpy() - inputs.slack, rtol=1e-6
    )
    wide = trusts_wide(vintage.read("hospital_trusts"), 2024)
    aims = rows.pivot(index="unit", columns="variable", values="target").reindex(wide.index)
    model = MODELS["staff_groups"]
    again = radial_efficiency(*model.data(aims), rts="vrs", reference=model.data(wide)).scores
    assert_allclose(again, 1, rtol=1e-6)


def test_weights_of_peers_sum_to_one_under_variable_returns_and_make_up_the_output(
    frames: Frames, vintage: Vintage
) -> None:
    rows = frames["peers"].query("model == 'staff_total' and year == 2024")
    assert_allclose(rows.groupby("unit").weight.sum(), 1)
    made = trusts_wide(vintage.read("hospital_trusts"), 2024).discharges_somatic
    mixed = (rows.weight * made.reindex(rows.peer).to_numpy()).groupby(rows.unit).sum()
    assert (mixed >= made.reindex(mixed.index) * (1 - 1e-9)).all()


def test_the_break_shows_as_a_shift_of_the_frontier_and_not_of_the_trusts(frames: Frames) -> None:
    """Discharges rise 12 per cent while årsverk rise 2: an index between the years is mostly the break."""
    rows = frames["malmquist"]
    assert_allclose(rows["index"], rows.efficiency_change * rows.technical_change)
    assert np.median(rows.technical_change) == pytest.approx(1.1, abs=0.03)
    assert np.median(rows.efficiency_change) == pytest.approx(1, abs=0.02)


def test_the_test_of_returns_rejects_when_the_statistic_is_at_or_below_the_critical(frames: Frames) -> None:
    rows = frames["scale_test"]
    assert set(zip(rows.year, rows.null, strict=True)) == {
        (y, n) for y in (2024, 2025) for n in ("crs", "nirs")
    }
    assert (rows.rejected == (rows.p_value <= rows.alpha)).all()
    scores = frames["efficiency"].query("model == 'staff_groups' and year == 2024")
    seen = (scores.score * scores.scale_efficiency).sum() / scores.score.sum()
    assert rows.query("year == 2024").set_index("null").statistic.crs == pytest.approx(seen)


def test_score_less_bias_is_there_for_all_and_is_the_corrected_score_where_that_is_used(
    frames: Frames,
) -> None:
    rows = frames["efficiency"].dropna(subset="lower")
    assert rows.bias_corrected.between(rows.lower, rows.score, inclusive="neither").all()
    used = rows[rows.correction_used]
    assert_allclose(used.bias_corrected, used.corrected)
    assert frames["efficiency"].query("lower != lower").bias_corrected.isna().all()


@pytest.mark.parametrize(("sets", "other"), [((), "crs"), (("productivity.returns_to_scale=crs",), "vrs")])
def test_the_potential_is_there_under_the_other_returns_to_scale_too(
    analysed: Analysed, vintage: Vintage, sets: tuple[str, ...], other: str
) -> None:
    found, run = analysed(*sets)
    wide = trusts_wide(vintage.read("hospital_trusts"), 2024)
    rows = found["potential"]
    assert set(rows.returns_to_scale) == {run.params.productivity.returns_to_scale, other}
    for row in rows[rows.returns_to_scale == other].itertuples():
        scores = radial_efficiency(*MODELS[row.model].data(wide), rts=other).scores
        assert row.raw_percent == pytest.approx(sector_potential(scores, wide[row.variable]) * 100)
    both = rows.pivot(index=["model", "variable"], columns="returns_to_scale", values="raw_percent")
    assert (both.crs > both.vrs).all()

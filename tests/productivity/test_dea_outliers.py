"""Outliers against hand-made cases and against scoring everything again without the unit."""

import importlib
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.productivity.dea import DeaError, radial_efficiency
from helseplan.productivity.dea.outliers import outliers

# Bogetoft and Otto (2011): six firms, one input, one output.
FIRMS = np.array([[20], [40], [40], [60], [70], [50]]), np.array([[20], [30], [50], [40], [60], [20]])
# Cooper, Seiford and Tone (2007), example 2.2: six units, two inputs, one output.
SIX = np.array([[4, 3], [7, 3], [8, 1], [4, 2], [2, 4], [10, 1]]), np.ones((6, 1))
RTS = ("crs", "vrs", "nirs", "ndrs", "fdh")
ORIENTATIONS = ("input", "output")


def random_units(rng, n=10):
    """Small whole numbers with ties, zeros and duplicates; every unit has some input and some output."""
    x, y = rng.integers(0, 7, (n, 2)) + 0.0, rng.integers(0, 7, (n, 2)) + 0.0
    x[~x.any(axis=1), 0] = 1
    y[~y.any(axis=1), 0] = 1
    return x, y


def crowd(rng, n=30):
    """Units of all sizes whose productivity varies by at most a third."""
    size = 10.0 ** rng.uniform(-3, 3, (n, 1))
    return size * rng.uniform(0.9, 1.1, (n, 2)), size * rng.uniform(0.9, 1.1, (n, 2))


def test_six_firms_by_hand():
    result = outliers(*FIRMS, limit=1.2)
    # Under constant returns all are measured against the third, 50 for 40; without it the first, 20 for 20.
    assert_allclose(result.super_scores, [0.8, 0.6, 1.25, 8 / 15, 24 / 35, 0.32], rtol=1e-12)
    assert result.peer_count.tolist() == [0, 0, 5, 0, 0, 0]
    assert result.peer_share.tolist() == [0, 0, 1, 0, 0, 0]
    before, after = np.array([0.8, 0.6, 8 / 15, 24 / 35, 0.32]), np.array([1, 0.75, 2 / 3, 6 / 7, 0.4])
    assert_allclose(result.effect, [0, 0, (after - before).mean(), 0, 0, 0], rtol=1e-12)
    assert_allclose(result.largest_change, [0, 0, 0.2, 0, 0, 0], rtol=1e-12)
    assert result.flagged == (2,)
    assert_allclose(result.without, [[1, 0.75, np.nan, 2 / 3, 6 / 7, 0.4]], rtol=1e-12)


def test_the_limit_decides_who_is_flagged():
    assert outliers(*FIRMS, limit=1.2).by_super.tolist() == [False, False, True, False, False, False]
    assert not outliers(*FIRMS, limit=1.3).by_super.any()
    assert outliers(*FIRMS, limit=1.3).by_peers.tolist() == [False, False, True, False, False, False]
    assert outliers(*FIRMS, limit=1.3, peer_limit=1).flagged == ()
    assert outliers(*FIRMS, limit=1.3, peer_limit=1).without.shape == (0, 6)


def test_peers_of_cooper_seiford_tone_are_counted_for_the_units_that_need_them():
    # The first is measured against the fourth and fifth, the second against the third and fourth; the last is
    # on the frontier with input to spare and is measured against itself or the third.
    result = outliers(*SIX, limit=1.5)
    assert result.peer_count[[0, 1, 3, 4, 5]].tolist() == [0, 0, 2, 1, 0]
    assert result.peer_count[2] in (1, 2)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("rts", RTS)
def test_scoring_everything_again_without_the_unit_gives_the_same(rts, orientation):
    rng = np.random.default_rng(41)
    for _ in range(6):
        x, y = random_units(rng)
        result = outliers(x, y, rts=rts, orientation=orientation, peer_limit=0.01)
        scores = radial_efficiency(x, y, rts=rts, orientation=orientation).scores
        assert_array_equal(result.scores, scores)
        for unit in range(len(x)):
            others = np.arange(len(x)) != unit
            new = radial_efficiency(x[others], y[others], rts=rts, orientation=orientation).scores
            change = new - scores[others]
            assert_allclose(result.effect[unit], change.mean(), atol=1e-9)
            assert_allclose(np.abs(result.largest_change[unit]), np.abs(change).max(), atol=1e-9)
            if unit in result.flagged:
                line = result.without[result.flagged.index(unit)]
                assert_allclose(line[others], new, atol=1e-9)
                assert np.isnan(line[unit])


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("rts", RTS)
def test_super_efficiency_is_the_score_against_the_others(rts, orientation):
    rng = np.random.default_rng(42)
    x, y = random_units(rng, 12)
    result = outliers(x, y, rts=rts, orientation=orientation)
    for unit in range(len(x)):
        others = np.arange(len(x)) != unit
        score = radial_efficiency(
            x[[unit]], y[[unit]], rts=rts, orientation=orientation, reference=(x[others], y[others])
        ).scores[0]
        assert_allclose(result.super_scores[unit], score if score > 0 else np.nan, atol=1e-9)
        assert result.infeasible[unit] == (not score > 0)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_planted_outlier_is_found_and_the_rest_scored_as_if_it_had_never_been(orientation):
    rng = np.random.default_rng(43)
    x, y = crowd(rng)
    clean = radial_efficiency(x, y, orientation=orientation).scores
    assert not outliers(x, y, orientation=orientation, limit=1.5).by_super.any()
    y_wrong = y.copy()
    y_wrong[7] *= 10  # a comma in the wrong place
    others = np.arange(len(x)) != 7
    for limit in (1.5, "quartile"):
        result = outliers(x, y_wrong, orientation=orientation, limit=limit)
        assert np.flatnonzero(result.by_super).tolist() == [7]
        assert np.flatnonzero(result.by_peers).tolist() == [7]
        assert np.abs(result.effect).argmax() == 7
        line = result.without[result.flagged.index(7)]
        assert_allclose(line[others], radial_efficiency(x[others], y[others], orientation=orientation).scores)
    assert result.scores[others].mean() / clean[others].mean() == pytest.approx(
        0.1 if orientation == "input" else 10, rel=0.25
    )


def test_the_quartile_rule_is_tukeys_fence_of_the_super_efficiencies():
    rng = np.random.default_rng(44)
    x, y = random_units(rng, 15)
    x, y = x + 1, y + 1
    result = outliers(x, y, limit="quartile")
    lower, upper = np.quantile(result.super_scores, [0.25, 0.75])
    assert result.limit == pytest.approx(max(1, upper + 1.5 * (upper - lower)))
    assert_array_equal(result.by_super, result.super_scores > result.limit)


def test_orientation_does_not_change_who_is_flagged_under_constant_returns():
    rng = np.random.default_rng(45)
    for _ in range(5):
        x, y = rng.lognormal(0, 1, (15, 2)), rng.lognormal(0, 1, (15, 2))
        inward, outward = (outliers(x, y, orientation=way, limit=1.2) for way in ORIENTATIONS)
        assert_array_equal(inward.by_super, outward.by_super)
        assert (inward.effect >= 0).all()
        assert (outward.effect <= 0).all()


def test_peers_count_by_what_they_bring_not_by_the_size_of_the_weight():
    # A giant ten thousand million times larger than the unit measured against it: the weight is 1e-10.
    result = outliers([[1e10, 1e10], [2, 2]], [[1e10], [1]], limit=1.5)
    assert result.peer_count.tolist() == [1, 0]


def test_twins_hide_each_other():
    x, y = [[1], [1], [2], [3]], [[5], [5], [1], [1]]
    result = outliers(x, y, limit=1.2)
    assert_allclose(result.super_scores[:2], 1)
    assert_allclose(result.effect, 0, atol=1e-12)
    assert outliers(x[1:], y[1:], limit=1.2).by_super.tolist() == [True, False, False]


def test_a_unit_nobody_can_be_compared_with_is_reported_and_neither_cleared_nor_flagged():
    result = outliers([[1], [2], [3]], [[1], [2], [9]], rts="vrs", limit=1.1)
    assert result.infeasible.tolist() == [False, False, True]
    assert np.isnan(result.super_scores[2])
    assert not result.by_super[2]


def test_units_of_measurement_do_not_matter():
    rng = np.random.default_rng(46)
    x, y = rng.lognormal(0, 1, (12, 2)), rng.lognormal(0, 1, (12, 2))
    plain, other = outliers(x, y), outliers(x * [1e-6, 1e9], y * [1e9, 1e-3])
    for name in ("super_scores", "effect", "largest_change", "limit"):
        assert_allclose(getattr(other, name), getattr(plain, name), rtol=1e-8, atol=1e-9)
    assert_array_equal(other.peer_count, plain.peer_count)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"limit": 1}, "limit er 1"),
        ({"limit": np.nan}, "limit er nan"),
        ({"limit": "high"}, "limit er 'high'.*quartile"),
        ({"limit": None}, "limit er None"),
        ({"peer_limit": 0}, "peer_limit er 0"),
        ({"peer_limit": 1.5}, "peer_limit er 1.5"),
        ({"rts": "drs"}, "Ukjent rts"),
        ({"orientation": "both"}, "Ukjent orientation"),
    ],
)
def test_settings_without_meaning_are_refused(settings, message):
    with pytest.raises(DeaError, match=message):
        outliers(*FIRMS, **settings)


def test_one_unit_has_no_others():
    with pytest.raises(DeaError, match="minst to enheter"):
        outliers([[1]], [[1]])
    with pytest.raises(DeaError, match=r"X\[0, 0\] er nan"):
        outliers([[np.nan], [1]], [[1], [1]])


def test_problems_the_reserve_solver_took_are_counted(monkeypatch):
    module = importlib.import_module("helseplan.productivity.dea.outliers")
    one = lambda *data, **settings: replace(radial_efficiency(*data, **settings), fallbacks=(0,))  # noqa: E731
    monkeypatch.setattr(module, "radial_efficiency", one)
    # Only the third firm is a peer: one call without it, beside super-efficiency, which needed none.
    assert outliers(*FIRMS).fallbacks == 1


def test_results_cannot_be_changed_by_accident():
    result = outliers(*FIRMS)
    for name in ("scores", "super_scores", "infeasible", "peer_count", "effect", "by_super", "without"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(result, name)[0] = 0

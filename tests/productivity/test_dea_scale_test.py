"""The test of returns to scale: published statistics, arithmetic by hand, and settings that make no sense."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.productivity.dea import DeaError, radial_efficiency, sampling
from helseplan.productivity.dea.scale_test import returns_to_scale_test

# Data, statistics, p values and critical values as in the tests of DataEnvelopmentAnalysis.jl (deartstest),
# which makes 200 draws. It draws distances 1/θ and leaves out the noise, so the last two agree roughly.
FIVE = np.array([[2], [4], [3], [5], [6]]), np.array([[1], [2], [3], [4], [5]])
PUBLISHED = {"input": (0.802947, 0.335, 0.674615), "output": (0.813093, 0.235, 0.724159)}
PUBLISHED_DRAWS = 200


@pytest.fixture(scope="module")
def published():
    return {side: returns_to_scale_test(*FIVE, orientation=side, draws=2000, seed=1) for side in PUBLISHED}


@pytest.mark.parametrize("orientation", PUBLISHED)
def test_statistic_is_the_published_one(published, orientation):
    assert published[orientation].statistic == pytest.approx(PUBLISHED[orientation][0], abs=1e-6)


@pytest.mark.parametrize("orientation", PUBLISHED)
def test_p_value_is_the_published_one_within_three_standard_errors(published, orientation):
    p = PUBLISHED[orientation][1]
    error = np.sqrt(p * (1 - p) * (1 / PUBLISHED_DRAWS + 1 / 2000))
    assert abs(published[orientation].p_value - p) < 3 * error


@pytest.mark.parametrize("orientation", PUBLISHED)
def test_critical_value_is_the_published_one_within_the_range_of_such_runs(published, orientation):
    """Ten runs of 200 draws each: the published critical value lies among theirs."""
    runs = np.quantile(published[orientation].drawn.reshape(10, PUBLISHED_DRAWS), 0.05, axis=1)
    assert runs.min() < PUBLISHED[orientation][2] < runs.max()


@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("null", ["crs", "nirs"])
def test_the_two_statistics_by_hand(orientation, null):
    def theta(rts):
        scores = radial_efficiency(*FIVE, rts=rts, orientation=orientation).scores
        return scores if orientation == "input" else 1 / scores

    def seen(kind):
        settings = {"orientation": orientation, "null": null, "kind": kind, "draws": 39, "seed": 1}
        return returns_to_scale_test(*FIVE, **settings).statistic

    assert seen("ratio_of_means") == pytest.approx(theta(null).sum() / theta("vrs").sum(), rel=1e-12)
    assert seen("mean_of_ratios") == pytest.approx((theta(null) / theta("vrs")).mean(), rel=1e-12)


def test_p_value_and_critical_value_are_read_off_the_draws(published):
    result = published["input"]
    below = np.count_nonzero(result.drawn <= result.statistic)
    assert result.p_value == (1 + below) / 2001
    assert np.count_nonzero(result.drawn <= result.critical) == pytest.approx(100, abs=1)
    assert result.rejected == (result.statistic < result.critical)


def test_a_closer_fit_is_never_worse(published):
    """Variable returns envelop more closely in every draw, so no drawn statistic passes 1."""
    for result in published.values():
        assert (result.drawn <= 1 + 1e-9).all()
        assert (result.drawn > 0).all()


def test_decreasing_returns_reject_constant_ones_but_not_non_increasing_ones():
    random = np.random.default_rng(6)
    y = random.uniform(1, 3, (30, 1))
    x = y**2 * np.exp(np.abs(random.normal(0, 0.2, (30, 1))))
    assert returns_to_scale_test(x, y, draws=199, seed=1).p_value < 0.02
    assert returns_to_scale_test(x, y, null="nirs", draws=199, seed=1).p_value > 0.05


def test_increasing_returns_reject_non_increasing_ones():
    random = np.random.default_rng(6)
    y = random.uniform(1, 6, (30, 1))
    x = (1 + 0.4 * y) * np.exp(np.abs(random.normal(0, 0.05, (30, 1))))
    result = returns_to_scale_test(x, y, null="nirs", draws=199, seed=1)
    assert result.rejected
    assert result.p_value < 0.02


def test_the_result_depends_on_the_seed_and_nothing_else(monkeypatch):
    first = returns_to_scale_test(*FIVE, draws=60, seed=4)
    again = returns_to_scale_test(*FIVE, draws=60, seed=4, workers=2)
    monkeypatch.setattr(sampling, "BLOCK", 7)
    blocks = returns_to_scale_test(*FIVE, draws=60, seed=4)
    assert_array_equal(first.drawn, again.drawn)
    assert_array_equal(first.drawn, blocks.drawn)
    assert (returns_to_scale_test(*FIVE, draws=60, seed=5).drawn != first.drawn).any()


def test_units_of_measurement_do_not_matter():
    x, y = FIVE
    plain = returns_to_scale_test(x, y, draws=60, seed=4)
    scaled = returns_to_scale_test(x * 1e6, y * 1e-3, draws=60, seed=4)
    assert_allclose(scaled.drawn, plain.drawn, rtol=1e-8)


@pytest.mark.parametrize(
    ("data", "settings", "message"),
    [
        (FIVE, {"null": "vrs"}, "Ukjent null: 'vrs'. Velg blant: crs, nirs"),
        (FIVE, {"kind": "median"}, "Ukjent kind: 'median'. Velg blant: ratio_of_means, mean_of_ratios"),
        (FIVE, {"orientation": "graph"}, "Ukjent orientation"),
        (FIVE, {"draws": 10}, "10 trekninger er for få"),
        (FIVE, {"seed": 1.5}, "seed er 1.5"),
        (([[1.0], [2.0]], [[2.0], [4.0]]), {}, "ingen spredning"),
        (([[1.0], [np.nan]], [[2.0], [4.0]]), {}, r"X\[1, 0\] er nan"),
    ],
)
def test_what_cannot_be_tested_is_refused(data, settings, message):
    with pytest.raises(DeaError, match=message):
        returns_to_scale_test(*data, **{"draws": 40, "seed": 1, **settings})

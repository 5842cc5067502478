"""The bootstrap where the truth is known: how often intervals hold it, and what the correction is worth.

Everything is seeded, and the bounds also held with another set of seeds and more replications. The intervals
are known to hold the truth less often than they say with few units, and the more so the more dimensions there
are; the bounds say how much less.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from helseplan.productivity.dea import sampling
from helseplan.productivity.dea.bootstrap import bootstrap
from helseplan.productivity.dea.scale_test import returns_to_scale_test


def technology(random, n, rts, orientation="input"):
    """Units with half-normal inefficiency under x = y (crs) or x = y² (vrs), and their true Farrell scores."""
    theta = np.exp(-np.abs(random.normal(0, 0.35, n)))
    y = random.uniform(1, 3, n)
    x = y if rts == "crs" else y**2
    if orientation == "input":
        return (x / theta)[:, None], y[:, None], theta
    return x[:, None], (y * theta)[:, None], 1 / theta


@dataclass
class Outcome:
    """Share of true scores inside the interval, and mean and mean square error of raw and corrected scores."""

    coverage: float
    raw_error: float
    corrected_error: float
    raw_square: float
    corrected_square: float
    used_raw_square: float
    used_corrected_square: float


def simulate(rts, n, replications, orientation="input", **settings):
    rows, used = [], []
    for seed in range(replications):
        x, y, truth = technology(np.random.default_rng([seed, n]), n, rts, orientation)
        found = bootstrap(x, y, rts=rts, orientation=orientation, draws=150, seed=seed, **settings)
        inside = (found.lower <= truth) & (truth <= found.upper)
        raw, corrected = found.scores - truth, found.scores - found.bias - truth
        parts = (inside, raw, corrected, raw**2, corrected**2)
        rows.append([part.mean() for part in parts])
        used.append([(raw**2)[found.used].sum(), (corrected**2)[found.used].sum()])
    return Outcome(*np.mean(rows, axis=0), *np.sum(used, axis=0))


@pytest.fixture(scope="module")
def constant():
    return simulate("crs", 40, 200)


@pytest.fixture(scope="module")
def variable():
    return {n: simulate("vrs", n, 80) for n in (15, 60)}


def test_intervals_hold_the_truth_about_as_often_as_they_say(constant):
    """Nominal 95 %; measured 92 to 93 % with 40 to 100 units. One standard error is 2 points."""
    assert 0.86 < constant.coverage < 0.99


def test_intervals_of_four_in_five_hold_the_truth_less_often():
    assert 0.65 < simulate("crs", 40, 200, alpha=0.2).coverage < 0.86


def test_output_intervals_hold_the_truth_too():
    assert 0.86 < simulate("crs", 40, 200, orientation="output").coverage < 0.99


def test_intervals_under_variable_returns_fall_somewhat_short(variable):
    """Nominal 95 %; measured 82 to 85 % with 15 units and 85 to 87 % with 60. One standard error is 2 points."""
    assert 0.76 < variable[15].coverage < 0.95
    assert 0.79 < variable[60].coverage < 0.97


def test_scores_are_too_good_and_the_correction_removes_most_of_it(constant, variable):
    for outcome in (constant, *variable.values()):
        assert outcome.raw_error > 0
        assert abs(outcome.corrected_error) < 0.4 * outcome.raw_error
        assert outcome.corrected_square < 0.8 * outcome.raw_square


def test_where_the_correction_is_used_it_brings_scores_closer_to_the_truth(variable):
    outcome = variable[60]
    assert outcome.used_raw_square > 0
    assert outcome.used_corrected_square < 0.8 * outcome.used_raw_square


def test_scores_of_more_units_are_closer_to_the_truth(variable):
    assert variable[60].raw_error < 0.6 * variable[15].raw_error


def test_mirroring_before_shrinking_would_leave_the_truth_outside(monkeypatch):
    """The order we did not choose: no draw reaches 1, and the intervals lie beside the truth."""

    def mirrored_first(plan, index):
        random = np.random.default_rng([plan.seed, index])
        n, h = plan.theta.size, plan.bandwidth
        drawn = plan.theta[random.integers(n, size=n)]
        noisy = drawn + h * random.standard_normal(n)
        noisy = np.where(noisy > 1, 2 - noisy, noisy)
        return drawn.mean() + (noisy - drawn.mean()) / np.sqrt(1 + h**2 / plan.theta.var())

    monkeypatch.setattr(sampling, "draw_scores", mirrored_first)
    assert simulate("crs", 40, 60).coverage < 0.5


def p_values(rts, orientation, n=20, replications=150):
    """P values of constant against variable returns when the technology is `rts`."""
    found = []
    for seed in range(replications):
        x, y, _ = technology(np.random.default_rng([seed, n]), n, rts, orientation)
        found.append(returns_to_scale_test(x, y, orientation=orientation, draws=99, seed=seed).p_value)
    return np.array(found)


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_a_true_null_is_rejected_about_as_often_as_the_level_says(orientation):
    """Level 10 % and 150 replications: the share rejected has a standard error of 2.4 points."""
    p = p_values("crs", orientation)
    assert 0.03 < (p <= 0.1).mean() < 0.18
    assert 0.3 < np.median(p) < 0.7


def test_a_false_null_is_rejected():
    assert (p_values("vrs", "input", replications=40) <= 0.05).mean() > 0.9

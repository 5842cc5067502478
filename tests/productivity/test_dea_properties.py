"""What must hold for efficiency on any data: bounds, duality, invariance, monotonicity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from helseplan.productivity.dea import radial_efficiency, scale_efficiency

RTS = ("crs", "vrs", "nirs", "ndrs")
EXAMPLES = settings(max_examples=40, deadline=None, derandomize=True)


@st.composite
def problems(draw, low=0):
    """Units × inputs and units × outputs of small whole numbers: many ties, duplicates and (low=0) zeros."""
    n, m, s = draw(st.integers(1, 6)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    x = draw(arrays(float, (n, m), elements=st.integers(low, 9)))
    y = draw(arrays(float, (n, s), elements=st.integers(low, 9)))
    x[~x.any(axis=1), 0] = 1
    y[~y.any(axis=1), 0] = 1
    return x, y


def multiplier_score(x, y, unit, rts):
    """Input score from the dual, written on prices: max u·y₀ + w, v·x₀ = 1, u·y + w ≤ v·x for every unit."""
    n, m, s = len(x), x.shape[1], y.shape[1]
    w_bounds = {"crs": (0, 0), "vrs": (None, None), "nirs": (None, 0), "ndrs": (0, None)}[rts]
    result = linprog(
        -np.concatenate([np.zeros(m), y[unit], [1]]),
        A_ub=np.hstack([-x, y, np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=[np.concatenate([x[unit], np.zeros(s), [0]])],
        b_eq=[1],
        bounds=[(0, None)] * (m + s) + [w_bounds],
    )
    assert result.status == 0
    return -result.fun


@EXAMPLES
@given(problems())
def test_input_scores_are_ordered_by_how_much_the_assumption_allows(problem):
    score = {rts: radial_efficiency(*problem, rts=rts).scores for rts in RTS}
    for middle in ("nirs", "ndrs"):
        assert (score["crs"] <= score[middle] + 1e-9).all()
        assert (score[middle] <= score["vrs"] + 1e-9).all()
    assert (score["vrs"] <= 1).all()
    assert (score["crs"] > 0).all()


@EXAMPLES
@given(problems())
def test_output_scores_are_ordered_the_other_way(problem):
    score = {rts: radial_efficiency(*problem, rts=rts, orientation="output").scores for rts in RTS}
    for middle in ("nirs", "ndrs"):
        assert (score["crs"] >= score[middle] - 1e-9).all()
        assert (score[middle] >= score["vrs"] - 1e-9).all()
    assert (score["vrs"] >= 1).all()


@EXAMPLES
@given(problems())
def test_under_constant_returns_the_input_score_is_one_over_the_output_score(problem):
    output = radial_efficiency(*problem, orientation="output").scores
    assert_allclose(radial_efficiency(*problem).scores, 1 / output, rtol=1e-8)


@EXAMPLES
@given(problems())
def test_every_score_equals_the_best_prices_can_do_for_the_unit(problem):
    for rts in RTS:
        dual = [multiplier_score(*problem, unit, rts) for unit in range(len(problem[0]))]
        assert_allclose(radial_efficiency(*problem, rts=rts).scores, dual, rtol=1e-8)


@EXAMPLES
@given(problems(), st.sampled_from(RTS), st.sampled_from(["input", "output"]))
def test_the_weights_prove_that_the_score_can_be_reached(problem, rts, orientation):
    x, y = problem
    result = radial_efficiency(x, y, rts=rts, orientation=orientation)
    theta, phi = (result.scores, 1.0) if orientation == "input" else (1.0, result.scores)
    assert (result.lambdas >= 0).all()
    assert (result.lambdas @ x <= (x.T * theta).T + 1e-8).all()
    assert (result.lambdas @ y >= (y.T * phi).T - 1e-8).all()
    total = result.lambdas.sum(axis=1)
    assert rts in ("crs", "ndrs") or (total <= 1 + 1e-9).all()
    assert rts in ("crs", "nirs") or (total >= 1 - 1e-9).all()


@EXAMPLES
@given(problems(), st.sampled_from(RTS))
def test_a_unit_moved_to_the_frontier_is_on_it(problem, rts):
    x, y = problem
    moved = x * radial_efficiency(x, y, rts=rts).scores[:, None]
    assert_allclose(radial_efficiency(moved, y, rts=rts, reference=problem).scores, 1, rtol=1e-8)


@EXAMPLES
@given(problems(low=1), st.sampled_from(RTS))
def test_every_peer_is_itself_efficient(problem, rts):
    result = radial_efficiency(*problem, rts=rts)
    for peers in result.peers():
        assert_allclose(result.scores[peers], 1, rtol=1e-8)


@EXAMPLES
@given(problems(), st.sampled_from(RTS), st.integers(0, 2**32 - 1))
def test_scores_and_weights_do_not_depend_on_units_of_measurement(problem, rts, seed):
    x, y = problem
    rng = np.random.default_rng(seed)
    factor_x, factor_y = (10.0 ** rng.integers(-6, 10, part.shape[1]) for part in problem)
    changed = radial_efficiency(x * factor_x, y * factor_y, rts=rts)
    assert_allclose(changed.scores, radial_efficiency(x, y, rts=rts).scores, rtol=1e-8)
    assert ((changed.lambdas @ x) <= x * changed.scores[:, None] + 1e-8).all()


@EXAMPLES
@given(problems(), st.integers(1, 9), st.integers(1, 9), st.sampled_from(RTS))
def test_a_new_unit_never_raises_a_score(problem, x_new, y_new, rts):
    x, y = problem
    before = radial_efficiency(x, y, rts=rts).scores
    more = np.vstack([x, np.full(x.shape[1], x_new)]), np.vstack([y, np.full(y.shape[1], y_new)])
    assert (radial_efficiency(*more, rts=rts).scores[:-1] <= before + 1e-9).all()


@EXAMPLES
@given(problems())
def test_doubling_all_inputs_of_a_unit_halves_its_score(problem):
    x, y = problem
    doubled = radial_efficiency(x * 2, y, rts="vrs", reference=problem).scores
    assert_allclose(doubled, radial_efficiency(x, y, rts="vrs").scores / 2, rtol=1e-8)


@EXAMPLES
@given(problems())
def test_scale_efficiency_splits_constant_returns_and_non_increasing_returns_picks_a_side(problem):
    result = scale_efficiency(*problem)
    assert_allclose(result.scale * result.vrs, result.crs, rtol=1e-8)
    side = np.minimum(np.abs(result.nirs - result.crs), np.abs(result.nirs - result.vrs))
    assert_allclose(side, 0, atol=1e-8)
    assert set(result.returns) <= {"irs", "crs", "drs"}


@pytest.mark.parametrize("sigma", [2, 4, 6])
def test_under_constant_returns_the_size_of_a_unit_does_not_matter(sigma):
    """With column scaling only, HiGHS called units far smaller than the mean efficient when they were not."""
    rng = np.random.default_rng(5)
    x, y = rng.lognormal(0, 0.3, (30, 3)), rng.lognormal(0, 0.3, (30, 2))
    size = rng.lognormal(0, sigma, (30, 1))
    assert_allclose(radial_efficiency(x * size, y * size).scores, radial_efficiency(x, y).scores, rtol=1e-9)


@pytest.mark.parametrize("rts", RTS)
def test_units_of_very_different_size_keep_the_order_of_assumptions(rts):
    rng = np.random.default_rng(6)
    size = rng.lognormal(0, 4, (30, 1))
    x, y = size * rng.lognormal(0, 0.3, (30, 3)), size**0.95 * rng.lognormal(0, 0.3, (30, 2))
    result = radial_efficiency(x, y, rts=rts)
    assert result.failed == ()
    assert (result.scores >= radial_efficiency(x, y).scores * (1 - 1e-8)).all()

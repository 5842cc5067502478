"""Bounds on weights: an example done by hand, and the problem written on the weights themselves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from helseplan.productivity.dea import DeaError, radial_efficiency
from helseplan.productivity.dea.bounds import WeightBounds
from tests.productivity.dea_problems import SETTINGS, TIGHT, problems, shortfalls

INF = float("inf")
# The example of assurance regions in Benchmarking for R: six units, two inputs, one output of 1, ½ ≤ v₂/v₁ ≤ 2½.
ISOQUANT = np.array([[2, 5], [1, 2], [2, 2], [3, 2], [3, 1], [4, 1]]), np.ones((6, 1))
HALF_TO_FIVE_HALVES = WeightBounds(inputs=[(1, 0, 0.5, 2.5)])


def ratio_rows(ratios, columns):
    """Rows g with g·v ≤ 0."""
    rows = [np.zeros(columns)]
    for i, k, low, high in ratios:
        for limit, sign in ((low, -1.0), (high, 1.0)):
            if 0 < limit < INF or (limit == 0 and sign > 0):
                row = np.zeros(columns)
                row[i], row[k] = sign, -sign * limit
                rows.append(row / np.abs(row).max())
    return np.array(rows)


def by_weights(x0, y0, x_ref, y_ref, rts, orientation, bounds):
    """Best score any allowed weights give: max u·y₀ + w with v·x₀ = 1, or min v·x₀ − w with u·y₀ = 1."""
    m, s = len(x0), len(y0)
    on_inputs, on_outputs = ratio_rows(bounds.inputs, m), ratio_rows(bounds.outputs, s)
    table = np.vstack(
        [
            np.hstack([-x_ref, y_ref, np.ones((len(x_ref), 1))]),
            np.hstack([on_inputs, np.zeros((len(on_inputs), s + 1))]),
            np.hstack([np.zeros((len(on_outputs), m)), on_outputs, np.zeros((len(on_outputs), 1))]),
        ]
    )
    inwards = orientation == "input"
    cost = np.concatenate([0 * x0, -y0, [-1.0]]) if inwards else np.concatenate([x0, 0 * y0, [-1.0]])
    one = np.concatenate([x0, 0 * y0, [0.0]]) if inwards else np.concatenate([0 * x0, y0, [0.0]])
    w_range = {"crs": (0, 0), "vrs": (None, None), "nirs": (None, 0), "ndrs": (0, None)}[rts]
    ranges = [(0, None)] * (m + s) + [w_range]
    result = linprog(cost, table, np.zeros(len(table)), [one], [1.0], ranges, method="highs", options=TIGHT)
    assert result.status == 0, result.message
    return -result.fun if inwards else result.fun


def random_bounds(rng, m, s):
    """Ratios around 1 that can all be met: any limits that let equal weights through."""

    def some(columns):
        pairs = [(i, k) for i in range(columns) for k in range(columns) if i != k]
        chosen = [pairs[i] for i in rng.permutation(len(pairs))[: rng.integers(0, 3)]]
        return [
            (i, k, float(rng.choice([0, rng.uniform(0.2, 1)])), float(rng.choice([INF, rng.uniform(1, 3)])))
            for i, k in chosen
        ]

    return WeightBounds(some(m), some(s))


def ordinary(seed, count):
    return problems(seed, count, kinds=("lognormal", "ties", "zeros", "near"), most=12, widest=3, separate=0)


def test_the_isoquant_example_by_hand():
    """With the price ratio r the cheapest unit costs min(1 + 2r, 3 + r), so they swap at r = 2.

    (2, 5) is best at r = ½: 2 / 4½. (2, 2) and (3, 2) at r = 2: 5/6 and 5/7. (4, 1) at r = 2½: 5½ / 6½.
    """
    result = radial_efficiency(*ISOQUANT, bounds=HALF_TO_FIVE_HALVES)
    assert_allclose(result.scores, [4 / 9, 1, 5 / 6, 5 / 7, 1, 11 / 13], rtol=1e-12)
    outwards = radial_efficiency(*ISOQUANT, bounds=HALF_TO_FIVE_HALVES, orientation="output")
    assert_allclose(outwards.scores, 1 / result.scores, rtol=1e-12)


def test_the_weights_themselves_keep_within_the_bounds():
    weights = radial_efficiency(*ISOQUANT, bounds=HALF_TO_FIVE_HALVES).multipliers.inputs
    ratio = weights[:, 1] / weights[:, 0]
    assert (ratio >= 0.5 - 1e-12).all()
    assert (ratio <= 2.5 + 1e-12).all()
    assert_allclose(ratio[[0, 5]], [0.5, 2.5], rtol=1e-12)
    free = radial_efficiency(*ISOQUANT).multipliers.inputs
    assert free[5, 0] == pytest.approx(0, abs=1e-12)


def test_limits_that_meet_leave_one_price_ratio_and_the_score_is_a_ratio_of_costs():
    rng = np.random.default_rng(101)
    x, y = rng.lognormal(0, 1, (30, 3)), np.ones((30, 1))
    fixed = WeightBounds(inputs=[(1, 0, 2.0, 2.0), (2, 0, 0.5, 0.5)])
    cost = x @ [1, 2, 0.5]
    assert_allclose(radial_efficiency(x, y, bounds=fixed).scores, cost.min() / cost, rtol=1e-12)


@pytest.mark.parametrize(("rts", "orientation"), SETTINGS)
def test_every_score_is_the_best_that_allowed_weights_give(rts, orientation):
    rng = np.random.default_rng(102)
    for problem in ordinary(102, 40):
        bounds = random_bounds(rng, problem.x.shape[1], problem.y.shape[1])
        result = radial_efficiency(problem.x, problem.y, rts=rts, orientation=orientation, bounds=bounds)
        free = radial_efficiency(problem.x, problem.y, rts=rts, orientation=orientation).scores
        unit = int(rng.integers(len(problem.x)))
        best = by_weights(problem.x[unit], problem.y[unit], *problem.peers, rts, orientation, bounds)
        assert result.scores[unit] == pytest.approx(best, rel=1e-8)
        assert not result.failed
        worse = result.scores - free if orientation == "input" else free - result.scores
        assert (worse <= 1e-12 * free).all()
        for ratios, weights in (
            (bounds.inputs, result.multipliers.inputs),
            (bounds.outputs, result.multipliers.outputs),
        ):
            rows = ratio_rows(ratios, weights.shape[1])
            assert (weights @ rows.T <= 1e-10 * weights.max(axis=1, keepdims=True) + 1e-14).all()
        _, dual, _ = shortfalls(problem, result)
        assert (dual <= 1e-9).all()


@pytest.mark.parametrize(("rts", "orientation"), SETTINGS)
def test_bounds_converted_with_the_units_of_measurement_give_the_same_scores(rts, orientation):
    rng = np.random.default_rng(103)
    for problem in ordinary(103, 12):
        x, y = problem.x, problem.y
        bounds = random_bounds(rng, x.shape[1], y.shape[1])
        factors = [10.0 ** rng.integers(-6, 10, part.shape[1]) for part in (x, y)]
        converted = WeightBounds(
            *(
                [(i, k, low * f[k] / f[i], high * f[k] / f[i]) for i, k, low, high in ratios]
                for ratios, f in zip((bounds.inputs, bounds.outputs), factors, strict=True)
            )
        )
        before = radial_efficiency(x, y, rts=rts, orientation=orientation, bounds=bounds).scores
        after = radial_efficiency(
            x * factors[0], y * factors[1], rts=rts, orientation=orientation, bounds=converted
        ).scores
        assert_allclose(after, before, rtol=1e-9)


def test_open_sides_bind_nothing():
    open_sides = WeightBounds(inputs=[(0, 1, 0, INF), (1, 0, 0.0, INF)])
    assert_allclose(
        radial_efficiency(*ISOQUANT, bounds=open_sides).scores,
        radial_efficiency(*ISOQUANT).scores,
        rtol=1e-12,
    )


def test_a_bound_may_be_written_either_way_round():
    turned = WeightBounds(inputs=[(0, 1, 1 / 2.5, 2)])
    assert_allclose(
        radial_efficiency(*ISOQUANT, bounds=turned).scores,
        radial_efficiency(*ISOQUANT, bounds=HALF_TO_FIVE_HALVES).scores,
        rtol=1e-12,
    )


@pytest.mark.parametrize(
    ("ratios", "message"),
    [
        ([(1, 0, 2, 3), (1, 0, 4, 5)], "motsier hverandre"),
        ([(1, 0, 2, INF), (0, 1, 2, INF)], "motsier hverandre"),
        ([(1, 0, 3, 2)], "går fra 3 til 2"),
        ([(1, 0, -1, 2)], "går fra -1 til 2"),
        ([(1, 0, 0, 0)], "går fra 0 til 0"),
        ([(1, 0, np.nan, 2)], "går fra nan til 2"),
        ([(1, 0, 1, np.nan)], "går fra 1 til nan"),
        ([(1, 0, INF, INF)], "går fra inf til inf"),
        ([(1, 1, 1, 2)], r"\(1, 1\) .*ulike kolonner"),
        ([(2, 0, 1, 2)], "fra 0 til 1"),
        ([(-1, 0, 1, 2)], r"\(-1, 0\)"),
    ],
)
def test_bounds_that_cannot_be_met_or_make_no_sense_are_refused(ratios, message):
    with pytest.raises(DeaError, match=message):
        radial_efficiency(*ISOQUANT, bounds=WeightBounds(inputs=ratios))
    outputs_too = np.hstack([ISOQUANT[1], ISOQUANT[0]])[:, :2]
    with pytest.raises(DeaError, match="produktene"):
        radial_efficiency(*ISOQUANT[:1], outputs_too, bounds=WeightBounds(outputs=ratios))


def test_the_free_disposal_hull_has_no_weights_to_bound():
    with pytest.raises(DeaError, match="fdh"):
        radial_efficiency(*ISOQUANT, rts="fdh", bounds=HALF_TO_FIVE_HALVES)

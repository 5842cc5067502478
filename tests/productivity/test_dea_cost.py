"""Cost efficiency against published scores, the cost problem solved directly, and what must hold."""

import importlib
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import linprog

from helseplan.productivity.dea import DeaError, radial_efficiency
from helseplan.productivity.dea.cost import cost_efficiency

# Cooper, Seiford and Tone (2007), chapter 8; scores as in the tests of DataEnvelopmentAnalysis.jl.
THREE = [[3, 2], [1, 3], [4, 6]], [[3], [5], [6]]
# Zofío and Prieto (2006); scores as in the same tests, there checked against R.
FIVE = [[5, 3], [2, 4], [4, 2], [4, 8], [7, 9]], [[7, 4], [10, 8], [8, 10], [5, 4], [3, 6]]
RTS = ("crs", "vrs", "nirs", "ndrs")


def direct(x0, y0, w, x_ref, y_ref, rts):
    """Least cost with the inputs themselves as variables: min w·x, x ≥ Σλx_j, Σλy_j ≥ y₀. None if impossible."""
    k, m = x_ref.shape
    rows = [np.hstack([-np.eye(m), x_ref.T]), np.hstack([np.zeros((len(y0), m)), -y_ref.T])]
    right = np.concatenate([np.zeros(m), -y0])
    total = np.concatenate([np.zeros(m), np.ones(k)])[None, :]
    equal = {"A_eq": total, "b_eq": [1.0]} if rts == "vrs" else {}
    if rts in ("nirs", "ndrs"):
        sign = 1.0 if rts == "nirs" else -1.0
        rows.append(sign * total)
        right = np.append(right, sign)
    objective = np.concatenate([w, np.zeros(k)])
    result = linprog(objective, np.vstack(rows), right, **equal, method="highs")
    return result.fun if result.status == 0 else None


def problems(seed, count):
    """Small whole numbers: many ties, zeros and duplicates; every unit has some input and some output."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        n, m, s = rng.integers(1, 8), rng.integers(1, 4), rng.integers(1, 3)
        x, y = rng.integers(0, 6, (n, m)).astype(float), rng.integers(0, 6, (n, s)).astype(float)
        x[~x.any(axis=1), 0] = 1
        y[~y.any(axis=1), 0] = 1
        yield x, y, rng.integers(1, 5, (n, m)).astype(float)


def test_three_units_of_cooper_seiford_tone_have_their_published_scores():
    result = cost_efficiency(*THREE, [4, 2])
    assert_allclose(result.cost, [0.375, 1, 0.429], atol=1e-3)
    assert_allclose(result.technical, [0.9, 1, 0.6], atol=1e-3)
    assert_allclose(result.allocative, [0.417, 1, 0.714], atol=1e-3)
    # Everyone should do as the second unit does: by hand.
    assert_allclose(result.optimal_inputs, np.outer([3 / 5, 1, 6 / 5], [1, 3]), rtol=1e-10)
    assert_allclose(result.optimal_cost, [6, 10, 12], rtol=1e-10)
    assert_allclose(result.actual_cost, [16, 10, 28], rtol=1e-15)


@pytest.mark.parametrize(
    ("rts", "cost", "technical", "allocative"),
    [
        (
            "crs",
            [0.4307692308, 1, 1, 0.25, 0.2608695652],
            [0.6364, 1, 1, 0.25, 0.2609],
            [0.6769230769, 1, 1, 1, 1],
        ),
        (
            "vrs",
            [0.6153846154, 1, 1, 0.5, 0.347826087],
            [0.75, 1, 1, 0.5, 0.375],
            [0.8205128205, 1, 1, 1, 0.9275362319],
        ),
    ],
)
def test_five_units_of_zofio_prieto_have_their_published_scores(rts, cost, technical, allocative):
    result = cost_efficiency(*FIVE, [2, 1], rts=rts)
    assert_allclose(result.cost, cost, rtol=1e-9)
    assert_allclose(result.technical, technical, atol=5e-5)
    assert_allclose(result.allocative, allocative, rtol=1e-9)


@pytest.mark.parametrize("rts", RTS)
def test_the_cost_problem_solved_directly_gives_the_same(rts):
    for x, y, prices in problems(7, 60):
        result = cost_efficiency(x, y, prices, rts=rts)
        for i in range(len(x)):
            assert_allclose(result.optimal_cost[i], direct(x[i], y[i], prices[i], x, y, rts), rtol=1e-9)


@pytest.mark.parametrize("rts", RTS)
def test_a_separate_reference_solved_directly_gives_the_same_or_is_impossible_in_both(rts):
    impossible = 0
    for (x, y, prices), (x_ref, y_ref, _) in zip(problems(8, 60), problems(9, 60), strict=True):
        if x.shape[1] != x_ref.shape[1] or y.shape[1] != y_ref.shape[1]:
            continue
        result = cost_efficiency(x, y, prices, rts=rts, reference=(x_ref, y_ref))
        for i in range(len(x)):
            expected = direct(x[i], y[i], prices[i], x_ref, y_ref, rts)
            impossible += expected is None
            assert_allclose(result.optimal_cost[i], np.nan if expected is None else expected, rtol=1e-9)
    # Under the other two a reference can always be scaled up to any output it has at all.
    assert (impossible > 0) == (rts in ("vrs", "nirs"))


def test_outputs_the_reference_cannot_make_have_no_least_cost():
    result = cost_efficiency([[1], [1]], [[0, 1], [1, 0]], [3], reference=([[2]], [[1, 0]]))
    assert_array_equal(result.cost, [np.nan, 2])
    assert np.isnan(result.optimal_inputs[0]).all()
    assert result.failed == (0,)


@pytest.mark.parametrize("rts", RTS)
def test_cost_is_technical_times_allocative_and_neither_passes_one(rts):
    for x, y, prices in problems(10, 30):
        result = cost_efficiency(x, y, prices, rts=rts)
        assert (result.cost <= result.technical).all()
        assert (result.technical <= 1).all()
        assert (result.allocative <= 1).all()
        assert_allclose(result.cost, result.technical * result.allocative, rtol=1e-14)
        assert_array_equal(result.technical, radial_efficiency(x, y, rts=rts).scores)
        assert result.failed == ()


@pytest.mark.parametrize("rts", RTS)
def test_the_optimal_inputs_cost_the_least_and_can_make_the_outputs(rts):
    for x, y, prices in problems(11, 25):
        result = cost_efficiency(x, y, prices, rts=rts)
        assert_allclose((result.optimal_inputs * prices).sum(axis=1), result.optimal_cost, rtol=1e-9)
        # Units that use the optimal inputs for the same outputs have nothing more to save.
        again = cost_efficiency(result.optimal_inputs, y, prices, rts=rts, reference=(x, y))
        assert_allclose(again.cost, 1, rtol=1e-8)


def test_one_output_and_constant_returns_is_the_cheapest_unit_cost_whatever_the_sizes():
    rng = np.random.default_rng(12)
    for _ in range(40):
        size = 10.0 ** rng.uniform(-6, 9, (12, 1))
        x, y = size * rng.uniform(0.1, 9, (12, 3)), size * rng.uniform(0.5, 2, (12, 1))
        prices = 10.0 ** rng.uniform(-6, 9, 3)
        cheapest = ((x @ prices) / y[:, 0]).min()
        result = cost_efficiency(x, y, prices)
        assert_allclose(result.optimal_cost, cheapest * y[:, 0], rtol=1e-9)
        assert_allclose(result.cost, cheapest * y[:, 0] / (x @ prices), rtol=1e-9)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_units_of_measurement_do_not_matter(rts):
    rng = np.random.default_rng(13)
    x, y, prices = rng.lognormal(0, 1, (10, 2)), rng.lognormal(0, 1, (10, 2)), rng.lognormal(0, 1, (10, 2))
    plain = cost_efficiency(x, y, prices, rts=rts)
    unit_x, unit_y = np.array([1e-6, 1e9]), np.array([1e9, 1e-6])
    other = cost_efficiency(x * unit_x, y * unit_y, prices / unit_x * 1e5, rts=rts)
    for name in ("cost", "technical", "allocative"):
        assert_allclose(getattr(other, name), getattr(plain, name), rtol=1e-8)
    assert_allclose(other.optimal_inputs, plain.optimal_inputs * unit_x, rtol=1e-7)


def test_one_input_leaves_nothing_to_the_mix():
    rng = np.random.default_rng(14)
    x, y = rng.lognormal(0, 1, (15, 1)), rng.lognormal(0, 1, (15, 2))
    result = cost_efficiency(x, y, rng.uniform(1, 9, (15, 1)), rts="vrs")
    assert_allclose(result.allocative, 1, rtol=1e-9)


def test_prices_per_unit_are_each_units_own():
    x, y = [[1, 4], [4, 1]], [[1], [1]]
    result = cost_efficiency(x, y, [[1, 10], [1, 10]])
    assert_allclose(result.cost, [14 / 41, 1], rtol=1e-12)
    result = cost_efficiency(x, y, [[1, 10], [10, 1]])
    assert_allclose(result.cost, [14 / 41, 14 / 41], rtol=1e-12)
    assert_allclose(result.technical, [1, 1])


def test_without_mixing_the_cheapest_unit_that_makes_enough_sets_the_cost():
    for x, y, prices in problems(15, 60):
        result = cost_efficiency(x, y, prices, rts="fdh")
        for i in range(len(x)):
            enough = (y >= y[i]).all(axis=1)
            assert_allclose(result.optimal_cost[i], (x[enough] @ prices[i]).min(), rtol=1e-12)
        assert (result.cost <= result.technical).all()
        assert_allclose((result.optimal_inputs * prices).sum(axis=1), result.optimal_cost, rtol=1e-12)


def test_problems_the_reserve_solver_took_are_reported_by_row(monkeypatch):
    module = importlib.import_module("helseplan.productivity.dea.cost")
    first = lambda *data, **settings: replace(radial_efficiency(*data, **settings), fallbacks=(0,))  # noqa: E731
    monkeypatch.setattr(module, "radial_efficiency", first)
    # The first row of each group of units with the same prices: rows 0 and 2.
    assert cost_efficiency(*THREE, [[1, 2], [1, 2], [2, 1]]).fallbacks == (0, 2)


def test_the_same_prices_once_or_per_unit_give_the_same():
    once = cost_efficiency(*FIVE, [2, 1], rts="vrs")
    each = cost_efficiency(*FIVE, [[2, 1]] * 5, rts="vrs")
    for name in ("cost", "allocative", "optimal_cost", "optimal_inputs"):
        assert_array_equal(getattr(once, name), getattr(each, name))


def test_a_unit_lacking_an_input_of_all_peers_has_a_least_cost_but_no_technical_score():
    result = cost_efficiency([[0, 9]], [[1]], [1, 1], reference=([[1, 1]], [[1]]))
    assert_allclose(result.optimal_cost, [2], rtol=1e-12)
    assert np.isnan(result.technical).all()
    assert np.isnan(result.allocative).all()
    assert result.failed == (0,)


@pytest.mark.parametrize(
    ("prices", "message"),
    [
        ([1, 0], r"prices\[1\] er null"),
        ([[1, 2], [1, 0], [1, 1]], r"prices\[1, 1\] er null"),
        ([1, -2], r"prices\[1\] er -2\.0 .*Negative"),
        ([1, np.nan], r"prices\[1\] er nan"),
        ([1, np.inf], r"prices\[1\] er inf"),
        ([1, 2, 3], r"prices har form \(3,\).*2 priser.*3 enheter og 2 priser"),
        ([[1, 2]], r"prices har form \(1, 2\)"),
        (4, r"prices har form \(\)"),
        (["a", 2], "lar seg ikke lese"),
    ],
)
def test_prices_without_meaning_are_refused(prices, message):
    with pytest.raises(DeaError, match=message):
        cost_efficiency(*THREE, prices)


def test_bad_data_and_settings_are_refused():
    with pytest.raises(DeaError, match="Ukjent rts"):
        cost_efficiency(*THREE, [1, 1], rts="drs")
    with pytest.raises(DeaError, match=r"X\[0, 0\] er nan"):
        cost_efficiency([[np.nan, 1]], [[1]], [1, 1])
    with pytest.raises(DeaError, match="X_ref har 1 kolonner"):
        cost_efficiency(*THREE, [1, 1], reference=([[1]], [[1]]))


def test_results_cannot_be_changed_by_accident():
    result = cost_efficiency(*THREE, [4, 2])
    for name in ("cost", "technical", "allocative", "actual_cost", "optimal_cost", "optimal_inputs"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(result, name)[0] = 0

"""Malmquist index against published numbers, the definition computed independently, and its identities."""

import importlib
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import linprog

from helseplan.productivity.dea import radial_efficiency
from helseplan.productivity.dea.malmquist import malmquist

FRONTIERS = ("adjacent", "fixed", "pooled")
ORIENTATIONS = ("input", "output")
PARTS = ("index", "efficiency_change", "technical_change", "pure_efficiency_change", "scale_change")


def stacked(*periods):
    """(units, periods, X, Y) from one (X, Y) per period with the same units in the same order."""
    n = len(periods[0][0])
    units, times = np.tile(np.arange(n), len(periods)), np.repeat(np.arange(len(periods)), n)
    return units, times, np.vstack([x for x, _ in periods]), np.vstack([y for _, y in periods])


def column(*values):
    return np.array(values, dtype=float)[:, None]


# Five units over three years; indices as in the tests of DataEnvelopmentAnalysis.jl (Barbero and Zofío).
FIVE = stacked(
    (column(2, 3, 5, 4, 4), column(1, 4, 6, 3, 5)),
    (column(1, 2, 4, 3, 4), column(1, 4, 6, 3, 3)),
    (column(0.5, 1.5, 3, 2, 4), column(2, 4, 6, 3, 1)),
)
# Four firms in two periods: the example of `malmq` in R's Benchmarking (Bogetoft and Otto) and in dealib.
FOUR = stacked(
    (column(10, 28, 30, 60), column(5, 7, 10, 15)),
    (column(12, 26, 16, 60), column(6, 8, 9, 15)),
)


def closeness(x0, y0, x, y, rts, orientation):
    """Farrell score by the multiplier problem (output: its inverse); the dual of what the package solves."""
    (m, s), n = (x.shape[1], y.shape[1]), len(x)
    free = rts == "vrs"
    value, norm = (y0, x0) if orientation == "input" else (-x0, y0)
    if orientation == "input":  # max u·y₀ + w,  v·x₀ = 1,  u·y_j − v·x_j + w ≤ 0
        objective, equal = np.r_[-value, np.zeros(m), -1], np.r_[np.zeros(s), norm, 0]
        rows = np.hstack([y, -x, np.ones((n, 1))])
    else:  # min v·x₀ + w,  u·y₀ = 1,  u·y_j − v·x_j − w ≤ 0
        objective, equal = np.r_[np.zeros(s), -value, 1], np.r_[norm, np.zeros(m), 0]
        rows = np.hstack([y, -x, -np.ones((n, 1))])
    bounds = [(0, None)] * (s + m) + [(None, None) if free else (0, 0)]
    result = linprog(objective, rows, np.zeros(n), equal[None, :], [1.0], bounds, method="highs")
    if result.status != 0:
        return np.nan
    return -result.fun if orientation == "input" else 1 / result.fun


def definition(panel, unit, start, end, frontier, orientation):
    """(index, efficiency change, pure efficiency change) of one step, from the formulas."""
    units, times, x, y = panel

    def distance(period, of, rts="crs"):
        at = slice(None) if period == "all" else times == period
        row = np.flatnonzero((units == unit) & (times == of))[0]
        return closeness(x[row], y[row], x[at], y[at], rts, orientation)

    spans = {"adjacent": [start, end], "fixed": [times.min()], "pooled": ["all"]}[frontier]
    index = np.prod([distance(p, end) / distance(p, start) for p in spans]) ** (1 / len(spans))
    pure = distance(end, end, "vrs") / distance(start, start, "vrs")
    return index, distance(end, end) / distance(start, start), pure


def random_panel(rng, low=1, high=9, drop=0.0):
    """Small whole numbers; a share of the observations dropped at random."""
    n, t, m, s = rng.integers(3, 7), rng.integers(2, 5), rng.integers(1, 3), rng.integers(1, 3)
    units, times = np.tile(np.arange(n), t), np.repeat(np.arange(t), n)
    x = rng.integers(low, high, (n * t, m)).astype(float)
    y = rng.integers(low, high, (n * t, s)).astype(float)
    keep = (rng.random(n * t) >= drop) | (units == 0)
    order = rng.permutation(np.flatnonzero(keep))
    return units[order], times[order], x[order], y[order]


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_five_units_have_their_published_indices(orientation):
    result = malmquist(*FIVE, orientation=orientation)
    assert_array_equal(result.unit, np.repeat(np.arange(5), 2))
    assert_array_equal(result.start, np.tile([0, 1], 5))
    assert_array_equal(result.end, np.tile([1, 2], 5))
    assert_allclose(
        result.index.reshape(5, 2),
        [[2, 4], [1.5, 4 / 3], [1.25, 4 / 3], [4 / 3, 1.5], [0.6, 1 / 3]],
        rtol=1e-10,
    )
    assert_allclose(
        result.efficiency_change.reshape(5, 2),
        [[4 / 3, 2], [1, 2 / 3], [0.8333333333, 2 / 3], [0.8888888889, 0.75], [0.4, 1 / 6]],
        rtol=1e-9,
    )
    assert_allclose(result.technical_change.reshape(5, 2), [[1.5, 2]] * 5, rtol=1e-10)


def test_four_firms_under_variable_returns_have_their_published_index():
    result = malmquist(*FOUR, rts="vrs")
    assert_allclose(result.index, [0.9860133, 1.24869426, 1.44543617, 1], rtol=1e-8)
    assert np.isnan(result.pure_efficiency_change).all()
    assert np.isnan(result.scale_change).all()
    assert result.failed == ()


@pytest.mark.parametrize("frontier", FRONTIERS)
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_definition_computed_with_multipliers_gives_the_same(frontier, orientation):
    rng = np.random.default_rng(21)
    for _ in range(10):
        panel = random_panel(rng, drop=0.2)
        result = malmquist(*panel, orientation=orientation, frontier=frontier)
        for i in range(len(result.unit)):
            index, efficiency, pure = definition(
                panel, result.unit[i], result.start[i], result.end[i], frontier, orientation
            )
            assert_allclose(result.index[i], index, rtol=1e-8)
            assert_allclose(result.efficiency_change[i], efficiency, rtol=1e-8)
            assert_allclose(result.technical_change[i], index / efficiency, rtol=1e-8)
            assert_allclose(result.pure_efficiency_change[i], pure, rtol=1e-8)
            assert_allclose(result.scale_change[i], efficiency / pure, rtol=1e-8)


@pytest.mark.parametrize("frontier", FRONTIERS)
def test_the_parts_multiply_to_the_index(frontier):
    rng = np.random.default_rng(22)
    for _ in range(10):
        result = malmquist(*random_panel(rng), frontier=frontier)
        assert_allclose(result.index, result.efficiency_change * result.technical_change, rtol=1e-14)
        split = result.pure_efficiency_change * result.scale_change
        assert_allclose(result.efficiency_change, split, rtol=1e-14)


@pytest.mark.parametrize("frontier", FRONTIERS)
def test_one_input_one_output_is_the_growth_of_the_ratio_whatever_the_sizes(frontier):
    rng = np.random.default_rng(23)
    for _ in range(10):
        x = 10.0 ** rng.uniform(-6, 9, (24, 1))
        y = x * 10.0 ** rng.uniform(-2, 2, (24, 1))
        units, times = np.tile(np.arange(8), 3), np.repeat([2019, 2020, 2023], 8)
        result = malmquist(units, times, x, y, frontier=frontier)
        ratio = (y / x).reshape(3, 8)
        assert_allclose(result.index, (ratio[1:] / ratio[:-1]).T.ravel(), rtol=1e-9)
        own = ratio / ratio.max(axis=1, keepdims=True)
        assert_allclose(result.efficiency_change, (own[1:] / own[:-1]).T.ravel(), rtol=1e-9)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("frontier", FRONTIERS)
def test_everyone_making_more_of_the_same_is_technical_progress_and_nothing_else(frontier, orientation):
    rng = np.random.default_rng(24)
    x, y = rng.lognormal(0, 1, (9, 2)), rng.lognormal(0, 1, (9, 2))
    result = malmquist(*stacked((x, y), (x, 1.1 * y)), frontier=frontier, orientation=orientation)
    assert_allclose(result.index, 1.1, rtol=1e-9)
    assert_allclose(result.technical_change, 1.1, rtol=1e-9)
    assert_allclose(result.efficiency_change, 1, rtol=1e-9)
    less = malmquist(*stacked((x, y), (0.8 * x, y)), frontier=frontier, orientation=orientation)
    assert_allclose(less.index, 1 / 0.8, rtol=1e-9)


def test_growing_in_proportion_changes_nothing_under_constant_returns():
    rng = np.random.default_rng(25)
    x, y = rng.lognormal(0, 1, (9, 2)), rng.lognormal(0, 1, (9, 2))
    result = malmquist(*stacked((x, y), (3 * x, 3 * y)))
    for name in ("index", "efficiency_change", "technical_change", "pure_efficiency_change"):
        assert_allclose(getattr(result, name), 1, rtol=1e-9)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_one_unit_catching_up_inside_the_frontier_is_efficiency_and_nothing_else(orientation):
    x = column(1, 2, 3)
    before, after = column(2, 4, 3), column(2, 4, 4.5)
    result = malmquist(*stacked((x, before), (x, after)), orientation=orientation)
    assert_allclose(result.index, [1, 1, 1.5], rtol=1e-10)
    assert_allclose(result.efficiency_change, [1, 1, 1.5], rtol=1e-10)
    assert_allclose(result.technical_change, 1, rtol=1e-10)


@pytest.mark.parametrize("frontier", ["fixed", "pooled"])
def test_a_common_frontier_makes_the_index_circular(frontier):
    rng = np.random.default_rng(26)
    for _ in range(8):
        x, y = rng.integers(1, 9, (3, 6, 2)) + 0.0, rng.integers(1, 9, (3, 6, 2)) + 0.0
        steps = malmquist(*stacked(*zip(x, y, strict=True)), frontier=frontier)
        units, times, inputs, outputs = stacked(*zip(x, y, strict=True))
        # The whole stretch as one step: the middle year under its own unit names, so that it still spans
        # the frontier but lies in no step of the units looked at.
        units, times = np.where(times == 1, units + 100, units), np.where(times == 1, 2, times)
        whole = malmquist(units, times, inputs, outputs, frontier=frontier)
        product = steps.index.reshape(6, 2).prod(axis=1)
        assert_array_equal(whole.unit, np.arange(6))
        assert_allclose(whole.index, product, rtol=1e-8)


def test_adjacent_frontiers_are_not_circular():
    rng = np.random.default_rng(27)
    x, y = rng.lognormal(0, 1, (3, 6, 2)), rng.lognormal(0, 1, (3, 6, 2))
    steps = malmquist(*stacked(*zip(x, y, strict=True)))
    whole = malmquist(*stacked((x[0], y[0]), (x[2], y[2])))
    assert np.abs(steps.index.reshape(6, 2).prod(axis=1) / whole.index - 1).max() > 1e-3


def test_time_run_backwards_inverts_the_index():
    rng = np.random.default_rng(28)
    for _ in range(5):
        units, times, x, y = random_panel(rng)
        forward, backward = malmquist(units, times, x, y), malmquist(units, -times, x, y)
        n = len(np.unique(units))
        for name in PARTS:
            there = getattr(forward, name).reshape(n, -1)
            back = getattr(backward, name).reshape(n, -1)[:, ::-1]
            assert_allclose(there * back, 1, rtol=1e-8)


def test_orientation_does_not_matter_under_constant_returns_but_the_scale_part_differs():
    rng = np.random.default_rng(29)
    panel = stacked(*[(rng.lognormal(0, 1, (8, 2)), rng.lognormal(0, 1, (8, 2))) for _ in range(3)])
    inward, outward = (malmquist(*panel, orientation=orientation) for orientation in ORIENTATIONS)
    for name in PARTS[:3]:
        assert_allclose(getattr(inward, name), getattr(outward, name), rtol=1e-9)
    assert np.abs(inward.scale_change - outward.scale_change).max() > 1e-3


def test_units_of_measurement_and_the_order_of_rows_do_not_matter():
    rng = np.random.default_rng(30)
    units, times, x, y = stacked(
        *[(rng.lognormal(0, 1, (8, 2)), rng.lognormal(0, 1, (8, 2))) for _ in range(3)]
    )
    plain = malmquist(units, times, x, y)
    order = rng.permutation(len(units))
    x, y = x * [1e-6, 1e9], y * [1e5, 1e-3]
    other = malmquist(units[order], times[order], x[order], y[order])
    assert_array_equal(other.unit, plain.unit)
    for name in PARTS:
        assert_allclose(getattr(other, name), getattr(plain, name), rtol=1e-8)


def test_an_unbalanced_panel_keeps_every_step_with_two_ends_and_lists_the_rest():
    units = ["a", "b", "a", "b", "c", "a", "c", "d", "d"]
    times = [2019, 2019, 2020, 2020, 2020, 2021, 2021, 2019, 2021]
    x, y = column(2, 4, 2, 3, 5, 1, 4, 8, 8), column(1, 1, 1, 1, 1, 1, 1, 1, 1)
    result = malmquist(units, times, x, y)
    steps = list(zip(result.unit.tolist(), result.start.tolist(), result.end.tolist(), strict=True))
    assert steps == [("a", 2019, 2020), ("a", 2020, 2021), ("b", 2019, 2020), ("c", 2020, 2021)]
    assert_allclose(result.index, [1, 2, 4 / 3, 5 / 4], rtol=1e-10)
    assert [(out.unit, out.start, out.end, out.missing) for out in result.left_out] == [
        ("b", 2020, 2021, 2021),
        ("c", 2019, 2020, 2019),
        ("d", 2019, 2020, 2020),
        ("d", 2020, 2021, 2020),
    ]


def test_a_unit_present_in_one_year_only_still_spans_that_years_frontier():
    x, y = column(2, 2, 1), column(1, 1, 1)
    result = malmquist(["a", "a", "star"], [1, 2, 2], x, y)
    assert_allclose(result.index, [1])
    assert_allclose(result.efficiency_change, [0.5])
    assert_allclose(result.technical_change, [2])


def test_a_gap_in_the_calendar_is_one_step():
    result = malmquist(["a", "a"], [2019, 2023], [[2], [1]], [[1], [1]])
    assert (result.start.tolist(), result.end.tolist()) == ([2019], [2023])
    assert_allclose(result.index, [2])
    assert result.left_out == ()


def test_the_base_period_spans_the_fixed_frontier():
    first = malmquist(*FIVE, frontier="fixed")
    assert first.base_period == 0
    last = malmquist(*FIVE, frontier="fixed", base_period=2)
    assert last.base_period == 2
    # One input and one output: the ray of the best unit is the frontier whatever year it is from.
    assert_allclose(last.index, first.index, rtol=1e-10)
    rng = np.random.default_rng(31)
    panel = stacked(*[(rng.lognormal(0, 1, (8, 2)), rng.lognormal(0, 1, (8, 1))) for _ in range(2)])
    early, late = (malmquist(*panel, frontier="fixed", base_period=base) for base in (0, 1))
    assert_allclose(np.sqrt(early.index * late.index), malmquist(*panel).index, rtol=1e-9)


def test_problems_without_a_solution_across_periods_are_reported_not_hidden():
    # The second year's unit makes more than anyone did the year before: no variable-returns input score.
    units, times = ["a", "b", "a", "b"], [1, 1, 2, 2]
    x, y = column(1, 2, 1, 2), column(1, 2, 1, 9)
    result = malmquist(units, times, x, y, rts="vrs")
    assert_array_equal(np.isnan(result.index), [False, True])
    assert result.failed == (1,)
    assert np.isnan(result.technical_change[1])
    assert result.efficiency_change[1] == 1
    assert malmquist(units, times, x, y).failed == ()
    assert malmquist(units, times, x, y, rts="vrs", frontier="pooled").failed == ()


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_an_output_nobody_had_the_year_before_gives_no_index(orientation):
    y = np.array([[1.0, 0], [1, 0], [1, 1], [1, 0]])
    result = malmquist(["a", "b"] * 2, [1, 1, 2, 2], np.ones((4, 1)), y, orientation=orientation)
    assert_array_equal(np.isnan(result.index), [True, False])
    assert result.failed == (0,)


def test_problems_the_reserve_solver_took_are_counted(monkeypatch):
    module = importlib.import_module("helseplan.productivity.dea.malmquist")
    one = lambda *data, **settings: replace(radial_efficiency(*data, **settings), fallbacks=(0,))  # noqa: E731
    monkeypatch.setattr(module, "radial_efficiency", one)
    # Two periods: own frontier twice under each of two returns to scale, and each period against the other.
    assert malmquist(*FOUR).fallbacks == 6
    assert malmquist(*FOUR, frontier="pooled").fallbacks == 5


def test_columns_make_a_frame_with_the_names_readers_expect():
    columns = malmquist(*FIVE).columns()
    assert list(columns)[:4] == ["unit", "from", "to", "index"]
    assert {len(values) for values in columns.values()} == {10}


def test_results_cannot_be_changed_by_accident():
    for values in malmquist(*FIVE).columns().values():
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0

"""Free disposal hull against hand-made cases, a plain search, and what must hold on any data."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.productivity.dea import radial_efficiency
from helseplan.productivity.dea.fdh import fdh_efficiency

# Bogetoft and Otto (2011), Benchmarking with DEA, SFA, and R: six firms, one input, one output.
FIRMS = (
    np.array([[20.0], [40], [40], [60], [70], [50]]),
    np.array([[20.0], [30], [50], [40], [60], [20]]),
)


def own(x, y, orientation):
    return fdh_efficiency(x, y, x, y, orientation)


def plain_search(unit_x, unit_y, ref_x, ref_y, orientation):
    """The definition word for word on Python numbers: (score, peer) with NaN and −1 when there is no peer."""
    best, peer = np.nan, -1
    for j, (x, y) in enumerate(zip(ref_x.tolist(), ref_y.tolist(), strict=True)):
        if orientation == "input":
            dominates = all(b >= a for a, b in zip(unit_y, y, strict=True))
            dominates &= all(b == 0 for a, b in zip(unit_x, x, strict=True) if a == 0)
            ratio = max(b / a for a, b in zip(unit_x, x, strict=True) if a > 0)
            better = dominates and not ratio >= best
        else:
            dominates = all(b <= a for a, b in zip(unit_x, x, strict=True))
            ratio = min(b / a for a, b in zip(unit_y, y, strict=True) if a > 0)
            better = dominates and not ratio <= best
        if better:
            best, peer = ratio, j
    return best, peer


def problems(seed, count):
    """Units and a reference set; small whole numbers (ties, zeros, duplicates), or sizes from 1e-6 to 1e9."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        n, k, m, s = rng.integers(1, 9), rng.integers(1, 12), rng.integers(1, 4), rng.integers(1, 4)
        draw = rng.integers(0, 4, (n + k, m + s)).astype(float)
        if number % 2:
            draw *= 10.0 ** rng.integers(-6, 10, m + s)
            draw *= 10.0 ** rng.integers(-3, 3, (n + k, 1))
        draw[~draw[:, :m].any(axis=1), 0] = 1
        draw[~draw[:, m:].any(axis=1), m] = 1
        yield draw[:n, :m], draw[:n, m:], draw[n:, :m], draw[n:, m:]


def test_six_firms_by_hand():
    scores, peers = own(*FIRMS, "input")
    assert_allclose(scores, [1, 1, 1, 40 / 60, 1, 20 / 50], rtol=1e-15)
    assert peers.tolist() == [0, 1, 2, 2, 4, 0]
    scores, peers = own(*FIRMS, "output")
    assert_allclose(scores, [1, 50 / 30, 1, 50 / 40, 1, 50 / 20], rtol=1e-15)
    assert peers.tolist() == [0, 2, 2, 2, 4, 2]


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_a_plain_search_gives_the_same_score_and_peer(orientation):
    for x, y, x_ref, y_ref in problems(1, 400):
        scores, peers = fdh_efficiency(x, y, x_ref, y_ref, orientation)
        for unit in range(len(x)):
            score, peer = plain_search(x[unit].tolist(), y[unit].tolist(), x_ref, y_ref, orientation)
            assert_array_equal(scores[unit], score)
            assert peers[unit] == peer


def test_the_own_set_keeps_scores_on_the_right_side_of_one_exactly():
    rng = np.random.default_rng(3)
    for _ in range(50):
        x, y = rng.lognormal(0, 9, (30, 3)), rng.lognormal(0, 9, (30, 2))
        assert (own(x, y, "input")[0] <= 1).all()
        assert (own(x, y, "output")[0] >= 1).all()


def test_convex_frontiers_lie_beyond_the_free_disposal_hull():
    rng = np.random.default_rng(4)
    for _ in range(8):
        x, y = rng.lognormal(0, 1, (12, 2)), rng.lognormal(0, 1, (12, 2))
        convex = radial_efficiency(x, y, rts="vrs").scores
        assert (convex <= own(x, y, "input")[0] + 1e-9).all()
        convex = radial_efficiency(x, y, rts="vrs", orientation="output").scores
        assert (convex >= own(x, y, "output")[0] - 1e-9).all()


def test_the_unit_of_measurement_of_a_column_does_not_matter():
    rng = np.random.default_rng(5)
    x, y = rng.integers(1, 6, (20, 2)).astype(float), rng.integers(0, 6, (20, 2)) + 0.0
    y[~y.any(axis=1), 0] = 1
    powers = np.array([2.0**-20, 2.0**30])  # powers of two, so that nothing is rounded
    for orientation in ("input", "output"):
        before, after = own(x, y, orientation), own(x * powers, y * powers[::-1], orientation)
        assert_array_equal(before[0], after[0])
        assert_array_equal(before[1], after[1])


def test_one_more_reference_unit_never_brings_a_unit_closer_to_the_frontier():
    for x, y, x_ref, y_ref in problems(6, 60):
        fewer = fdh_efficiency(x, y, x_ref[:-1], y_ref[:-1], "input")[0]
        more = fdh_efficiency(x, y, x_ref, y_ref, "input")[0]
        assert (np.nan_to_num(more, nan=np.inf) <= np.nan_to_num(fewer, nan=np.inf)).all()


def test_an_input_the_unit_does_not_use_must_not_be_used_by_the_peer():
    x, y = np.array([[0.0, 4], [1, 1], [0, 3]]), np.ones((3, 1))
    scores, peers = own(x, y, "input")
    assert_array_equal(scores, [0.75, 1, 1])
    assert peers.tolist() == [2, 1, 2]


def test_an_output_the_unit_does_not_have_is_no_demand():
    x, y = np.array([[4.0], [2]]), np.array([[1.0, 0], [1, 0]])
    assert own(x, y, "input")[0].tolist() == [0.5, 1.0]
    assert own(x, y * 3, "output")[0].tolist() == [1.0, 1.0]


def test_without_anyone_to_compare_with_there_is_no_score_and_no_peer():
    unit = np.array([[2.0]]), np.array([[5.0]])
    scores, peers = fdh_efficiency(*unit, np.array([[1.0]]), np.array([[4.0]]), "input")
    assert np.isnan(scores[0])
    assert peers.tolist() == [-1]
    scores, peers = fdh_efficiency(*unit, np.array([[3.0]]), np.array([[9.0]]), "output")
    assert np.isnan(scores[0])
    assert peers.tolist() == [-1]


def test_a_better_unit_than_the_reference_passes_one():
    unit = np.array([[1.0]]), np.array([[4.0]])
    worse = np.array([[2.0]]), np.array([[5.0]])
    assert fdh_efficiency(*unit, *worse, "input")[0].tolist() == [2.0]
    assert fdh_efficiency(np.array([[3.0]]), np.array([[10.0]]), *worse, "output")[0].tolist() == [0.5]


def test_a_reference_without_the_output_expands_nothing():
    unit = np.array([[1.0]]), np.array([[1.0, 1]])
    scores, peers = fdh_efficiency(*unit, np.array([[1.0]]), np.array([[1.0, 0]]), "output")
    assert (scores.tolist(), peers.tolist()) == ([0.0], [0])


def test_ties_go_to_the_first_row():
    x, y = np.array([[4.0, 2], [2, 2], [2, 2], [2, 1]]), np.ones((4, 1))
    assert own(x, y, "input")[1].tolist() == [3, 1, 1, 3]

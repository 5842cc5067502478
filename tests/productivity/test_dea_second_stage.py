"""Slacks and targets against published tables, against the whole second problem, and against what targets mean."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from helseplan.productivity.dea import DeaError, radial_efficiency
from helseplan.productivity.dea.second_stage import second_stage
from tests.productivity.dea_problems import ELEVEN, RTS, SETTINGS, SIX, TIGHT, problems

# Benchmarking's example for R (Bogetoft and Otto), the five firms of Coelli et al. (2005), chapter 6, and one more:
# inputs per unit of output.
ISOQUANT = np.array([[2, 5], [1, 2], [2, 2], [3, 2], [3, 1], [4, 1]]), np.ones((6, 1))
# Slacks of the eleven units as in the tests of DataEnvelopmentAnalysis.jl. Unit, column, slack; all others are zero.
ELEVEN_SLACKS = {
    ("crs", "input"): {(5, 0): 4.444444444, (8, 0): 1.640211640, (10, 1): 4},
    ("crs", "output"): {(5, 0): 8, (8, 0): 2, (10, 1): 4},
    ("vrs", "input"): {(10, 1): 4, (4, 2): 2.698412698},
    ("vrs", "output"): {(9, 0): 5, (9, 1): 11, (10, 1): 4},
}


def slacks(result):
    return np.hstack([result.input_slacks, result.output_slacks])


def largest(problem, unit, score, rts, orientation, value):
    """The largest value of slacks at the radial score, by one program over all reference units."""
    x_ref, y_ref = problem.peers
    x0, y0 = problem.x[unit], problem.y[unit]
    x0, y0 = (x0 * score, y0) if orientation == "input" else (x0, y0 * score)
    size_x, size_y = (np.where(ref.any(axis=0), ref.mean(axis=0), 1.0) for ref in (x_ref, y_ref))
    m, s = len(x0), len(y0)
    rows = np.vstack([(x_ref / size_x).T, -(y_ref / size_y).T])
    table, right = np.hstack([rows, np.eye(m + s)]), np.concatenate([x0 / size_x, -y0 / size_y])
    total = np.concatenate([np.ones(len(x_ref)), np.zeros(m + s)])[None, :]
    more = {}
    if rts == "vrs":
        table, right = np.vstack([table, total]), np.append(right, 1.0)
    elif rts != "crs":
        sign = 1.0 if rts == "nirs" else -1.0
        more = {"A_ub": sign * total, "b_ub": [sign]}
    cost = -np.concatenate([np.zeros(len(x_ref)), value * np.concatenate([size_x, size_y])])
    for options in (TIGHT, {}):
        result = linprog(cost, A_eq=table, b_eq=right, **more, method="highs", options=options)
        if result.status == 0:
            return -result.fun
    raise AssertionError(result.message)


def test_six_units_of_cooper_seiford_tone_have_their_published_slack():
    """Unit F uses as little of the second input as C and two more of the first: score 1, but not efficient."""
    result = second_stage(*SIX)
    assert_allclose(result.input_slacks, [[0, 0]] * 5 + [[2, 0]], atol=1e-12)
    assert_allclose(result.input_targets[5], [8, 1], rtol=1e-12)
    assert result.strongly_efficient.tolist() == [False, False, True, True, True, False]


@pytest.mark.parametrize("weighting", ["means", "raw"])
def test_the_isoquant_example_has_its_published_slacks(weighting):
    for rts in ("crs", "vrs"):
        result = second_stage(*ISOQUANT, rts=rts, weighting=weighting)
        assert_allclose(result.scores, [0.5, 1, 0.8333, 0.7143, 1, 1], atol=5e-5)
        assert_allclose(result.input_slacks, [[0, 0.5], [0, 0], [0, 0], [0, 0], [0, 0], [1, 0]], atol=1e-12)
        assert_allclose(result.output_slacks, 0, atol=1e-12)


@pytest.mark.parametrize(("rts", "orientation"), list(ELEVEN_SLACKS))
def test_eleven_units_have_their_published_slacks(rts, orientation):
    expected = np.zeros((11, 3))
    for place, slack in ELEVEN_SLACKS[rts, orientation].items():
        expected[place] = slack
    for weighting in ("means", "raw"):
        result = second_stage(*ELEVEN, rts=rts, orientation=orientation, weighting=weighting)
        assert_allclose(slacks(result), expected, rtol=1e-9, atol=1e-9)


def test_of_several_solutions_the_one_with_the_largest_slacks_is_chosen_by_hand():
    """The last unit may be compared with any of three that use 1 of the first input; the third saves most."""
    x, y = [[1, 3], [1, 2], [1, 1], [1, 4]], [[1], [1], [1], [1]]
    result = second_stage(x, y)
    assert result.scores.tolist() == [1, 1, 1, 1]
    assert_allclose(result.input_slacks, [[0, 2], [0, 1], [0, 0], [0, 3]], atol=1e-12)
    assert result.strongly_efficient.tolist() == [False, False, True, False]
    assert [set(row[row >= 0]) for row in result.peer_units] == [{2}] * 4
    assert set(result.several) <= {0, 1, 2, 3}


def test_the_weighting_decides_which_slack_is_larger():
    """At the same score, one unit of the first input or three of the second can be saved; means 5/3 and 100."""
    x_ref = np.array([[1.0, 5.0], [2.0, 2.0], [2.0, 293.0]])
    unit, y_ref = np.array([[2.0, 5.0]]), np.ones((3, 1))
    raw = second_stage(
        unit, [[1]], rts="vrs", orientation="output", reference=(x_ref, y_ref), weighting="raw"
    )
    means = second_stage(unit, [[1]], rts="vrs", orientation="output", reference=(x_ref, y_ref))
    assert_allclose(raw.input_slacks, [[0, 3]], atol=1e-12)
    assert_allclose(means.input_slacks, [[1, 0]], atol=1e-12)


@pytest.mark.parametrize("weighting", ["means", "raw"])
def test_the_value_of_slacks_is_the_largest_there_is(weighting):
    checked = 0
    for problem in problems(
        81, 60, kinds=("ties", "zeros", "duplicates", "lognormal", "near"), most=12, widest=3
    ):
        x_ref, y_ref = problem.peers
        means = np.concatenate([np.where(ref.any(axis=0), ref.mean(axis=0), 1.0) for ref in (x_ref, y_ref)])
        value = 1 / means if weighting == "means" else np.ones(len(means))
        rng = np.random.default_rng(checked)
        for rts, orientation in SETTINGS:
            result = second_stage(
                problem.x,
                problem.y,
                rts=rts,
                orientation=orientation,
                reference=problem.reference,
                weighting=weighting,
            )
            unit = int(rng.integers(len(problem.x)))
            if np.isnan(result.scores[unit]):
                assert np.isnan(slacks(result)[unit]).all()
                continue
            best = largest(problem, unit, result.scores[unit], rts, orientation, value)
            assert slacks(result)[unit] @ value == pytest.approx(best, abs=1e-7), (rts, orientation, unit)
            checked += 1
    assert checked > 400


def test_scores_are_those_of_the_first_stage_and_targets_are_made_of_the_peers():
    for problem in problems(82, 54, most=20):
        x_ref, y_ref = problem.peers
        size_x, size_y = x_ref.max(axis=0), y_ref.max(axis=0)
        for rts, orientation in SETTINGS:
            first = radial_efficiency(
                problem.x, problem.y, rts=rts, orientation=orientation, reference=problem.reference
            )
            result = second_stage(
                problem.x, problem.y, rts=rts, orientation=orientation, reference=problem.reference
            )
            assert_allclose(result.scores, first.scores, rtol=1e-12, atol=1e-15)
            assert not (slacks(result) < 0).any()
            weights = np.where(result.peer_units >= 0, result.peer_weights, 0.0)
            for targets, ref, size in (
                (result.input_targets, x_ref, size_x),
                (result.output_targets, y_ref, size_y),
            ):
                made = (weights[:, :, None] * ref[result.peer_units]).sum(axis=1)
                found = ~np.isnan(result.scores)
                unit_size = np.maximum(made.max(axis=1), np.nan_to_num(targets).max(axis=1))[:, None]
                error = np.abs(made - targets) / np.maximum(size, unit_size)
                assert (error[found] < 1e-8).all(), (problem.kind, rts, orientation)


def test_targets_are_on_the_frontier_and_have_nothing_left_to_gain():
    for problem in problems(83, 30, kinds=("ties", "zeros", "duplicates", "lognormal", "near"), most=15):
        for rts, orientation in SETTINGS:
            result = second_stage(
                problem.x, problem.y, rts=rts, orientation=orientation, reference=problem.reference
            )
            real = (result.scores > 1e-12) & result.output_targets.any(axis=1)
            if not real.any():
                continue
            targets = np.maximum(result.input_targets[real], 0), result.output_targets[real]
            targets = tuple(np.where(part < 1e-12 * part.max(), 0.0, part) for part in targets)
            for direction in ("input", "output"):
                again = second_stage(*targets, rts=rts, orientation=direction, reference=problem.peers)
                assert_allclose(again.scores, 1, atol=1e-8)
                assert_allclose(again.input_slacks, 0, atol=1e-7 * problem.peers[0].max())
                assert_allclose(again.output_slacks, 0, atol=1e-7 * problem.peers[1].max())


@pytest.mark.parametrize("rts", RTS)
def test_slacks_in_shares_of_the_means_do_not_depend_on_units_of_measurement(rts):
    rng = np.random.default_rng(84)
    for problem in problems(84, 20, kinds=("lognormal", "near"), most=20, separate=0):
        factor_x, factor_y = (10.0 ** rng.integers(-6, 10, part.shape[1]) for part in (problem.x, problem.y))
        before = second_stage(problem.x, problem.y, rts=rts)
        after = second_stage(problem.x * factor_x, problem.y * factor_y, rts=rts)
        assert_allclose(after.input_slacks / factor_x, before.input_slacks, atol=1e-8 * problem.x.max())
        assert_allclose(after.output_slacks / factor_y, before.output_slacks, atol=1e-8 * problem.y.max())
        assert after.strongly_efficient.tolist() == before.strongly_efficient.tolist()


def test_what_cannot_be_asked_for_is_refused():
    with pytest.raises(DeaError, match="Slakk er ikke definert"):
        second_stage(*SIX, rts="fdh")
    with pytest.raises(DeaError, match="Ukjent weighting: 'none'"):
        second_stage(*SIX, weighting="none")
    with pytest.raises(ValueError, match="read-only"):
        second_stage(*SIX).input_slacks[0] = 1

"""Super-efficiency against published scores and against leaving out each unit."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.productivity.dea import DeaError, radial_efficiency, supers
from helseplan.productivity.dea.supers import super_efficiency
from tests.productivity.dea_problems import ORIENTATIONS, RTS, SETTINGS, problems, textbook

# The example of Andersen and Petersen (1993), as in Benchmarking for R: five units, two inputs, one output of 1.
FIVE = np.array([[2, 12], [2, 8], [5, 5], [10, 4], [10, 6]]), np.ones((5, 1))
# Bogetoft and Otto (2011): six firms, one input, one output.
FIRMS = np.array([[20], [40], [40], [60], [70], [50]]), np.array([[20], [30], [50], [40], [60], [20]])


def test_five_units_of_andersen_and_petersen_by_hand():
    """Each ray is cut by the line between its neighbours.

    The second by the line from the first to the third, 12 − 7/3 (x − 2): θ = 25/19. The third by the line from the
    second to the fourth, 8 − (x − 2)/2: 6/5. The fourth uses 4 of the second input where the least is 5: 5/4. The
    last by the line from the third to the fourth: 3/4. The first has no rival with less of the first input: 1.
    """
    assert_allclose(super_efficiency(*FIVE).scores, [1, 25 / 19, 6 / 5, 5 / 4, 3 / 4], rtol=1e-12)


def test_six_firms_under_variable_returns_as_benchmarking_for_r():
    """The fifth produces more than any other: no amount of input brings the others there."""
    result = super_efficiency(*FIRMS, rts="vrs")
    assert_allclose(result.scores, [2, 2 / 3, 1.4375, 5 / 9, np.nan, 0.4], rtol=1e-12)
    assert result.infeasible == (4,)


def test_the_unit_with_the_least_input_cannot_be_matched_under_variable_returns_by_output():
    result = super_efficiency(*FIRMS, rts="vrs", orientation="output")
    assert result.infeasible == (0,)
    # Without the third firm the line from (20, 20) to (70, 60) gives 36 at 40; without the fifth the most is 50.
    assert_allclose(result.scores[[2, 4]], [36 / 50, 50 / 60], rtol=1e-12)


@pytest.mark.parametrize(("rts", "orientation"), SETTINGS)
def test_every_score_is_the_textbook_score_without_the_unit(rts, orientation):
    infeasible = 0
    for problem in problems(
        91, 24, kinds=("lognormal", "ties", "zeros", "near"), most=10, widest=3, separate=0
    ):
        x, y = problem.x, problem.y
        if len(x) < 2:
            continue
        result = super_efficiency(x, y, rts=rts, orientation=orientation)
        own = radial_efficiency(x, y, rts=rts, orientation=orientation).scores
        for unit in np.flatnonzero(np.abs(own - 1) <= 1e-9)[:3]:
            others = np.arange(len(x)) != unit
            expected = textbook(x[unit], y[unit], x[others], y[others], rts, orientation)
            if np.isnan(expected) or expected < 1e-9:
                assert np.isnan(result.scores[unit])
                assert unit in result.infeasible
                infeasible += 1
            else:
                assert result.scores[unit] == pytest.approx(expected, rel=1e-9)
        inefficient = np.abs(own - 1) > 1e-9
        assert (result.scores[inefficient] == own[inefficient]).all()
        assert result.infeasible == tuple(np.flatnonzero(np.isnan(result.scores)))
    assert infeasible > 0 or rts in ("crs", "nirs", "ndrs")


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_under_constant_returns_a_unit_is_infeasible_only_with_zeros(orientation):
    """Nobody else does without the second input (first unit), or makes the second product (third)."""
    x, y = [[1, 0], [1, 1], [1, 1]], [[1, 0], [1, 0], [1, 1]]
    result = super_efficiency(x, y, orientation=orientation)
    assert result.infeasible == (0, 2)
    assert np.isnan(result.scores[[0, 2]]).all()
    for problem in problems(92, 20, kinds=("lognormal", "sizes"), most=20, separate=0):
        if len(problem.x) > 1:
            assert super_efficiency(problem.x, problem.y, orientation=orientation).infeasible == ()


def test_under_constant_returns_the_two_orientations_are_each_others_inverse():
    for problem in problems(93, 20, kinds=("lognormal", "near", "ties"), most=20, separate=0):
        if len(problem.x) > 1:
            inwards, outwards = (
                super_efficiency(problem.x, problem.y, orientation=orientation).scores
                for orientation in ORIENTATIONS
            )
            assert_allclose(inwards * outwards, 1, rtol=1e-9)


@pytest.mark.parametrize("rts", RTS)
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_an_efficient_unit_with_a_twin_gets_one(rts, orientation):
    x, y = (np.vstack([part, part]) for part in FIVE)
    assert_allclose(super_efficiency(x, y, rts=rts, orientation=orientation).scores[[1, 2, 3]], 1, rtol=1e-12)


def test_two_units_are_measured_against_each_other():
    assert_allclose(super_efficiency([[2], [4]], [[1], [1]]).scores, [2, 0.5], rtol=1e-12)
    result = super_efficiency([[1, 2], [2, 1]], [[1], [1]], rts="vrs")
    assert_allclose(result.scores, [2, 2], rtol=1e-12)


def test_one_unit_has_no_others():
    with pytest.raises(DeaError, match="minst to enheter"):
        super_efficiency([[1]], [[1]])


def test_settings_are_checked_and_scores_cannot_be_changed():
    with pytest.raises(DeaError, match="Ukjent rts"):
        super_efficiency(*FIVE, rts="none")
    with pytest.raises(ValueError, match="read-only"):
        super_efficiency(*FIVE).scores[0] = 0


@pytest.mark.parametrize("rounded", [0.0, -3e-33, 2e-32])
def test_a_score_of_nothing_but_rounding_error_counts_as_none(monkeypatch, rounded):
    """Found on bank data with zeros, against R: −3e-33 where the others have none of the output."""
    honest = radial_efficiency

    def score(x, y, **settings):
        result = honest(x, y, **settings)
        return replace(result, scores=np.array([rounded])) if "reference" in settings else result

    monkeypatch.setattr(supers, "radial_efficiency", score)
    result = super_efficiency(*FIVE, orientation="output")
    assert result.infeasible == (0, 1, 2, 3)
    assert result.scores[4] == pytest.approx(4 / 3)


def test_a_unit_whose_input_and_product_nobody_shares_is_infeasible_and_not_next_to_nothing():
    """Was −1.2e-35: the others use the first input, the unit does not, and only the unit makes the first product."""
    x = [[0.0, 8.299999999999999], [109.5, 2.8000000000000003], [20.200000000000003, 364.90000000000003]]
    y = [[11.4, 9.0], [0.0, 10.799999999999999], [0.0, 24.1]]
    for rts in ("crs", "nirs"):
        result = super_efficiency(x, y, rts=rts, orientation="output")
        assert 0 in result.infeasible
        assert np.isnan(result.scores[0])

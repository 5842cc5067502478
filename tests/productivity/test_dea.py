"""Efficiency against published scores, formulas done by hand, and data at the edges."""

import ast
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.productivity import dea
from helseplan.productivity.dea import (
    DeaError,
    highs,
    radial_efficiency,
    scale_efficiency,
    sector_potential,
    solver,
)
from tests.productivity.dea_problems import ELEVEN, giving_up

# Cooper, Seiford and Tone (2007), example 1.1: eight stores, employees and sales.
STORES = (
    np.array([[2], [3], [3], [4], [5], [5], [6], [8]]),
    np.array([[1], [3], [2], [3], [4], [2], [3], [5]]),
)
# Cooper, Seiford and Tone (2007), example 2.2: six units, two inputs, one output.
SIX = np.array([[4, 3], [7, 3], [8, 1], [4, 2], [2, 4], [10, 1]]), np.ones((6, 1))
# Bogetoft and Otto (2011), numerical example in chapter 4: six firms, one input, one output.
FIRMS = np.array([[20], [40], [40], [60], [70], [50]]), np.array([[20], [30], [50], [40], [60], [20]])
# Scores of the eleven units as in the tests of DataEnvelopmentAnalysis.jl, there checked against R.
ELEVEN_SCORES = {
    ("crs", "input"): "1 0.6222896791 0.8198562444 1 0.3103709311 0.5555555556 1 0.7576690896 0.8201058201 "
    "0.4905660377 1",
    ("crs", "output"): "1 1.606968641 1.219726027 1 3.221951220 1.8 1 1.319837398 1.219354839 2.038461538 1",
    ("vrs", "input"): "1 0.8699861687 1 1 0.7116402116 1 1 1 1 0.4931209269 1",
    ("vrs", "output"): "1 1.507518797 1 1 3.203947368 1 1 1 1 1.192307692 1",
}


def test_stores_of_cooper_seiford_tone_have_their_published_efficiency():
    result = radial_efficiency(*STORES)
    assert_allclose(result.scores, [0.5, 1, 2 / 3, 0.75, 0.8, 0.4, 0.5, 0.625], rtol=1e-12)
    assert all(peers.tolist() == [1] for peers in result.peers())


def test_two_inputs_of_cooper_seiford_tone_have_their_published_efficiency_and_peers():
    result = radial_efficiency(*SIX)
    assert_allclose(result.scores, [0.8571, 0.6316, 1, 1, 1, 1], atol=5e-5)
    assert [peers.tolist() for peers in result.peers()[:2]] == [[3, 4], [2, 3]]
    assert_allclose(result.lambdas[0], [0, 0, 0, 5 / 7, 2 / 7, 0], atol=1e-12)


@pytest.mark.parametrize(("rts", "orientation"), list(ELEVEN_SCORES))
def test_eleven_units_have_their_published_scores(rts, orientation):
    result = radial_efficiency(*ELEVEN, rts=rts, orientation=orientation)
    published = [float(score) for score in ELEVEN_SCORES[rts, orientation].split()]
    assert_allclose(result.scores, published, rtol=2e-9)


def test_eleven_units_have_their_published_weights():
    lambdas = radial_efficiency(*ELEVEN).lambdas
    assert_allclose(lambdas[1, [3, 6]], [0.4249783174, 0.10928013877], rtol=1e-9)
    assert_allclose(lambdas[2, [0, 3]], [1.134321653, 0.4380053908], rtol=1e-9)
    assert_allclose(lambdas[9, [3, 6]], [0.4905660377, 0.49056603774], rtol=1e-9)


def test_one_input_one_output_under_constant_returns_is_the_ratio_to_the_best_ratio():
    rng = np.random.default_rng(2)
    x, y = rng.lognormal(3, 2, (40, 1)), rng.lognormal(1, 2, (40, 1))
    ratio = (y / x).ravel()
    assert_allclose(radial_efficiency(x, y).scores, ratio / ratio.max(), rtol=1e-10)
    assert_allclose(radial_efficiency(x, y, orientation="output").scores, ratio.max() / ratio, rtol=1e-10)


def test_scale_efficiency_and_returns_of_six_firms_done_by_hand():
    result = scale_efficiency(*FIRMS)
    # Best ratio 50/40; variable returns by interpolation on the hull (20, 20), (40, 50), (70, 60).
    assert_allclose(result.crs, [0.8, 0.6, 1, 8 / 15, 24 / 35, 0.32], rtol=1e-12)
    assert_allclose(result.vrs, [1, 2 / 3, 1, 5 / 9, 1, 0.4], rtol=1e-12)
    assert_allclose(result.scale, [0.8, 0.9, 1, 0.96, 24 / 35, 0.8], rtol=1e-12)
    assert result.returns == ("irs", "irs", "crs", "irs", "drs", "irs")
    assert result.failed == ()


def test_scale_efficiency_is_at_most_one_in_both_orientations():
    result = scale_efficiency(*FIRMS, orientation="output")
    assert_allclose(result.scale, result.vrs / result.crs, rtol=1e-12)
    assert (result.scale <= 1).all()
    assert result.returns[3] == "drs"  # 60 in: to the right of the best size when outputs are expanded


def test_the_peer_of_an_efficient_unit_is_itself():
    result = radial_efficiency(*FIRMS, rts="vrs")
    assert [result.peers()[i].tolist() for i in (0, 2, 4)] == [[0], [2], [4]]


def test_one_unit_is_efficient_by_definition():
    for rts in ("crs", "vrs", "nirs", "ndrs"):
        for orientation in ("input", "output"):
            result = radial_efficiency([[3, 0]], [[0, 5]], rts=rts, orientation=orientation)
            assert result.scores.tolist() == [1.0]
            assert_allclose(result.lambdas, [[1.0]])


def test_duplicates_get_the_same_score_and_change_no_other():
    twice = tuple(np.vstack([part, part]) for part in SIX)
    scores = radial_efficiency(*SIX).scores
    assert_allclose(radial_efficiency(*twice).scores, np.concatenate([scores, scores]), rtol=1e-12)


def test_more_dimensions_than_units_leaves_incomparable_units_efficient():
    assert radial_efficiency(np.eye(3, 5) + 0.1, np.eye(3, 4)).scores.tolist() == [1.0, 1.0, 1.0]


def test_a_unit_without_an_input_is_compared_only_with_units_without_it():
    x, y = [[0, 4], [0, 2], [1, 1]], [[1], [1], [1]]
    result = radial_efficiency(x, y)
    assert_allclose(result.scores, [0.5, 1, 1], rtol=1e-12)
    assert result.peers()[0].tolist() == [1]


def test_a_column_of_zeros_changes_nothing():
    x = np.column_stack([SIX[0], np.zeros(6)])
    y = np.column_stack([SIX[1], np.zeros(6)])
    assert_allclose(radial_efficiency(x, y).scores, radial_efficiency(*SIX).scores, rtol=1e-12)


def test_own_set_given_as_reference_gives_the_own_scores():
    for rts in ("crs", "vrs"):
        own = radial_efficiency(*ELEVEN, rts=rts)
        given = radial_efficiency(*ELEVEN, rts=rts, reference=ELEVEN)
        assert_allclose(given.scores, own.scores, rtol=1e-12)
        assert (own.separate_reference, given.separate_reference) == (False, True)


def test_scores_pass_one_when_the_reference_is_worse():
    assert_allclose(radial_efficiency([[1]], [[2]], reference=([[1]], [[1]])).scores, [2.0])
    better = radial_efficiency([[1]], [[2]], reference=([[1]], [[1]]), orientation="output")
    assert_allclose(better.scores, [0.5])


def test_a_unit_the_reference_cannot_match_is_reported_and_has_no_score():
    result = radial_efficiency([[1], [2]], [[9], [1]], rts="vrs", reference=([[1]], [[1]]))
    assert np.isnan(result.scores[0])
    assert result.scores[1] == pytest.approx(0.5)
    assert result.failed == (0,)
    assert np.isnan(result.lambdas[0]).all()
    assert result.peers()[0].size == 0


def test_the_reference_expands_nothing_when_it_lacks_the_output():
    with_output = radial_efficiency([[1]], [[1, 1]], reference=([[1]], [[1, 0]]), orientation="output")
    assert with_output.scores.tolist() == [0.0]
    assert radial_efficiency([[1]], [[1, 1]], reference=([[1]], [[1, 0]])).failed == (0,)


def test_a_solver_that_gives_up_is_reported(monkeypatch):
    """Both solvers: the compiled one certifies nothing, and HiGHS answers "numerical difficulties" (4)."""
    monkeypatch.setattr(solver, "solve", giving_up(solver.solve, range(8)))
    monkeypatch.setattr(highs, "linprog", lambda *_, **__: type("Result", (), {"status": 4})())
    result = radial_efficiency(*STORES)
    assert result.failed == tuple(range(8))
    assert np.isnan(result.scores).all()
    assert scale_efficiency(*STORES).returns == ("unknown",) * 8


def test_results_cannot_be_changed_by_accident():
    result = radial_efficiency(*STORES)
    for array in (result.scores, result.lambdas):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_sector_potential_weighs_units_by_size():
    assert sector_potential([0.5, 1.0], [1, 3]) == pytest.approx(1 - 3.5 / 4)
    assert sector_potential([1, 1], [5, 0]) == 0
    assert sector_potential([0.8, 0.8], [1e9, 3]) == pytest.approx(0.2)


def test_the_package_imports_nothing_from_the_rest_of_helseplan():
    for path in Path(dea.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            ours = [name for name in names if name.startswith("helseplan")]
            assert all(name.startswith("helseplan.productivity.dea") for name in ours), path


def test_dea_error_is_a_value_error():
    assert issubclass(DeaError, ValueError)

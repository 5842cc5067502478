"""What cannot be certified goes to HiGHS, is counted, and comes back as complete as the rest."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.productivity.dea import highs, radial_efficiency, solver
from helseplan.productivity.dea.second_stage import second_stage
from helseplan.productivity.dea.supers import super_efficiency
from tests.productivity.dea_problems import SETTINGS, SIX, giving_up, problems, shortfalls

ORDINARY = ("lognormal", "ties", "zeros", "duplicates", "near")


@pytest.fixture
def give_up(monkeypatch):
    """Make the compiled solver leave rows uncertified."""
    compiled = solver.solve
    return lambda *rows: monkeypatch.setattr(solver, "solve", giving_up(compiled, rows))


@pytest.mark.parametrize(("rts", "orientation"), SETTINGS)
def test_scores_are_the_same_and_prove_themselves_whoever_solved_them(give_up, rts, orientation):
    sets = list(problems(111, 40, kinds=ORDINARY, most=15))

    def score(problem):
        return radial_efficiency(
            problem.x, problem.y, rts=rts, orientation=orientation, reference=problem.reference
        )

    compiled = [score(problem) for problem in sets]
    give_up(0, 2, 3)
    for problem, before in zip(sets, compiled, strict=True):
        result = score(problem)
        assert set(result.fallbacks) >= {row for row in (0, 2, 3) if row < len(problem.x)}
        assert_allclose(result.scores, before.scores, rtol=1e-9, atol=1e-12)
        assert result.failed == before.failed
        found = ~np.isnan(result.scores)
        for part in shortfalls(problem, result):
            assert (part[found] <= 1e-8).all()


def test_peers_and_prices_are_there_too(give_up):
    before = radial_efficiency(*SIX)
    give_up(0, 1)
    result = radial_efficiency(*SIX)
    assert result.fallbacks == (0, 1)
    assert [peers.tolist() for peers in result.peers()[:2]] == [[3, 4], [2, 3]]
    assert_allclose(result.lambdas, before.lambdas, atol=1e-9)
    assert_allclose(result.multipliers.inputs[:2], before.multipliers.inputs[:2], rtol=1e-8)
    assert_allclose(result.multipliers.outputs[:2], before.multipliers.outputs[:2], rtol=1e-8)


def test_slacks_and_super_efficiency_are_the_same(give_up):
    slacks, supers = second_stage(*SIX), super_efficiency(*SIX)
    give_up(*range(6))
    again = second_stage(*SIX)
    assert_allclose(again.input_slacks, slacks.input_slacks, atol=1e-8)
    assert again.strongly_efficient.tolist() == slacks.strongly_efficient.tolist()
    result = super_efficiency(*SIX)
    assert_allclose(result.scores, supers.scores, rtol=1e-9)
    assert result.fallbacks == (0, 1, 2, 3, 4, 5)


def test_infeasible_stays_infeasible(give_up):
    proven = radial_efficiency([[1], [2]], [[9], [1]], rts="vrs", reference=([[1]], [[1]]))
    assert (proven.failed, proven.unproven) == ((0,), ())
    give_up(0, 1)
    result = radial_efficiency([[1], [2]], [[9], [1]], rts="vrs", reference=([[1]], [[1]]))
    assert result.failed == result.unproven == (0,)
    assert result.scores[1] == pytest.approx(0.5)
    assert result.fallbacks == (0, 1)


def test_a_unit_a_hair_beyond_reach_gets_no_score(give_up):
    """HiGHS with its own tolerances (1e-7) would accept it."""
    for over in (5e-8, 1e-8):
        x, y, reference = [[1.0]], [[1 + over]], ([[1.0], [2.0]], [[1.0], [1.0]])
        assert radial_efficiency(x, y, rts="vrs", reference=reference).failed == (0,)
        give_up(0)
        assert radial_efficiency(x, y, rts="vrs", reference=reference).failed == (0,)


@pytest.mark.parametrize("status", [1, 2, 3, 4])
def test_rows_that_highs_gives_up_too_have_failed(give_up, monkeypatch, status):
    give_up(1, 4)
    monkeypatch.setattr(highs, "linprog", lambda *_, **__: type("Result", (), {"status": status})())
    result = radial_efficiency(*SIX)
    assert result.failed == (1, 4)
    assert result.fallbacks == (1, 4)
    assert np.isnan(result.lambdas[[1, 4]]).all()
    assert np.isnan(result.multipliers.inputs[[1, 4]]).all()
    assert_allclose(result.scores[[0, 2, 3, 5]], [6 / 7, 1, 1, 1], rtol=1e-12)


def test_a_wrong_answer_from_highs_is_not_passed_on(give_up, monkeypatch):
    """An answer that is off by a thousandth must not come out as a score: it proves nothing."""
    honest = highs.linprog

    def off(*given, **settings):
        result = honest(*given, **settings)
        result.x = result.x * 1.001
        return result

    give_up(0, 1)
    monkeypatch.setattr(highs, "linprog", off)
    scores = radial_efficiency(*SIX).scores[:2]
    right = np.isclose(scores, [6 / 7, 12 / 19], rtol=1e-9)
    assert (np.isnan(scores) | right).all()

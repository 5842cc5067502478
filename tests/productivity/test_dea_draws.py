"""Many drawn reference sets at once: each must be what scoring it alone gives."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.productivity.dea import draws, radial_efficiency, solver
from helseplan.productivity.dea.draws import score_draws
from helseplan.productivity.dea.kernel import UNSURE
from tests.productivity.dea_problems import KINDS, ORIENTATIONS, RTS, SETTINGS, SIX, giving_up, problems

TAME = tuple(kind for kind in KINDS if kind != "wild")


def alone(x, y, factor, rts, orientation):
    """One draw by `radial_efficiency`."""
    drawn = (x * factor[:, None], y) if orientation == "input" else (x, y * factor[:, None])
    return radial_efficiency(x, y, rts=rts, orientation=orientation, reference=drawn)


@pytest.mark.parametrize(("rts", "orientation"), SETTINGS)
def test_every_draw_is_what_it_is_alone(rts, orientation):
    rng = np.random.default_rng(121)
    for problem in problems(121, 40, kinds=TAME, separate=0):
        x, y = problem.x, problem.y
        spread = rng.choice([0.05, 0.5, 3.0])
        factors = np.exp(spread * rng.normal(size=(4, len(x))))
        result = score_draws(x, y, factors, rts=rts, orientation=orientation)
        assert result.scores.shape == factors.shape
        for draw, factor in enumerate(factors):
            expected = alone(x, y, factor, rts, orientation).scores
            assert_allclose(result.scores[draw], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_factors_of_one_give_the_scores_themselves(orientation):
    for rts in RTS:
        result = score_draws(*(part + 0.0 for part in SIX), np.ones((3, 6)), rts=rts, orientation=orientation)
        own = radial_efficiency(*SIX, rts=rts, orientation=orientation).scores
        assert_allclose(result.scores, [own] * 3, rtol=1e-12)
        assert result.fallbacks == 0


def test_halving_every_input_of_the_reference_halves_every_score():
    x, y = (part + 0.0 for part in SIX)
    own = radial_efficiency(x, y, rts="vrs").scores
    result = score_draws(x, y, np.full((1, 6), 0.5), rts="vrs", orientation="input")
    assert_allclose(result.scores[0], own / 2, rtol=1e-12)


@pytest.mark.parametrize(("rts", "orientation"), SETTINGS)
def test_neither_threads_nor_the_company_of_other_draws_change_a_bit(rts, orientation):
    """Each draw starts afresh, so any split of the draws between workers gives the same."""
    rng = np.random.default_rng(122)
    x, y = rng.lognormal(0, 1, (30, 3)), rng.lognormal(0, 1, (30, 2))
    factors = rng.lognormal(0, 0.3, (12, 30))

    def score(part):
        return score_draws(x, y, part, rts=rts, orientation=orientation)

    one = score(factors)
    for parts in (2, 3, 12):
        with ThreadPoolExecutor(2) as pool:
            several = list(pool.map(score, np.array_split(factors, parts)))
        assert_array_equal(np.concatenate([part.scores for part in several]), one.scores)
        assert sum(part.fallbacks for part in several) == one.fallbacks
    assert_array_equal(score(factors[4:5]).scores[0], one.scores[4])
    assert_array_equal(score(np.asfortranarray(factors)).scores, one.scores)


def leave_uncertified(monkeypatch, rows):
    """Make the compiled solver leave these rows of every draw uncertified."""
    compiled = draws.solve_sets

    def give_up(*given):
        scores, status = compiled(*given)
        scores[:, rows], status[:, rows] = -1.0, UNSURE
        return scores, status

    monkeypatch.setattr(draws, "solve_sets", give_up)


@pytest.mark.parametrize(("rts", "orientation"), SETTINGS)
def test_what_is_uncertified_goes_to_highs_and_is_counted(monkeypatch, rts, orientation):
    rng = np.random.default_rng(123)
    x, y = rng.lognormal(0, 1, (12, 2)), rng.lognormal(0, 1, (12, 2))
    factors = rng.lognormal(0, 0.3, (6, 12))
    before = score_draws(x, y, factors, rts=rts, orientation=orientation)
    assert before.fallbacks == 0
    leave_uncertified(monkeypatch, [1, 7])
    alone = score_draws(x, y, factors, rts=rts, orientation=orientation)
    assert alone.fallbacks == 0  # certified when tried by themselves
    assert_allclose(alone.scores, before.scores, rtol=1e-9)
    monkeypatch.setattr(solver, "solve", giving_up(solver.solve, ()))
    result = score_draws(x, y, factors, rts=rts, orientation=orientation)
    assert result.fallbacks == 12
    assert_allclose(result.scores, before.scores, rtol=1e-9)
    kept = [unit for unit in range(12) if unit not in (1, 7)]
    assert_array_equal(result.scores[:, kept], before.scores[:, kept])


def test_what_highs_gives_up_too_has_no_score(monkeypatch):
    x, y = (part + 0.0 for part in SIX)
    leave_uncertified(monkeypatch, [0])
    monkeypatch.setattr(solver, "solve", giving_up(solver.solve, ()))
    monkeypatch.setattr(solver, "solve_one", lambda *_: None)
    result = score_draws(x, y, np.ones((2, 6)), rts="crs", orientation="input")
    assert np.isnan(result.scores[:, 0]).all()
    assert not np.isnan(result.scores[:, 1:]).any()
    assert result.fallbacks == 2


def test_a_draw_that_cannot_match_a_unit_has_no_score():
    """Only the second unit makes the second product, and its drawn twin makes half of it."""
    x, y = np.array([[1.0], [1.0]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    result = score_draws(x, y, np.array([[1.0, 1.0], [1.0, 0.5]]), rts="vrs", orientation="output")
    assert_allclose(result.scores, [[1, 1], [1, 0.5]], rtol=1e-12)
    inwards = score_draws(x, y, np.array([[3.0, 2.0]]), rts="vrs", orientation="input")
    assert_allclose(inwards.scores, [[2, 2]], rtol=1e-12)

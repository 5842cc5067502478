"""Fitting the staffing table to its known sums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from helseplan.demand.staffing import fit, refit

FREE = np.nan
SHAPE = (4, 5)
POSITIVE = arrays(float, SHAPE, elements=st.floats(1, 1000))


@settings(max_examples=25, deadline=None)
@given(seed=POSITIVE, truth=POSITIVE, known=arrays(bool, (3, 4)))
def test_the_sums_are_met_and_known_cells_kept(
    seed: np.ndarray, truth: np.ndarray, known: np.ndarray
) -> None:
    locked = np.full(SHAPE, FREE)
    locked[:3, :4] = np.where(known, truth[:3, :4], FREE)
    table = fit(seed, locked, truth.sum(axis=1), truth.sum(axis=0))
    assert_allclose(table.sum(axis=1), truth.sum(axis=1), rtol=1e-6)
    assert_allclose(table.sum(axis=0), truth.sum(axis=0), rtol=1e-6)
    assert_allclose(table[:3, :4][known], truth[:3, :4][known])
    assert (table >= 0).all()


@settings(max_examples=25, deadline=None)
@given(truth=POSITIVE)
def test_a_table_that_already_fits_is_left_alone(truth: np.ndarray) -> None:
    free = np.full(SHAPE, FREE)
    assert_allclose(fit(truth, free, truth.sum(axis=1), truth.sum(axis=0)), truth, rtol=1e-6)


def test_a_group_that_does_not_work_there_gets_nothing() -> None:
    seed = np.array([[1.0, 0.0, 2.0], [1.0, 1.0, 1.0]])
    table = fit(seed, np.full((2, 3), FREE), np.array([100.0, 200.0]), np.array([120.0, 80.0, 100.0]))
    assert table[0, 1] == 0


def test_odds_between_free_cells_are_those_of_the_seed() -> None:
    seed = np.array([[3.0, 1.0], [1.0, 1.0]])
    table = fit(seed, np.full((2, 2), FREE), np.array([50.0, 50.0]), np.array([60.0, 40.0]))
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(3)


def test_sums_that_differ_are_refused_with_both() -> None:
    with pytest.raises(ValueError, match="rad- og kolonnesummene er ulike: 200 og 210"):
        fit(np.ones((2, 2)), np.full((2, 2), FREE), np.array([100.0, 100.0]), np.array([130.0, 80.0]))


@pytest.mark.parametrize(
    ("seed", "locked", "rows", "columns"),
    [
        ([[1, 0], [1, 1]], [[FREE, FREE], [FREE, FREE]], [100, 100], [50, 150]),
        ([[1, 1], [1, 1]], [[120, FREE], [FREE, FREE]], [100, 100], [130, 70]),
        ([[1, 1], [1, 1]], [[120, FREE], [FREE, FREE]], [100, 100], [100, 100]),
        ([[1, 1], [1, 1]], [[60, 20], [FREE, FREE]], [100, 100], [100, 100]),
    ],
    ids=[
        "zero in the way",
        "known cell above its row",
        "known cell above row and column",
        "row is all known",
    ],
)
def test_sums_that_no_table_meets_are_refused(seed: list, locked: list, rows: list, columns: list) -> None:
    with pytest.raises(ValueError, match="bemanningstabellen lar seg ikke tilpasse"):
        fit(np.array(seed, float), np.array(locked, float), np.array(rows, float), np.array(columns, float))


@settings(max_examples=25, deadline=None)
@given(table=POSITIVE, target=arrays(float, (4, 2), elements=st.floats(1, 1000)))
def test_refitting_meets_the_blocks_and_keeps_the_mix_inside_them(
    table: np.ndarray, target: np.ndarray
) -> None:
    block = np.array([0, 0, 0, 1, 1])
    moved = refit(table, target.sum(axis=1), target.sum(axis=0), block)
    assert_allclose(moved.sum(axis=1), target.sum(axis=1), rtol=1e-6)
    for number in (0, 1):
        inside, before = moved[:, block == number], table[:, block == number]
        assert inside.sum() == pytest.approx(target[:, number].sum(), rel=1e-6)
        assert_allclose(
            inside / inside.sum(axis=1, keepdims=True), before / before.sum(axis=1, keepdims=True)
        )

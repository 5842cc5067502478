"""A draw's result is its own: not its neighbours', its chunk's or their number's, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from helseplan.chain import CHUNK, Chain, Levers, Outcome
from tests.chain.changes import Opened, random_levers, together

COUNT = 3 * CHUNK + 8


@pytest.fixture(scope="module")
def chain(on_reference: Callable[..., Opened]) -> Chain:
    return on_reference().chain


@pytest.fixture(scope="module")
def levers(chain: Chain) -> Levers:
    return random_levers(chain, COUNT, 11)


@pytest.fixture(scope="module")
def whole(chain: Chain, levers: Levers) -> Outcome:
    return chain.evaluate(levers)


def same(found: Outcome, wanted: Outcome, rows: np.ndarray) -> None:
    for item in fields(Outcome):
        assert_array_equal(getattr(found, item.name), getattr(wanted, item.name)[rows], err_msg=item.name)


def test_the_draws_differ(whole: Outcome) -> None:
    assert len(np.unique(whole.narrow[:, -1])) > COUNT / 2
    assert len(np.unique(whole.supply[:, 0, -1])) > COUNT / 2


@pytest.mark.parametrize("draw", [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 5, COUNT - 1])
def test_alone(chain: Chain, levers: Levers, whole: Outcome, draw: int) -> None:
    same(chain.evaluate(levers.part(slice(draw, draw + 1))), whole, np.array([draw]))


@pytest.mark.parametrize("count", [2, 7, 33, CHUNK, CHUNK + 1])
def test_among_fewer(chain: Chain, levers: Levers, whole: Outcome, count: int) -> None:
    same(chain.evaluate(levers.part(slice(0, count))), whole, np.arange(count))


@pytest.mark.parametrize("seed", [1, 2])
def test_in_another_order(chain: Chain, levers: Levers, whole: Outcome, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(COUNT)
    same(chain.evaluate(levers.part(order)), whole, order)


def test_among_draws_that_change_nothing(chain: Chain, levers: Levers, whole: Outcome) -> None:
    """What is skipped when no draw of a chunk needs it must not be seen in the last bit."""
    for draw in (3, 70):
        one = levers.part(slice(draw, draw + 1))
        found = chain.evaluate(together([chain.neutral(5), one, chain.neutral(20)]))
        quiet = chain.evaluate(chain.neutral(1))
        for item in fields(Outcome):
            values = getattr(found, item.name)
            assert_array_equal(values[5], getattr(whole, item.name)[draw])
            assert_array_equal(values[[0, 4, 6, 25]], np.repeat(getattr(quiet, item.name), 4, axis=0))


def test_nobody_and_nothing_is_below_nought(whole: Outcome) -> None:
    for item in fields(Outcome):
        assert getattr(whole, item.name).min() >= 0, item.name


def test_the_chain_and_the_levers_are_left_as_they_were(chain: Chain, levers: Levers, whole: Outcome) -> None:
    before = [getattr(levers, item.name).copy() for item in fields(Levers)]
    again = chain.evaluate(levers)
    same(again, whole, np.arange(COUNT))
    for item, values in zip(fields(Levers), before, strict=True):
        assert_array_equal(getattr(levers, item.name), values)

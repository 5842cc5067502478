"""Shapley values: exact, and independent of order."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from helseplan.shapley import shapley

NUMBER = st.floats(-1e6, 1e6)


@settings(max_examples=50, deadline=None)
@given(effects=st.lists(NUMBER, min_size=1, max_size=6))
def test_effects_that_only_add_up_are_each_players_own(effects: list[float]) -> None:
    players = [str(number) for number in range(len(effects))]
    own = dict(zip(players, effects, strict=True))
    shares = shapley(players, lambda chosen: np.array(sum(own[player] for player in chosen)))
    assert_allclose([shares[player] for player in players], effects, atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(table=st.lists(NUMBER, min_size=16, max_size=16))
def test_the_shares_add_up_to_the_whole_change(table: list[float]) -> None:
    def value(chosen: frozenset[str]) -> np.ndarray:
        return np.array(table[sum(1 << "abcd".index(player) for player in chosen)])

    assert_allclose(sum(shapley("abcd", value).values()), table[15] - table[0], atol=1e-6)


@settings(max_examples=50, deadline=None)
@given(factors=st.lists(st.floats(0.5, 2), min_size=3, max_size=3))
def test_the_order_of_the_players_does_not_matter(factors: list[float]) -> None:
    own = dict(zip("abc", factors, strict=True))

    def value(chosen: frozenset[str]) -> np.ndarray:
        return np.prod([own[player] for player in sorted(chosen)] or [1.0])

    first = shapley("abc", value)
    for order in permutations("abc"):
        other = shapley(order, value)
        assert_allclose([other[player] for player in "abc"], [first[player] for player in "abc"])


def test_two_factors_share_their_interaction_evenly() -> None:
    """2 × 3 = 6 from 1: alone 1 and 2, and 2 more together."""
    own = {"a": 2.0, "b": 3.0}
    shares = shapley(
        ["a", "b"], lambda chosen: np.array(np.prod([own[player] for player in chosen] or [1.0]))
    )
    assert (float(shares["a"]), float(shares["b"])) == (2, 3)


def test_who_changes_nothing_gets_nothing_and_equals_get_the_same() -> None:
    shares = shapley("abc", lambda chosen: np.array(100.0 if {"a", "b"} <= chosen else 0.0))
    assert_allclose([shares[player] for player in "abc"], [50, 50, 0])


def test_every_subset_is_valued_once() -> None:
    asked: list[frozenset[str]] = []

    def value(chosen: frozenset[str]) -> np.ndarray:
        asked.append(chosen)
        return np.zeros(3)

    assert shapley("abcd", value)["a"].shape == (3,)
    assert len(asked) == len(set(asked)) == 16

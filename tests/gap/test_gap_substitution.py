"""Substitution as a transport problem: nothing out of nothing, and never less filled than is possible."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from helseplan.errors import ParameterError
from helseplan.gap.substitution import after, solve, substitution
from helseplan.params import load
from helseplan.params.sections import Substitution

GROUPS = ["sykepleier", "helsefagarbeider", "vernepleier", "lege", "psykolog"]
RATES = (0.25, 0.5, 0.75, 1.0)
TINY = 1e-5


def frame(gaps: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {"path": "raw", "year": 2040, "group": list(gaps), "gap_aarsverk": [float(x) for x in gaps.values()]}
    )


def pair(giver: str, taker: str, rate: float = 1.0, share: float = 1.0) -> Substitution:
    return Substitution(from_group=giver, to_group=taker, rate=rate, max_share=share)


@st.composite
def problems(draw: st.DrawFn) -> tuple[dict[str, float], list[Substitution]]:
    """Gaps of five groups and some pairs between them."""
    gaps = {group: float(draw(st.integers(-1000, 1000))) for group in GROUPS}
    possible = list(itertools.permutations(GROUPS, 2))
    chosen = draw(st.lists(st.sampled_from(possible), min_size=1, max_size=8, unique=True))
    return gaps, [
        pair(*names, draw(st.sampled_from(RATES)), draw(st.sampled_from((0.0, 0.3, 1.0)))) for names in chosen
    ]


@settings(max_examples=100, deadline=None)
@given(problem=problems())
def test_nothing_comes_out_of_nothing(problem: tuple[dict[str, float], list[Substitution]]) -> None:
    gaps, pairs = problem
    moves = substitution(frame(gaps), pairs)
    rate = {(p.from_group, p.to_group): p.rate for p in pairs}
    share = {(p.from_group, p.to_group): p.max_share for p in pairs}
    assert (moves.moved_aarsverk >= 0).all()
    for row in moves.itertuples():
        key = (row.from_group, row.to_group)
        assert row.filled_aarsverk == pytest.approx(rate[key] * row.moved_aarsverk)
        assert row.moved_aarsverk <= share[key] * max(gaps[row.from_group], 0) + TINY
    for group, moved in moves.groupby("from_group").moved_aarsverk.sum().items():
        assert moved <= max(gaps[str(group)], 0) + TINY
    for group, filled in moves.groupby("to_group").filled_aarsverk.sum().items():
        assert filled <= max(-gaps[str(group)], 0) + TINY


@settings(max_examples=100, deadline=None)
@given(problem=problems())
def test_as_much_is_filled_as_the_dual_problem_allows(
    problem: tuple[dict[str, float], list[Substitution]],
) -> None:
    """The dual prices the surplus, the shortage and each pair's own limit; its least cost is the most that fills."""
    gaps, pairs = problem
    givers, takers = GROUPS, GROUPS
    caps = [
        *(max(gaps[group], 0.0) for group in givers),
        *(max(-gaps[group], 0.0) for group in takers),
        *(p.max_share * max(gaps[p.from_group], 0.0) for p in pairs),
    ]
    rows = np.zeros((len(pairs), len(caps)))
    for place, p in enumerate(pairs):
        rows[place, givers.index(p.from_group)] = 1
        rows[place, len(givers) + takers.index(p.to_group)] = p.rate
        rows[place, len(givers) + len(takers) + place] = 1
    dual = linprog(caps, A_ub=-rows, b_ub=[-p.rate for p in pairs], method="highs")
    filled = substitution(frame(gaps), pairs).filled_aarsverk.sum()
    assert filled == pytest.approx(dual.fun, abs=1e-4)


def test_the_best_by_trying_every_whole_number() -> None:
    """Two givers and two takers, small enough to try them all."""
    gaps = {"lege": 6.0, "psykolog": 4.0, "sykepleier": -5.0, "vernepleier": -3.0}
    pairs = [
        pair("lege", "sykepleier", 0.5),
        pair("lege", "vernepleier"),
        pair("psykolog", "sykepleier", 1.0, 0.5),
    ]
    best = 0.0
    for a, b, c in itertools.product(range(7), range(7), range(5)):
        if a + b <= 6 and c <= 2 and 0.5 * a + c <= 5 and b <= 3:
            best = max(best, 0.5 * a + b + c)
    assert substitution(frame(gaps), pairs).filled_aarsverk.sum() == pytest.approx(best)


@settings(max_examples=50, deadline=None)
@given(problem=problems(), seed=st.integers(0, 99))
def test_the_order_of_the_pairs_does_not_matter(
    problem: tuple[dict[str, float], list[Substitution]], seed: int
) -> None:
    gaps, pairs = problem
    shuffled = [pairs[place] for place in np.random.default_rng(seed).permutation(len(pairs))]
    pd.testing.assert_frame_equal(substitution(frame(gaps), pairs), substitution(frame(gaps), shuffled))


def test_no_pairs_move_nothing_and_change_no_total() -> None:
    moves = substitution(frame({"lege": 5, "sykepleier": -5}), [])
    assert moves.empty
    totals = pd.DataFrame(
        {
            "path": ["raw"],
            "year": [2040],
            "shortage_aarsverk": [-5.0],
            "surplus_aarsverk": [5.0],
            "net_aarsverk": [0.0],
        }
    )
    pd.testing.assert_frame_equal(after(totals, moves)[list(totals)], totals)


def test_the_fewest_moves_are_made_when_two_ways_fill_as_much() -> None:
    gaps = pd.Series({"lege": 10.0, "psykolog": 10.0, "sykepleier": -4.0})
    moved = solve(gaps, [pair("lege", "sykepleier", 0.5), pair("psykolog", "sykepleier", 1.0)])
    assert moved == pytest.approx([0, 4], abs=1e-4)


def test_between_equals_the_first_pair_is_used() -> None:
    gaps = pd.Series({"lege": 10.0, "psykolog": 10.0, "sykepleier": -4.0})
    moved = solve(gaps, [pair("lege", "sykepleier"), pair("psykolog", "sykepleier")])
    assert moved == pytest.approx([4, 0], abs=1e-4)


def test_what_is_moved_at_half_rate_lowers_the_net() -> None:
    """Eight årsverk moved fill four: shortage −10 → −6, surplus 8 → 0, net −2 → −6."""
    gaps = frame({"lege": 8, "sykepleier": -10})
    totals = pd.DataFrame(
        {
            "path": ["raw"],
            "year": [2040],
            "shortage_aarsverk": [-10.0],
            "surplus_aarsverk": [8.0],
            "net_aarsverk": [-2.0],
        }
    )
    then = after(totals, substitution(gaps, [pair("lege", "sykepleier", 0.5)])).iloc[0]
    assert [then.shortage_aarsverk, then.surplus_aarsverk, then.net_aarsverk] == pytest.approx(
        [-6, 0, -6], abs=TINY
    )


BASE = "from_group: lege, to_group: sykepleier"


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ("{from_group: lege, to_group: lege}", "«lege» kan ikke erstatte seg selv"),
        ("{from_group: doktor, to_group: lege}", "«doktor» er ikke en av de 14 gruppene"),
        ("{from_group: lege, to_group: adm_service}", "«adm_service» er ikke en av de 14 gruppene"),
        (f"{{{BASE}, rate: 0}}", "skal være minst 0.01"),
        (f"{{{BASE}, rate: 1.1}}", "skal være høyst 1"),
        (f"{{{BASE}, max_share: -0.1}}", "skal være minst 0"),
        (f"{{{BASE}, max_share: 2}}", "skal være høyst 1"),
        (f"{{{BASE}}}, {{{BASE}, rate: 0.5}}", "hvert par kan bare stå én gang: lege → sykepleier"),
        ("{from_group: lege}", "to_group mangler"),
        (f"{{{BASE}, andel: 1}}", "andel finnes ikke"),
    ],
)
def test_a_bad_pair_is_refused_by_name(pairs: str, says: str) -> None:
    with pytest.raises(ParameterError) as error:
        load("referanse", [f"gap.substitution=[{pairs}]"])
    assert says in str(error.value)
    assert "gap.substitution" in str(error.value)


def test_the_shipped_scenario_only_changes_the_substitution() -> None:
    own, reference = load("grupper_erstatter_hverandre"), load()
    assert own.gap.substitution
    gap = own.gap.model_copy(update={"substitution": []})
    assert own.model_copy(update={"gap": gap}) == reference

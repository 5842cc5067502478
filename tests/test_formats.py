"""Norwegian numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helseplan.formats import number, percent, to_hundreds


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1_000, 0, "1\u00a0000"),
        (343_500, 0, "343\u00a0500"),
        (5_550_203.4, 0, "5\u00a0550\u00a0203"),
        (-42_400, 0, "\u221242\u00a0400"),
        (-1.28, 1, "\u22121,3"),
        (12.9, 1, "12,9"),
        (1234.5678, 2, "1\u00a0234,57"),
        (-0.0, 0, "0"),
        (-0.04, 1, "0,0"),
        (0.4, 0, "0"),
        (None, 0, "\u2013"),
        (math.nan, 1, "\u2013"),
    ],
)
def test_numbers_have_a_hard_space_a_comma_and_a_true_minus(
    value: float | None, decimals: int, text: str
) -> None:
    assert number(value, decimals) == text


@pytest.mark.parametrize(("value", "text"), [(300, "+300"), (-300, "\u2212300"), (0, "0"), (0.2, "0")])
def test_a_sign_is_shown_on_request_but_never_on_nought(value: float, text: str) -> None:
    assert number(value, sign=True) == text


def test_per_cent_is_written_out() -> None:
    assert percent(12.9) == "12,9\u00a0prosent"
    assert percent(-1.28, 2, sign=True) == "\u22121,28\u00a0prosent"


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(42_349, 42_300), (42_350, 42_400), (-42_350, -42_400), (-42_349, -42_300), (49, 0), (50, 100)],
)
def test_hundreds_are_rounded_half_away_from_nought_as_in_the_plan(value: float, rounded: float) -> None:
    assert to_hundreds(value) == rounded


@settings(max_examples=50, deadline=None)
@given(st.floats(-1e12, 1e12))
def test_a_number_reads_back_within_its_rounding(value: float) -> None:
    text = number(value, 2).replace("\u00a0", "").replace("\u2212", "-").replace(",", ".")
    assert float(text) == pytest.approx(value, abs=0.00501 + abs(value) * 1e-15)
    assert not {" ", ".", "-"} & set(number(value, 2))

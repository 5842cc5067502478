"""The verdict on a published figure beside the model's own."""

from __future__ import annotations

import math

import pytest

from helseplan.checking import CHECK, HEADLINE, check, checks_frame, headline, headlines_frame


def verdict(published: float, tolerance: float = 10.0, **given: object) -> str:
    row = check("c", "t", published, page="p", unit="aarsverk", source="s", tolerance=tolerance, **given)  # type: ignore[arg-type]
    return row["verdict"]


@pytest.mark.parametrize(
    ("raw", "explanation", "expected"),
    [
        (100, "", "within"),
        (110, "", "within"),
        (90, "", "within"),
        (111, "", "outside"),
        (111, "fordi", "explained"),
        (130, "fordi", "explained"),
        (131, "fordi", "outside"),
        (math.inf, "fordi", "outside"),
    ],
)
def test_an_explanation_helps_only_up_to_three_tolerances(
    raw: float, explanation: str, expected: str
) -> None:
    assert verdict(100, raw=raw, explanation=explanation) == expected


def test_the_raw_figure_is_judged_because_the_benchmarked_fits_by_construction() -> None:
    assert verdict(100, raw=500, benchmarked=100) == "outside"
    assert verdict(100, benchmarked=100) == "within"


def test_what_the_model_does_not_compute_is_only_shown() -> None:
    assert verdict(100) == "shown"
    assert verdict(100, raw=500, tested=False) == "shown"


def test_no_rows_still_make_a_frame_with_every_column() -> None:
    assert dict(checks_frame([]).dtypes.astype(str)) == CHECK
    assert dict(headlines_frame([]).dtypes.astype(str)) == HEADLINE


def test_a_headline_keeps_what_it_is_given() -> None:
    row = headline(
        "code", 10, "Tittel", 1.5, page="p", unit="percent", comment="Setning.", quality="derived", decimals=1
    )
    assert list(row) == list(HEADLINE)
    assert (row["value"], row["decimals"], row["quality"]) == (1.5, 1, "derived")

"""Rows of a series as a reader meets them on the page that compares two vintages."""

from __future__ import annotations

import pytest

from helseplan.comparison.vintages.words import CODES, row_name, untold
from helseplan.vintages import Vintage
from helseplan.vintages.anchor_series import CELLS
from helseplan.vintages.municipal_series import UNITS

FETCHED = ("inflow", "group_traits", "career", "population_totals", "hospital_trusts", "use_profiles")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"group": "sykepleier", "item": "graduates"}, "Sykepleier, nyutdannede"),
        ({"profile": "children", "sex": "2", "age_from": 90, "age_to": 105}, "Barn, kvinner, 90 år og eldre"),
        ({"year": 2026, "region": "0", "sex": "1", "age_from": 0, "age_to": 0}, "2026, menn, 0 år"),
        ({"sex": "0", "age_from": 40, "age_to": 64}, "Begge kjønn, 40–64 år"),
        ({"service": "home_care", "group": "lege"}, "Hjemmetjenester, lege"),
        ({"group": "lege", "note": ""}, "Lege"),
        ({"item": "noe_nytt"}, "Størrelse «noe_nytt»"),
    ],
)  # fmt: skip
def test_a_row_is_named_in_words(row: dict[str, object], said: str) -> None:
    assert row_name(list(row), row.values()) == said
    assert untold(said) == ("«" in said)


@pytest.mark.parametrize("series", FETCHED)
def test_every_code_in_the_series_a_fetch_writes_has_a_norwegian_text(series: str, vintage: Vintage) -> None:
    frame = vintage.read(series)
    column = "profile" if series == "use_profiles" else "item"
    names = {row_name([column], [code]) for code in frame[column].unique()}
    assert not [name for name in names if untold(name)]


def test_so_have_those_of_the_series_that_a_vintage_may_do_without() -> None:
    assert {*UNITS, *(item for item, _, _ in CELLS), "narrow", "rest"} <= set(CODES)

"""Panels the Malmquist index cannot be computed from: one message each, saying what and where."""

import numpy as np
import pandas as pd
import pytest

from helseplan.productivity.dea import DeaError
from helseplan.productivity.dea.malmquist import malmquist

UNITS, PERIODS = ["a", "b", "a", "b"], [1, 1, 2, 2]
X, Y = [[1], [2], [3], [4]], [[1], [1], [1], [1]]


@pytest.mark.parametrize(
    ("units", "periods", "message"),
    [
        (["a", "a", "a", "b"], PERIODS, "Enhet a står mer enn én gang i periode 1 .*1 slike rader"),
        (UNITS, [7, 7, 7, 7], r"bare én periode \(7\)"),
        (["a", "b", "c", "d"], [7, 7, 7, 7], r"bare én periode \(7\)"),
        (["a", "b", "c", "d"], PERIODS, "Ingen enhet finnes i to perioder på rad"),
        (["a", "b", "a"], PERIODS, r"units har form \(3,\).*4 radene"),
        ([UNITS], PERIODS, r"units har form \(1, 4\)"),
        (UNITS, [1, 1, 2], r"periods har form \(3,\)"),
        (["a", None, "a", "b"], PERIODS, r"units\[1\] mangler"),
        (pd.Series(["a", "b", pd.NA, "b"]), PERIODS, r"units\[2\] mangler"),
        (pd.Series(["a", "b", None, "b"], dtype="str"), PERIODS, r"units\[2\] mangler"),
        (UNITS, [1, np.nan, 2, np.nan], r"periods\[1\] mangler .*2 i alt"),
        (UNITS, pd.to_datetime(["2020", "2020", None, "2021"]), r"periods\[2\] mangler"),
        (np.array(["a", 1, "a", 1], dtype=object), PERIODS, "units blander tall og tekst"),
    ],
)
def test_panels_without_meaning_are_refused(units, periods, message):
    with pytest.raises(DeaError, match=message):
        malmquist(units, periods, X, Y)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rts": "drs"}, "Ukjent rts"),
        ({"orientation": "graph"}, "Ukjent orientation"),
        ({"frontier": "sequential"}, "Ukjent frontier: 'sequential'. Velg blant: adjacent, fixed, pooled"),
        ({"base_period": 1}, "base_period gjelder bare"),
        ({"frontier": "fixed", "base_period": 3}, "base_period 3 finnes ikke i dataene. Velg blant: 1, 2"),
    ],
)
def test_bad_settings_are_refused_and_the_choices_listed(settings, message):
    with pytest.raises(DeaError, match=message):
        malmquist(UNITS, PERIODS, X, Y, **settings)


def test_bad_values_are_refused_with_their_place():
    with pytest.raises(DeaError, match=r"Y\[2, 0\] er nan"):
        malmquist(UNITS, PERIODS, X, [[1], [1], [np.nan], [1]])


def test_dates_texts_and_categories_are_periods_too():
    for periods in (
        pd.to_datetime(["2020", "2020", "2021", "2021"]),
        ["2020", "2020", "2021", "2021"],
        pd.Series(["2020", "2020", "2021", "2021"], dtype="category"),
    ):
        assert malmquist(UNITS, periods, X, Y).index.tolist() == pytest.approx([1 / 3, 1 / 2])

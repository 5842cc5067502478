"""Faults in the counts that a vintage may do without: graduates and students by group and year."""

from __future__ import annotations

import pandas as pd
import pytest

from helseplan.contracts.validate import faults
from helseplan.vintages.series import SERIES
from tests.vintages.faults import Change, put, without

YEARS = range(2022, 2026)


def counts(series: str) -> pd.DataFrame:
    rows = [(group, year, 700.0) for group in ("lege", "sykepleier") for year in YEARS]
    frame = pd.DataFrame(rows, columns=["group", "year", "persons"]).assign(
        source="dbh", quality="assumption"
    )
    return frame.assign(item="admitted") if series == "students" else frame


@pytest.mark.parametrize("series", ["graduates", "students"])
def test_sound_counts_pass(series: str) -> None:
    assert faults(counts(series), SERIES[series]) == []


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        (
            "graduates",
            lambda frame: pd.concat([frame, frame.iloc[[2]]], ignore_index=True),
            "nøkkelen finnes flere ganger",
        ),
        (
            "students",
            lambda frame: pd.concat([frame, frame.iloc[[2]]], ignore_index=True),
            "nøkkelen finnes flere ganger",
        ),
        ("graduates", lambda frame: frame.drop(columns="source"), "source"),
        ("students", lambda frame: frame.drop(columns="item"), "item"),
        ("graduates", without(group="lege", year=2023), "alle år mellom sitt første og sitt siste"),
        ("graduates", put("persons", -1.0, group="lege", year=2023), "minst 0"),
        ("students", put("persons", -1.0, group="lege", year=2023), "minst 0"),
        ("students", put("persons", 1e30, group="lege", year=2023), "høyst"),
        ("graduates", put("persons", 1e30, group="lege", year=2023), "høyst"),
        ("students", put("item", "finished", group="lege", year=2023), "finished"),
        ("students", put("group", "hjelpepleier", group="lege"), "hjelpepleier"),
    ],
)
def test_a_fault_is_named(series: str, change: Change, says: str) -> None:
    assert says in " ".join(map(str, faults(change(counts(series)), SERIES[series])))


@pytest.mark.parametrize("column", ["item", "year"])
def test_without_a_column_of_the_key_nothing_else_is_said_of_it(column: str) -> None:
    rows = counts("students")
    rows = pd.concat([rows, rows.assign(item="registered")], ignore_index=True)
    assert faults(rows.drop(columns=column), SERIES["students"]) == [f"kolonnen {column} mangler"]

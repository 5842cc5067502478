"""Small tables in SSB's layout, and what a mapping is given, for the tests of mappings about people."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from helseplan.contracts.validate import faults
from helseplan.errors import DataError
from helseplan.fetching import registry
from helseplan.fetching.mapping.given import Given
from helseplan.vintages import open_vintage
from helseplan.vintages.pxweb import jsonstat
from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.series import SERIES
from tests.pxtable import px_table

PLAN = "plan-2026"
SEXES = {"2": "Kvinner", "1": "Menn"}
AGES = {**{f"{age:03d}": f"{age} år" for age in range(105)}, "105+": "105 år eller eldre"}


def cube(table: str, dimensions: Mapping[str, Any], values: Any, **options: Any) -> Cube:
    """Read a table built in the test, as if it had come over the wire."""
    return jsonstat.read(json.dumps(px_table(table, dimensions, values, **options)).encode())


def given(row: str, **series: pd.DataFrame) -> Given:
    """What a mapping is given: the real row, and the plan's series except those named."""
    plan = open_vintage(PLAN)

    def read(name: str) -> pd.DataFrame:
        if name in series:
            return series[name].copy()
        if not plan.has(name):
            raise DataError(f"{name} mangler")
        return plan.read(name)

    found = next(item for item in registry.registry() if item.row == row)
    return Given(found, f"{row}-test", read, lambda name: name in series or plan.has(name))


def population(
    years: tuple[int, ...], persons: Callable[[str, int], float] = lambda sex, age: 1000.0
) -> pd.DataFrame:
    """A count by single age in the series' own columns."""
    rows = [
        (year, "0", sex, age, age, persons(sex, age), "test", "published")
        for year in years
        for sex in "12"
        for age in range(106)
    ]
    return pd.DataFrame(rows, columns=list(SERIES["population"].columns))


def kept(series: str, frame: pd.DataFrame) -> list[str]:
    """What a new series breaks of its contract, types and the order of columns included."""
    wrong = [] if list(frame.columns) == list(SERIES[series].columns) else ["the order of columns"]
    return [*wrong, *faults(frame, SERIES[series])]

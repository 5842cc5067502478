"""Rows and columns that the tables of a comparison share: one column per run, the difference in small type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest

import pandas as pd

from helseplan import formats
from helseplan.comparison import finding
from helseplan.comparison import numbers as n
from helseplan.comparison.reading import LAST, Run
from helseplan.report.display import Column

BELOW = "Med liten skrift: forskjellen fra {first}."
_MEASURES = ("published", "derived", "calibrated", "assumption")
Row = dict[str, str]


def columns(first: str, headings: Sequence[str], decimals: int | None = 0) -> tuple[Column, ...]:
    """Return the column that names the rows, and one for each heading."""
    each = (Column(f"run{i}", heading, decimals, below=f"below{i}") for i, heading in enumerate(headings))
    return (Column("label", first), *each)


def texts(label: str, said: Sequence[str], below: Sequence[str] = ()) -> Row:
    """Return a row of texts, with or without small type under them."""
    row = {"label": label}
    for place, (text, small) in enumerate(zip_longest(said, below, fillvalue="")):
        row |= {f"run{place}": text, f"below{place}": small}
    return row


def values(label: str, found: Sequence[float]) -> Row:
    """Return a row of numbers with the difference to the first under the others."""
    below = ["", *(difference(value - found[0]) for value in found[1:])]
    return texts(label, [formats.number(value) for value in found], below)


def numbers(
    label: str,
    runs: Sequence[Run],
    frame: pd.DataFrame,
    quantity: str,
    year: int = LAST,
    *,
    group: str = n.ALL,
    measure: str = "",
) -> Row:
    """Return a row with one quantity of every run."""
    return values(label, [n.value(frame, run, quantity, year, group, measure) for run in runs])


def difference(value: float) -> str:
    """Return a difference with its sign; nothing when one of the two is not known."""
    return "" if math.isnan(value) else formats.number(value, sign=True)


def dashes(rows: Sequence[Row]) -> bool:
    """Whether a number is missing in some row."""
    return any(formats.MISSING in row.values() for row in rows)


def quality(runs: Sequence[Run]) -> tuple[str, ...]:
    """How firm the numbers are: the paths that the runs show, and the effects of measures where there are any."""
    kinds = {True: ("calibrated",), False: ("derived", "assumption")}
    shown = (code for run in runs for code in kinds[run.benchmarked])
    return tuple(dict.fromkeys([*(_MEASURES if finding.any_measures(runs) else ()), *shown]))

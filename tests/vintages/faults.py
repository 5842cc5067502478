"""Ways to spoil a series, shared by the tests of bad vintages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from helseplan.vintages.check import Problem

Change = Callable[[pd.DataFrame], pd.DataFrame]


def hits(frame: pd.DataFrame, where: dict[str, object]) -> pd.Series:
    found = (frame[list(where)] == pd.Series(where)).all(axis=1)
    assert found.any(), f"ingen rad har {where}"
    return found


def without(**where: object) -> Change:
    """Leave out the rows where every column has the value."""
    return lambda frame: frame[~hits(frame, where)]


def put(column: str, value: object, **where: object) -> Change:
    """Put a value into a column of the rows where every other column has the value."""
    return lambda frame: frame.assign(**{column: frame[column].mask(hits(frame, where), value)})


def times(column: str, factor: float) -> Change:
    """Give a whole column in another unit."""
    return lambda frame: frame.assign(**{column: (frame[column].astype(float) * factor).astype(str)})


def again(**value: str) -> Change:
    """All rows once more, with another value in a column."""
    return lambda frame: pd.concat([frame, frame.assign(**value)])


def only(problems: list[Problem], series: str) -> Problem:
    """The one problem, placed in the file, with a way out."""
    (problem,) = problems
    assert f"{series}.csv" in problem.where
    assert problem.fix
    return problem

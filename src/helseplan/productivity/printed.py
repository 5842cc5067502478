"""Printed figures with the rounding they were printed with, and what a formula of them can be."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pandas as pd

NATION = "0"


@dataclass(frozen=True)
class Printed:
    """A printed figure.

    Attributes:
        value: The figure.
        rounding: Half of the last printed digit; 0 where the source does not say how exact it is.
        quality: Quality code of the row.
        source: Source id of the row.
    """

    value: float
    rounding: float = 0.0
    quality: str = "published"
    source: str = ""


@dataclass(frozen=True)
class Range:
    """A value, and the lowest and highest it can be with figures that round to the printed ones."""

    value: float
    low: float
    high: float


class Figures:
    """The series ``productivity``, looked up by item, year and region."""

    def __init__(self, productivity: pd.DataFrame) -> None:
        self._rows = productivity

    def __call__(self, item: str, year: int | None = None, region: str = NATION) -> Printed:
        """Return a figure; the only one of the item and region when no year is given.

        Raises:
            KeyError: There is no such figure, or several.
        """
        rows = self._rows[(self._rows.item == item) & (self._rows.region == region)]
        if year is not None:
            rows = rows[rows.year == str(year)]
        if len(rows) != 1:
            raise KeyError(f"{item} {year or ''} {region}: {len(rows)} rows")
        row = rows.iloc[0]
        rounding = 0.0 if math.isnan(row.rounding) else float(row.rounding)
        return Printed(float(row.value), rounding, str(row.quality), str(row.source))

    def has(self, item: str, year: int, region: str = NATION) -> bool:
        """Whether a figure is printed."""
        rows = self._rows
        return bool(((rows.item == item) & (rows.region == region) & (rows.year == str(year))).any())


def spread(formula: Callable[..., float], *figures: Printed) -> Range:
    """Evaluate a formula of printed figures, and find the range their rounding allows.

    Args:
        formula: Takes the values of the figures. It has to be monotone in each of them: then the extremes lie at
            corners, and all of them are tried.
        *figures: The figures.
    """
    corners = [
        formula(*corner)
        for corner in product(
            *((figure.value - figure.rounding, figure.value + figure.rounding) for figure in figures)
        )
    ]
    return Range(formula(*(figure.value for figure in figures)), min(corners), max(corners))


def sources(*figures: Printed) -> str:
    """Return the source ids of some figures, without repetition, joined by semicolons."""
    return ";".join(dict.fromkeys(figure.source for figure in figures))

"""What the views of the demography stage share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.demography.source import from_table

if TYPE_CHECKING:
    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]
BASE_YEAR = 2024
YEARS = (2024, 2030, 2035, 2040, 2050, 2060)
LAST_SHOWN = 2060


def shown_years(years: Iterable[int], end: int) -> list[int]:
    """Return the years a table shows: the usual ones and the end year, as far as they exist."""
    return sorted({*YEARS, end} & set(years))


def quality(run: StageRun) -> tuple[str, ...]:
    """How firm the population is: printed in a table, or projected on printed assumptions."""
    return (
        ("published",) if from_table(run.params.demography.source, run.vintage) else ("derived", "assumption")
    )


FLOWS = ("derived", "assumption")
"""Births, deaths and migration are derived also when the population is printed."""

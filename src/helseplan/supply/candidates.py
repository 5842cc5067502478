"""Counts of graduates by year: what they say of the years after the base year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

NEWEST = 3
"""Years whose mean is compared: one year's count swings. An assumption."""


def education(
    graduates: pd.DataFrame, years: np.ndarray, base_year: int, groups: Sequence[str]
) -> np.ndarray:
    """Return graduates relative to the mean of the base year and the two before.

    The calibrated level is kept: it meets the plan's supply in 2040, which holds the capacity of the base year, and
    registers count otherwise than the sources it was found from. Only the growth since is taken from the counts.

    Args:
        graduates: The series ``graduates``: group, year, persons.
        years: The years wanted, from the start year on.
        base_year: The last year whose level is calibrated.
        groups: The groups wanted.

    Returns:
        Array year × group; 1 until the base year, and for groups that were not counted in all three years. A year not
        counted yet has the mean of the three newest.
    """
    out = np.ones((len(years), len(groups)))
    for place, group in enumerate(groups):
        counts = graduates[graduates["group"] == group].set_index("year").persons.sort_index()
        before = counts.loc[base_year - NEWEST + 1 : base_year]
        if len(before) < NEWEST or before.mean() <= 0:
            continue
        relative = counts / before.mean()
        later = np.array([relative.get(year, relative.tail(NEWEST).mean()) for year in years])
        out[:, place] = np.where(years > base_year, later, 1.0)
    return out

"""Counts of graduates by year: what they say of the years after the base year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

FEWEST = 5
"""Counted years up to the base year that a group needs before its later counts are compared with them: an assumption."""
NEWEST = 3
"""Counted years whose mean holds for years not counted yet, because one year's count swings: an assumption."""


def education(
    graduates: pd.DataFrame, years: np.ndarray, base_year: int, groups: Sequence[str]
) -> np.ndarray:
    """Return graduates relative to the mean of the years that calibration stands on.

    The level until the base year is the calibrated one: registers count otherwise than the sources it was found from,
    and only the growth since is taken from them.

    Args:
        graduates: The series ``graduates``: group, year, persons.
        years: The years wanted, from the start year on.
        base_year: The last year whose level is calibrated.
        groups: The groups wanted.

    Returns:
        Array year × group; 1 until the base year, and for groups without enough counts.
    """
    out = np.ones((len(years), len(groups)))
    for place, group in enumerate(groups):
        counts = graduates[graduates["group"] == group].set_index("year").persons.sort_index()
        before = counts.loc[years[0] + 1 : base_year]
        if len(before) < FEWEST or before.mean() <= 0:
            continue
        relative = counts / before.mean()
        later = np.array([relative.get(year, relative.tail(NEWEST).mean()) for year in years])
        out[:, place] = np.where(years > base_year, later, 1.0)
    return out

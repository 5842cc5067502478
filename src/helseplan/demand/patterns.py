"""Which years the use by age is from."""

from __future__ import annotations

import pandas as pd


def pattern_years(profiles: pd.DataFrame) -> str:
    """Return the years of a vintage's use by age for readers: ``2010–2023``, or one year.

    Args:
        profiles: The series ``use_profiles``.
    """
    first, last = profiles.year.min(), profiles.year.max()
    return str(first) if first == last else f"{first}–{last}"

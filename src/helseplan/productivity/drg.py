"""Productivity in hospitals: growth accounting, indices and the plan's counterfactuals."""

from __future__ import annotations

import numpy as np
import pandas as pd


def labour_productivity_change(points_percent: float, aarsverk_percent: float) -> float:
    """Return the change in DRG points per årsverk, per cent, from the changes in points and in årsverk."""
    return ((1 + points_percent / 100) / (1 + aarsverk_percent / 100) - 1) * 100


def saved_share(change_percent: float, counterfactual_percent: float, years: int) -> float:
    """Return the share of årsverk a steady growth would have saved.

    Args:
        change_percent: What labour productivity really changed over the period.
        counterfactual_percent: The yearly growth it is held against.
        years: Length of the period.

    Returns:
        Share of the end year's årsverk.
    """
    return 1 - (1 + change_percent / 100) / (1 + counterfactual_percent / 100) ** years


def raised_growth_effect(
    base: float, low_percent: float, high_percent: float, years: int
) -> dict[str, float]:
    """Return what raising productivity growth saves, under every formula a reader might mean.

    Args:
        base: Årsverk the saving is counted in.
        low_percent: Growth that already is in the reference path.
        high_percent: The raised growth.
        years: Number of steps.

    Returns:
        Formula → årsverk: ``ratio`` divides the two levels, ``difference`` subtracts the two growth factors,
        ``compound`` compounds the difference in growth.
    """
    low, high = 1 + low_percent / 100, 1 + high_percent / 100
    return {
        "ratio": base * (1 - (low / high) ** years),
        "difference": base * (high**years - low**years),
        "compound": base * ((1 + high - low) ** years - 1),
    }


def drg_per_krone_index(values: pd.Series) -> pd.DataFrame:
    """Rebuild the index of DRG points per krone for the years that printed changes determine.

    Args:
        values: Printed figures by item: cost_per_drg_point_change_2017_2024 (per cent, real),
            drg_per_krone_index_diff_2024_2019 and drg_per_krone_index_diff_2024_2023 (index points).

    Returns:
        Columns year, value (2017 = 100), quality. The years between are not printed and are left out.
    """
    last = 100 / (1 + values["cost_per_drg_point_change_2017_2024"] / 100)
    points = {
        2017: (100.0, "published"),
        2019: (last - values["drg_per_krone_index_diff_2024_2019"], "derived"),
        2023: (last - values["drg_per_krone_index_diff_2024_2023"], "derived"),
        2024: (last, "derived"),
    }
    rows = [
        {"year": year, "value": float(value), "quality": quality} for year, (value, quality) in points.items()
    ]
    return pd.DataFrame(rows)


def break_in_series(before: pd.Series, after: pd.Series, *, limit_percent: float = 8.0) -> bool:
    """Say whether the sum over units jumps more between two years than activity plausibly does."""
    change = after.sum() / before.sum() - 1
    return bool(np.abs(change) * 100 > limit_percent)

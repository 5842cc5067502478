"""From age groups to single years of age 0, 1, …, 105 (the last one open)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.interpolate import PchipInterpolator

OPEN_AGE = 105
AGES = np.arange(OPEN_AGE + 1)


def spread_counts(groups: pd.DataFrame, value: str) -> np.ndarray:
    """Spread counts per age group to single years so that every group keeps its sum exactly.

    The cumulative count is interpolated with a monotone cubic (PCHIP), which never gives a negative age.

    Args:
        groups: Columns age_from, age_to and ``value``; the groups tile 0–105.
        value: The column of counts, none negative.

    Returns:
        106 counts.
    """
    ordered = groups.sort_values("age_from")
    edges = np.append(ordered.age_from.to_numpy(), OPEN_AGE + 1).astype(float)
    cumulative = np.append(0.0, ordered[value].to_numpy(dtype=float).cumsum())
    return np.diff(PchipInterpolator(edges, cumulative)(np.arange(OPEN_AGE + 2.0)))


def spread_evenly(groups: pd.DataFrame, value: str) -> np.ndarray:
    """Spread counts per age group evenly over its years; may be negative (net migration)."""
    out = np.zeros(OPEN_AGE + 1)
    for row in groups.itertuples():
        out[row.age_from : row.age_to + 1] = getattr(row, value) / (row.age_to - row.age_from + 1)
    return out


def logit_rates(centres: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Interpolate rates below 1 to single years on the logit scale; beyond the last centre the slope goes on.

    A straight line on this scale levels off at the highest ages (Kannisto's model of old-age mortality).

    Args:
        centres: Centre age of each group, rising.
        rates: Rate of each group, between 0 and 1.

    Returns:
        106 rates.
    """
    logits = np.log(rates / (1 - rates))
    inside = PchipInterpolator(centres, logits)(np.clip(AGES + 0.5, centres[0], centres[-1]))
    slope = (logits[-1] - logits[-2]) / (centres[-1] - centres[-2])
    beyond = np.maximum(AGES + 0.5 - centres[-1], 0) * slope
    return np.asarray(1 / (1 + np.exp(-inside - beyond)))

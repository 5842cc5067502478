"""Bounds on the weights: how far prices of inputs, or of outputs, may lie from each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from helseplan.productivity.dea.validation import DeaError, FloatArray

Ratio = tuple[int, int, float, float]


@dataclass(frozen=True)
class WeightBounds:
    """Assurance regions: the ratio of two weights kept within limits.

    Attributes:
        inputs: Rows (i, k, low, high): low ≤ v_i / v_k ≤ high, columns counted from 0, in the data's own units.
            ``float("inf")`` leaves the upper side open, 0 the lower.
        outputs: The same for the output weights u.

    Source: Thompson, Singleton, Thrall and Smith (1986), Interfaces 16; Cooper, Seiford and Tone (2007), chapter 6.
    """

    inputs: Sequence[Ratio] = ()
    outputs: Sequence[Ratio] = ()


def generators(ratios: Sequence[Ratio], scale: FloatArray, name: str) -> FloatArray:
    """Turn ratios into vectors g with g·v ≤ 0 for weights of scaled columns.

    Args:
        ratios: Rows (i, k, low, high).
        scale: What each column is divided by.
        name: Of the table, for messages.

    Returns:
        (rows, columns), largest entry 1 in size.

    Raises:
        DeaError: A column that does not exist, a column against itself, or limits that cross.
    """
    rows = []
    for first, second, low, high in ratios:
        if not (0 <= first < len(scale) and 0 <= second < len(scale)) or first == second:
            raise DeaError(
                f"Vektgrensen ({first}, {second}) for {name} gjelder ikke to ulike kolonner. "
                f"Kolonnene er nummerert fra 0 til {len(scale) - 1}."
            )
        if not 0 <= low <= high or not high > 0 or np.isinf(low):
            raise DeaError(
                f"Vektgrensen ({first}, {second}) for {name} går fra {low} til {high}. "
                "Den nedre må være null eller større, men ikke uendelig, "
                "og den øvre større enn null og ikke mindre enn den nedre."
            )
        for limit, sign in ((low, -1.0), (high, 1.0)):
            if np.isfinite(limit) and (limit > 0 or sign > 0):
                row = np.zeros(len(scale))
                row[first], row[second] = sign / scale[first], -sign * limit / scale[second]
                rows.append(row / np.abs(row).max())
    return np.array(rows).reshape(len(rows), len(scale))


def inside(limits: FloatArray, name: str) -> FloatArray:
    """Return positive weights that meet all limits, as far from zero as they come.

    Raises:
        DeaError: No weights meet them all.
    """
    columns = limits.shape[1]
    if not len(limits):
        return np.ones(columns)
    left = np.vstack(
        [
            np.hstack([limits, np.zeros((len(limits), 1))]),
            np.hstack([-np.eye(columns), np.ones((columns, 1))]),
        ]
    )
    total = np.append(np.ones(columns), 0.0)[None, :]
    result = linprog(
        np.append(np.zeros(columns), -1.0), left, np.zeros(len(left)), total, [1.0], method="highs"
    )
    if result.status != 0 or result.x[-1] <= 1e-12:
        raise DeaError(f"Vektgrensene for {name} motsier hverandre: ingen positive vekter oppfyller alle.")
    return np.asarray(result.x[:-1] / result.x[:-1].max(), dtype=np.float64)

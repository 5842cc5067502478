"""Free disposal hull: each unit against single observed units, with no mixing and no scaling."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from helseplan.productivity.dea.validation import FloatArray, Orientation

IndexArray = npt.NDArray[np.intp]


def fdh_efficiency(
    x: FloatArray, y: FloatArray, x_ref: FloatArray, y_ref: FloatArray, orientation: Orientation
) -> tuple[FloatArray, IndexArray]:
    """Farrell scores against the free disposal hull, by comparing with one reference unit at a time.

    Input: the least, over reference units that produce at least as much of everything, of the largest ratio
    of their inputs to the unit's own. Output: the greatest, over reference units that use no more of
    anything, of the smallest ratio of their outputs to the unit's own. "At least as much" is decided on the
    numbers as they are, without a tolerance. No memory beyond the answer is used.

    Zeros: under input orientation an input the unit does not use must not be used by the peer either; an
    output it does not have puts no demand on the peer. Under output orientation an output the unit does not
    have is left out of the ratios.

    Args:
        x: (n, m) inputs of the units, already checked: finite, not negative, no row of zeros.
        y: (n, s) outputs of the units, likewise.
        x_ref: (k, m) inputs of the reference units, likewise.
        y_ref: (k, s) outputs of the reference units, likewise.
        orientation: "input" or "output".

    Returns:
        (n,) scores and (n,) row of the peer in the reference set. With ties the first row counts. NaN and −1
        where no reference unit can be compared with. A unit that is itself in the reference set never gets a
        score above 1 (input) or below 1 (output), since a number divided by itself is 1 exactly.

    Source: Deprins, Simar and Tulkens (1984), in The Performance of Public Enterprises; the enumeration:
    Tulkens (1993), Journal of Productivity Analysis 4.
    """
    x, y, x_ref, y_ref = (np.ascontiguousarray(table, dtype=np.float64) for table in (x, y, x_ref, y_ref))
    scores = np.full(len(x), np.nan)
    peers = np.full(len(x), -1, dtype=np.intp)
    fill = _fill_input if orientation == "input" else _fill_output
    fill(x, y, x_ref, y_ref, scores, peers)
    return scores, peers


@njit(cache=True, nogil=True)
def _at_least(high: FloatArray, low: FloatArray) -> bool:
    """Whether every value of `high` is at least the one of `low`."""
    for i in range(len(low)):  # noqa: SIM110  (compiled: a plain loop, no generator)
        if high[i] < low[i]:
            return False
    return True


@njit(cache=True, nogil=True)
def _largest_ratio(top: FloatArray, bottom: FloatArray, enough: float) -> float:
    """Largest top / bottom; infinite where bottom is zero and top is not, or once it reaches `enough`."""
    largest = 0.0
    for i in range(len(bottom)):
        if bottom[i] > 0.0:
            largest = max(largest, top[i] / bottom[i])
        elif top[i] > 0.0:
            return np.inf
        if largest >= enough:
            return np.inf
    return largest


@njit(cache=True, nogil=True)
def _smallest_ratio(top: FloatArray, bottom: FloatArray, enough: float) -> float:
    """Smallest top / bottom where bottom is not zero; −1 once it comes down to `enough`."""
    smallest = np.inf
    for i in range(len(bottom)):
        if bottom[i] > 0.0:
            smallest = min(smallest, top[i] / bottom[i])
            if smallest <= enough:
                return -1.0
    return smallest


@njit(cache=True, nogil=True)
def _fill_input(
    x: FloatArray,
    y: FloatArray,
    x_ref: FloatArray,
    y_ref: FloatArray,
    scores: FloatArray,
    peers: IndexArray,
) -> None:
    for unit in range(len(x)):
        best = np.inf
        for j in range(len(x_ref)):
            if not _at_least(y_ref[j], y[unit]):
                continue
            ratio = _largest_ratio(x_ref[j], x[unit], best)
            if ratio < best:
                best = ratio
                scores[unit] = ratio
                peers[unit] = j


@njit(cache=True, nogil=True)
def _fill_output(
    x: FloatArray,
    y: FloatArray,
    x_ref: FloatArray,
    y_ref: FloatArray,
    scores: FloatArray,
    peers: IndexArray,
) -> None:
    for unit in range(len(x)):
        best = -0.5  # below any ratio: a peer that lacks one of the outputs gives the score 0
        for j in range(len(x_ref)):
            if not _at_least(x[unit], x_ref[j]):
                continue
            ratio = _smallest_ratio(y_ref[j], y[unit], best)
            if ratio > best:
                best = ratio
                scores[unit] = ratio
                peers[unit] = j

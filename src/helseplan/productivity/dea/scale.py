"""Scale efficiency: what a unit loses by being smaller or larger than the most productive size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.radial import radial_efficiency
from helseplan.productivity.dea.validation import FloatArray, Orientation

Returns = Literal["irs", "crs", "drs", "unknown"]


@dataclass(frozen=True, eq=False)
class ScaleEfficiency:
    """Scores under three assumptions on scale, and what they say about the size of each unit.

    Attributes:
        crs: (n,) Farrell scores under constant returns to scale.
        vrs: (n,) Farrell scores under variable returns to scale.
        nirs: (n,) Farrell scores under non-increasing returns to scale.
        scale: (n,) scale efficiency, at most 1 in both orientations: crs / vrs for input, vrs / crs for
            output.
        returns: Per unit: "irs" (too small), "crs" (best size), "drs" (too large), "unknown" where a score is
            missing.
        failed: Rows where one of the scores is missing.
        orientation: Orientation used; for inefficient units `returns` may depend on it.
        fallbacks: How many of the 3 · n problems HiGHS solved.
    """

    crs: FloatArray
    vrs: FloatArray
    nirs: FloatArray
    scale: FloatArray
    returns: tuple[Returns, ...]
    failed: tuple[int, ...]
    orientation: Orientation
    fallbacks: int


def scale_efficiency(
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    *,
    orientation: Orientation = "input",
    reference: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    tolerance: float = 1e-6,
) -> ScaleEfficiency:
    """Split efficiency under constant returns into technical efficiency and scale efficiency.

    Returns to scale: the unit has the best size when scale efficiency is 1. Otherwise the score under
    non-increasing returns equals either the constant one (then the unit is too small, returns increase) or
    the variable one (too large, returns decrease).

    Args:
        X: Inputs, units × inputs.
        Y: Outputs, units × outputs.
        orientation: "input" or "output".
        reference: (X_ref, Y_ref) that span the frontier; the units themselves when None.
        tolerance: How far below 1 scale efficiency may be and still count as 1.

    Returns:
        A `ScaleEfficiency`.

    Raises:
        DeaError: The data or settings cannot be used.

    Source: Färe, Grosskopf and Lovell (1985), The Measurement of Efficiency of Production; Coelli et al.
    (2005), An Introduction to Efficiency and Productivity Analysis, chapter 6.
    """
    solved = [
        radial_efficiency(X, Y, rts=rts, orientation=orientation, reference=reference)
        for rts in ("crs", "vrs", "nirs")
    ]
    crs, vrs, nirs = (result.scores for result in solved)
    with np.errstate(invalid="ignore"):  # 0 / 0: the reference lacks an output the unit has
        scale = np.minimum(crs / vrs if orientation == "input" else vrs / crs, 1.0)
    small = np.abs(nirs - crs) <= np.abs(nirs - vrs)
    missing = np.isnan(crs + vrs + nirs + scale)
    returns = np.select([missing, scale >= 1.0 - tolerance, small], ["unknown", "crs", "irs"], "drs")
    failed = tuple(int(i) for i in np.flatnonzero(missing))
    scale.setflags(write=False)
    fallbacks = sum(len(result.fallbacks) for result in solved)
    return ScaleEfficiency(crs, vrs, nirs, scale, tuple(returns.tolist()), failed, orientation, fallbacks)

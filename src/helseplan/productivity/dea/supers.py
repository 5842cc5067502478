"""Super-efficiency: how far an efficient unit is from the frontier of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.radial import radial_efficiency
from helseplan.productivity.dea.validation import DeaError, FloatArray, Orientation, Rts, check_units

EFFICIENT = 1e-9
NOTHING = 1e-12
"""A score no larger than this is 0 with a rounding error, which may be negative."""


@dataclass(frozen=True, eq=False)
class SuperEfficiency:
    """Scores against all other units.

    Attributes:
        scores: (n,) Farrell scores that may pass 1; NaN where the others cannot match the unit at all.
        infeasible: Rows without a solution: no size of the input (or output) brings the unit to the others' frontier.
            It happens at the edges of the data, and under crs only with zeros.
        fallbacks: Rows that HiGHS solved.
        rts: Returns to scale used.
        orientation: Orientation used.
    """

    scores: FloatArray
    infeasible: tuple[int, ...]
    fallbacks: tuple[int, ...]
    rts: Rts
    orientation: Orientation


def super_efficiency(
    X: npt.ArrayLike, Y: npt.ArrayLike, *, rts: Rts = "crs", orientation: Orientation = "input"
) -> SuperEfficiency:
    """Score each unit against a frontier without the unit itself.

    An inefficient unit does not carry the frontier, so only efficient units are solved again.

    Args:
        X: Inputs, units × inputs, at least two units.
        Y: Outputs, units × outputs.
        rts: Returns to scale.
        orientation: "input" or "output".

    Returns:
        A `SuperEfficiency`.

    Raises:
        DeaError: The data or settings cannot be used, or there is one unit only.

    Source: Andersen and Petersen (1993), Management Science 39; on infeasibility: Seiford and Zhu (1999), INFOR 37.
    """
    x, y = check_units(X, Y)
    if len(x) < 2:
        raise DeaError("Supereffektivitet krever minst to enheter: hver måles mot de andre.")
    own = radial_efficiency(x, y, rts=rts, orientation=orientation)
    scores, fallbacks = own.scores.copy(), set(own.fallbacks)
    for unit in np.flatnonzero(np.abs(scores - 1) <= EFFICIENT):
        others = np.arange(len(x)) != unit
        alone = radial_efficiency(
            x[[unit]], y[[unit]], rts=rts, orientation=orientation, reference=(x[others], y[others])
        )
        # Producing nothing is possible under crs and nirs, but no comparison: a score of 0 counts as none.
        scores[unit] = alone.scores[0] if alone.scores[0] > NOTHING else np.nan
        if alone.fallbacks:
            fallbacks.add(int(unit))
    scores.setflags(write=False)
    infeasible = tuple(int(i) for i in np.flatnonzero(np.isnan(scores)))
    return SuperEfficiency(scores, infeasible, tuple(sorted(fallbacks)), rts, orientation)

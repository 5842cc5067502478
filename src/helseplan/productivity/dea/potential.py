"""From units to sector: the share of an input that best practice everywhere would free."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.validation import DeaError, as_floats, check_values


def sector_potential(scores: npt.ArrayLike, x: npt.ArrayLike) -> float:
    """Share of one input the sector could do without if every unit were efficient: 1 − Σθx / Σx.

    Large units weigh more than in the mean score. It is an upper bound on what is measured, not a saving:
    quality, case mix and everything else outside the model counts as inefficiency.

    Args:
        scores: (n,) input-oriented Farrell scores against the own frontier, each above 0 and at most 1.
        x: (n,) the input, zero or positive, any unit of measurement.

    Returns:
        A share from 0 to 1.

    Raises:
        DeaError: Different lengths, no units, a missing score, a score outside (0, 1], or an input that is
            negative, non-finite or zero in sum.

    Source: Farrell (1957), on the structural efficiency of an industry; here weighted by the input.
    """
    theta, amount = as_floats(scores, "scores"), as_floats(x, "x")
    if theta.ndim != 1 or theta.shape != amount.shape or theta.size == 0:
        raise DeaError(
            f"scores har form {theta.shape} og x har form {amount.shape}. "
            "Begge må være vektorer med én verdi per enhet."
        )
    check_values(theta, "scores")
    check_values(amount, "x")
    if not ((theta > 0) & (theta <= 1 + 1e-9)).all():
        raise DeaError(
            "Skårene må ligge mellom 0 og 1: bruk innsatsorienterte skårer målt mot enhetenes egen front."
        )
    if not amount.any():
        raise DeaError("x er null for alle enheter, og da er det ingenting å spare.")
    return float(1.0 - np.average(theta, weights=amount / amount.max()))

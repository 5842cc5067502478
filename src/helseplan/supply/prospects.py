"""Supply by year and group without the stocks: what one person gives in the years ahead, times the persons there are.

Many draws at once are then a few matrix products; following the stocks of as many draws would only move memory. Holds
when the rates and careers are alike in every year, as they are in calibration; see :mod:`helseplan.supply.engine`.
"""

from __future__ import annotations

import numpy as np

from helseplan.supply.engine import Career, Inflow, Rates


def supply(start: np.ndarray, rates: Rates, inflow: Inflow, career: Career) -> np.ndarray:
    """Compute what :func:`project` and :func:`aarsverk` of the engine give, for draws.

    Args:
        start: Available persons in the first year, group × sex × age.
        rates: Rates alike in every year, draw × 1 × group × sex × age.
        inflow: Those who enter, draw × year × group.
        career: Participation and position size, alike in every year, draw × 1 × group × sex × age.

    Returns:
        Årsverk, draw × year × group.
    """
    years, moving = inflow.graduates.shape[-2], np.argwhere(inflow.trained_from)
    groups = start.shape[0]
    kinds = np.stack([start.reshape(groups, -1), inflow.profile.reshape(groups, -1)], axis=1)
    draws = inflow.graduates.shape[0]
    staying, ahead, later = np.empty((3, *start.shape, draws))
    staying[...] = _draws_last(rates.staying(), start)
    ahead[...] = _draws_last(career.aarsverk_per_person, start)
    given, further = np.empty((years, groups, 2, draws)), np.empty((years, len(moving), draws))
    for year in range(years):
        flat = ahead.reshape(groups, -1, draws)
        np.matmul(kinds, flat, out=given[year])
        for place, (origin, group) in enumerate(moving):
            further[year, place] = inflow.profile[group].ravel() @ flat[origin]
        np.multiply(staying[:, :, :-1], ahead[:, :, 1:], out=later[:, :, :-1])
        ahead, later = later, ahead
        ahead[:, :, -1] = 0
    out, graduates, everybody = given[:, :, 0].copy(), *_by_year(inflow)
    for year in range(years - 1):
        entered = slice(1, years - year)
        out[year + 1 :] += everybody[entered] * given[year, :, 1]
        for place, (origin, group) in enumerate(moving):
            out[year + 1 :, origin] -= graduates[entered, group] * further[year, place]
    return np.moveaxis(out, -1, 0)


def _by_year(inflow: Inflow) -> tuple[np.ndarray, np.ndarray]:
    """Graduates, and everybody who enters, year × group × draw."""
    everybody = inflow.graduates + inflow.abroad
    return tuple(np.ascontiguousarray(np.moveaxis(part, 0, -1)) for part in (inflow.graduates, everybody))  # type: ignore[return-value]


def _draws_last(values: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Draw × 1 × group × sex × age seen as group × sex × age × draw."""
    return np.moveaxis(np.broadcast_to(values, (values.shape[0], 1, *start.shape))[:, 0], 0, -1)

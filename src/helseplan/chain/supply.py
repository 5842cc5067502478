"""Supply by draw, year and group, where rates and careers may change from year to year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.chain.kernel import Drawn, Fixed, follow
from helseplan.chain.levers import Levers
from helseplan.supply.levers import moved

PERCENT = 100
YEARS_LATER = np.arange(-9, 15)
"""Whole years a career may be moved: more than a run's own, a measure's and a draw's most together."""
STILL = int(np.flatnonzero(YEARS_LATER == 0)[0])


@dataclass(frozen=True)
class Own:
    """What the run's own parameters change, by year from the base year on; neutral before the run's first year.

    Attributes:
        changed: Whether the year is one the run may change.
        exit_years: How many years later the career after 62 goes.
        participation_factor: On participation over 60.
        participation_points: Percentage points of everybody over 60.
        position_factor: On position size.
        sick_leave_lower: How much lower sick leave is, per cent.
        leaving_factor: On those who leave the profession.
        disability_factor: On those who become disabled.
    """

    changed: np.ndarray
    exit_years: np.ndarray
    participation_factor: np.ndarray
    participation_points: np.ndarray
    position_factor: np.ndarray
    sick_leave_lower: np.ndarray
    leaving_factor: np.ndarray
    disability_factor: np.ndarray


@dataclass(frozen=True)
class Supplied:
    """What supply starts from: the run's own parameters, before anything is changed on top.

    Years go from the base year.

    Attributes:
        fixed: Persons in the base year, rates and careers.
        full_time: Årsverk in a full position, group.
        graduates: Year × group.
        abroad: Year × group.
        sick_leave_percent: Sick leave.
        own: What the run's parameters change.
    """

    fixed: Fixed
    full_time: np.ndarray
    graduates: np.ndarray
    abroad: np.ndarray
    sick_leave_percent: float
    own: Own


def at_every_move(values: np.ndarray) -> np.ndarray:
    """Return a curve by age moved by each of ``YEARS_LATER``, move × …."""
    return np.stack([moved(values, float(years)) for years in YEARS_LATER])


def supply(base: Supplied, levers: Levers, first: int = 0) -> np.ndarray:
    """Compute supply.

    Args:
        base: The run's own.
        levers: What is changed on top.
        first: The place of the first year wanted; persons are followed through the years before it.

    Returns:
        Årsverk, draw × year × group.
    """
    worked = follow(base.fixed, _drawn(base, levers), first)
    return np.asarray(worked * base.full_time * _presence(base, levers)[:, first:, None])


def _drawn(base: Supplied, levers: Levers) -> Drawn:
    """Lay what is changed on top of the run's own parameters."""
    own, changed = base.own, base.own.changed
    later = own.exit_years + levers.exit_years
    if later.min() < YEARS_LATER[0] or later.max() >= YEARS_LATER[-1]:
        raise ValueError(f"a career can be moved from {YEARS_LATER[0]} to {YEARS_LATER[-1]} years")
    whole = np.floor(later)
    graduates = base.graduates * levers.graduates_factor
    abroad = base.abroad * _from_change(levers.abroad_factor, changed)[..., None]
    return Drawn(
        place=whole.astype(np.int64) - YEARS_LATER[0],
        share=later - whole,
        larger=own.position_factor[:, None] * levers.position_factor,
        taking=own.participation_factor * levers.participation_factor,
        points=(own.participation_points + levers.participation_points) / PERCENT,
        leaving=own.leaving_factor * _from_change(levers.leaving_factor, changed),
        disability=own.disability_factor * _from_change(levers.disability_factor, changed),
        graduates=graduates,
        everybody=graduates + abroad,
    )


def _from_change(factor: np.ndarray, changed: np.ndarray) -> np.ndarray:
    """A draw's factor from the run's first year of change on, draw × year."""
    return np.where(changed, factor[:, None], 1.0)


def _presence(base: Supplied, levers: Levers) -> np.ndarray:
    """What each årsverk counts for when sick leave is lower, draw × year; no absence is below nought."""
    lower = np.minimum(base.own.sick_leave_lower + levers.sick_leave_percent, PERCENT)
    return np.asarray(1 + base.sick_leave_percent * lower / PERCENT**2)

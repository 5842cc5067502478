"""The loop over draws, groups, sexes, years and ages, compiled.

Same formulas as :mod:`helseplan.supply.levers` and :mod:`helseplan.supply.engine`, for rates and careers that change
from year to year. A draw is computed by itself, in one order, so its result does not depend on the others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit


class Fixed(NamedTuple):
    """What no draw changes; group × sex × age, the curves with the number of years they are moved in front.

    Everything the loop reads is here: compiled code is kept between runs, and a constant from another module would be
    kept with it. ``still`` is the place of the curves that are not moved, ``first_old`` that of the first age at which
    measures move the career.
    """

    available: np.ndarray
    withdrawn: np.ndarray
    surviving: np.ndarray
    alive: np.ndarray
    disability: np.ndarray
    leaving: np.ndarray
    retirement: np.ndarray
    participation: np.ndarray
    position: np.ndarray
    profile: np.ndarray
    origins: np.ndarray
    movers: np.ndarray
    still: int
    first_old: int


class Drawn(NamedTuple):
    """What a draw has; draw × year, and × group where it differs between groups.

    ``place`` and ``share`` say how far the career is moved: between two of the curves, and how far towards the second.
    """

    place: np.ndarray
    share: np.ndarray
    larger: np.ndarray
    taking: np.ndarray
    points: np.ndarray
    leaving: np.ndarray
    disability: np.ndarray
    graduates: np.ndarray
    everybody: np.ndarray


@njit(cache=True, nogil=True)
def follow(fixed: Fixed, drawn: Drawn, first: int) -> np.ndarray:
    """Follow everybody from the base year on.

    Nobody is moved to grow older: the window of ages over the cohorts is, one place a year.

    Returns:
        Årsverk in full positions as shares, from the place ``first`` of the years, draw × year × group.
    """
    draws, years = drawn.place.shape
    groups, sexes, ages = fixed.available.shape
    out = np.zeros((draws, years - first, groups))
    stay = np.empty(ages)
    cohorts, left = np.empty(ages + years - 1), np.empty(ages + years - 1)
    for draw in range(draws):
        returning = drawn.points[draw].any()
        for group in range(groups):
            for sex in range(sexes):
                cohorts[: years - 1] = 0.0
                left[: years - 1] = 0.0
                cohorts[years - 1 :] = fixed.available[group, sex]
                left[years - 1 :] = fixed.withdrawn[group, sex]
                for year in range(years):
                    youngest = years - 1 - year
                    stock, gone = cohorts[youngest : youngest + ages], left[youngest : youngest + ages]
                    if year > 0:
                        _enter(fixed, drawn, draw, year, group, sex, stock)
                    if year >= first:
                        worked = _at_work(fixed, drawn, draw, year, group, sex, stock, gone)
                        out[draw, year - first, group] += worked
                    if year == 0 or _changed(drawn, draw, year):
                        _staying(fixed, drawn, draw, year, group, sex, stay)
                    if returning:
                        _withdraw(fixed.surviving[group, sex], fixed.alive[group, sex], stock, gone, stay)
                    for age in range(ages):
                        stock[age] *= stay[age]
    return out


@njit(cache=True, nogil=True, inline="always")
def _at_work(fixed, drawn, draw, year, group, sex, stock, gone):  # type: ignore[no-untyped-def]
    """Full positions worked; nobody works twice, and no position is more than full."""
    place, share = drawn.place[draw, year], drawn.share[draw, year]
    larger, taking = drawn.larger[draw, year, group], drawn.taking[draw, year]
    points = drawn.points[draw, year]
    position = fixed.position[fixed.still, group, sex]
    part = fixed.participation[fixed.still, group, sex]
    worked = 0.0
    for age in range(fixed.first_old):
        worked += stock[age] * part[age] * min(position[age] * larger, 1.0)
    position, later_position = fixed.position[place, group, sex], fixed.position[place + 1, group, sex]
    part, later_part = fixed.participation[place, group, sex], fixed.participation[place + 1, group, sex]
    for age in range(fixed.first_old, len(stock)):
        size = (1 - share) * position[age] + share * later_position[age]
        taken = (1 - share) * part[age] + share * later_part[age]
        work = stock[age] * min(taken * taking, 1.0)
        everybody = stock[age] + gone[age]
        work += min(points * everybody, everybody - work)
        worked += work * min(size * larger, 1.0)
    return worked


@njit(cache=True, nogil=True, inline="always")
def _changed(drawn, draw, year):  # type: ignore[no-untyped-def]
    """Whether anything that decides who stays is another than the year before."""
    return (
        drawn.place[draw, year] != drawn.place[draw, year - 1]
        or drawn.share[draw, year] != drawn.share[draw, year - 1]
        or drawn.leaving[draw, year] != drawn.leaving[draw, year - 1]
        or drawn.disability[draw, year] != drawn.disability[draw, year - 1]
    )


@njit(cache=True, nogil=True, inline="always")
def _staying(fixed, drawn, draw, year, group, sex, stay):  # type: ignore[no-untyped-def]
    """Share of the stock that is left a year later, by age."""
    place, share = drawn.place[draw, year], drawn.share[draw, year]
    leaving, disability = drawn.leaving[draw, year], drawn.disability[draw, year]
    retirement, later = fixed.retirement[place, group, sex], fixed.retirement[place + 1, group, sex]
    disabled, left = fixed.disability[group, sex], fixed.leaving[group, sex]
    surviving = fixed.surviving[group, sex]
    for age in range(len(stay)):
        able = (1 - min(disabled[age] * disability, 1.0)) * (1 - min(left[age] * leaving, 1.0))
        retiring = (1 - share) * retirement[age] + share * later[age]
        stay[age] = able * (1 - retiring) * surviving[age]


@njit(cache=True, nogil=True, inline="always")
def _withdraw(surviving, alive, stock, gone, stay):  # type: ignore[no-untyped-def]
    """Let those who leave for good withdraw, alive and in the country."""
    for age in range(len(stock)):
        gone[age] = gone[age] * alive[age] + stock[age] * (surviving[age] - stay[age])


@njit(cache=True, nogil=True, inline="always")
def _enter(fixed, drawn, draw, year, group, sex, stock):  # type: ignore[no-untyped-def]
    """Add those who enter, and take away those who go on to another group."""
    _add(stock, fixed.profile[group, sex], drawn.everybody[draw, year, group])
    for move in range(len(fixed.origins)):
        if fixed.origins[move] == group:
            mover = fixed.movers[move]
            _add(stock, fixed.profile[mover, sex], -drawn.graduates[draw, year, mover])


@njit(cache=True, nogil=True, inline="always")
def _add(stock, profile, persons):  # type: ignore[no-untyped-def]
    for age in range(len(stock)):
        stock[age] += profile[age] * persons

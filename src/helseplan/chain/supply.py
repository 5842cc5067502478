"""Supply by draw, year and group, where rates and careers may change from year to year.

Same formulas as :mod:`helseplan.supply.levers` and :mod:`helseplan.supply.engine`; draws lie last in memory, so that
every step is one pass over a block that stays in the processor's cache. Only those over 60 have a career that measures
move with age, so the others are kept in a block of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.chain.levers import Levers
from helseplan.supply.levers import OLD, moved

PERCENT = 100
FIRST_OLD = int(OLD.argmax())
YEARS_LATER = np.arange(-9, 11)
"""Whole years a career may be moved."""
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

    Group × sex × age unless said; years go from the base year.

    Attributes:
        available: Persons in the base year.
        withdrawn: Persons in the base year who have withdrawn for good.
        surviving: Share that neither dies nor emigrates in a year.
        alive: Share that does not die in a year.
        disability: Yearly probability.
        leaving: Yearly probability.
        retirement: Yearly probability, by how many years it is moved last.
        participation: By how many years it is moved last.
        position: Before it is capped, by how many years it is moved last.
        full_time: Årsverk in a full position, group.
        graduates: Year × group.
        abroad: Year × group.
        profile: How those who enter are spread.
        retrained: (origin, group) for each further education.
        sick_leave_percent: Sick leave.
        own: What the run's parameters change.
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
    full_time: np.ndarray
    graduates: np.ndarray
    abroad: np.ndarray
    profile: np.ndarray
    retrained: tuple[tuple[int, int], ...]
    sick_leave_percent: float
    own: Own


def at_every_move(values: np.ndarray) -> np.ndarray:
    """Return a curve by age moved by each of ``YEARS_LATER``, …, age, move."""
    return np.stack([moved(values, float(years)) for years in YEARS_LATER], axis=-1)


def supply(base: Supplied, levers: Levers, first: int = 0) -> np.ndarray:
    """Compute supply.

    Args:
        base: The run's own.
        levers: What is changed on top.
        first: The place of the first year wanted; persons are followed through the years before it.

    Returns:
        Årsverk, draw × year × group.
    """
    count, years = levers.exit_years.shape
    stock, gone = _Cohorts(base.available, years, count), _Cohorts(base.withdrawn, years, count)
    careers, staying = _Careers(base, levers), _Staying(base, levers)
    persons = _entering(base, levers)
    room = np.empty((*base.available.shape, count))
    out = np.empty((years - first, len(base.full_time), count))
    for year in range(years):
        careers.turn(year)
        if year >= first:
            out[year - first] = careers.aarsverk(stock.now, gone.now, room)
        if year + 1 < years:
            _go_on(base, stock, gone, staying.share(year, careers.retiring), room, years - 1 - year)
            _enter(base, stock.now, *persons, year + 1, room)
    return np.moveaxis(out, -1, 0)


class _Cohorts:
    """Persons by group, sex, age and draw, where nobody is moved to grow older: the window over them is.

    Attributes:
        now: Group × sex × age × draw in the present year; writing to it changes the persons.
    """

    def __init__(self, start: np.ndarray, years: int, count: int):
        groups, sexes, self._ages = start.shape
        self._from = years - 1
        self._all = np.zeros((groups, sexes, self._ages + years - 1, count))
        self._all[:, :, self._from :] = start[..., None]
        self.now = self._all[:, :, self._from :]

    def grow_older(self) -> None:
        """Go a year on: the youngest age is empty, the oldest falls out."""
        self._from -= 1
        self.now = self._all[:, :, self._from : self._from + self._ages]


class _Careers:
    """Participation, position and retirement, kept from the year before when nothing has changed.

    Attributes:
        retiring: Share of those over 60 that does not retire in the present year, group × sex × age × draw.
    """

    def __init__(self, base: Supplied, levers: Levers):
        self._base, self._levers = base, levers
        nothing = np.full(1, np.nan)
        self._later = self._seen_later = self._seen_larger = nothing
        self._year = 0
        self._young = np.empty((*base.available.shape[:2], FIRST_OLD, len(levers)))

    def turn(self, year: int) -> None:
        """Go to a year."""
        later = self._base.own.exit_years[year] + self._levers.exit_years[:, year]
        if _differ(later, self._later):
            self.retiring = 1 - _moved(self._base.retirement, later)
        self._year, self._later = year, later

    def _at_work_and_size(self) -> None:
        """Turn what only årsverk need: participation and position."""
        base, own, levers, year = self._base, self._base.own, self._levers, self._year
        larger = own.position_factor[year] * np.moveaxis(levers.position_factor[:, year], 0, -1)
        taking = own.participation_factor[year] * levers.participation_factor[:, year]
        larger = larger[:, None, None]
        moved_on, grown = _differ(self._later, self._seen_later), _differ(larger, self._seen_larger)
        if moved_on:
            self._position = _moved(base.position, self._later)
            self._part = _moved(base.participation, self._later)
        if grown:
            np.multiply(base.position[:, :, :FIRST_OLD, STILL, None], larger, out=self._young)
            np.minimum(self._young, 1, out=self._young)
            self._young *= base.participation[:, :, :FIRST_OLD, STILL, None]
        if moved_on or grown:
            self._size = np.minimum(self._position * larger, 1)
        self._share = np.minimum(self._part * taking, 1)
        self._seen_later, self._seen_larger = self._later, larger

    def aarsverk(self, stock: np.ndarray, gone: np.ndarray, room: np.ndarray) -> np.ndarray:
        """Årsverk in the present year, group × draw."""
        base, year = self._base, self._year
        self._at_work_and_size()
        young = np.multiply(self._young, stock[:, :, :FIRST_OLD], out=room[:, :, :FIRST_OLD])
        old = self._at_work(stock[:, :, FIRST_OLD:], gone[:, :, FIRST_OLD:])
        old *= self._size
        summed = young.sum(axis=(1, 2)) + old.sum(axis=(1, 2))
        return np.asarray(summed * base.full_time[:, None] * _presence(base, self._levers, year))

    def _at_work(self, stock: np.ndarray, gone: np.ndarray) -> np.ndarray:
        """Persons over 60 at work; nobody works twice."""
        work = stock * self._share
        points = self._base.own.participation_points[self._year]
        points = points + self._levers.participation_points[:, self._year]
        if points.any():
            everybody = stock + gone
            back = points / PERCENT * everybody
            everybody -= work
            work += np.minimum(back, everybody, out=back)
        return work


class _Staying:
    """Share of the stock that is left a year later; what does not hang on retirement is kept while it is the same."""

    def __init__(self, base: Supplied, levers: Levers):
        self._base, self._levers = base, levers
        self._seen: tuple[float, ...] = ()
        self._before, self._after = np.empty((2, *base.available.shape, len(levers)))

    def share(self, year: int, retiring: np.ndarray) -> np.ndarray:
        """Group × sex × age × draw."""
        own = self._base.own
        seen = (float(own.changed[year]), own.leaving_factor[year], own.disability_factor[year])
        if seen != self._seen:
            self._seen = seen
            self._others(year)
        np.multiply(self._before[:, :, FIRST_OLD:], retiring, out=self._after[:, :, FIRST_OLD:])
        return self._after

    def _others(self, year: int) -> None:
        """Those who neither die, emigrate, become disabled nor leave; of the young, who do not retire either."""
        base, own, levers = self._base, self._base.own, self._levers
        changed, out, room = own.changed[year], self._before, self._after
        np.multiply(
            base.disability[..., None],
            _factor(own.disability_factor[year], levers.disability_factor, changed),
            out=out,
        )
        np.minimum(out, 1, out=out)
        np.subtract(1, out, out=out)
        np.multiply(
            base.leaving[..., None],
            _factor(own.leaving_factor[year], levers.leaving_factor, changed),
            out=room,
        )
        np.minimum(room, 1, out=room)
        np.subtract(1, room, out=room)
        out *= room
        out *= base.surviving[..., None]
        working_on = 1 - base.retirement[:, :, :FIRST_OLD, STILL, None]
        np.multiply(out[:, :, :FIRST_OLD], working_on, out=self._after[:, :, :FIRST_OLD])


def _factor(own: float, drawn: np.ndarray, changed: bool) -> np.ndarray:
    return own * drawn if changed else np.full_like(drawn, own)


def _go_on(
    base: Supplied, stock: _Cohorts, gone: _Cohorts, stay: np.ndarray, room: np.ndarray, left: int
) -> None:
    """Go a year on: those who leave for good, alive and in the country, have withdrawn.

    They count only over 60; ``left`` years before the end, those who do not reach that age are not followed.
    """
    seen = slice(max(FIRST_OLD - left, 0), None)
    leaving = np.subtract(base.surviving[:, :, seen, None], stay[:, :, seen], out=room[:, :, seen])
    leaving *= stock.now[:, :, seen]
    withdrawn = gone.now[:, :, seen]
    withdrawn *= base.alive[:, :, seen, None]
    withdrawn += leaving
    now = stock.now
    now *= stay
    stock.grow_older()
    gone.grow_older()


def _entering(base: Supplied, levers: Levers) -> tuple[np.ndarray, np.ndarray]:
    """Graduates, and everybody who enters, year × group × draw."""
    graduates = base.graduates * levers.graduates_factor
    changed = np.where(base.own.changed[:, None], levers.abroad_factor[:, None, None], 1)
    everybody = graduates + base.abroad * changed
    return tuple(np.ascontiguousarray(np.moveaxis(part, 0, -1)) for part in (graduates, everybody))  # type: ignore[return-value]


def _enter(
    base: Supplied,
    stock: np.ndarray,
    graduates: np.ndarray,
    everybody: np.ndarray,
    year: int,
    room: np.ndarray,
) -> None:
    """Add those who enter, and take away those who go on to another group."""
    stock += np.multiply(base.profile[..., None], everybody[year][:, None, None], out=room)
    for origin, group in base.retrained:
        stock[origin] -= base.profile[group][..., None] * graduates[year, group]


def _presence(base: Supplied, levers: Levers, year: int) -> np.ndarray:
    """What each årsverk counts for when sick leave is lower; no absence is below nought."""
    lower = np.minimum(base.own.sick_leave_lower[year] + levers.sick_leave_percent[:, year], PERCENT)
    return np.asarray(1 + base.sick_leave_percent * lower / PERCENT**2)


def _moved(values: np.ndarray, later: np.ndarray) -> np.ndarray:
    """A curve of those over 60 moved by each draw's own number of years, group × sex × age × draw."""
    whole = np.floor(later).astype(int)
    place, share = whole - YEARS_LATER[0], later - whole
    old = values[:, :, FIRST_OLD:]
    found = old.take(place, axis=-1)
    if share.any():
        found *= 1 - share
        after = old.take(place + 1, axis=-1)
        after *= share
        found += after
    return np.asarray(found)


def _differ(one: np.ndarray, other: np.ndarray) -> bool:
    return not np.array_equal(one, other)

"""Stocks and flows of qualified personnel by group, sex and single age.

``M(t+1, a+1) = M(t, a) · (1 − exit) + graduates + net immigration`` and ``S = Σ M · p · e``. Dimensions in front (…)
may be draws or scenarios. Years run from the start year; what happens between two years is written on the later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

CAUSES = ("death", "emigration", "disability", "leaving", "retirement")
"""Causes of exit, in the order they strike: nobody leaves twice."""
WITHDRAWN = ("disability", "leaving", "retirement")
"""Causes after which a person is still in the country with the education."""


@dataclass(frozen=True)
class Rates:
    """Yearly probabilities of leaving the available stock; each broadcasts to … × year × group × sex × age.

    A rate on year *t* strikes between *t* and *t* + 1.
    """

    death: np.ndarray
    emigration: np.ndarray
    disability: np.ndarray
    leaving: np.ndarray
    retirement: np.ndarray

    def struck(self) -> dict[str, np.ndarray]:
        """Share of the stock that leaves by each cause; the shares and those who stay sum to 1."""
        left, out = np.ones(1), {}
        for item in fields(self):
            rate = getattr(self, item.name)
            out[item.name] = left * rate
            left = left * (1 - rate)
        return out

    def staying(self) -> np.ndarray:
        """Share of the stock that is left a year later."""
        out = np.ones(1)
        for item in fields(self):
            out = out * (1 - getattr(self, item.name))
        return np.asarray(out)


@dataclass(frozen=True)
class Inflow:
    """Persons who enter the stock, and at what age.

    Attributes:
        graduates: Educated in Norway, … × year × group.
        abroad: Settled with an education from abroad, … × year × group.
        profile: How those who enter are spread, group × sex × age; sums to 1 per group.
        trained_from: 1 where a group (column) recruits its Norwegian graduates from another group (row), else 0.
    """

    graduates: np.ndarray
    abroad: np.ndarray
    profile: np.ndarray
    trained_from: np.ndarray

    def entering(self) -> np.ndarray:
        """Everybody who enters, less those who go on to another group, … × year × group × sex × age."""
        net = (self.graduates + self.abroad)[..., None, None] * self.profile
        for origin, persons in self._further():
            net[..., origin, :, :] -= persons
        return np.asarray(net)

    def retrained(self) -> np.ndarray:
        """Those who leave their group for another after further education, … × year × group × sex × age."""
        out = np.zeros((*self.graduates.shape, *self.profile.shape[-2:]))
        for origin, persons in self._further():
            out[..., origin, :, :] += persons
        return out

    def _further(self) -> Iterator[tuple[int, np.ndarray]]:
        """For each further education the group it recruits from, and who moves, … × year × sex × age."""
        for origin, group in np.argwhere(self.trained_from):
            yield int(origin), self.graduates[..., group, None, None] * self.profile[group]


@dataclass(frozen=True)
class Career:
    """What the available do; each broadcasts to … × year × group × sex × age.

    Attributes:
        participation: ``p``, the share at work in health and care.
        position: ``e``, the mean position size of those at work, as a share of a full position.
        full_time: Årsverk in a full position: fewer hours a week than an årsverk's where the work is on shifts.
    """

    participation: np.ndarray
    position: np.ndarray
    full_time: np.ndarray

    @property
    def aarsverk_per_person(self) -> np.ndarray:
        """Årsverk per available person."""
        return np.asarray(self.participation * self.position * self.full_time)


def project(start: np.ndarray, staying: np.ndarray, entering: np.ndarray) -> np.ndarray:
    """Run the stock forward.

    Args:
        start: Available persons in the first year, … × group × sex × age.
        staying: Share that stays, … × year (or 1) × group × sex × age.
        entering: Persons who enter, … × year × group × sex × age; those of the first year stand in the start already.

    Returns:
        Available persons, … × year × group × sex × age.
    """
    years = entering.shape[-4]
    staying = np.broadcast_to(staying, (*staying.shape[:-4], years, *staying.shape[-3:]))
    front = np.broadcast_shapes(start.shape[:-3], staying.shape[:-4], entering.shape[:-4])
    stock = np.empty((*front, years, *entering.shape[-3:]))
    stock[..., 0, :, :, :] = start
    for year in range(1, years):
        now, before = stock[..., year, :, :, :], stock[..., year - 1, :, :, :]
        now[...] = entering[..., year, :, :, :]
        now[..., 1:] += before[..., :-1] * staying[..., year - 1, :, :, :-1]
    return stock


def withdrawn(start: np.ndarray, stock: np.ndarray, rates: Rates) -> np.ndarray:
    """Follow those who have withdrawn: disabled, retired or out of the profession, alive and in the country.

    Args:
        start: Withdrawn in the first year, group × sex × age.
        stock: Available persons, … × year × group × sex × age.
        rates: Rates of exit.

    Returns:
        Persons, … × year × group × sex × age.
    """
    struck = rates.struck()
    leaving = stock * sum(struck[cause] for cause in WITHDRAWN)
    alive = np.broadcast_to(1 - rates.death, stock.shape)
    out = np.zeros_like(stock)
    out[..., 0, :, :, :] = start
    for year in range(1, stock.shape[-4]):
        kept = out[..., year - 1, :, :, :] * alive[..., year - 1, :, :, :] + leaving[..., year - 1, :, :, :]
        out[..., year, :, :, 1:] = kept[..., :-1]
    return out


def aarsverk(stock: np.ndarray, career: Career) -> np.ndarray:
    """Supply by year and group, … × year × group."""
    return np.asarray((stock * career.aarsverk_per_person).sum(axis=(-1, -2)))

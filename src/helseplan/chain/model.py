"""The chain of one run, and its evaluation for many draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.chain import demand, supply
from helseplan.chain.levers import Levers

CHUNK = 64
"""Draws computed together: enough to share the cost of a step, few enough to stay in the processor's cache."""
FIRST, LAST = 1, -1
"""The place of the first year shown, the year after the base year, and of the last."""


@dataclass(frozen=True)
class Outcome:
    """What a chunk of draws gave, in the years wanted, årsverk.

    Attributes:
        supply: Draw × group (the 14) × year.
        demand: Draw × group (the 14) × year.
        all_staff: Demand for all staff in the wide scope, draw × year.
        narrow: Demand for all staff in the narrow scope, draw × year.
    """

    supply: np.ndarray
    demand: np.ndarray
    all_staff: np.ndarray
    narrow: np.ndarray

    @property
    def balance(self) -> np.ndarray:
        """Supply less demand, draw × group × year; the base-year shortage is not in it."""
        return np.asarray(self.supply - self.demand)

    def __len__(self) -> int:
        return len(self.narrow)


@dataclass(frozen=True)
class Chain:
    """Everything that does not change between draws.

    Attributes:
        supplied: What supply starts from.
        demanded: What demand starts from.
        reference: Demand on the reference path by the run's own staffing, service × group × year.
        benchmark: What raw supply is multiplied with on the path chosen, group × year.
        years: From the base year on.
        groups: Codes of all groups, the 14 first.
        services: Codes of the services.
        populations: Codes of the population alternatives; the run's own first.
        modelled: How many groups have a supply.
    """

    supplied: supply.Supplied
    demanded: demand.Demanded
    reference: np.ndarray
    benchmark: np.ndarray
    years: np.ndarray
    groups: tuple[str, ...]
    services: tuple[str, ...]
    populations: tuple[str, ...]
    modelled: int

    def neutral(self, count: int) -> Levers:
        """Return draws that change nothing."""
        years, groups, services = len(self.years), self.modelled, len(self.services)
        moves = len(self.demanded.moves)
        one, nought = np.ones, np.zeros
        return Levers(
            exit_years=nought((count, years)),
            participation_factor=one((count, years)),
            participation_points=nought((count, years)),
            position_factor=one((count, years, groups)),
            sick_leave_percent=nought((count, years)),
            graduates_factor=one((count, years, groups)),
            abroad_factor=one(count),
            leaving_factor=one(count),
            disability_factor=one(count),
            population=np.zeros(count, dtype=int),
            healthier=nought(count),
            standard_points=nought(count),
            productivity_points=nought((count, years)),
            informal_factor=one(count),
            trend_points=nought(count),
            kept=one((count, services, years)),
            moved=nought((count, moves, years)),
            landed=nought((count, moves, len(self.groups))),
        )

    def evaluate(self, levers: Levers) -> Outcome:
        """Compute any number of draws in this process."""
        parts = [self.chunk(levers.part(slice(at, at + CHUNK))) for at in range(0, len(levers), CHUNK)]
        return joined(parts)

    def chunk(self, levers: Levers, first: int = FIRST) -> Outcome:
        """Compute a chunk of draws, ``CHUNK`` or so; a draw's result does not depend on the others, to the bit.

        Args:
            levers: What is changed.
            first: The place of the first year wanted; ``LAST`` for the last year only, at less than half the cost.
        """
        first = range(len(self.years))[first]
        supplied = supply.supply(self.supplied, levers, first) * self.benchmark[:, first:].T
        services = demand.by_service(self.demanded, levers)
        groups = demand.by_group(self.demanded, services, levers, first)
        return Outcome(
            supply=np.swapaxes(supplied, 1, 2),
            demand=groups[:, : self.modelled],
            all_staff=groups.sum(axis=1),
            narrow=demand.narrow(self.demanded, services, levers)[:, first:],
        )


def joined(parts: list[Outcome]) -> Outcome:
    """Put outcomes one after the other."""
    return Outcome(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("supply", "demand", "all_staff", "narrow")
        )
    )

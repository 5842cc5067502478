"""Small random worlds for the supply engine: a few groups, ages and years, with every kind of rate and inflow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.supply.engine import Career, Inflow, Rates, project

GROUPS, SEXES, AGES, YEARS = 3, 2, 7, 5
CELLS = (GROUPS, SEXES, AGES)


@dataclass(frozen=True)
class World:
    """Everything a projection needs; arrays as in the engine. Group 2 is a further education for group 0."""

    start: np.ndarray
    rates: Rates
    inflow: Inflow
    career: Career

    def stock(self) -> np.ndarray:
        return project(self.start, self.rates.staying(), self.inflow.entering())


def world(
    seed: int, *, years: int = YEARS, alike: bool = False, closed: bool = False, front: tuple = ()
) -> World:
    """Draw a world.

    Args:
        seed: Where the random numbers start.
        years: Number of years.
        alike: The same rates and careers in every year.
        closed: Nobody enters.
        front: Dimensions in front of everything but the start and the profile.
    """
    rng = np.random.default_rng(seed)
    when = 1 if alike else years

    def share(high: float, *shape: int) -> np.ndarray:
        return rng.uniform(0, high, (*front, *shape))

    profile = rng.uniform(0.3, 1, CELLS)
    graduates = share(40, years, GROUPS) + np.array([20, 0, 0])
    graduates[..., 2] *= 0.02  # or group 0 would have fewer than none
    trained_from = np.zeros((GROUPS, GROUPS))
    trained_from[0, 2] = 1
    entering = 0 if closed else 1
    return World(
        start=rng.uniform(50, 500, CELLS),
        rates=Rates(
            death=rng.uniform(0, 0.1, (SEXES, AGES)),
            emigration=share(0.1, when, 1, 1, AGES),
            disability=share(0.2, when, 1, 1, AGES),
            leaving=share(0.2, when, 1, 1, AGES),
            retirement=share(1.0, when, GROUPS, 1, AGES),
        ),
        inflow=Inflow(
            graduates=entering * graduates,
            abroad=entering * share(20, years, GROUPS),
            profile=profile / profile.sum(axis=(1, 2), keepdims=True),
            trained_from=trained_from,
        ),
        career=Career(
            participation=share(1, when, *CELLS),
            position=share(1, when, *CELLS),
            full_time=rng.uniform(0.9, 1.1, (GROUPS, 1, 1)),
        ),
    )

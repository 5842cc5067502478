"""Healthier ageing: people are moved to the age whose use of services they have."""

from __future__ import annotations

import numpy as np

from helseplan.ages import AGES, OPEN_AGE

FORMULAS = ("age_shift", "mortality_equivalent")
RISING_FROM = 35
"""Death rates rise with age from here on, so that a rate belongs to one age."""


def felt_age(formula: str, years_left: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Return the base-year age that a person's health corresponds to, when all gained years are healthy.

    Two formulas stand for SSB's, which is not in the open sources. ``age_shift`` takes off the gain in remaining life
    expectancy since the base year; ``mortality_equivalent`` finds the age that had the same death rate in the base
    year.

    Args:
        formula: One of ``FORMULAS``.
        years_left: Remaining life expectancy, … × year × sex × age; year 0 is the base year.
        rates: Death rates, … × year × sex × age.

    Returns:
        Age in years, … × year × sex × age, between 0 and 105.
    """
    if formula == "age_shift":
        felt = AGES - (years_left - years_left[..., :1, :, :])
    else:
        logs = np.log(rates)
        felt = np.empty_like(logs)
        for front in np.ndindex(rates.shape[:-3]):  # alternatives may part in the base year already
            for sex in (0, 1):
                base = logs[(*front, 0, sex)][RISING_FROM:]
                felt[(*front, slice(None), sex)] = np.interp(
                    logs[(*front, slice(None), sex)], base, AGES[RISING_FROM:]
                )
    return np.clip(felt, 0, OPEN_AGE)


def move(
    people: np.ndarray, felt: np.ndarray, gained: np.ndarray, share: np.ndarray, from_age: int
) -> np.ndarray:
    """Move people to the ages they feel; those between two ages are split between them.

    Summing use over moved people is the same as looking use up at the age felt, but does not depend on the number of
    services.

    Args:
        people: Persons, … × year × sex × age.
        felt: Age felt, … × year × sex × age.
        gained: θ for the age shift, …: how much of the step from own age to felt age is taken.
        share: Share of the persons who move, …; the others stay at their own age.
        from_age: Persons under this age stay.

    Returns:
        Persons by age felt, same shape as ``people`` and ``felt`` broadcast; sums over age are kept.
    """
    shape = np.broadcast_shapes(
        people.shape, felt.shape, (*np.shape(gained), 1, 1, 1), (*np.shape(share), 1, 1, 1)
    )
    people = np.broadcast_to(people, shape)
    old = AGES[from_age:]
    age = old + np.asarray(gained)[..., None, None, None] * (felt[..., from_age:] - old)
    below = np.minimum(age.astype(np.intp), OPEN_AGE - 1)
    part = age - below
    moving = people[..., from_age:] * np.asarray(share)[..., None, None, None]
    rows = np.arange(int(np.prod(shape[:-1]))).reshape(*shape[:-1], 1) * len(AGES)
    place = np.broadcast_to(rows + below, moving.shape).ravel()
    size = int(np.prod(shape))
    upper = moving * part
    arrived = np.bincount(place, (moving - upper).ravel(), size)
    arrived += np.bincount(place + 1, upper.ravel(), size)
    out = arrived.reshape(shape)
    out[..., :from_age] += people[..., :from_age]
    out[..., from_age:] += people[..., from_age:] - moving
    return out


def look_up(use: np.ndarray, felt: np.ndarray, from_age: int) -> np.ndarray:
    """Look use up at the age felt, between two ages in proportion.

    The other side of ``move``: it pays when many populations share the ages felt.

    Args:
        use: Use per inhabitant by own age, sex × age × service.
        felt: Age felt, year × sex × age.
        from_age: Those under this age have the use of their own age.

    Returns:
        Array year × sex × age × service.
    """
    age = np.where(from_age > AGES, AGES, felt)
    below = np.minimum(age.astype(np.intp), OPEN_AGE - 1)
    part = (age - below)[..., None]
    sex = np.arange(2)[:, None]
    return np.asarray(use[sex, below] * (1 - part) + use[sex, below + 1] * part)

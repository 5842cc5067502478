"""Use of each service by sex and single age, from means in age bands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.ages import AGES

CLOSE = 1e-10
ROUNDS = 60
LEVELLING = 0.02
"""Weight of flatness against smoothness: keeps the curve from swinging where the bands are wide."""


def use_by_age(profile: pd.DataFrame, population: np.ndarray, flat_from: int) -> np.ndarray:
    """Turn a profile in age bands into use per inhabitant by sex and single age.

    A ``smooth`` profile becomes the smoothest positive curve on the log scale that keeps every band's published mean
    in the base population, and is flat from a given age. A ``steps`` profile is kept as printed: a right that begins
    or ends at an age.

    Args:
        profile: Columns sex, age_from, age_to, use, shape; sex ``0`` holds for both.
        population: Persons in the base year, sex × age.
        flat_from: The age from which use no longer changes.

    Returns:
        Array 2 × 106.
    """
    steps = (profile["shape"] == "steps").all()
    curves = []
    for index, sex in enumerate("12"):
        bands = profile[profile.sex.isin(["0", sex])].sort_values("age_from")
        member = (bands.age_from.to_numpy()[:, None] <= AGES) & (bands.age_to.to_numpy()[:, None] >= AGES)
        use = bands.use.to_numpy()
        # both sexes share a curve when the profile does, so the weights are those of both
        persons = population.sum(axis=0) if (bands.sex == "0").all() else population[index]
        curves.append(use @ member if steps else smooth(use, member, persons, flat_from))
    return np.stack(curves)


def smooth(use: np.ndarray, member: np.ndarray, persons: np.ndarray, flat_from: int) -> np.ndarray:
    """Find the smoothest log curve whose band means are given (equality-constrained Newton).

    Args:
        use: Mean use by band, all positive.
        member: Which ages belong to each band, band × 106.
        persons: Weights of the ages, 106.
        flat_from: The curve is constant from this age.

    Returns:
        Use by age, 106.

    Raises:
        ValueError: No curve was found; the bands jump more than a curve can follow.
    """
    free = AGES[: flat_from + 1]
    tail = np.where(flat_from < AGES, flat_from, AGES)
    weight = member * np.maximum(persons, 1e-9)
    weight = weight / weight.sum(axis=1, keepdims=True)
    collected = np.stack([np.bincount(tail, row, len(free)) for row in weight])
    bend, slope = np.diff(np.eye(len(free)), 2, axis=0), np.diff(np.eye(len(free)), 1, axis=0)
    rough = bend.T @ bend + LEVELLING**2 * slope.T @ slope
    logs = np.log(use @ member)[: len(free)]
    bands = len(use)
    for _ in range(ROUNDS):
        curve = np.exp(logs)
        pull = collected * curve / use[:, None]
        off = 1 - collected @ curve / use
        system = np.block([[rough, pull.T], [pull, np.zeros((bands, bands))]])
        change = np.linalg.solve(system, np.concatenate([-rough @ logs, off]))[: len(free)]
        logs = logs + change * min(1.0, 1.0 / np.abs(change).max())
        if np.abs(off).max() < CLOSE and np.abs(change).max() < 1e-8:
            return np.asarray(np.exp(logs)[tail])
    raise ValueError("bruken etter alder lar seg ikke glatte; gruppene spriker for mye")

"""Counts by broad age and the support ratio, from the projected population."""

from __future__ import annotations

import numpy as np
import pandas as pd

OLD = (67, 80, 90)
SUPPORTED_FROM = 67


def indicators(
    population: np.ndarray, alternatives: list[str], years: np.ndarray, working_age: tuple[int, int]
) -> pd.DataFrame:
    """Count the old and those of working age.

    Args:
        population: Persons, alternative × year × sex × age.
        alternatives: Their codes.
        years: The years.
        working_age: First and last age of working life.

    Returns:
        alternative, year, persons_67plus, persons_80plus, persons_90plus, persons_working_age, and support_ratio:
        persons of working age per person aged 67 and over.
    """
    by_age = population.sum(axis=2)
    counts = {f"persons_{age}plus": by_age[..., age:].sum(axis=-1) for age in OLD}
    counts["persons_working_age"] = by_age[..., working_age[0] : working_age[1] + 1].sum(axis=-1)
    counts["support_ratio"] = counts["persons_working_age"] / by_age[..., SUPPORTED_FROM:].sum(axis=-1)
    index = pd.MultiIndex.from_product([alternatives, years], names=["alternative", "year"])
    return pd.DataFrame({name: values.ravel() for name, values in counts.items()}, index=index).reset_index()

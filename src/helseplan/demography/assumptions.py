"""The paths of fertility, life expectancy and migration behind each population alternative."""

from __future__ import annotations

import numpy as np
import pandas as pd

LEVELS = ("L", "M", "H")


def path(assumptions: pd.DataFrame, component: str, level: str, years: np.ndarray) -> np.ndarray:
    """Interpolate a published path linearly to every year; the ends are held.

    Args:
        assumptions: The series ``projection_assumptions``.
        component: fertility, life_expectancy or net_migration.
        level: L, M or H.
        years: The years wanted.

    Returns:
        One value per year.
    """
    points = assumptions.query("component == @component and level == @level and sex == '0'").sort_values(
        "year"
    )
    return np.interp(years, points.year, points.value)


def life_expectancy(assumptions: pd.DataFrame, level: str, years: np.ndarray) -> np.ndarray:
    """Return life expectancy at birth by year and sex.

    SSB prints both sexes together for every level, and men and women apart only for a few years. The difference
    between the sexes follows the printed points of the main alternative; the mean of the two is the printed path.

    Returns:
        Array year × sex (men, women).
    """
    both = path(assumptions, "life_expectancy", level, years)
    apart = assumptions.query("component == 'life_expectancy' and level == 'M' and sex != '0'")
    printed = apart.pivot(index="year", columns="sex", values="value").dropna()
    difference = np.interp(years, printed.index, printed["2"] - printed["1"])
    return np.stack([both - difference / 2, both + difference / 2], axis=-1)


def by_alternative(alternatives: list[str], component: int, paths: dict[str, np.ndarray]) -> np.ndarray:
    """Stack the paths of one component in the order of the alternatives.

    Args:
        alternatives: Codes such as ``MMM``; the letters are fertility, life expectancy, net migration.
        component: Which letter.
        paths: Level → path.
    """
    return np.stack([paths[alternative[component]] for alternative in alternatives])

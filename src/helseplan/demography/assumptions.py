"""The paths of fertility, life expectancy and migration behind a population alternative.

An alternative is a place between SSB's published levels, one number per component: −1 is low, 0 main, 1 high.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LEVELS = ("L", "M", "H")
COMPONENTS = ("fertility", "life_expectancy", "net_migration")
PLACE = {"L": -1.0, "M": 0.0, "H": 1.0}


def places(alternatives: list[str]) -> np.ndarray:
    """Return where each alternative stands, alternative × component; the letters come in SSB's order."""
    return np.array([[PLACE[letter] for letter in alternative] for alternative in alternatives])


def between(levels: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Interpolate between the low, main and high path.

    Args:
        levels: Low, main and high path, 3 × year (× sex).
        place: −1 to 1, ….

    Returns:
        Array … × year (× sex).
    """
    low, main, high = levels
    at = np.asarray(place).reshape(np.shape(place) + (1,) * main.ndim)
    return np.asarray(main + np.maximum(at, 0) * (high - main) + np.maximum(-at, 0) * (low - main))


def path(points: pd.DataFrame, component: str, level: str, years: np.ndarray) -> np.ndarray:
    """Interpolate a published path linearly to every year; the ends are held.

    Args:
        points: The series ``projection_assumptions``.
        component: fertility, life_expectancy or net_migration.
        level: L, M or H.
        years: The years wanted.

    Returns:
        One value per year.
    """
    chosen = points[(points.component == component) & (points.level == level) & (points.sex == "0")]
    chosen = chosen.sort_values("year")
    return np.interp(years, chosen.year, chosen.value)


def settling(values: np.ndarray, years: np.ndarray, until: int, half_life: float) -> np.ndarray:
    """Bend the first stretch of a path: it nears its later level fast at first, halving the rest each half-life.

    Args:
        values: A path that is straight up to ``until``.
        years: Its years.
        until: The end of the stretch.
        half_life: Years.

    Returns:
        The path with the same first value, the same value in ``until`` and the same later years.
    """
    passed, length = np.clip(years - years[0], 0, until - years[0]), until - years[0]
    last = 0.5 ** (length / half_life)
    left = (0.5 ** (passed / half_life) - last) / (1 - last)
    at_end = values[years == until][0]
    return np.where(years < until, at_end + (values[0] - at_end) * left, values)


def life_expectancy(points: pd.DataFrame, level: str, years: np.ndarray) -> np.ndarray:
    """Return life expectancy at birth by year and sex.

    SSB prints both sexes together for every level, and men and women apart only for a few years. The difference
    between the sexes follows the printed points of the main alternative; the mean of the two is the printed path.

    Returns:
        Array year × sex (men, women).
    """
    both = path(points, "life_expectancy", level, years)
    apart = points.query("component == 'life_expectancy' and level == 'M' and sex != '0'")
    printed = apart.pivot(index="year", columns="sex", values="value").dropna()
    difference = np.interp(years, printed.index, printed["2"] - printed["1"])
    return np.stack([both - difference / 2, both + difference / 2], axis=-1)

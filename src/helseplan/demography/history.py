"""Population paths on older projections' assumptions, from 2018 to 2060.

The path behind SSB's demand projection of 2019, with a high alternative, and the main paths of the population
projections of 2020 and 2022, which published counts of the oldest come from.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.demography.inputs import mortality as base_mortality
from helseplan.demography.inputs import pattern, start
from helseplan.demography.mortality import survival
from helseplan.demography.project import Paths, Projection, project
from helseplan.params.sections import Demography
from helseplan.vintages import Vintage

YEARS = np.arange(2018, 2061)
COUNTED = 2020
PATHS = ("MMMM-18", "high", "MMM-20", "MMM-22")
MEAN_AGE_AT_BIRTH = 31.0


def older_paths(vintage: Vintage) -> tuple[Projection, np.ndarray]:
    """Project from 2018 on the assumptions of SSB's projections of 2018, 2020 and 2022.

    The count of 2018 by age is not in the open sources. The count of 2020 is carried back: two years' deaths
    are added and two years' net migration taken away. The high alternative adds the differences between the high and
    the main alternative of SSB's projection of 2020, because those of 2018 are not in the open sources. The paths of
    2020 and 2022 have those projections' life expectancy, which is what counts for the oldest, and otherwise the
    main path of 2018.

    Returns:
        The projection with path (see ``PATHS``) in front, and death rates, path × year × sex × age.
    """
    points = vintage.read("ssb2019_assumptions")
    mortality = base_mortality(vintage, Demography())
    main = {component: _path(points, component, "M") for component in ("fertility", "net_migration")}
    extra = {component: _path(points, component, "H_minus_M") for component in main}
    expectancy = _by_sex(points, "M")
    high = expectancy + _by_sex(points, "H_minus_M")
    rates = mortality.meeting(
        np.stack([expectancy, high, _by_sex(points, "M_2020"), _by_sex(points, "M_2022")])
    )
    paths = Paths(rates, *(np.stack([path, path + extra[name], path, path]) for name, path in main.items()))
    falls = pattern(vintage.read("migration_age"), Demography(mean_age_at_birth=MEAN_AGE_AT_BIRTH))
    population = vintage.read("population")
    counted = start(population[population.year == COUNTED])
    before = _carried_back(counted, rates[0], main["net_migration"], falls.migrants)
    return project(before, paths, falls), rates


def _path(points: pd.DataFrame, component: str, level: str, sex: str = "0") -> np.ndarray:
    chosen = points[(points.component == component) & (points.level == level) & (points.sex == sex)]
    chosen = chosen.sort_values("year")
    years, values = chosen.year.to_numpy(dtype=float), chosen.value.to_numpy()
    if level == "H_minus_M":  # the alternatives part from the main one in the first year
        years, values = np.append(YEARS[0], years), np.append(0.0, values)
    return np.interp(YEARS, years, values)


def _by_sex(points: pd.DataFrame, level: str) -> np.ndarray:
    return np.stack([_path(points, "life_expectancy", level, sex) for sex in "12"], axis=-1)


def _carried_back(
    counted: np.ndarray, rates: np.ndarray, net_migration: np.ndarray, migrants: np.ndarray
) -> np.ndarray:
    persons = counted
    for year in range(COUNTED - YEARS[0] - 1, -1, -1):
        alive, _ = survival(rates[year])
        half = net_migration[year] * migrants / 2
        stayed = persons - half
        persons = np.empty_like(stayed)
        persons[:, :-1] = stayed[:, 1:] / alive[:, :-1] - half[:, :-1]
        # the open age took the last two: the very oldest fall off as steeply as the year before
        persons[:, -1] = persons[:, -2] * (persons[:, -2] / persons[:, -3])
    return persons

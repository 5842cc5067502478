"""Table 07902: the life table's probabilities of death become death rates in the age groups the model reads."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.fetching.mapping.given import Given
from helseplan.fetching.mapping.people import age_bands, sexes
from helseplan.fetching.mapping.shape import alone, complete, means, one_year, stamp
from helseplan.vintages.pxweb.cube import Cube

PER_1000 = 1_000.0
PER_100000 = 100_000.0
INFANT_YEARS = 0.14
"""Years lived by those who die before their first birthday (Andreev and Kingkade 2015, at low mortality)."""


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Return ``mortality`` of the table's year: deaths per 100 000 person-years in the life table."""
    row, old = given.row, given.series("mortality")
    means(cube, row, "ContentsCode", {"Dodssannsynlighet": "dødssannsyn|sannsynlighe"})
    sexes(cube, row)
    alone(cube, row, "Kjonn", "AlderX", "Tid", "ContentsCode")
    age = {code: band[0] for code, band in age_bands(cube, row, "AlderX").items()}
    cells = complete(cube, row, {"ContentsCode": ["Dodssannsynlighet"], "AlderX": age})
    year = one_year(cells, row)
    cells = cells.assign(age=cells.AlderX.map(age)).drop_duplicates(["Kjonn", "age"])
    q = cells.pivot(index="Kjonn", columns="age", values="value").to_numpy() / PER_1000
    rates = [rate(q["12".index(band.sex)], int(band.age_from), int(band.age_to)) for band in old.itertuples()]
    new = old.assign(year=year, deaths_per_100000=np.round(rates, 1))
    return {"mortality": stamp(new, given, "derived")[list(old.columns)]}


def rate(q: np.ndarray, first: int, last: int) -> float:
    """Return deaths per 100 000 person-years from age ``first`` to and with ``last``.

    Args:
        q: Probability of dying within the year by single age 0–105; the last age is closed by its own rate.
        first: First age.
        last: Last age; 105 is open.
    """
    alive = np.append(1.0, np.cumprod(1 - q))
    dead = alive[:-1] * q
    lived = alive[1:] + np.where(np.arange(len(q)) == 0, INFANT_YEARS, 0.5) * dead
    if last == len(q) - 1:
        hazard = q[-1] / (1 - q[-1] / 2)
        dead[-1], lived[-1] = alive[-2], alive[-2] / hazard
    band = slice(first, last + 1)
    return float(dead[band].sum() / lived[band].sum() * PER_100000)

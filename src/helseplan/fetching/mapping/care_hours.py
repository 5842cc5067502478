"""Table 11643: hours of home care by age lift the profile of home care to a new year."""

from __future__ import annotations

import pandas as pd

from helseplan.errors import DataError
from helseplan.fetching.mapping.given import Given
from helseplan.fetching.mapping.people import Bands, age_bands, counted, grouped
from helseplan.fetching.mapping.shape import COUNTRY, alone, complete, means, one_year, replace, stamp
from helseplan.vintages.pxweb.cube import Cube

PROFILE = "home_care"
SERVICES = {"01": "praktisk", "15": "helseten|helsetjen"}
WEEKS = 365.25 / 7


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Return ``use_profiles`` with home care's hours per week and inhabitant in the table's year."""
    row, old = given.row, given.series("use_profiles")
    means(cube, row, "TenesteType", SERVICES)
    alone(cube, row, "Region", "Alder", "TenesteType")
    bands = age_bands(cube, row)
    cells = complete(cube, row, {"Region": [COUNTRY], "Alder": bands, "TenesteType": SERVICES})
    year = one_year(cells, row)
    hours = cells.groupby("Alder")["value"].sum() / WEEKS
    profile = lifted(old[old["profile"] == PROFILE], hours, bands, given, year)
    new = stamp(profile.assign(year=year), given, "derived")
    return {"use_profiles": replace(old, new, ["profile"], ["profile", "sex", "age_from"])}


def lifted(profile: pd.DataFrame, hours: pd.Series, bands: Bands, given: Given, year: int) -> pd.DataFrame:
    """Scale a profile so that its hours add up to the table's within each of the table's age groups.

    The table has no sexes and fewer age groups: within a group the profile keeps its shape by sex and age.

    Args:
        profile: Columns sex, age_from, age_to and use.
        hours: Hours per week by the table's code of age.
        bands: Code → ages.
        given: For the population of the year, and for messages.
        year: The table's year.

    Raises:
        DataError: A group of the profile lies across several of the table's, or the year has not been counted.
    """
    persons = counted(given.series("population"), year, given.row)
    ages = list(zip(profile.age_from, profile.age_to, strict=True))
    rows = [[0, 1] if sex == "0" else [int(sex) - 1] for sex in profile.sex]
    weight = [grouped(persons[sex], band) for sex, band in zip(rows, ages, strict=True)]
    group = pd.Series([_within(*band, bands, given) for band in ages], profile.index)
    had = (profile.use * weight).groupby(group).sum()
    return profile.assign(use=profile.use * group.map(hours / had))


def _within(low: int, high: int, bands: Bands, given: Given) -> str:
    for code, (first, last) in bands.items():
        if first <= low and high <= last:
            return code
    raise DataError(
        f"Aldersgruppen {low}–{high} i profilen «{PROFILE}» går over flere av gruppene i tabell {given.row.table}.",
        where=given.row.where,
        expected="at hver gruppe i profilen ligger i én av tabellens grupper",
        found=", ".join(f"{first}–{last}" for first, last in bands.values()),
        fix="Hent en årgang der profilen har smalere grupper, eller la raden stå uten mapping.",
    )

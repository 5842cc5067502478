"""Table 11645: residents in institutions by age become users per inhabitant."""

from __future__ import annotations

import pandas as pd

from helseplan.fetching.mapping.given import Given
from helseplan.fetching.mapping.people import age_bands, counted, grouped
from helseplan.fetching.mapping.shape import (
    COUNTRY,
    alone,
    complete,
    means,
    national,
    one_year,
    replace,
    stamp,
)
from helseplan.vintages.pxweb.cube import Cube

SERVICES = {
    "18": "institution_short",
    "19": "institution_short",
    "20": "institution_short",
    "21": "institution_long",
}
TEXTS = {code: "langtid" if name == "institution_long" else "tids" for code, name in SERVICES.items()}


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Return ``use_profiles`` with institutions' profiles: users 31 December per inhabitant the day after.

    Until the next 1 January has been counted, the year's own is used.
    """
    row, population = given.row, given.series("population")
    means(cube, row, "TenesteType", TEXTS)
    alone(cube, row, "Region", "Alder", "TenesteType")
    bands = age_bands(cube, row)
    cells = complete(cube, row, {"Region": [COUNTRY], "Alder": bands, "TenesteType": SERVICES})
    year = one_year(cells, row)
    persons = counted(population, year + (year + 1 in set(population.year)), row)
    cells = national(cube, cells, row).assign(profile=cells.TenesteType.map(SERVICES))
    users = cells.groupby(["profile", "Alder"], as_index=False)["value"].sum()
    ages = pd.DataFrame(users.Alder.map(bands).tolist(), columns=["age_from", "age_to"])
    use = [
        value / grouped(persons, bands[code]) for value, code in zip(users["value"], users.Alder, strict=True)
    ]
    rows = users[["profile"]].join(ages).assign(sex="0", use=use, unit="users_per_inhabitant", year=year)
    new = stamp(rows.assign(shape="smooth"), given, "derived")
    old = given.series("use_profiles")
    return {"use_profiles": replace(old, new, ["profile"], ["profile", "sex", "age_from"])}

"""Municipal care (14533, 14534, 11924): one total for institutions, home care and day activity, shared as before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.given import BASE_YEAR
from helseplan.fetching.mapping.pick import (
    COUNTRY_KOSTRA,
    METRIC,
    PERIOD,
    REGION_KOSTRA,
    TOTAL,
    figure,
    others,
)
from helseplan.fetching.mapping.service_levels import Level, levels_now, put
from helseplan.formats import number

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

AARSVERK = "KOSARBAARSVERKST0000"
SHARED = ("institution_long", "institution_short", "home_care", "day_activity")


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """The table's årsverk in care in the base year → four services, with the shares they had.

    The tables do not say where people work, so each service keeps the quality of its share.
    """
    codes = {REGION_KOSTRA: COUNTRY_KOSTRA, METRIC: AARSVERK, PERIOD: str(BASE_YEAR)}
    total = figure(cube, given.row, codes | dict.fromkeys(others(cube, codes), TOTAL))
    shares = levels_now(given, *SHARED) / levels_now(given, *SHARED).sum()
    quality = given.series("services").set_index("service").quality
    note = (
        f"Andelen av kommunal omsorg fra forrige årgang, av {number(total)} årsverk i {BASE_YEAR} "
        f"(SSB {given.row.table}); tabellen har ikke årsverkene delt på tjenester."
    )
    return put(given, {name: Level(total * shares[name], _no_better(quality[name]), note) for name in SHARED})


def _no_better(quality: str) -> str:
    return "assumption" if quality == "assumption" else "derived"

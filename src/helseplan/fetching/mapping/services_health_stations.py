"""Health stations and school health service (11994): all årsverk, whatever the education."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.given import BASE_YEAR
from helseplan.fetching.mapping.pick import COUNTRY_KOSTRA, METRIC, PERIOD, REGION_KOSTRA, figure, others
from helseplan.fetching.mapping.service_levels import Level, put
from helseplan.fetching.mapping.shape import by_text

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

AARSVERK = r"^Avtalte årsverk( \(årsverk\))?$"
ALL = r"\bi alt\b|^alle\b|^sum\b"


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """The base year's årsverk → health_stations; the codes are found by their texts, which are known."""
    metric = next(iter(by_text(cube, given.row, METRIC, {"aarsverk": AARSVERK})))
    codes = {REGION_KOSTRA: COUNTRY_KOSTRA, METRIC: metric, PERIOD: str(BASE_YEAR)}
    for variable in others(cube, codes):
        codes[variable] = next(iter(by_text(cube, given.row, variable, {"all": ALL})))
    note = (
        f"Årsverk i helsestasjons- og skolehelsetjenesten i {BASE_YEAR} (SSB {given.row.table}). Kan ha med leger og "
        "fysioterapeuter som også står for seg."
    )
    level = Level(figure(cube, given.row, codes), "published", note)
    return put(given, {"health_stations": level})

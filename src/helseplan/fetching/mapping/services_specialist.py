"""The specialist health service (13954): årsverk by service area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.given import BASE_YEAR
from helseplan.fetching.mapping.pick import METRIC, PERIOD, TOTAL, figure, others
from helseplan.fetching.mapping.service_levels import Level, put
from helseplan.formats import number
from helseplan.vintages.pxweb.layout import LayoutError

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

COUNTRY = "H00"
AREA = "HelseTjenomr"
SERVICES = {
    "somatic_ambulance": ("SOM", "AMB"),
    "mental_health_adults": ("VOP",),
    "mental_health_children": ("BUP",),
    "substance_treatment": ("TSB",),
    "specialist_common": ("AOS",),
}
ROUNDING = 10.0
"""Årsverk that the areas' sum may miss the printed total by."""


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Årsverk by area in the base year → five services; the areas must add up to the table's own total."""
    base = {"HelseReg": COUNTRY, METRIC: "Arsverk", PERIOD: str(BASE_YEAR)}
    base |= dict.fromkeys(others(cube, [*base, AREA]), TOTAL)
    areas = [area for codes in SERVICES.values() for area in codes]
    value = {area: figure(cube, given.row, {**base, AREA: area}) for area in (*areas, TOTAL)}
    if abs(sum(value[area] for area in areas) - value[TOTAL]) > ROUNDING:
        raise _not_whole(given, value, areas)
    note = f"Årsverk etter tjenesteområde i {BASE_YEAR} (SSB {given.row.table})."
    return put(
        given,
        {
            service: Level(
                sum(value[code] for code in codes), "published" if len(codes) == 1 else "derived", note
            )
            for service, codes in SERVICES.items()
        },
    )


def _not_whole(given: Given, value: dict[str, float], areas: list[str]) -> LayoutError:
    summed = sum(value[area] for area in areas)
    return LayoutError(
        f"Tjenesteområdene i tabell {given.row.table} summerer ikke til tabellens egen sum.",
        table=given.row.table,
        row=given.row.row,
        expected=f"{number(value[TOTAL])} årsverk (koden {TOTAL})",
        found=f"{number(summed)} årsverk i {', '.join(areas)}; et nytt tjenesteområde kan ha kommet til",
    )

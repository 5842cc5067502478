"""Institutions (12292): bed-days, and residents with extensive needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.kostra import municipal, put, whole_sum
from helseplan.fetching.mapping.pick import METRIC, REGION_KOSTRA
from helseplan.fetching.mapping.shape import by_text, expect

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

BED_DAYS = "KOSinstoppholdsd0000"
COUNTED = r"^(?!.*(?:andel|prosent)).*"
RESIDENTS = {
    "long": COUNTED + r"beboere.*langtid.*omfattende bistandsbehov",
    "short": COUNTED + r"beboere.*tidsbegr.*omfattende bistandsbehov",
}
"""The two kinds of stay; the codes are found by their texts."""


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Bed-days as printed; residents on long and short stays with extensive needs, added up."""
    expect(cube, given.row, METRIC, [BED_DAYS])
    stays = by_text(cube, given.row, METRIC, RESIDENTS)
    cells = municipal(cube, given, REGION_KOSTRA)
    residents = whole_sum(cells[cells[METRIC].isin(stays)], METRIC, len(stays))
    return put(
        given,
        {
            "institution_bed_days": (cells[cells[METRIC] == BED_DAYS], "published"),
            "institution_residents_extensive_needs": (residents, "derived"),
        },
    )

"""Municipal care's expenditure (12367): gross, employer's contribution and pension, 1 000 kroner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.kostra import municipal, put, whole_sum
from helseplan.fetching.mapping.pick import METRIC, REGION_KOSTRA
from helseplan.fetching.mapping.shape import by_text, expect

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

FUNCTION, ART = "KOKfunksjon0000", "KOKart0000"
FUNCTIONS = ("234", "253", "254", "261")
"""Activity and service, care in institutions, care at home, institutions' premises."""
ARTS = {"AGD10": "gross_operating_expenditure", "A099": "employer_contribution", "A090": "pension"}
GROUP = "A"
"""The municipality with its enterprises and inter-municipal companies (konsern)."""


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Expenditure in the four functions of care, added up; the settlement factor is not in KOSTRA."""
    row = given.row
    expect(cube, row, FUNCTION, FUNCTIONS)
    expect(cube, row, ART, ARTS)
    expect(cube, row, "KOKregnskapsomfa0000", [GROUP])
    (amount,) = by_text(cube, row, METRIC, {"thousands": r"\b1 ?000 kr"})
    cells = municipal(cube, given, REGION_KOSTRA)
    cells = cells[(cells[METRIC] == amount) & (cells["KOKregnskapsomfa0000"] == GROUP)]
    sums = whole_sum(cells[cells[FUNCTION].isin(FUNCTIONS)], FUNCTION, len(FUNCTIONS), (ART,))
    return put(given, {item: (sums[sums[ART] == art], "derived") for art, item in ARTS.items()})

"""Single rooms in institutions (11933)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.kostra import municipal, put
from helseplan.fetching.mapping.pick import METRIC, REGION_KOSTRA
from helseplan.fetching.mapping.shape import by_text

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

SINGLE = r"^Enerom( \(antall\))?$"


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Single rooms as printed; the code is found by its text."""
    (single,) = by_text(cube, given.row, METRIC, {"single": SINGLE})
    cells = municipal(cube, given, REGION_KOSTRA)
    return put(given, {"institution_single_rooms": (cells[cells[METRIC] == single], "published")})

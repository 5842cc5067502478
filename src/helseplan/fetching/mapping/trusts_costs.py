"""Operating costs by trust, in current prices (14022)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.pick import METRIC, TOTAL, figures
from helseplan.fetching.mapping.trusts import put

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

COSTS = "K00"
ITEM = "operating_costs"


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """All years of the table → operating costs of each trust, million kroner in current prices."""
    codes = {"HelseTjenomr": TOTAL, "InntektKostnad": COSTS, METRIC: "LopendePriser"}
    cells = figures(cube, given.row, codes).assign(item=ITEM)
    return put(cube, given, cells, {ITEM: "nok_million"})

"""From one year to the next: computed to show what the break in the series does, not to rank anyone."""

from __future__ import annotations

import pandas as pd

from helseplan.params.productivity import Productivity
from helseplan.productivity.analysis.models import MODELS
from helseplan.productivity.analysis.trusts import trusts_wide, years
from helseplan.productivity.dea.malmquist import malmquist

COLUMNS = {
    "unit": "unit",
    "from": "year_from",
    "to": "year_to",
    "index": "index",
    "efficiency_change": "efficiency_change",
    "technical_change": "technical_change",
}


def between_years(trusts: pd.DataFrame, params: Productivity) -> pd.DataFrame:
    """Return the Malmquist index of the main model between the years of the series.

    Returns:
        Columns model, unit, year_from, year_to, index, efficiency_change, technical_change: factors, above 1 is
        progress; constant returns to scale, as the index demands.
    """
    panel = pd.concat([trusts_wide(trusts, year).assign(year=year) for year in years(trusts)])
    x, y = MODELS[params.model].data(panel)
    found = malmquist(
        panel.index.to_numpy(dtype=str), panel.year.to_numpy(), x, y, orientation=params.orientation
    )
    frame = pd.DataFrame(found.columns())[list(COLUMNS)].rename(columns=COLUMNS)
    return frame.astype({"unit": "str"}).assign(model=params.model)[["model", *COLUMNS.values()]]

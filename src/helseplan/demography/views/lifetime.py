"""Remaining life expectancy by age and sex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import labels
from helseplan.demography.views.common import BASE_YEAR, LAST_SHOWN, Frames
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun

AGES = (0, 55, 67, 80, 90)


def remaining(result: Frames, run: StageRun) -> Table:
    """Years left at some ages, for men and women, in the base year, the end year and the last year shown."""
    frame = result["life_expectancy"]
    years = sorted({BASE_YEAR, run.params.general.end_year, LAST_SHOWN})
    chosen = frame[
        (frame.alternative == run.params.demography.alternative)
        & frame.age.isin(AGES)
        & frame.year.isin(years)
    ]
    table = chosen.pivot(index=["age", "sex"], columns="year", values="remaining_years").reset_index()
    table.columns = ["age", "sex", *map(str, years)]
    rows = pd.DataFrame(
        {
            "label": [
                f"{labels('sexes')[row.sex]}, {'ved fødsel' if row.age == 0 else f'{row.age} år'}"
                for row in table.itertuples()
            ],
            **{str(year): table[str(year)] for year in years},
        }
    )
    return Table(
        "demography-remaining",
        "Gjenstående levetid etter alder og kjønn, år",
        (Column("label", "Kjønn og alder"), *(Column(str(year), str(year), 1) for year in years)),
        rows,
        note=(
            "Periodelevetid: med årets dødsrater i alle senere år. De samme dødsratene ligger bak forutsetningen om "
            "bedre helse."
        ),
        quality=("derived", "assumption"),
    )

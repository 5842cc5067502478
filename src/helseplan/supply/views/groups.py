"""Supply by group in the plan's years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.report.display import Column, Table
from helseplan.supply.views.common import FIRST, LAST_YEAR, Frames, by_year, path_name, with_sum

if TYPE_CHECKING:
    from helseplan.session import StageRun

SHOWN = (FIRST, 2030, 2035, LAST_YEAR)


def by_group(result: Frames, run: StageRun) -> Table:
    """Årsverk by group in four years, persons in the first and the last, and growth; the sum last."""
    supply, persons = by_year(result, run), by_year(result, run, "persons")
    columns = {str(year): supply[year] for year in SHOWN}
    columns |= {f"persons_{year}": persons[year] for year in (FIRST, LAST_YEAR)}
    rows = with_sum(pd.DataFrame(columns))
    rows["growth"] = (rows[str(LAST_YEAR)] / rows[str(FIRST)] - 1) * 100
    return Table(
        "supply-groups",
        f"Tilbud etter personellgruppe, {path_name(run)}",
        (
            Column("label", "Gruppe"),
            *(Column(str(year), f"Årsverk {year}", 0) for year in SHOWN),
            *(Column(f"persons_{year}", f"Personer {year}", 0) for year in (FIRST, LAST_YEAR)),
            Column("growth", "Vekst i årsverk", 1, "percent"),
        ),
        rows,
        note=(
            "Personer er de som arbeider i helse- og omsorgstjenestene. Ett årsverk er 37,5 timer i uken. "
            "Bestanden er regnet fram fra siste åpne telling etter gruppe og alder, i 2013."
        ),
        quality=(*run.shown_quality, "derived", "assumption"),
    )

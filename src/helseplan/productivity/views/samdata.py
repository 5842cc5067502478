"""The newest levels that SAMDATA prints, which no index or account is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number
from helseplan.productivity.printed import Figures
from helseplan.report.display import Column, Table

if TYPE_CHECKING:
    from helseplan.session import StageRun

ROWS = (
    ("Kostnad per DRG-poeng", "2024, 2024-kroner", "cost_per_drg_point", 2024),
    ("Kostnad per DRG-poeng", "2023, 2023-kroner", "cost_per_drg_point", 2023),
    (
        "Kostnad per DRG-poeng, realendring",
        "2015–2019, eldre utgave",
        "cost_per_drg_point_change_2015_2019",
        2019,
    ),
    ("Kostnad per oppholdsdøgn", "2024", "cost_per_stay_day", 2024),
    ("Kostnad per oppholdsdøgn, endring", "2023–2024", "cost_per_stay_day_change", 2024),
    ("Kostnad per oppholdsdøgn, endring", "2017–2024", "cost_per_stay_day_change_2017_2024", 2024),
    ("Oppholdsdøgn, endring", "2023–2024", "stay_days_change", 2024),
    ("Oppholdsdøgn, endring", "2017–2024", "stay_days_change_2017_2024", 2024),
    (
        "Kostnad til døgnbehandling, endring",
        "2017–2024, kilden skriver «nær»",
        "inpatient_cost_change_2017_2024",
        2024,
    ),
    ("DRG-poeng i alt", "2022", "drg_points_total", 2022),
    ("DRG-poeng i døgnbehandling", "2022", "drg_points_inpatient", 2022),
    (
        "DRG-poeng i døgnbehandling, endring",
        "2022; serien har ikke utgangsåret",
        "drg_points_inpatient_change",
        2022,
    ),
    ("Døgnbehandlingens andel av DRG-poengene", "2018", "drg_share_inpatient", 2018),
    ("Døgnbehandlingens andel av DRG-poengene", "2022", "drg_share_inpatient", 2022),
    ("Poliklinikkens andel av DRG-poengene", "2022", "drg_share_outpatient", 2022),
)
"""What it is, when, and the item and year of the series."""


def samdata_levels(run: StageRun) -> Table:
    """Levels and changes for the nation; the caption holds days of stay against what each of them costs."""
    series = run.vintage.read("productivity")
    figures, rows = Figures(series), series[series.region == "0"].set_index(["item", "year"])
    found = [
        {
            "label": label,
            "when": f"{when}; {rows.note[item, str(year)]}" if _derived(rows, item, year) else when,
            "value": rows.value[item, str(year)],
            "unit": rows.unit[item, str(year)],
            "decimals": 0
            if float(rows.value[item, str(year)]).is_integer() and not _fine(rows, item, year)
            else 1,
            "quality": rows.quality[item, str(year)],
        }
        for label, when, item, year in ROWS
        if figures.has(item, year)
    ]
    data = pd.DataFrame(found, columns=["label", "when", "value", "unit", "decimals", "quality"])
    return Table(
        "productivity-samdata",
        _caption(figures),
        (
            Column("label", "Størrelse", below="when"),
            Column("value", "Verdi", decimals_from="decimals"),
            Column("unit", "Enhet"),
            Column("quality", "Merke"),
        ),
        data,
        note=(
            "Somatiske sykehus, hele landet. Tallene er fra ulike utgaver. Kilden sier ikke om endringen i kostnad per "
            "oppholdsdøgn er i faste priser. Et døgn er ikke en fast størrelse: når de korteste oppholdene blir "
            "dagbehandling eller poliklinikk, er det de tyngste som er igjen."
        ),
        quality=("published", "derived"),
    )


def _derived(rows: pd.DataFrame, item: str, year: int) -> bool:
    """Whether the figure is made from others; the series' note says how."""
    return bool(rows.quality[item, str(year)] == "derived")


def _fine(rows: pd.DataFrame, item: str, year: int) -> bool:
    """Whether the source prints decimals."""
    return bool(0 < rows.rounding[item, str(year)] < 0.5)


def _caption(figures: Figures) -> str:
    days, cost = "stay_days_change_2017_2024", "cost_per_stay_day_change_2017_2024"
    if not (figures.has(days, 2024) and figures.has(cost, 2024)):
        return "Nyere nivåer fra SAMDATA"
    return (
        f"Nyere nivåer fra SAMDATA: fra 2017 til 2024 endret oppholdsdøgnene seg med "
        f"{number(figures(days, 2024).value, sign=True)} prosent og kostnaden per døgn med "
        f"{number(figures(cost, 2024).value, sign=True)} prosent"
    )

"""What is printed by region and period: changes in productivity and activity, and levels in 2006 and 2016.

Changes in cost per DRG point are turned into changes in productivity; they stay in per cent. Levels of 2006 are from
before the mergers; those of 2016 are distances to the nation. Neither is continued.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from helseplan.classifications import codes
from helseplan.productivity.drg import ratio_change
from helseplan.productivity.printed import NATION, Figures, Printed, sources, spread

COST_CHANGES = {2006: 2005, 2023: 2022, 2024: 2023}
"""Year → the year a printed change in real cost per DRG point is counted from."""
LEVELS = {
    "cost_per_drg_point": "nok",
    "cost_per_drg_point_incl_capital": "nok",
    "drg_points_all_stays": "drg_points",
    "drg_points_per_1000": "drg_points_per_1000",
}
DISTANCES = ("cost_per_drg_point_rel_to_nation", "cost_per_drg_point_rel_to_nation_structure_adj")
"""Cost per point in 2016 as a distance to the nation, as it is and adjusted by the source for structural cost."""


def regions(figures: Figures) -> pd.DataFrame:
    """Collect the figures by region.

    Returns:
        Columns measure (``productivity_change`` and ``points_change`` in per cent; the items of ``LEVELS`` in
        2006; those of ``DISTANCES`` in 2016, per cent; and ``cost_ratio``, cost per point relative to the nation),
        region (0: the nation), from_year (0 for a level), year, value, low, high (what rounding allows), unit, quality,
        source. What is not printed is not there.
    """
    rows = [row for region in codes("regions") for row in _region(figures, region)]
    return pd.DataFrame(rows)


def _region(figures: Figures, region: str) -> Iterator[dict[str, object]]:
    for year, before in COST_CHANGES.items():
        if figures.has("cost_per_drg_point_change", year, region):
            yield _row(
                *("productivity_change", region, before, year, "percent"),
                lambda change: ratio_change(0, change),
                figures("cost_per_drg_point_change", year, region),
            )
    yield from _four_years(figures, region)
    yield from _activity(figures, region)
    for item, unit in LEVELS.items():
        if figures.has(item, 2006, region):
            yield _row(item, region, 0, 2006, unit, None, figures(item, 2006, region))
    for item in DISTANCES:
        if figures.has(item, 2016, region):
            yield _row(item, region, 0, 2016, "percent", None, figures(item, 2016, region))
    if figures.has("cost_per_drg_point", 2006, region):
        own, nation = (figures("cost_per_drg_point", 2006, code) for code in (region, NATION))
        yield _row("cost_ratio", region, 0, 2006, "ratio", lambda own, nation: own / nation, own, nation)


def _four_years(figures: Figures, region: str) -> Iterator[dict[str, object]]:
    """2012–2016: printed for the regions; for the nation made from points and cost."""
    if region == NATION:
        yield _row(
            *("productivity_change", region, 2012, 2016, "percent"),
            ratio_change,
            figures("drg_points_change_2012_2016"),
            figures("treatment_cost_real_change_2012_2016"),
        )
    elif figures.has("productivity_change_2012_2016", 2016, region):
        printed = figures("productivity_change_2012_2016", 2016, region)
        yield _row("productivity_change", region, 2012, 2016, "percent", None, printed)


def _activity(figures: Figures, region: str) -> Iterator[dict[str, object]]:
    for year in (2023, 2024):
        if figures.has("drg_points_change", year, region):
            printed = figures("drg_points_change", year, region)
            yield _row("points_change", region, year - 1, year, "percent", None, printed)
    if figures.has("drg_points_all_stays", 2007, region):
        yield _row(
            *("points_change", region, 2006, 2007, "percent"),
            lambda last, first: (last / first - 1) * 100,
            figures("drg_points_all_stays", 2007, region),
            figures("drg_points_all_stays", 2006, region),
        )


def _row(
    measure: str, region: str, start: int, year: int, unit: str, formula: object, *used: Printed
) -> dict[str, object]:
    """One figure; without a formula it is the printed one itself."""
    found = spread(formula if callable(formula) else lambda value: value, *used)
    return {
        **{"measure": measure, "region": region, "from_year": start, "year": year},
        **vars(found),
        "unit": unit,
        "quality": "derived" if callable(formula) else used[0].quality,
        "source": sources(*used),
    }

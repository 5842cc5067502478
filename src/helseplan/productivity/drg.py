"""Indices of productivity in somatic hospitals, for the years that printed changes determine.

The plan prints its index of DRG points per krone as a picture without numbers. What is printed is the change in real
cost per DRG point from 2017 to 2024, two differences in index points (the plan), and changes in per cent (SAMDATA).
The two sources do not agree, so each gives an index of its own. A year that no printed change reaches is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from helseplan.productivity.printed import Figures, Printed, sources, spread

PER_KRONE, PER_AARSVERK, POINTS = "drg_per_krone", "drg_per_aarsverk_2019", "drg_points_2019"
PLAN, SAMDATA, BOTH = "plan", "samdata", "both"
COLUMNS = (
    *("item", "route", "region", "base_year", "year", "value", "low", "high"),
    *("unit", "quality", "source"),
)


def ratio_change(output_percent: float, input_percent: float) -> float:
    """Return the change in output per unit of input, per cent, from the changes in each, per cent."""
    return ((1 + output_percent / 100) / (1 + input_percent / 100) - 1) * 100


def indices(figures: Figures) -> pd.DataFrame:
    """Rebuild every index that the printed figures determine.

    Returns:
        Columns item, route, region, base_year (value 100), year, value, low, high (what rounding allows), unit (index),
        quality, source. ``drg_per_krone`` has 2017 = 100 and two routes; ``drg_per_aarsverk_2019`` and
        ``drg_points_2019`` have 2019 = 100, because no change in årsverk from 2017 is printed.
    """
    rows = [*_per_krone_plan(figures), *_per_krone_samdata(figures), *_since_2019(figures)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).assign(region="0", unit="index")


Formula = Callable[..., float]


def _row(item: str, route: str, base: int, year: int, formula: Formula, *used: Printed) -> dict[str, object]:
    found = spread(formula, *used)
    return {
        **{"item": item, "route": route, "base_year": base, "year": year},
        **{"value": found.value, "low": found.low, "high": found.high},
        # the base year is 100 by definition, not by calculation
        "quality": "derived" if used else "published",
        "source": sources(*used) if used else "",
    }


def _last(cost: float) -> float:
    """The index in 2024 from the real change in cost per point since 2017, per cent."""
    return 100 / (1 + cost / 100)


def _per_krone_plan(figures: Figures) -> Iterator[dict[str, object]]:
    """The level in 2024 is SAMDATA's, the distances to 2019 and 2023 are the plan's index points."""
    cost = figures("cost_per_drg_point_change_2017_2024")
    yield _base(PER_KRONE, PLAN, 2017, cost)
    for year in (2019, 2023):
        points = figures(f"drg_per_krone_index_diff_2024_{year}")
        yield _row(PER_KRONE, PLAN, 2017, year, lambda c, p: _last(c) - p, cost, points)
    yield _row(PER_KRONE, PLAN, 2017, 2024, _last, cost)


def _per_krone_samdata(figures: Figures) -> Iterator[dict[str, object]]:
    """The level in 2024 and the last change are from one edition, the rest from the edition before."""
    cost, last = figures("cost_per_drg_point_change_2017_2024"), figures("cost_per_drg_point_change", 2024)
    before, since = (
        figures("cost_per_drg_point_change", 2023),
        figures("cost_per_drg_point_change_2019_2023"),
    )
    yield _base(PER_KRONE, SAMDATA, 2017, cost)

    def earlier(c: float, change: float, more: float = 0.0) -> float:
        return _last(c) * (1 + change / 100) * (1 + more / 100)

    yield _row(PER_KRONE, SAMDATA, 2017, 2019, earlier, cost, last, since)
    yield _row(PER_KRONE, SAMDATA, 2017, 2022, earlier, cost, last, before)
    yield _row(PER_KRONE, SAMDATA, 2017, 2023, earlier, cost, last)
    yield _row(PER_KRONE, SAMDATA, 2017, 2024, _last, cost)


def _since_2019(figures: Figures) -> Iterator[dict[str, object]]:
    """DRG points and DRG points per årsverk, 2019 = 100."""
    points, staff = figures("drg_points_change_2019_2024"), figures("fte_contracted_change_2019_2024")
    last, before = figures("drg_points_change", 2024), figures("drg_points_change_uncorrected", 2023)
    yield _base(PER_AARSVERK, PLAN, 2019, points)
    yield _row(PER_AARSVERK, PLAN, 2019, 2024, lambda p, s: 100 + ratio_change(p, s), points, staff)
    yield _base(POINTS, BOTH, 2019, points)

    def earlier(p: float, change: float, more: float = 0.0) -> float:
        return (100 + p) / (1 + change / 100) / (1 + more / 100)

    yield _row(POINTS, BOTH, 2019, 2022, earlier, points, last, before)
    yield _row(POINTS, BOTH, 2019, 2023, earlier, points, last)
    yield _row(POINTS, BOTH, 2019, 2024, lambda p: 100 + p, points)


def _base(item: str, route: str, year: int, printed: Printed) -> dict[str, object]:
    return {**_row(item, route, year, year, lambda: 100.0), "source": printed.source}

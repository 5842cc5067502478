"""Detecting breaks in a series: jumps that come from how something is counted, not from what happened.

The rule. From one year to the next, over the units that have the item in both years: the sum jumps by more than the
limit, so does the median unit, and most units move the same way. A jump is what is left of the change after the
series' own trend (the median of its other changes, when there are at least two) and after the change in what is put
in. The median keeps one merger or one large unit from looking like a break; dividing by the input keeps growth with
more staff from looking like one.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

COLUMNS = (
    *("item", "from_year", "year", "units", "left_out", "change_percent", "median_percent"),
    *("same_way_percent", "input_change_percent", "trend_percent", "jump_percent", "median_jump_percent"),
    "broken",
)


def breaks(
    panel: pd.DataFrame,
    drivers: dict[str, str],
    *,
    limit_percent: float,
    same_way_percent: float,
) -> pd.DataFrame:
    """Look for breaks in every item of a panel.

    Args:
        panel: Columns unit, year, item, value.
        drivers: Item → the item that is its input, or ``""`` when it has none.
        limit_percent: How large a jump has to be.
        same_way_percent: How many of the units have to move the way the sum does.

    Returns:
        One row per item and pair of neighbouring years: item, from_year, year, units (with a positive value in
        both years), left_out, change_percent (of the sum), median_percent (of the median unit), same_way_percent,
        input_change_percent (missing without a driver), trend_percent, jump_percent and median_jump_percent (beyond
        trend and input), broken.
    """
    wide = {
        item: panel[panel.item == item].pivot(index="unit", columns="year", values="value")
        for item in {*drivers, *filter(None, drivers.values())}
    }
    rows = [
        row
        for item, driver in drivers.items()
        for row in _item(item, wide[item], wide[driver] if driver else None, limit_percent, same_way_percent)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _item(
    item: str, values: pd.DataFrame, driver: pd.DataFrame | None, limit: float, same_way: float
) -> list[dict[str, object]]:
    years = sorted(values.columns)
    pairs = list(pairwise(years))
    growths = [_growth(values, first, last) for first, last in pairs]
    changes = [_change(values, first, last) for first, last in pairs]
    pushed = [
        np.nan if driver is None else _change(driver.reindex(growth.index), first, last)
        for growth, (first, last) in zip(growths, pairs, strict=True)
    ]
    beyond = [change - np.nan_to_num(push) for change, push in zip(changes, pushed, strict=True)]
    rows = []
    for place, (first, last) in enumerate(pairs):
        trend = _trend(beyond, place)
        usual = trend + np.nan_to_num(pushed[place])
        growth, jump = growths[place], changes[place] - usual
        middle = float(growth.median()) - usual
        along = float((np.sign(growth - usual) == np.sign(jump)).mean() * 100)
        sizes = min(abs(_percent(jump)), abs(_percent(middle)))
        rows.append(
            {
                "item": item,
                "from_year": int(first),
                "year": int(last),
                "units": len(growth),
                "left_out": len(values) - len(growth),
                "change_percent": _percent(changes[place]),
                "median_percent": _percent(float(growth.median())),
                "same_way_percent": along,
                "input_change_percent": _percent(pushed[place]),
                "trend_percent": _percent(trend),
                "jump_percent": _percent(jump),
                "median_jump_percent": _percent(middle),
                "broken": bool(sizes > limit and jump * middle > 0 and along >= same_way),
            }
        )
    return rows


def _trend(changes: list[float], place: int) -> float:
    """The median of the series' other changes, 0 when there are fewer than two."""
    others = [change for number, change in enumerate(changes) if number != place and not np.isnan(change)]
    return float(np.median(others)) if len(others) > 1 else 0.0


def _growth(values: pd.DataFrame, first: int, last: int) -> pd.Series:
    """Log change of every unit that is above nought in both years."""
    if first not in values or last not in values:
        return pd.Series(dtype=float)
    both = values[[first, last]].dropna()
    both = both[(both > 0).all(axis=1)]
    return np.log(both[last]) - np.log(both[first])


def _change(values: pd.DataFrame, first: int, last: int) -> float:
    """Log change of the sum over those units; missing when there are none."""
    kept = values.loc[_growth(values, first, last).index]
    return float(np.log(kept[last].sum()) - np.log(kept[first].sum())) if len(kept) else np.nan


def _percent(log_change: float) -> float:
    return float(np.expm1(log_change) * 100)

"""Reading one printed figure of the plan."""

from __future__ import annotations

import pandas as pd


def plan_value(plan_tables: pd.DataFrame, table: str, row: str, year: int, *, bound: str = "value") -> float:
    """Return one printed total of the plan (no service, no group)."""
    hit = plan_tables.query(
        "table == @table and row == @row and year == @year and bound == @bound and service == '' "
        "and group == ''"
    )
    return float(hit.value.iloc[0])

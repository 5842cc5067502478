"""The contracts of the artefacts of measures."""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.contracts.columns import YEAR, choice, code, number, table, text

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "effects": table(
        {
            "scenario": choice("plan_low", "plan_high", "chosen"),
            "measure": text(),
            "year": YEAR,
            "group": code("groups", extra=("all",)),
            "alone_aarsverk": number(0),
            "shapley_aarsverk": number(missing=True),
        },
        key=("scenario", "measure", "year", "group"),
    ),
    "totals": table(
        {
            "scenario": choice("plan_low", "plan_high", "chosen"),
            "year": YEAR,
            "supply_sum_aarsverk": number(0),
            "demand_sum_aarsverk": number(0),
            "simple_sum_aarsverk": number(0),
            "joint_aarsverk": number(missing=True),
            "overlap_aarsverk": number(missing=True),
            "gap_before_aarsverk": number(),
            "gap_after_aarsverk": number(missing=True),
        },
        key=("scenario", "year"),
    ),
}

"""The contracts of the efficiency artefacts of productivity."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.contracts.columns import (
    YEAR,
    choice,
    code,
    complete,
    flag,
    number,
    rule,
    table,
    text,
    whole,
)

MODELS = ("staff_groups", "staff_total", "staff_beds", "staff_bed_days")
MODEL = choice(*MODELS)
VARIABLE = choice(
    "aarsverk_specialist_doctors",
    "aarsverk_all_nurses",
    "aarsverk_other",
    "aarsverk_total",
    "beds_somatic",
    "discharges_somatic",
    "bed_days_somatic",
)
RTS = choice("crs", "vrs", "nirs", "ndrs")
SCORED = {
    "score": number(0),
    "corrected": number(0, missing=True),
    "bias_corrected": number(missing=True),
    "lower": number(0, missing=True),
    "upper": number(0, missing=True),
    "correction_used": flag(),
    "scale_efficiency": number(0, 1 + 1e-9),
    "returns_to_scale": choice("irs", "crs", "drs"),
    "efficient": flag(),
    "peers": text(),
}


def bounds_in_order(frame: Any) -> bool:
    """The lower bound is not above the upper, and both are there or neither."""
    both = (frame.lower.isna() == frame.upper.isna()).all()
    return bool(both and not (frame.lower > frame.upper).any())


ORDERED = rule("nedre grense skal ikke være over øvre, og ingen av dem kan stå alene", bounds_in_order)
SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "efficiency": table(
        {
            "model": MODEL,
            "year": YEAR,
            "unit": code("units"),
            "kind": choice("university", "local"),
            **SCORED,
        },
        key=("model", "year", "unit"),
        checks=[complete("model", "year", "unit", model=MODELS), ORDERED],
    ),
    "peers": table(
        {"model": MODEL, "year": YEAR, "unit": code("units"), "peer": code("units"), "weight": number(0)},
        key=("model", "year", "unit", "peer"),
    ),
    "targets": table(
        {
            "model": MODEL,
            "year": YEAR,
            "unit": code("units"),
            "side": choice("input", "output"),
            "variable": VARIABLE,
            "observed": number(0),
            "slack": number(0),
            "target": number(0),
            "strongly_efficient": flag(),
        },
        key=("unit", "variable"),
        checks=[complete("unit", "variable")],
    ),
    "sensitivity": table(
        {
            "model": MODEL,
            "returns_to_scale": RTS,
            "frontier": choice("all", "without_outliers", "with_special"),
            "unit": code("units"),
            "score": number(0, missing=True),
            "rank": number(1, missing=True),
            "main": flag(),
        },
        key=("model", "returns_to_scale", "frontier", "unit"),
    ),
    "outliers": table(
        {
            "model": MODEL,
            "year": YEAR,
            "unit": code("units"),
            "super_score": number(0, missing=True),
            "infeasible": flag(),
            "peer_of": whole(0),
            "peer_share": number(0, 1),
            "effect": number(),
            "largest_change": number(),
            "by_super": flag(),
            "by_peers": flag(),
            "outlier": flag(),
        },
        key=("unit",),
    ),
    "scale_test": table(
        {
            "model": MODEL,
            "year": YEAR,
            "null": choice("crs", "nirs"),
            "statistic": number(0, 1 + 1e-9),
            "critical": number(0, 1 + 1e-9),
            "p_value": number(0, 1),
            "rejected": flag(),
            "alpha": number(0, 1),
            "draws": whole(1),
        },
        key=("year", "null"),
    ),
    "potential": table(
        {
            "model": MODEL,
            "year": YEAR,
            "returns_to_scale": RTS,
            "variable": VARIABLE,
            "raw_percent": number(0),
            "corrected_percent": number(missing=True),
            "lower_percent": number(missing=True),
            "upper_percent": number(missing=True),
            "correction_used": flag(),
        },
        key=("model", "returns_to_scale", "variable"),
    ),
    "malmquist": table(
        {
            "model": MODEL,
            "unit": code("units"),
            "year_from": YEAR,
            "year_to": YEAR,
            "index": number(0),
            "efficiency_change": number(0),
            "technical_change": number(0),
        },
        key=("unit", "year_from"),
    ),
    "municipal_care": table(
        {"year": YEAR, "municipality": text(), "adjusted_expenditure": number(0), **SCORED},
        key=("municipality",),
        checks=[ORDERED],
    ),
    "municipal_status": table(
        {
            "status": choice("run", "missing", "too_few"),
            "year": whole(0, 2110),
            "municipalities": whole(0),
            "analysed": whole(0),
            "left_out": text(filled=False),
            "raw_percent": number(0, 100, missing=True),
            "corrected_percent": number(missing=True),
            "lower_percent": number(missing=True),
            "upper_percent": number(missing=True),
            "correction_used": flag(),
            "settlement_adjusted": flag(),
        },
        key=("status",),
    ),
}

"""The contracts of the artefacts of productivity."""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.contracts.columns import QUALITY, YEAR, choice, code, complete, flag, number, table, text
from helseplan.contracts.shared import UNIT

MODELS = ("staff_groups", "staff_total")
SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "indices": table(
        {
            "item": text(),
            "region": code("regions"),
            "year": YEAR,
            "value": number(),
            "unit": UNIT,
            "quality": QUALITY,
        },
        key=("item", "region", "year"),
    ),
    "efficiency": table(
        {
            "model": choice(*MODELS),
            "year": YEAR,
            "unit": code("units"),
            "score": number(0),
            "corrected": number(missing=True),
            "lower": number(missing=True),
            "upper": number(missing=True),
            "scale_efficiency": number(0, 1 + 1e-9),
            "returns_to_scale": choice("irs", "crs", "drs"),
            "efficient": flag(),
            "peers": text(),
        },
        key=("model", "year", "unit"),
        checks=[complete("model", "year", "unit", model=MODELS)],
    ),
}

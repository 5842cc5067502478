"""The contract of every artefact: columns, units, keys, ranges and sums."""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.contracts import demand, demography, gap, measures, productivity, supply
from helseplan.contracts.columns import QUALITY, code, number, table, text, whole
from helseplan.contracts.shared import UNIT

PAGE = text()
CHECKS = table(
    {
        "check": text(),
        "page": PAGE,
        "title": text(),
        "year": whole(0, 2110),
        "item": text(filled=False),
        "unit": UNIT,
        "published": number(),
        "raw": number(missing=True),
        "benchmarked": number(missing=True),
        "tolerance": number(0),
        "verdict": code("verdicts"),
        "explanation": text(filled=False),
        "source": text(),
        "place": text(filled=False),
    },
    key=("check", "year", "item"),
)
HEADLINES = table(
    {
        "headline": text(),
        "order": whole(0),
        "page": PAGE,
        "title": text(),
        "value": number(),
        "unit": UNIT,
        "decimals": whole(0, 4),
        "comment": text(),
        "quality": QUALITY,
    },
    key=("headline",),
)
STAGES = {
    "demography": demography,
    "demand": demand,
    "supply": supply,
    "gap": gap,
    "measures": measures,
    "productivity": productivity,
}
SCHEMAS: dict[tuple[str, str], pa.DataFrameSchema] = {
    (stage, name): contract for stage, module in STAGES.items() for name, contract in module.SCHEMAS.items()
}


def schema(stage: str, name: str) -> pa.DataFrameSchema:
    """Return the contract of an artefact."""
    return {"checks": CHECKS, "headlines": HEADLINES}.get(name) or SCHEMAS[stage, name]

"""The contract of the optional series ``anchors``: the benchmark of an older vintage, kept when the data are renewed.

The plan's printed totals belong to the data Statistics Norway had when they were made. A vintage with newer data would
hide all that is new if it were benchmarked anew: it keeps the factors that were found on the older data instead.
"""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.contracts.columns import QUALITY, choice, number, rule, table, text, whole
from helseplan.contracts.shared import MODELLED

DEMAND, SUPPLY, GAP = "demand_factor", "supply_factor", "gap_adjustment"
NARROW, REST = "narrow", "rest"
YEARS = {DEMAND: (2040,), SUPPLY: (2025, 2040), GAP: (2025, 2030, 2035, 2040)}
CELLS = {
    **{(DEMAND, key, year): "ratio" for key in (NARROW, REST) for year in YEARS[DEMAND]},
    **{(SUPPLY, "", year): "ratio" for year in YEARS[SUPPLY]},
    **{(GAP, group, year): "aarsverk" for group in MODELLED for year in YEARS[GAP]},
}
"""Item, key and year → unit; every one must be there."""


def anchors_complete(frame: Any) -> bool:
    """Every factor and every adjustment is there, once, in its unit, and nothing else."""
    have = dict(zip(zip(frame.item, frame.key, frame.year, strict=True), frame.unit, strict=True))
    return have == CELLS


def factors_near_one(frame: Any) -> bool:
    """A factor between a half and two: anything else is another unit or another model."""
    return bool(frame[frame.unit == "ratio"].value.between(0.5, 2).all())


ANCHOR_SERIES: dict[str, pa.DataFrameSchema] = {
    "anchors": table(
        {
            "item": choice(DEMAND, SUPPLY, GAP),
            "key": text(filled=False),
            "year": whole(2025, 2040),
            "value": number(),
            "unit": choice("ratio", "aarsverk"),
            "found_on": text(),
            "source": text(),
            "quality": QUALITY,
        },
        key=("item", "key", "year"),
        checks=[
            rule("alle faktorer og tillegg skal være med, hver i sin enhet", anchors_complete),
            rule("en faktor skal ligge mellom 0,5 og 2", factors_near_one),
        ],
    )
}


def anchor(anchors: Any, item: str, key: str, year: int) -> float:
    """Return one value of the series."""
    hit = anchors[(anchors["item"] == item) & (anchors.key == key) & (anchors.year == year)]
    return float(hit.value.iloc[0])

"""The contracts of the artefacts of productivity: indices, growth accounting, regions, counterfactuals, breaks."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.contracts.columns import QUALITY, YEAR, choice, code, flag, number, rule, table, text, whole
from helseplan.contracts.efficiency import SCHEMAS as EFFICIENCY
from helseplan.contracts.shared import EXACT

SPAN = {"value": number(), "low": number(), "high": number()}
FROM = {"quality": QUALITY, "source": text()}


def _within(frame: Any) -> bool:
    """The value lies in the range that rounding allows."""
    return bool(((frame.low <= frame.value + EXACT) & (frame.value <= frame.high + EXACT)).all())


def _shares_sum(frame: Any) -> bool:
    """What output and input contribute makes up the change in productivity."""
    wide = frame.pivot(index="account", columns="measure", values="value")
    off = wide.share_output + wide.share_input - wide.productivity_change
    return bool((off.abs() < EXACT).all())


WITHIN = rule("value skal ligge mellom low og high", _within)
SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "indices": table(
        {
            "item": choice("drg_per_krone", "drg_per_aarsverk_2019", "drg_points_2019"),
            "route": choice("plan", "samdata", "both"),
            "region": code("regions"),
            "base_year": YEAR,
            "year": YEAR,
            **SPAN,
            "unit": choice("index"),
            **FROM,
        },
        key=("item", "route", "region", "year"),
        checks=[WITHIN],
    ),
    "growth": table(
        {
            "account": text(),
            "input": choice("aarsverk", "krone"),
            "region": code("regions"),
            "from_year": YEAR,
            "year": YEAR,
            "measure": choice(
                "output_change",
                "input_change",
                "productivity_change",
                "productivity_per_year",
                "share_output",
                "share_input",
            ),
            **SPAN,
            "unit": choice("percent", "percent_per_year"),
            **FROM,
        },
        key=("account", "measure"),
        checks=[WITHIN, rule("bidragene skal summere til endringen i produktivitet", _shares_sum)],
    ),
    "regions": table(
        {
            "measure": text(),
            "region": code("regions"),
            "from_year": whole(0, 2110),
            "year": YEAR,
            **SPAN,
            "unit": choice("percent", "nok", "drg_points", "drg_points_per_1000", "ratio"),
            **FROM,
        },
        key=("measure", "region", "year"),
        checks=[WITHIN],
    ),
    "counterfactual": table(
        {
            "base": choice("specialist_ssb", "implied", "implied_low"),
            **{f"aarsverk{end}": number(missing=True) for end in ("", "_low", "_high")},
            **{f"saved{end}": number() for end in ("", "_low", "_high")},
            "quality": QUALITY,
        },
        key=("base",),
    ),
    "raised": table(
        {
            "kind": choice("increment", "full"),
            "formula": text(),
            "base": text(),
            "base_aarsverk": number(0),
            "steps": whole(1, 100),
            "aarsverk": number(),
            "hits": flag(),
        },
        key=("formula", "base", "steps"),
    ),
    "breaks": table(
        {
            "item": text(),
            "from_year": YEAR,
            "year": YEAR,
            "units": whole(0),
            "left_out": whole(0),
            "change_percent": number(missing=True),
            "median_percent": number(missing=True),
            "same_way_percent": number(0, 100, missing=True),
            "input_change_percent": number(missing=True),
            "trend_percent": number(missing=True),
            "jump_percent": number(missing=True),
            "median_jump_percent": number(missing=True),
            "broken": flag(),
        },
        key=("item", "year"),
    ),
    **EFFICIENCY,
}

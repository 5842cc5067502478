"""The contracts of the optional series that only show what is new: the plan's indicators, and students."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.contracts.columns import QUALITY, YEAR, choice, number, rule, table, text
from helseplan.contracts.shared import MODELLED

PERIOD = r"\d{4}(K[1-4]|M(0[1-9]|1[0-2]))?"


def periods_are_periods(frame: Any) -> bool:
    """Every period is a year, a quarter or a month."""
    return bool(frame.period.str.fullmatch(PERIOD).all())


def shares_are_shares(frame: Any) -> bool:
    """A figure in per cent lies between 0 and 100."""
    return bool(frame[frame.unit == "percent"].value.between(0, 100).all())


INDICATOR_SERIES: dict[str, pa.DataFrameSchema] = {
    "indicator_values": table(
        {
            "indicator": text(),
            "period": text(),
            "value": number(),
            "unit": choice("percent", "persons", "aarsverk", "places", "ratio", "months"),
            "source": text(),
            "quality": QUALITY,
        },
        key=("indicator", "period"),
        checks=[
            rule(
                "perioden skal være et år (2025), et kvartal (2025K4) eller en måned (2025M12)",
                periods_are_periods,
            ),
            rule("tall i percent skal ligge mellom 0 og 100", shares_are_shares),
        ],
    ),
    "students": table(
        {
            "group": choice(*MODELLED),
            "year": YEAR,
            "item": choice("admitted", "registered"),
            "persons": number(0, 1_000_000),
            "source": text(),
            "quality": QUALITY,
        },
        key=("group", "year", "item"),
    ),
}

"""The contracts of the artefacts of the gap."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.contracts.columns import YEAR, choice, code, complete, number, rule, table, text
from helseplan.contracts.shared import DRIVERS, EXACT, MODELLED, PATH, PATHS


def _gap_identity(frame: Any) -> bool:
    parts = (
        frame.supply_aarsverk
        - frame.demand_aarsverk
        - frame.base_shortage_aarsverk
        + frame.adjustment_aarsverk
    )
    return bool(((frame.gap_aarsverk - parts).abs() < EXACT).all())


def _share_of_demand(frame: Any) -> bool:
    off = frame.demand_percent * frame.demand_aarsverk / 100 - frame.gap_aarsverk
    return bool((off.abs() < EXACT).all())


def _around_the_gap(frame: Any) -> bool:
    names = ("low_aarsverk", "high_aarsverk", "combined_low_aarsverk", "combined_high_aarsverk")
    low, high, combined_low, combined_high = (frame[name] - frame.gap_aarsverk for name in names)
    return bool(
        ((combined_low <= low + EXACT) & (low <= 0) & (high >= 0) & (high <= combined_high + EXACT)).all()
    )


def _not_more_than_moved(frame: Any) -> bool:
    return bool((frame.filled_aarsverk <= frame.moved_aarsverk + EXACT).all())


def _net_is_gross(frame: Any) -> bool:
    return bool(((frame.shortage_aarsverk + frame.surplus_aarsverk - frame.net_aarsverk).abs() < EXACT).all())


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "gap": table(
        {
            "path": PATH,
            "year": YEAR,
            "group": code("groups"),
            "supply_aarsverk": number(0),
            "demand_aarsverk": number(0),
            "base_shortage_aarsverk": number(),
            "adjustment_aarsverk": number(),
            "gap_aarsverk": number(),
            "demand_percent": number(),
        },
        key=("path", "year", "group"),
        checks=[
            complete("path", "year", "group", path=PATHS, group=MODELLED),
            rule("gap skal være tilbud − etterspørsel − mangel i basisåret + avstemmingsledd", _gap_identity),
            rule("prosenten skal være gapet som andel av etterspørselen", _share_of_demand),
        ],
    ),
    "totals": table(
        {
            "path": PATH,
            "year": YEAR,
            "shortage_aarsverk": number(None, 0),
            "surplus_aarsverk": number(0),
            "net_aarsverk": number(),
        },
        key=("path", "year"),
        checks=[
            complete("path", "year", path=PATHS),
            rule("netto skal være brutto underskudd pluss brutto overskudd", _net_is_gross),
        ],
    ),
    "attribution": table(
        {
            "path": PATH,
            "group": code("groups"),
            "side": choice("demand", "supply", "benchmark"),
            "driver": text(),
            "aarsverk": number(),
        },
        key=("path", "group", "side", "driver"),
        checks=[complete("path", "group", "driver", path=PATHS, group=MODELLED, driver=DRIVERS)],
    ),
    "uncertainty": table(
        {
            "group": code("groups", extra=("all",)),
            "side": choice("demand", "supply"),
            "assumption": text(),
            "end": choice("low", "high"),
            "label": text(),
            "change_aarsverk": number(),
        },
        key=("group", "side", "assumption", "end"),
        checks=[complete("group", "assumption", group=(*MODELLED, "all"))],
    ),
    "intervals": table(
        {
            "group": code("groups", extra=("all",)),
            "gap_aarsverk": number(),
            "low_aarsverk": number(),
            "high_aarsverk": number(),
            "low_assumption": text(filled=False),
            "high_assumption": text(filled=False),
            "combined_low_aarsverk": number(),
            "combined_high_aarsverk": number(),
        },
        key=("group",),
        checks=[
            complete("group", group=(*MODELLED, "all")),
            rule("intervallene skal ligge rundt gapet, det samlede ytterst", _around_the_gap),
        ],
    ),
    "substitution": table(
        {
            "path": PATH,
            "year": YEAR,
            "from_group": code("groups"),
            "to_group": code("groups"),
            "moved_aarsverk": number(0),
            "filled_aarsverk": number(0),
        },
        key=("path", "year", "from_group", "to_group"),
        checks=[rule("det kan ikke fylles flere årsverk enn det flyttes", _not_more_than_moved)],
    ),
}

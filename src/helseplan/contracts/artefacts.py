"""The contract of every artefact: columns, units, keys, ranges and sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandera.pandas as pa

from helseplan.classifications import codes
from helseplan.contracts.columns import (
    AGE,
    QUALITY,
    YEAR,
    choice,
    code,
    complete,
    flag,
    number,
    table,
    text,
    whole,
)

PATHS = ("raw", "benchmarked")
DRIVERS = (
    "population_size",
    "age_structure",
    "health",
    "younger_users",
    "standard",
    "productivity",
    "informal_care",
)
MODELS = ("staff_groups", "staff_total")
MODELLED = codes("groups", modelled="true")
CELLS: dict[str, Iterable[Any]] = {"alternative": codes("alternatives"), "sex": ("1", "2"), "age": range(106)}
PATH = choice(*PATHS)
SCOPE = choice("narrow", "wide")
FORMULAS = ("mortality_equivalent", "age_shift")
BLOCKS = (
    "all",
    "care",
    "institution",
    "institution_long",
    "home_care",
    "municipal_health",
    "municipal",
    "somatic",
    "mental_health",
    "specialist",
)
EXACT = 1e-6
UNIT = choice(
    "aarsverk", "persons", "percent", "percentage_points", "index", "index_points", "years", "year", "ratio"
)
PAGE = text()


def rule(name: str, test: Callable[[Any], bool]) -> pa.Check:
    """A named rule about a whole frame; the name is what the user reads when it is broken."""
    return pa.Check(test, name=f"rule: {name}")


def _balance(frame: Any) -> bool:
    ordered = frame.sort_values(["alternative", "year"])
    expected = ordered.population + ordered.births - ordered.deaths + ordered.net_migration
    following = ordered.groupby("alternative").population.shift(-1)
    return bool(((following - expected).abs().dropna() < EXACT * 1e6).all())


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


def _nobody_twice(frame: Any) -> bool:
    everybody = frame.available + frame.withdrawn
    return bool((frame.working <= everybody * (1 + EXACT) + EXACT).all())


EXITS = ("death", "emigration", "disability", "leaving", "retirement", "age_limit", "further_education")


def _flows_signed(frame: Any) -> bool:
    out = frame[frame.flow.isin(EXITS)]
    into = frame[frame.flow.isin(["graduates", "abroad"])]
    return bool(
        (out[["persons", "aarsverk"]] <= EXACT).all(axis=None)
        and (into[["persons", "aarsverk"]] >= 0).all(axis=None)
    )


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
_DEMAND = {
    "region": code("regions"),
    "alternative": code("alternatives"),
    "path": PATH,
    "scope": SCOPE,
    "year": YEAR,
    "service": code("services"),
}
SCHEMAS: dict[tuple[str, str], pa.DataFrameSchema] = {
    ("demography", "population"): table(
        {
            "region": code("regions"),
            "alternative": code("alternatives"),
            "year": YEAR,
            "sex": choice("1", "2"),
            "age": AGE,
            "persons": number(0),
        },
        key=("region", "alternative", "year", "sex", "age"),
        checks=[complete("region", "alternative", "year", "sex", "age", **CELLS)],
    ),
    ("demography", "life_expectancy"): table(
        {
            "alternative": code("alternatives"),
            "year": YEAR,
            "sex": choice("1", "2"),
            "age": AGE,
            "remaining_years": number(0, 120),
            "death_rate": number(0),
        },
        key=("alternative", "year", "sex", "age"),
        checks=[complete("alternative", "year", "sex", "age", **CELLS)],
    ),
    ("demography", "reference"): table(
        {
            "year": YEAR,
            "sex": choice("1", "2"),
            "age": AGE,
            "persons": number(0),
            "remaining_years": number(0, 120),
            "death_rate": number(0),
        },
        key=("year", "sex", "age"),
        checks=[complete("year", "sex", "age", sex=("1", "2"), age=range(106))],
    ),
    ("demography", "history"): table(
        {
            "path": choice("MMMM-18", "high", "MMM-20", "MMM-22"),
            "year": YEAR,
            "sex": choice("1", "2"),
            "age": AGE,
            "persons": number(0),
            "remaining_years": number(0, 120),
            "death_rate": number(0),
        },
        key=("path", "year", "sex", "age"),
        checks=[complete("path", "year", "sex", "age", sex=("1", "2"), age=range(106))],
    ),
    ("demography", "indicators"): table(
        {
            "alternative": code("alternatives"),
            "year": YEAR,
            "persons_67plus": number(0),
            "persons_80plus": number(0),
            "persons_90plus": number(0),
            "persons_working_age": number(0),
            "support_ratio": number(0),
        },
        key=("alternative", "year"),
        checks=[complete("alternative", "year", alternative=codes("alternatives"))],
    ),
    ("demography", "components"): table(
        {
            "alternative": code("alternatives"),
            "year": YEAR,
            "population": number(0),
            "births": number(0, missing=True),
            "deaths": number(0, missing=True),
            "net_migration": number(missing=True),
        },
        key=("alternative", "year"),
        checks=[
            complete("alternative", "year", alternative=codes("alternatives")),
            rule("folketall + fødte − døde + nettoinnvandring skal gi neste års folketall", _balance),
        ],
    ),
    ("demand", "demand"): table(
        {**_DEMAND, "aarsverk": number(0)},
        key=tuple(_DEMAND),
        checks=[
            complete("alternative", "path", "year", "scope", alternative=codes("alternatives"), path=PATHS),
            complete("year", "service", service=codes("services")),
        ],
    ),
    ("demand", "demand_by_group"): table(
        {**_DEMAND, "group": code("groups"), "aarsverk": number(0)},
        key=(*_DEMAND, "group"),
        checks=[complete("path", "year", "group", path=PATHS, group=codes("groups"))],
    ),
    ("demand", "reference"): table(
        {"year": YEAR, "group": code("groups"), "aarsverk": number(0)},
        key=("year", "group"),
        checks=[complete("year", "group", group=codes("groups"))],
    ),
    ("demand", "drivers"): table(
        {
            "service": code("services"),
            "driver": choice(*DRIVERS),
            "aarsverk": number(),
        },
        key=("service", "driver"),
        checks=[complete("service", "driver", service=codes("services"), driver=DRIVERS)],
    ),
    ("demand", "drivers_by_group"): table(
        {
            "year": YEAR,
            "group": code("groups"),
            "driver": choice(*DRIVERS, "staffing_mix"),
            "aarsverk": number(),
        },
        key=("year", "group", "driver"),
        checks=[
            complete("year", "group", "driver", group=codes("groups"), driver=(*DRIVERS, "staffing_mix")),
        ],
    ),
    ("demand", "sensitivity_by_group"): table(
        {
            "assumption": text(),
            "end": choice("low", "high"),
            "label": text(),
            "group": code("groups"),
            "change_aarsverk": number(),
        },
        key=("assumption", "end", "group"),
        checks=[complete("assumption", "group", group=codes("groups"))],
    ),
    ("demand", "profiles"): table(
        {
            "service": code("services"),
            "sex": choice("1", "2"),
            "age": AGE,
            "use": number(0),
            "aarsverk_per_1000": number(0),
        },
        key=("service", "sex", "age"),
        checks=[complete("service", "sex", "age", service=codes("services"), sex=("1", "2"), age=range(106))],
    ),
    ("demand", "sensitivity"): table(
        {
            "assumption": text(),
            "end": choice("low", "high"),
            "label": text(),
            "scope": SCOPE,
            "aarsverk": number(0),
            "change_aarsverk": number(),
        },
        key=("assumption", "end", "scope"),
    ),
    ("demand", "employment"): table(
        {
            "path": PATH,
            "year": YEAR,
            "aarsverk": number(0),
            "persons_working_age": number(0),
            "share_percent": number(0),
        },
        key=("path", "year"),
        checks=[complete("path", "year", path=PATHS)],
    ),
    ("demand", "ssb2019"): table(
        {
            "formula": choice(*FORMULAS),
            "scenario": text(),
            "block": choice(*BLOCKS),
            "year": YEAR,
            "aarsverk": number(0),
        },
        key=("formula", "scenario", "block", "year"),
        checks=[
            complete(
                *("formula", "scenario", "block", "year"),
                formula=FORMULAS,
                scenario=("reference",),
                block=BLOCKS,
            )
        ],
    ),
    ("supply", "supply"): table(
        {"path": PATH, "year": YEAR, "group": code("groups"), "persons": number(0), "aarsverk": number(0)},
        key=("path", "year", "group"),
        checks=[complete("path", "year", "group", path=PATHS, group=MODELLED)],
    ),
    ("supply", "reference"): table(
        {"year": YEAR, "group": code("groups"), "aarsverk": number(0)},
        key=("year", "group"),
        checks=[complete("year", "group", group=MODELLED)],
    ),
    ("supply", "stock"): table(
        {
            "year": YEAR,
            "group": code("groups"),
            "sex": choice("1", "2"),
            "age": AGE,
            "available": number(0),
            "working": number(0),
            "aarsverk": number(0),
            "withdrawn": number(0),
        },
        key=("year", "group", "sex", "age"),
        checks=[
            complete("year", "group", "sex", "age", group=MODELLED, sex=("1", "2"), age=range(20, 75)),
            rule("det kan ikke arbeide flere enn det finnes med utdanningen", _nobody_twice),
        ],
    ),
    ("supply", "flows"): table(
        {
            "year": YEAR,
            "group": code("groups"),
            "flow": code("drivers"),
            "persons": number(),
            "aarsverk": number(),
        },
        key=("year", "group", "flow"),
        checks=[
            complete("year", "group", "flow", group=MODELLED, flow=codes("drivers", side="supply")),
            rule("avgang kan ikke være positiv og tilgang ikke negativ", _flows_signed),
        ],
    ),
    ("supply", "scenarios"): table(
        {"scenario": text(), "group": code("groups"), "aarsverk": number()},
        key=("scenario", "group"),
        checks=[complete("scenario", "group", group=MODELLED)],
    ),
    ("supply", "sensitivity"): table(
        {
            "assumption": code("assumptions"),
            "end": choice("low", "high"),
            "label": text(),
            "group": code("groups"),
            "change_aarsverk": number(),
        },
        key=("assumption", "end", "group"),
        checks=[complete("assumption", "end", "group", end=("low", "high"), group=MODELLED)],
    ),
    ("supply", "history"): table(
        {"year": YEAR, "group": code("groups"), "age_from": AGE, "persons": number(0)},
        key=("year", "group", "age_from"),
        checks=[complete("year", "group", "age_from", group=MODELLED, age_from=(15, 40, 55, 67))],
    ),
    ("gap", "gap"): table(
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
    ("gap", "totals"): table(
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
    ("gap", "attribution"): table(
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
    ("gap", "uncertainty"): table(
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
    ("gap", "intervals"): table(
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
    ("gap", "substitution"): table(
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
    ("measures", "effects"): table(
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
    ("measures", "totals"): table(
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
    ("productivity", "indices"): table(
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
    ("productivity", "efficiency"): table(
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


def schema(stage: str, name: str) -> pa.DataFrameSchema:
    """Return the contract of an artefact."""
    return {"checks": CHECKS, "headlines": HEADLINES}.get(name) or SCHEMAS[stage, name]

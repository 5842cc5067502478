"""The contract of every data series in a vintage."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.contracts.artefacts import rule
from helseplan.contracts.columns import AGE, QUALITY, YEAR, choice, code, flag, number, table, text, whole

SOURCE = text()
TRACE = {"source": SOURCE, "quality": QUALITY}
CELL_SUM = 1.0
"""Published shares and sums are rounded; one årsverk is what rounding to whole årsverk allows."""


def _ages_covered(*by: str) -> pa.Check:
    def covered(frame: Any) -> bool:
        groups = [frame] if not by else [part for _, part in frame.groupby(list(by))]
        return all(_tiles(part) for part in groups)

    return rule("aldersgruppene skal dekke 0–105 år uten hull eller overlapp", covered)


def _tiles(frame: Any) -> bool:
    ordered = frame.sort_values("age_from")
    starts, ends = ordered.age_from.tolist(), ordered.age_to.tolist()
    return starts[0] == 0 and ends[-1] == 105 and starts[1:] == [end + 1 for end in ends[:-1]]


def _groups_complete(frame: Any) -> bool:
    from helseplan.classifications import codes  # noqa: PLC0415

    return set(frame.group) == set(codes("groups", modelled="true"))


def _weight_or_aarsverk(frame: Any) -> bool:
    return bool((frame.weight.isna() ^ frame.aarsverk.isna()).all())


def _low_below_high(frame: Any) -> bool:
    return bool((frame.effect_low.fillna(0) <= frame.effect_high.fillna(0)).all())


def _quantified_has_numbers(frame: Any) -> bool:
    return bool(
        (frame.quantified == frame.effect_low.notna()).all()
        and (frame.quantified == frame.effect_high.notna()).all()
    )


def _trusts_complete(frame: Any) -> bool:
    return bool((frame.groupby(["unit", "year"]).item.nunique() >= 7).all())


SERIES: dict[str, pa.DataFrameSchema] = {
    "population": table(
        {
            "year": YEAR,
            "region": code("regions"),
            "sex": choice("1", "2"),
            "age_from": AGE,
            "age_to": AGE,
            "persons": number(0),
            **TRACE,
        },
        key=("year", "region", "sex", "age_from"),
        checks=[_ages_covered("year", "region", "sex")],
    ),
    "population_totals": table(
        {
            "year": YEAR,
            "item": choice("population_1jan", "births", "deaths", "net_migration"),
            "persons": number(),
            **TRACE,
        },
        key=("year", "item"),
    ),
    "mortality": table(
        {
            "year": YEAR,
            "sex": choice("1", "2"),
            "age_from": AGE,
            "age_to": AGE,
            "deaths_per_100000": number(0, 100_000),
            **TRACE,
        },
        key=("year", "sex", "age_from"),
        checks=[_ages_covered("year", "sex")],
    ),
    "migration_age": table(
        {"year": YEAR, "age_from": AGE, "age_to": AGE, "net_migration": number(), **TRACE},
        key=("year", "age_from"),
        checks=[_ages_covered("year")],
    ),
    "projection_assumptions": table(
        {
            "component": choice("fertility", "life_expectancy", "net_migration"),
            "level": choice("L", "M", "H", "R"),
            "sex": code("sexes"),
            "year": YEAR,
            "value": number(),
            "unit": text(),
            **TRACE,
        },
        key=("component", "level", "sex", "year"),
    ),
    "projection_results": table(
        {
            "alternative": code("alternatives"),
            "item": text(),
            "age": text(filled=False),
            "year": whole(0, 2110),
            "value": number(),
            "unit": text(),
            **TRACE,
        },
        key=("alternative", "item", "year"),
    ),
    "services": table(
        {
            "service": code("services"),
            "year": YEAR,
            "aarsverk": number(0),
            "scope": choice("narrow", "wide"),
            "profile": text(),
            "note": text(),
            **TRACE,
        },
        key=("service",),
    ),
    "use_profiles": table(
        {
            "profile": text(),
            "sex": code("sexes"),
            "age_from": AGE,
            "age_to": AGE,
            "use": number(0),
            "unit": text(),
            "year": YEAR,
            **TRACE,
        },
        key=("profile", "sex", "age_from"),
        checks=[_ages_covered("profile", "sex")],
    ),
    "groups": table(
        {
            "group": code("groups"),
            "year": YEAR,
            "employed": number(0),
            "weekly_hours": number(1, 60),
            **TRACE,
        },
        key=("group",),
        checks=[rule("alle de 14 modellerte gruppene skal være med, og bare de", _groups_complete)],
    ),
    "staffing": table(
        {
            "service": code("services"),
            "group": code("groups"),
            "weight": number(0, missing=True),
            "aarsverk": number(0, missing=True),
            **TRACE,
        },
        key=("service", "group"),
        checks=[rule("hver rad skal ha enten weight eller aarsverk, ikke begge", _weight_or_aarsverk)],
    ),
    "plan_tables": table(
        {
            "table": text(),
            "row": text(),
            "service": code("services", optional=True),
            "group": code("groups", optional=True),
            "year": YEAR,
            "bound": choice("value", "low", "high"),
            "value": number(),
            "unit": choice("aarsverk", "percent"),
            "source": SOURCE,
            "place": text(),
            "quality": QUALITY,
        },
        key=("table", "row", "service", "group", "year", "bound"),
    ),
    "measures": table(
        {
            "measure": text(),
            "chapter": whole(4, 10),
            "section": text(),
            "title": text(),
            "goal": text(),
            "side": code("sides"),
            "quantified": flag(),
            "effect_low": number(0, missing=True),
            "effect_high": number(0, missing=True),
            "unit": choice("aarsverk", "aarsverk_per_municipality", ""),
            "horizon": text(filled=False),
            "scope": code("measures_scope"),
            "in_plan_sum": flag(),
            "table": choice("3.1", "3.2", ""),
            "overlap_group": text(),
            "evidence": code("evidence"),
            "upper_bound": flag(),
            "caveat": text(),
            "source": SOURCE,
            "place": text(),
            "quality": QUALITY,
        },
        key=("measure",),
        checks=[
            rule("effect_low skal ikke være større enn effect_high", _low_below_high),
            rule("quantified skal være true når og bare når effekten har tall", _quantified_has_numbers),
        ],
    ),
    "indicators": table(
        {
            "indicator": text(),
            "number": whole(1, 99),
            "title": text(),
            "baseline": text(),
            "value": number(missing=True),
            "unit": text(filled=False),
            "year": text(filled=False),
            "scope": text(),
            "data_source": text(),
            "target": text(),
            "source": SOURCE,
            "place": text(),
            "quality": QUALITY,
        },
        key=("indicator",),
    ),
    "productivity": table(
        {
            "item": text(),
            "region": code("regions"),
            "year": text(filled=False),
            "value": number(),
            "unit": choice("nok", "percent", "index_points", "drg_points", "drg_points_per_1000"),
            "note": text(filled=False),
            **TRACE,
        },
        key=("item", "region", "year"),
    ),
    "hospital_trusts": table(
        {
            "unit": code("units"),
            "year": YEAR,
            "item": text(),
            "value": number(0),
            "measurement": text(),
            **TRACE,
        },
        key=("unit", "year", "item"),
        checks=[rule("hvert foretak skal ha minst sju størrelser per år", _trusts_complete)],
    ),
}

REGISTER = table(
    {
        "series": text(),
        "title": text(),
        "unit": text(),
        "quality": QUALITY,
        "sha256": pa.Column(str, pa.Check.str_length(min_value=64, max_value=64)),
        "note": text(filled=False),
    },
    key=("series",),
)
SOURCES = table(
    {
        "source": text(),
        "series": text(),
        "title": text(),
        "producer": text(),
        "table_id": text(filled=False),
        "address": text(),
        "query": text(filled=False),
        "period": text(filled=False),
        "unit": text(filled=False),
        "licence": text(),
        "retrieved": text(),
        "updated": text(),
        "quality": QUALITY,
        "note": text(filled=False),
    },
    key=("source",),
)

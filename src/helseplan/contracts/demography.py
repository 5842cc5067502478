"""The contracts of the artefacts of demography."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.classifications import codes
from helseplan.contracts.columns import AGE, YEAR, choice, code, complete, number, rule, table
from helseplan.contracts.shared import CELLS, EXACT


def _balance(frame: Any) -> bool:
    ordered = frame.sort_values(["alternative", "year"])
    expected = ordered.population + ordered.births - ordered.deaths + ordered.net_migration
    following = ordered.groupby("alternative").population.shift(-1)
    return bool(((following - expected).abs().dropna() < EXACT * 1e6).all())


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "population": table(
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
    "life_expectancy": table(
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
    "reference": table(
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
    "history": table(
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
    "indicators": table(
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
    "components": table(
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
}

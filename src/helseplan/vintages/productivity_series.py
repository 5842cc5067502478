"""The contracts of the series about productivity: printed figures, and what others have found."""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.contracts.columns import QUALITY, choice, code, number, rule, table, text
from helseplan.vintages import within

TRACE = {"source": text(), "quality": QUALITY}

PRODUCTIVITY_SERIES: dict[str, pa.DataFrameSchema] = {
    "productivity": table(
        {
            "item": text(),
            "region": code("regions"),
            "year": text(filled=False),
            "value": number(),
            "unit": choice("nok", "percent", "index_points", "drg_points", "drg_points_per_1000", "ratio"),
            "rounding": number(0, missing=True),
            "note": text(filled=False),
            **TRACE,
        },
        key=("item", "region", "year"),
        checks=[
            rule("et av de nasjonale tallene som indeksene bygger på, mangler", within.national_complete),
            rule("et av de regionale tallene som oversikten bygger på, mangler", within.regional_complete),
        ],
    ),
    "productivity_literature": table(
        {
            "study": text(),
            "period": text(),
            "subject": choice("hospitals", "care", "sector"),
            "authors": text(),
            "data": text(),
            "method": text(),
            "result": text(),
            "value_low": number(missing=True),
            "value_high": number(missing=True),
            "unit": choice("percent", "percent_per_year", ""),
            "comparable": text(),
            "not_comparable": text(),
            **TRACE,
        },
        key=("study", "period"),
        checks=[
            rule("oversikten skal ha studier av både sykehus og omsorg", within.both_subjects),
            rule("en studie med tall skal ha enhet, og en uten skal ikke ha det", within.results_have_unit),
        ],
    ),
    "productivity_potential": table(
        {
            "sector": text(),
            "label": text(),
            "column": choice("first", "second"),
            "value": number(-100, 100),
            "unit": choice("percent"),
            "note": text(filled=False),
            **TRACE,
        },
        key=("sector", "column"),
        checks=[
            rule(
                "hver sektor skal ha begge kolonner, og sykehus og omsorg skal være med", within.both_columns
            )
        ],
    ),
}

"""The contracts of the artefacts of demand."""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.classifications import codes
from helseplan.contracts.columns import AGE, YEAR, choice, code, complete, number, table, text
from helseplan.contracts.shared import DRIVERS, PATH, PATHS, SCOPE

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
_DEMAND = {
    "region": code("regions"),
    "alternative": code("alternatives"),
    "path": PATH,
    "scope": SCOPE,
    "year": YEAR,
    "service": code("services"),
}
SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "demand": table(
        {**_DEMAND, "aarsverk": number(0)},
        key=tuple(_DEMAND),
        checks=[
            complete("alternative", "path", "year", "scope", alternative=codes("alternatives"), path=PATHS),
            complete("year", "service", service=codes("services")),
        ],
    ),
    "demand_by_group": table(
        {**_DEMAND, "group": code("groups"), "aarsverk": number(0)},
        key=(*_DEMAND, "group"),
        checks=[complete("path", "year", "group", path=PATHS, group=codes("groups"))],
    ),
    "reference": table(
        {"year": YEAR, "group": code("groups"), "aarsverk": number(0)},
        key=("year", "group"),
        checks=[complete("year", "group", group=codes("groups"))],
    ),
    "drivers": table(
        {
            "service": code("services"),
            "driver": choice(*DRIVERS),
            "aarsverk": number(),
        },
        key=("service", "driver"),
        checks=[complete("service", "driver", service=codes("services"), driver=DRIVERS)],
    ),
    "drivers_by_group": table(
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
    "sensitivity_by_group": table(
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
    "profiles": table(
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
    "sensitivity": table(
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
    "employment": table(
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
    "ssb2019": table(
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
}

"""The contracts of the artefacts of supply."""

from __future__ import annotations

from typing import Any

import pandera.pandas as pa

from helseplan.classifications import codes
from helseplan.contracts.columns import AGE, YEAR, choice, code, complete, number, rule, table, text
from helseplan.contracts.shared import EXACT, MODELLED, PATH, PATHS

EXITS = ("death", "emigration", "disability", "leaving", "retirement", "age_limit", "further_education")


def _nobody_twice(frame: Any) -> bool:
    everybody = frame.available + frame.withdrawn
    return bool((frame.working <= everybody * (1 + EXACT) + EXACT).all())


def _flows_signed(frame: Any) -> bool:
    out = frame[frame.flow.isin(EXITS)]
    into = frame[frame.flow.isin(["graduates", "abroad"])]
    return bool(
        (out[["persons", "aarsverk"]] <= EXACT).all(axis=None)
        and (into[["persons", "aarsverk"]] >= 0).all(axis=None)
    )


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "supply": table(
        {"path": PATH, "year": YEAR, "group": code("groups"), "persons": number(0), "aarsverk": number(0)},
        key=("path", "year", "group"),
        checks=[complete("path", "year", "group", path=PATHS, group=MODELLED)],
    ),
    "reference": table(
        {"year": YEAR, "group": code("groups"), "aarsverk": number(0)},
        key=("year", "group"),
        checks=[complete("year", "group", group=MODELLED)],
    ),
    "stock": table(
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
    "flows": table(
        {
            "year": YEAR,
            "group": code("groups"),
            "sex": choice("1", "2"),
            "age_from": AGE,
            "flow": code("drivers"),
            "persons": number(),
            "aarsverk": number(),
        },
        key=("year", "group", "sex", "age_from", "flow"),
        checks=[
            complete(
                *("year", "group", "sex", "age_from", "flow"),
                group=MODELLED,
                sex=("1", "2"),
                age_from=(15, 40, 55, 67),
                flow=codes("drivers", side="supply"),
            ),
            rule("avgang kan ikke være positiv og tilgang ikke negativ", _flows_signed),
        ],
    ),
    "scenarios": table(
        {"scenario": text(), "group": code("groups"), "aarsverk": number()},
        key=("scenario", "group"),
        checks=[complete("scenario", "group", group=MODELLED)],
    ),
    "sensitivity": table(
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
    "history": table(
        {"year": YEAR, "group": code("groups"), "age_from": AGE, "persons": number(0)},
        key=("year", "group", "age_from"),
        checks=[complete("year", "group", "age_from", group=MODELLED, age_from=(15, 40, 55, 67))],
    ),
}

"""The contract of the data series behind supply and the gap."""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.contracts.columns import AGE, QUALITY, YEAR, choice, code, number, rule, table, text
from helseplan.contracts.shared import MODELLED
from helseplan.vintages import within_supply as within

TRACE = {"source": text(), "quality": QUALITY}
NOTE = {"note": text(filled=False)}
ALL = "all"
"""All groups with a health or social education, also those that are not modelled."""
COUNTS = ("health_employed", "labour_force", "employed", "persons_with_education")
TRAITS = (
    "weekly_hours",
    "full_time_hours",
    "position_size",
    "disability_factor",
    "women_share",
    "women_share_entrants",
    "entry_age_first",
    "entry_age_mean",
    "study_years",
    "completion",
)
CURVES = ("disability", "leaving", "emigration", "retirement", "participation", "position")

SUPPLY_SERIES: dict[str, pa.DataFrameSchema] = {
    "graduates": table(
        {"group": choice(*MODELLED), "year": YEAR, "persons": number(0, 1_000_000), **TRACE},
        key=("group", "year"),
        checks=[rule("hver gruppe skal ha alle år mellom sitt første og sitt siste", within.years_in_a_row)],
    ),
    "personnel": table(
        {
            "group": choice(*MODELLED, ALL),
            "year": YEAR,
            "item": choice(*COUNTS),
            "age_from": AGE,
            "age_to": AGE,
            "persons": number(0),
            **TRACE,
        },
        key=("group", "year", "item", "age_from"),
        checks=[
            rule(
                "alle gruppene skal ha sysselsatte i helse og omsorg i fire aldersgrupper og arbeidsstyrken i 2013",
                within.start_counted,
            ),
            rule(
                "det kan ikke være flere sysselsatte i helse og omsorg enn i arbeidsstyrken",
                within.work_in_force,
            ),
        ],
    ),
    "authorised_by_age": table(
        {
            "year": YEAR,
            "sex": choice("1", "2"),
            "age_from": AGE,
            "age_to": AGE,
            "persons": number(0),
            **TRACE,
        },
        key=("year", "sex", "age_from"),
        checks=[
            rule(
                "aldersgruppene skal dekke 20 år og over uten hull, med noen i hver gruppe under 75 år",
                within.authorised_cover,
            )
        ],
    ),
    "group_traits": table(
        {
            "group": choice(*MODELLED),
            "item": choice(*TRAITS),
            "value": number(0),
            "unit": choice("hours_per_week", "ratio", "percent", "years"),
            "year": YEAR,
            **TRACE,
            **NOTE,
        },
        key=("group", "item"),
        checks=[
            rule("alle gruppene skal ha alle trekkene unntatt weekly_hours", within.traits_complete),
            rule("hvert trekk skal ha sin egen enhet", within.traits_in_units),
            rule("studietiden skal være hele år, høyst ti", within.study_is_whole),
            rule(
                "andeler skal ligge mellom 0 og 1 (ratio) eller 0 og 100 (percent), "
                "stillingsstørrelse og fullføring over 0 og under 1",
                within.traits_bounded,
            ),
            rule(
                "første alder skal være 20–40 år og gjennomsnittet høyere, høyst 50 år", within.entry_in_order
            ),
        ],
    ),
    "inflow": table(
        {
            "group": choice(*MODELLED),
            "item": choice("graduates", "abroad"),
            "year": YEAR,
            "persons": number(0),
            **TRACE,
            **NOTE,
        },
        key=("group", "item"),
        checks=[
            rule("alle gruppene skal ha både graduates og abroad, og noen kandidater", within.inflow_complete)
        ],
    ),
    "career": table(
        {
            "item": choice(*CURVES),
            "sex": code("sexes"),
            "age": AGE,
            "value": number(0, 1.5),
            "unit": choice("per_year", "relative"),
            **TRACE,
            **NOTE,
        },
        key=("item", "sex", "age"),
        checks=[
            rule(
                "alle kurvene skal finnes, for begge kjønn samlet (0) eller hvert av dem", within.curves_there
            ),
            rule("en kurve skal ha minst to aldre mellom 20 og 74 år", within.curves_have_knots),
            rule(
                "avgang skal være per_year og høyst 0,6; participation og position skal være relative og over 0",
                within.curves_in_units,
            ),
        ],
    ),
    "supply_calibrated": table(
        {
            "parameter": text(),
            "group": text(filled=False),
            "prior": number(),
            "prior_sd": number(0),
            "value": number(),
            "posterior_sd": number(0),
            "learned": number(None, 1),
            "closest": text(),
            "correlation": number(-1, 1),
            **TRACE,
        },
        key=("parameter", "group"),
        checks=[
            rule("en parameter som modellen bygger på, mangler", within.parameters_complete),
            rule("en kalibrert parameter ligger utenfor det som har mening", within.parameters_bounded),
        ],
    ),
    "supply_targets": table(
        {
            "target": text(),
            "group": text(filled=False),
            "year": YEAR,
            "published": number(),
            "sd": number(0),
            "before": number(),
            "after": number(),
            "role": choice("target", "test"),
            "off_before": number(),
            "off_after": number(),
            **TRACE,
        },
        key=("target", "group", "year"),
        checks=[rule("et av kalibreringens mål mangler", within.targets_complete)],
    ),
    "base_shortage": table(
        {"group": choice(*MODELLED), "aarsverk": number(), "sd": number(0), **TRACE},
        key=("group",),
        checks=[
            rule("alle de 14 gruppene skal være med", within.all_groups),
            rule("underskuddene skal være klart større enn overskuddene", within.some_shortage),
        ],
    ),
}

"""The contract of the registers of measures: the plan's own, whom each touches, and the other documents'.

An effect is what the source prints, never this project's own result. ``effect_low`` and ``effect_high`` are in
``unit``; both are empty where the source has no number. ``horizon`` is the year the number is for, empty where the
source names none. ``scope`` says which staff the number counts.
"""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.classifications import codes
from helseplan.contracts.columns import QUALITY, choice, code, flag, number, rule, table, text, whole
from helseplan.vintages import within_measures as within

TRACE = {"source": text(), "place": text(), "quality": QUALITY}
EFFECT = {
    "quantified": flag(),
    "effect_low": number(0, missing=True),
    "effect_high": number(0, missing=True),
    "unit": code("effect_units", optional=True),
    "horizon": text(filled=False),
    "scope": code("measures_scope"),
}
ABOUT_EFFECT = [
    rule("effect_low skal ikke være større enn effect_high", within.low_below_high),
    rule("quantified skal være true når og bare når effekten har tall", within.quantified_has_numbers),
    rule(
        "et tallfestet tiltak skal ha effect_high over 0; ingen effekt skal stå tomt",
        within.quantified_above_nought,
    ),
    rule("et tiltak skal ha unit når og bare når det er tallfestet", within.numbers_have_unit),
    rule("quality skal være not_quantified når og bare når effekten ikke har tall", within.quality_follows),
    rule("en andel kan ikke være over 100 prosent", within.percent_bounded),
    rule("horizon skal være et årstall eller stå tomt", within.horizon_is_a_year),
    rule("et tiltak uten tall skal ikke ha horizon", within.unquantified_has_no_horizon),
]

MEASURE_SERIES: dict[str, pa.DataFrameSchema] = {
    "measures": table(
        {
            "measure": text(),
            "chapter": whole(4, 10),
            "section": text(),
            "title": text(),
            "goal": text(),
            "mechanism": text(),
            "side": code("sides"),
            **EFFECT,
            "in_plan_sum": flag(),
            "table": choice("3.1", "3.2", ""),
            "overlap_group": text(),
            "evidence": code("evidence"),
            "upper_bound": flag(),
            "caveat": text(),
            "carried_by": text(),
            **TRACE,
        },
        key=("measure",),
        checks=[
            *ABOUT_EFFECT,
            rule("hvert av planens kapitler 4–9 skal ha tiltak", within.chapters_covered),
            rule("section skal høre til chapter", within.section_in_chapter),
            rule(
                "bare landstall i årsverk for 2040 fra tabell 3.1 eller 3.2 kan stå i planens sum (in_plan_sum)",
                within.sum_is_of_aarsverk,
            ),
            rule("place skal være «tegn» og et tall", within.places("tegn")),
            rule(f"kilden skal være {within.PLAN}", within.from_the_plan),
        ],
    ),
    "measure_groups": table(
        {
            "measure": text(),
            "dimension": choice(*within.DIMENSIONS),
            "code": choice(within.ALL, *codes("services"), *codes("groups")),
            **TRACE,
            "quality": choice("published", "assumption"),
        },
        key=("measure", "dimension", "code"),
        checks=[
            rule(
                "code skal være en tjeneste når dimension er service, og en personellgruppe når den er group",
                within.codes_of_dimension,
            ),
            rule("all skal stå alene for tiltaket i sin dimension", within.all_stands_alone),
            rule("hvert tiltak skal ha minst én tjeneste og én personellgruppe", within.both_dimensions),
        ],
    ),
    "measures_other": table(
        {
            "measure": text(),
            "source": text(),
            "place": text(),
            "theme": text(),
            "title": text(),
            "mechanism": text(),
            "side": code("sides"),
            **EFFECT,
            "evidence": code("evidence"),
            "upper_bound": flag(),
            "caveat": text(),
            "plan_measure": text(filled=False),
            "quality": QUALITY,
        },
        key=("measure",),
        checks=[
            *ABOUT_EFFECT,
            rule(
                "hvert av de fire andre dokumentene skal ha tiltak, og ingen skal være fra planen",
                within.documents_covered,
            ),
            rule("place skal være «linje» og et tall", within.places("linje")),
        ],
    ),
}

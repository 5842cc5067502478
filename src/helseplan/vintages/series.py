"""The contract of every data series in a vintage."""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.contracts.columns import (
    AGE,
    QUALITY,
    YEAR,
    choice,
    code,
    complete,
    number,
    rule,
    table,
    text,
    whole,
)
from helseplan.contracts.demand import BLOCKS
from helseplan.vintages import within
from helseplan.vintages.anchor_series import ANCHOR_SERIES
from helseplan.vintages.indicator_series import INDICATOR_SERIES
from helseplan.vintages.measure_models import MODEL_SERIES
from helseplan.vintages.measure_series import MEASURE_SERIES
from helseplan.vintages.municipal_series import MUNICIPAL_SERIES
from helseplan.vintages.productivity_series import PRODUCTIVITY_SERIES
from helseplan.vintages.supply_series import SUPPLY_SERIES

SOURCE = text()
TRACE = {"source": SOURCE, "quality": QUALITY}
UNIT_OF_COMPONENT = (
    "fruktbarhet skal være i children_per_woman, levealder i years og nettoinnvandring i persons"
)


SERIES: dict[str, pa.DataFrameSchema] = {
    **SUPPLY_SERIES,
    **MEASURE_SERIES,
    **MODEL_SERIES,
    **PRODUCTIVITY_SERIES,
    **MUNICIPAL_SERIES,
    **INDICATOR_SERIES,
    **ANCHOR_SERIES,
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
        checks=[
            within.ages_covered("year", "region", "sex"),
            rule("begge kjønn skal være med i alle år", within.both_sexes),
            rule("tellingene fra 2020 og 2022 skal være med", within.counts_there),
            rule("regionen skal være 0 (hele landet)", within.only_the_country),
        ],
    ),
    "population_totals": table(
        {
            "year": YEAR,
            "item": choice("population_1jan", "births", "deaths", "net_migration"),
            "persons": number(),
            **TRACE,
        },
        key=("year", "item"),
        checks=[
            rule("et registrert tall som framskrivingen tilpasses til, mangler", within.totals_complete),
            rule("folketall, fødte og døde kan ikke være negative", within.people_not_negative),
            rule(
                "folketall + fødte − døde + nettoinnvandring skal gi neste års folketall, på 1 000 nær",
                within.account_closes,
            ),
        ],
    ),
    "mortality": table(
        {
            "year": YEAR,
            "sex": choice("1", "2"),
            "age_from": AGE,
            "age_to": AGE,
            "deaths_per_100000": number(0.001, 90_000),
            **TRACE,
        },
        key=("year", "sex", "age_from"),
        checks=[
            within.ages_covered("year", "sex"),
            rule("begge kjønn skal være med", within.both_sexes),
            rule("filen skal gjelde ett år", within.one_year),
            rule(
                "dødsraten i den eldste gruppen skal være mellom 5 000 og 80 000 per 100 000",
                within.rates_in_their_unit,
            ),
            rule("dødsratene skal stige med alderen fra 35 år", within.rates_rise),
        ],
    ),
    "migration_age": table(
        {"year": YEAR, "age_from": AGE, "age_to": AGE, "net_migration": number(), **TRACE},
        key=("year", "age_from"),
        checks=[
            within.ages_covered("year"),
            rule("filen skal gjelde ett år", within.one_year),
            rule("summen over alder skal være større enn null", within.movers_not_none),
        ],
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
        checks=[
            rule(
                "nivåene L, M og H skal finnes for hver komponent i 2024, 2030 og 2050, og levealder M for hvert kjønn",
                within.paths_complete,
            ),
            rule("nivåene skal ligge i rekkefølgen L, M, H", within.levels_in_order),
            rule("kvinner skal leve lenger enn menn, høyst ti år", within.women_live_longer),
            rule(UNIT_OF_COMPONENT, within.units_of_components),
            *within.plausible(),
        ],
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
    "projection_table": table(
        {
            "region": code("regions"),
            "alternative": code("alternatives"),
            "year": YEAR,
            "sex": choice("1", "2"),
            "age": AGE,
            "persons": number(0),
            **TRACE,
        },
        key=("region", "alternative", "year", "sex", "age"),
        checks=[
            complete("region", "alternative", "year", "sex", "age", sex=("1", "2"), age=range(106)),
            rule(
                "tabellen skal ha hovedalternativet MMM og alle år fram til minst 2040", within.table_covers
            ),
        ],
    ),
    "ssb2019_assumptions": table(
        {
            "component": choice("fertility", "life_expectancy", "net_migration"),
            "level": choice("M", "H_minus_M", "M_2020", "M_2022"),
            "sex": code("sexes"),
            "year": YEAR,
            "value": number(),
            "unit": text(),
            **TRACE,
        },
        key=("component", "level", "sex", "year"),
        checks=[
            rule(
                "hver komponent skal ha nivåene M og H_minus_M, og levealder også M_2020 og M_2022",
                within.history_complete,
            ),
            rule(UNIT_OF_COMPONENT, within.units_of_components),
            *within.plausible(),
            *within.plausible(steps=True),
            rule("kvinner skal leve lenger enn menn, høyst ti år", within.women_live_longer_in_levels),
        ],
    ),
    "ssb2019_results": table(
        {
            "scenario": text(),
            "item": choice(*BLOCKS),
            "year": YEAR,
            "value": number(),
            "kind": choice("level", "change", "change_from_2035", "effect"),
            "source": SOURCE,
            "place": text(),
            "quality": QUALITY,
            "note": text(filled=False),
        },
        key=("scenario", "item", "year", "kind"),
        checks=[
            rule("årsverkene i 2018 skal finnes i alt og for hver del", within.history_has_base),
            rule("delene i 2018 skal være større enn null og summere til det hele", within.history_sums),
            rule("et av resultatene rapporten viser, mangler", within.history_printed),
        ],
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
        checks=[rule("alle tjenestene skal være med, og bare de", within.services_complete)],
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
            "shape": choice("smooth", "steps"),
            **TRACE,
        },
        key=("profile", "sex", "age_from"),
        checks=[
            rule("en glatt profil (smooth) kan ikke ha en aldersgruppe uten bruk", within.smooth_is_positive),
            rule("en profil skal ha samme form og samme enhet i alle rader", within.one_shape_per_profile),
            within.ages_covered("profile", "sex"),
            rule("en profil skal ha bruk i minst én alder", within.profiles_used),
            rule(
                "en profil skal gjelde begge kjønn samlet (0) eller hvert av dem (1 og 2)",
                within.sexes_of_profiles,
            ),
        ],
    ),
    "groups": table(
        {
            "group": code("groups"),
            "year": YEAR,
            "aarsverk": number(1),
            **TRACE,
        },
        key=("group",),
        checks=[rule("alle de 14 modellerte gruppene skal være med, og bare de", within.groups_complete)],
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
        checks=[rule("hver rad skal ha enten weight eller aarsverk, ikke begge", within.weight_or_aarsverk)],
    ),
    "plan_tables": table(
        {
            "table": text(),
            "row": text(),
            "service": code("areas", optional=True),
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
        checks=[
            rule("et av planens tall som modellen bygger på, mangler", within.plan_complete),
            rule("andeler skal være i percent og alt annet i aarsverk", within.units_of_plan),
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
        checks=[
            rule(
                "hvert foretak skal ha årsverk og utskrivninger for alle år, og minst to år",
                within.trusts_complete,
            )
        ],
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

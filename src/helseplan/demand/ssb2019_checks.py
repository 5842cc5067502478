"""SSB's printed results of 2019 beside the rebuilt path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from helseplan.checking import check
from helseplan.demand.ssb2019 import BASE_YEAR as SSB2019_BASE
from helseplan.demand.ssb2019 import FORMULA, PARTS, results
from helseplan.formats import number

PAGE = "kapittel-2"
SHARE = 0.1
"""Tolerance: 10 per cent of the printed growth since the base year, or of the printed change or effect."""
ROUNDED = 1_000
"""The source of 2019 rounds to thousands and writes «nearly»."""
NOT_OPEN = "er ikke i de åpne kildene vi har hatt tilgang til"
WHY_BLOCK = (
    "Årsverkene i 2018 er avledet av andre trykte tall for denne delen, og fordelt på tjenestene innenfor den som i "
    "2024."
)
WHY_SPLIT = (
    "For 2018 har kilden bare summen av hjemmetjenester og institusjon. Den er delt som i 2024, og kilden skriver "
    "«om lag» om veksten."
)
WHY_HIGH = (
    "Høyalternativet fra 2018 er ikke i de åpne kildene. Forskjellen mot hovedalternativet er hentet fra SSBs "
    "framskriving i 2020."
)
WHY_STANDARD = (
    "Virkningen følger nivået i referansebanen, så et avvik der går igjen her. Kilden skriver «nesten» og runder av "
    "til tusener."
)
WHY_INFORMAL = (
    "Virkningen er en fast andel av veksten i kommunal omsorg, så et avvik i veksten går igjen her. Se tabellen over "
    "uformell omsorg."
)
TITLES_2019 = {
    "reference": "referansebanen",
    "high_population": "høy befolkningsvekst",
    "no_health_improvement": "uten bedre helse",
    "no_standard_growth": "uten standardvekst",
    "proportional_informal_care": "uformell omsorg følger behovet",
}
KINDS_2019 = {
    "level": "årsverk",
    "change": "økning fra 2018",
    "change_from_2035": "økning fra 2035",
    "effect": "virkning mot referansen",
}
BLOCKS_2019 = {
    "all": "alle tjenester",
    "care": "kommunal omsorg",
    "institution": "institusjon",
    "institution_long": "institusjon, langtidsopphold",
    "home_care": "hjemmetjenester",
    "municipal_health": "kommunal helse",
    "municipal": "kommunale tjenester i alt",
    "somatic": "somatikk",
    "mental_health": "psykisk helsevern og rus",
    "specialist": "spesialisthelsetjenesten i alt",
}


def checks_2019(
    rebuilt: pd.DataFrame, printed: pd.DataFrame, *, years: str, tested: bool
) -> Iterator[dict[str, Any]]:
    """The rebuilt path of 2019. All of it was seen when the formula of better health was chosen: no row is a test.

    Args:
        rebuilt: The artefact ``ssb2019``.
        printed: The series ``ssb2019_results``.
        years: The years the use by age is from, for readers.
        tested: False where the rebuilding uses newer data than the plan's: the two are only shown.
    """
    values = results(rebuilt, printed, FORMULA)
    start = results(rebuilt, printed.assign(scenario="reference", kind="level", year=SSB2019_BASE), FORMULA)
    parts = _parts_of_health(printed)
    for row, value, base in zip(printed.itertuples(), values, start, strict=True):
        growth = row.value - base if row.kind == "level" else row.value
        yield check(
            code_2019(row),
            f"SSB 2019, {TITLES_2019[row.scenario]}: {KINDS_2019[row.kind]}",
            row.value,
            raw=value,
            tolerance=max(SHARE * abs(growth), ROUNDED),
            year=row.year,
            item=BLOCKS_2019[row.item],
            page=PAGE,
            unit="aarsverk",
            source=row.source,
            place=row.place,
            explanation=_why_2019(row, parts, years),
            constructed=row.year == SSB2019_BASE,
            used=True,
            tested=tested,
        )


def code_2019(row: Any) -> str:
    """Return the check's code of a row of the series ``ssb2019_results``."""
    return f"ssb2019_{row.scenario}_{row.item}_{row.kind}"


def _parts_of_health(printed: pd.DataFrame) -> str:
    """Say how the printed parts of the effect of no better health stand to its printed total."""
    rows = printed[(printed.scenario == "no_health_improvement") & (printed.kind == "effect")]
    parts = rows[rows.item != "all"]
    if parts.empty:
        return ""
    total = rows[(rows.item == "all") & rows.year.isin(parts.year)].value.sum()
    return (
        f"Kilden motsier seg selv: delene i teksten summerer til {number(parts.value.sum())} i "
        f"{parts.year.iloc[0]}, men totalen er trykt som {number(total)}."
    )


def _why_2019(row: Any, parts: str, years: str) -> str:
    if row.year == SSB2019_BASE:
        return ""
    if row.scenario == "no_health_improvement":
        if row.item == "all":
            return f"{parts} Formelen for bedre helse er vår; SSBs {NOT_OPEN}.".lstrip()
        return f"{parts} Noen av delene kan være vekst og ikke virkning, og delingen i 2018 er lånt fra 2024.".lstrip()
    if row.scenario != "reference":
        return {
            "high_population": WHY_HIGH,
            "no_standard_growth": WHY_STANDARD,
            "proportional_informal_care": WHY_INFORMAL,
        }[row.scenario]
    if row.item in ("home_care", "institution_long"):
        return WHY_SPLIT
    if row.kind == "change" and row.item in PARTS:
        return WHY_BLOCK
    return (
        f"SSBs formel for bedre helse {NOT_OPEN}; bruken etter alder er fra {years}, og befolkningen i 2018 er "
        "tellingen fra 2020 ført tilbake."
    )

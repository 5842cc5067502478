"""KOSTRA's tables for about 250 municipalities: costs, institutions, rooms, and the country's årsverk."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.fetching.test_mapping_kostra import METRICS
from tests.pxtable import px_table

__all__ = ["MUNICIPALITIES", "SIZE", "SUPPRESSED", "kostra"]

REGION = "KOKkommuneregion0000"
COUNTIES = {
    "11": (1, 3, 6, 8, 11, 12, 14, 19, 20, 21, 22, 24, 27, 30, 33, 34, 35, 44, 45, 46, 49, 51, 60),
    "15": (5, 6, 11, 14, 15, 16, 17, 20, 25, 28, 31, 32, 35, 39, 47, 54, 57, 60, 63, 66, 73, 76, 77, 78, 79),
    "18": (4, 6, *range(11, 14), 15, 16, 18, 20, 22, *range(24, 29), *range(32, 42), 45, 48, 51, 53, 56, 57),
    "31": (1, 3, 5, 7, 10, 12, 14, 16, 18, 20, 22, 24),
    "32": (1, 3, 5, 7, 9, *range(12, 43, 2)),
    "33": (1, 3, 5, 10, *range(12, 39, 2)),
    "34": (1, 3, 5, 7, *range(11, 44)),
    "39": (1, 3, 5, 7, 9, 11),
    "42": (1, 2, 3, 4, 5, 6, 7, *range(11, 29)),
    "46": (1, 2, *range(11, 52)),
}
"""County → the last two digits of its municipalities in 2024."""
CODES = ["0301", *(f"{county}{number:02d}" for county, own in COUNTIES.items() for number in own)]
MUNICIPALITIES = {code: f"Kommune {code}" for code in CODES}
AGGREGATES = {"EAK": "Landet", "EAKUO": "Landet uten Oslo", "EKG05": "KOSTRA-gruppe 5"}
YEARS = ("2024", "2025")
SUPPRESSED = CODES[40]
"""Its residents on short stays are too few to print."""
_RANDOM = np.random.default_rng(2026)
SIZE = {code: float(size) for code, size in zip(CODES, _RANDOM.lognormal(1, 1, len(CODES)), strict=True)}
WASTE = dict(zip(CODES, _RANDOM.uniform(1, 1.5, len(CODES)), strict=True))
MIX = dict(zip(CODES, _RANDOM.uniform(0.7, 1.3, (len(CODES), 4)), strict=True))
PER_SIZE = {
    "KOSinstoppholdsd0000": 9_000,
    "KOSkorttidsvhjel0000": 3,
    "KOSukjent0000": 9,
    "KOSandel0000": 1,
    "KOSkjernetotalt0000": 40,
}
FUNCTIONS = {"232": 0.1, "234": 0.05, "253": 0.35, "254": 0.55, "261": 0.05}
ARTS = {"AGD10": 1.25, "A090": 0.10, "A099": 0.15}
DOCTORS = {"120": 110, "232": 520, "233": 210, "241": 5_480, "253": 720, "256": 10}


def kostra() -> list[dict[str, Any]]:
    """Every table with KOSTRA's own variables."""
    return [costs(), institutions(), rooms(), care_staff(), doctors(), physiotherapists()]


def everywhere(code: str) -> float:
    """A municipality's size, and the sum of all for a group of them."""
    return SIZE.get(code, sum(SIZE.values()))


def costs() -> dict[str, Any]:
    """Expenditure of the municipality with its enterprises, 1 000 kroner."""

    def cell(region: str, _: str, function: str, art: str, __: str, year: str) -> float:
        level = 50_000 * everywhere(region) * WASTE.get(region, 1.2)
        return round(level * FUNCTIONS[function] * ARTS[art] * (1 if year == "2025" else 0.95))

    dimensions = {
        REGION: {**AGGREGATES, **MUNICIPALITIES},
        "KOKregnskapsomfa0000": {"A": "Konsern"},
        "KOKfunksjon0000": list(FUNCTIONS),
        "KOKart0000": list(ARTS),
        "ContentsCode": {"KOSbelop0000": "Beløp (1000 kr)"},
        "Tid": YEARS,
    }
    return px_table("12367", dimensions, cell, geo=REGION)


def institutions() -> dict[str, Any]:
    """Bed-days and residents; one municipality's short stays are not printed."""
    names = {**AGGREGATES, **MUNICIPALITIES}
    short = "KOSkorttidsvhjel0000"

    def cell(region: str, metric: str, _: str) -> float | None:
        if (region, metric) == (SUPPRESSED, short):
            return None
        mixed = MIX[region][0] if region in MIX else 1.0
        return 1 + round(everywhere(region) * PER_SIZE[metric] * mixed)

    document = px_table("12292", {REGION: names, "ContentsCode": METRICS, "Tid": YEARS}, cell, geo=REGION)
    hidden = [place for place, value in enumerate(document["value"]) if value is None]
    return {**document, "status": {str(place): ":" for place in hidden}}


def rooms() -> dict[str, Any]:
    """Rooms in institutions."""
    metrics = {"A": "Rom i alt (antall)", "B": "Enerom (antall)", "C": "Andel enerom (prosent)"}

    def cell(region: str, metric: str, _: str) -> float:
        mixed = MIX[region][1] if region in MIX else 1.0
        return (
            98.0 if metric == "C" else 2 + round(everywhere(region) * mixed * (30 if metric == "B" else 31))
        )

    dimensions = {REGION: {**AGGREGATES, **MUNICIPALITIES}, "ContentsCode": metrics, "Tid": YEARS}
    return px_table("11933", dimensions, cell, geo=REGION)


def care_staff() -> dict[str, Any]:
    """The country's årsverk in care."""
    dimensions = {
        REGION: AGGREGATES,
        "KOKyrker0000": {"TOT": "I alt", "01": "Sykepleiere"},
        "ContentsCode": ["KOSARBAARSVERKST0000"],
        "Tid": ["2023", *YEARS],
    }
    level = {"2023": 158_900, "2024": 161_700, "2025": 164_000}
    return px_table(
        "14533",
        dimensions,
        lambda _, job, __, year: level[year] * (1 if job == "TOT" else 0.25),
        geo=REGION,
    )


def doctors() -> dict[str, Any]:
    """The municipalities' doctors by function; a group that holds some of them once more is there too."""
    functions = {**DOCTORS, "FGK10": 6_000}
    dimensions = {
        REGION: AGGREGATES,
        "KOKavtaleform0000": {"sum": "I alt", "01": "Fast lønn"},
        "KOKfunksjon0000": list(functions),
        "ContentsCode": ["KOSlegeaarsverk0000"],
        "Tid": YEARS,
    }
    return px_table("11996", dimensions, lambda _, __, function, *___: functions[function], geo=REGION)


def physiotherapists() -> dict[str, Any]:
    """Physiotherapists per 10 000 inhabitants."""
    dimensions = {REGION: AGGREGATES, "ContentsCode": ["KOSfysioprtitus0001"], "Tid": YEARS}
    return px_table("12209", dimensions, lambda *_: 9.5, geo=REGION)

"""Published counts by age beside the engine's own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helseplan.checking import check

WHY_NAV = (
    "Femårsgruppene for 2022 er delt på ettårig alder med en glatt kurve. Nav avrunder, og aldersgrensene er avledet: "
    "delene i Navs tall summerer ikke til veksten i alt."
)
WHY_DOUBLE = "Kilden skriver at antallet om lag dobles."
WHY_OLDER = (
    "Motoren er kjørt med den eldre framskrivingens levealder etter kjønn, og starter fra dødsratene i 2024."
)
FROM_2020 = "SSBs framskriving fra 2020"
FROM_2022 = "SSBs framskriving fra 2022"


@dataclass(frozen=True)
class Own:
    """The engine's own value for a published count.

    Attributes:
        value: The value; NaN where the population does not reach that far back.
        unit: Unit code.
        title: Norwegian title.
        tolerance: Greatest deviation that counts as a hit.
        why: Why it may be off.
        used: The published figure took part in choosing how mortality falls at the highest ages.
        at_least: The published figure is a lower bound.
        constructed: The engine starts from the figure.
    """

    value: float
    unit: str
    title: str
    tolerance: float
    why: str = ""
    used: bool = False
    at_least: bool = False
    constructed: bool = False


def persons_aged(population: pd.DataFrame, alternative: str, from_age: int, to_age: int = 200) -> pd.Series:
    """Return persons in an age range by year, for one alternative."""
    chosen = population[(population.alternative == alternative) & population.age.between(from_age, to_age)]
    return chosen.groupby("year").persons.sum()


def age_checks(
    population: pd.DataFrame, history: pd.DataFrame, results: pd.DataFrame, page: str, *, newer: bool
) -> Iterator[dict[str, Any]]:
    """Set published counts by age beside the engine's own.

    Figures from older projections are held against a path with that projection's life expectancy, not against today's.

    Args:
        population: The artefact ``population``.
        history: The artefact ``history``.
        results: The series ``projection_results``.
        page: The page the checks belong to.
        newer: The data are newer than the plan's: the two are only shown.
    """
    own = _today(population) | _older(history.rename(columns={"path": "alternative"}))
    for row in results[results.item.isin(own)].itertuples():
        mine = own[row.item]
        yield check(
            row.item,
            mine.title,
            row.value,
            raw=mine.value,
            tolerance=mine.tolerance,
            year=row.year,
            page=page,
            unit=mine.unit,
            source=row.source,
            explanation=mine.why,
            used=mine.used,
            at_least=mine.at_least,
            constructed=mine.constructed,
            tested=not newer,
        )


def _percent(counts: pd.Series, first: int, last: int) -> float:
    return float((counts[last] / counts[first] - 1) * 100)


def _today(population: pd.DataFrame) -> dict[str, Own]:
    """Figures about the main alternative of today's projection."""
    old = {age: persons_aged(population, "MMM", age) for age in (67, 75, 90)}
    total, young = persons_aged(population, "MMM", 0), persons_aged(population, "MMM", 0, 18)
    adult = persons_aged(population, "MMM", 19, 66)
    counted = float(old[90].get(2022, math.nan))  # a table may begin in 2024
    span = "2025–2035"
    return {
        "change_0_18_2025_2035": Own(
            young[2035] - young[2025], "persons", f"Endring i antall på 0–18 år, {span}", 10_000, WHY_NAV
        ),
        "change_19_66_2025_2035": Own(
            adult[2035] - adult[2025], "persons", f"Endring i antall på 19–66 år, {span}", 13_300, WHY_NAV
        ),
        "growth_19_66_2025_2035": Own(
            _percent(adult, 2025, 2035), "percent", f"Vekst på 19–66 år, {span}", 0.5, WHY_NAV
        ),
        "growth_total_2025_2035": Own(
            _percent(total, 2025, 2035), "percent", f"Vekst i folketallet, {span}", 0.5, WHY_NAV
        ),
        "change_67plus_2025_2035": Own(
            old[67][2035] - old[67][2025],
            "persons",
            f"Vekst i antall på 67 år og over, {span}",
            20_000,
            WHY_NAV,
        ),
        "growth_75plus_2025_2035": Own(
            _percent(old[75], 2025, 2035), "percent", f"Vekst på 75 år og over, {span}", 1.5, WHY_NAV
        ),
        "times_67plus_from_2024": Own(
            old[67][2060] / old[67][2024], "ratio", "67 år og over i 2060, mot 2024", 0.1, WHY_DOUBLE
        ),
        "persons_90plus_registered": Own(
            counted, "persons", "90 år og over i 2022", 5, constructed=not math.isnan(counted)
        ),
    }


def _older(history: pd.DataFrame) -> dict[str, Own]:
    """Figures from the projections of 2020 and 2022, on their own life expectancy."""
    old20 = {age: persons_aged(history, "MMM-20", age) for age in (80, 90)}
    old22 = {age: persons_aged(history, "MMM-22", age) for age in (80, 90)}
    return {
        "growth_80plus_from_2021_2020_projection": Own(
            _percent(old20[80], 2021, 2041),
            "percent",
            f"Vekst på 80 år og over, 2021–2041, {FROM_2020}",
            5,
            WHY_OLDER,
            used=True,
        ),
        "persons_90plus_2020_projection": Own(
            old20[90][2060], "persons", f"90 år og over i 2060, {FROM_2020}", 10_000, WHY_OLDER, used=True
        ),
        "persons_90plus_2022_projection": Own(
            old22[90][2040], "persons", f"90 år og over i 2040, {FROM_2022}", 5_000, WHY_OLDER
        ),
        "persons_80plus_least": Own(
            old22[80][2040],
            "persons",
            f"80 år og over i 2040, minst, {FROM_2022}",
            0,
            WHY_OLDER,
            at_least=True,
        ),
    }

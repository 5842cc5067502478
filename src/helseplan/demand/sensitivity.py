"""Every assumption moved one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helseplan.params.sections import Demand


@dataclass(frozen=True)
class Case:
    """An assumption moved one way.

    Attributes:
        assumption: Code of what is moved.
        end: low or high.
        label: The value in Norwegian.
        alternative: Population alternative, for what belongs to demography.
        update: New values of the section ``demand``.
    """

    assumption: str
    end: str
    label: str
    alternative: str = ""
    update: dict[str, Any] | None = None


def _pair(assumption: str, name: str, low: tuple[str, Any], high: tuple[str, Any]) -> list[Case]:
    return [
        Case(assumption, end, label, update={name: value})
        for end, (label, value) in (("low", low), ("high", high))
    ]


def _levels(assumption: str, low: str, high: str, follows: str = "main") -> list[Case]:
    update = {"health_follows": follows}
    return [
        Case(assumption, "low", f"lav ({low})", low, update),
        Case(assumption, "high", f"høy ({high})", high, update),
    ]


RAISED = "raised_productivity"
"""The plan's wish: productivity growth of 0.7 instead of 0.5 per cent (table 3.2)."""
POPULATION, OWN_MORTALITY = "population", "population_own_health"
"""The whole population alternatives, with health that follows the main one's mortality and each one's own."""
FORMULA_CASES = {"low": "mortality_equivalent", "high": "age_shift"}
"""Which formula of better health each end of the case ``health_formula`` has."""
SPLIT = "institution_split"
LONG, SHORT = "institution_long", "institution_short"
MOVED = 0.1
"""Share of all årsverk in institutions that is moved between long and short stays."""
CASES: tuple[Case, ...] = (
    *_levels("fertility", "LMM", "HMM"),
    *_levels("life_expectancy", "MLM", "MHM"),
    *_levels("life_expectancy_own_health", "MLM", "MHM", "alternative"),
    *_levels("net_migration", "MML", "MMH"),
    *_levels(POPULATION, "LLL", "HHH"),
    *_levels(OWN_MORTALITY, "LLL", "HHH", "alternative"),
    *_pair("healthier_ageing", "healthier_ageing", ("θ = 0", 0.0), ("θ = 1", 1.0)),
    *_pair(
        "health_formula",
        "health_formula",
        ("samme dødsrisiko", FORMULA_CASES["low"]),
        ("levetidsskift", FORMULA_CASES["high"]),
    ),
    *_pair("healthier_from_age", "healthier_from_age", ("45 år", 45), ("65 år", 65)),
    *_pair("standard_growth", "standard_growth_percent", ("0,5 %", 0.5), ("1,5 %", 1.5)),
    *_pair("productivity_growth", "productivity_growth_percent", ("0 %", 0.0), ("1 %", 1.0)),
    *_pair(RAISED, "productivity_growth_percent", ("0,7 %", 0.7), ("0,5 %", 0.5)),
    *_pair("informal_care_size", "informal_care_aarsverk", ("0 årsverk", 0.0), ("136 000 årsverk", 136000.0)),
    *_pair("informal_care_path", "informal_care_follows_need", ("konstant", 0.0), ("følger behovet", 1.0)),
    *_pair("use_under_67", "use_trend_under_67_percent", ("0 %", 0.0), ("2 %", 2.0)),
    *_pair("use_of_oldest", "use_flat_from_age", ("flat fra 92", 92), ("ikke flat", 105)),
)
LABELS = {
    "fertility": "Fruktbarhet",
    "life_expectancy": "Levealder, helsen som i hovedalternativet",
    "life_expectancy_own_health": "Levealder, helsen følger med",
    "net_migration": "Nettoinnvandring",
    POPULATION: "Hele befolkningen, helsen som i hovedalternativet",
    OWN_MORTALITY: "Hele befolkningen, helsen følger med",
    "healthier_ageing": "Bedre helse (θ)",
    "health_formula": "Formel for bedre helse",
    "healthier_from_age": "Alder bedre helse regnes fra",
    "standard_growth": "Standardvekst",
    "productivity_growth": "Produktivitetsvekst",
    RAISED: "Planens mål for produktivitet",
    "informal_care_size": "Omfanget av uformell omsorg",
    "informal_care_path": "Utviklingen i uformell omsorg",
    "use_under_67": "Trend i bruk under 67 år",
    "use_of_oldest": "Bruk blant de aller eldste",
    SPLIT: "Delingen av institusjon på lang- og korttid",
}


def split_cases(aarsverk: dict[str, float], params: Demand) -> list[Case]:
    """Move a share of all årsverk in institutions from long to short stays, and back; their sum is kept.

    Args:
        aarsverk: The base year's årsverk by service, with the run's own figures.
        params: The run's own parameters.
    """
    moved = MOVED * (aarsverk[LONG] + aarsverk[SHORT])
    return [
        Case(
            SPLIT, end, label, update={"base_aarsverk": {**params.base_aarsverk, **_shifted(aarsverk, step)}}
        )
        for end, label, step in (("low", "mer korttid", moved), ("high", "mer langtid", -moved))
    ]


def _shifted(aarsverk: dict[str, float], step: float) -> dict[str, float]:
    """Årsverk of the two stays with a step moved from long to short; neither goes under nought."""
    step = min(max(step, -aarsverk[SHORT]), aarsverk[LONG])
    return {LONG: aarsverk[LONG] - step, SHORT: aarsverk[SHORT] + step}


@dataclass(frozen=True)
class Tried:
    """Raw demand under the run's own parameters and in every case, service × year; computed once, read twice.

    Attributes:
        own: The run's own parameters.
        moved: Each case with its demand.
    """

    own: np.ndarray
    moved: tuple[tuple[Case, np.ndarray], ...]


def try_all(
    evaluate: Callable[[str, Demand], np.ndarray], params: Demand, main: str, cases: Sequence[Case] = CASES
) -> Tried:
    """Compute every case.

    Args:
        evaluate: Population alternative and parameters → raw årsverk, service × year.
        params: The run's own parameters; everything that is not moved stands.
        main: The alternative that the demographic cases are held against.
        cases: What is moved.
    """

    def one(case: Case) -> np.ndarray:
        return evaluate(case.alternative or main, params.model_copy(update=case.update or {}))

    return Tried(evaluate(main, params), tuple((case, one(case)) for case in cases))


def sensitivity(tried: Tried, narrow: np.ndarray, end: int) -> pd.DataFrame:
    """Sum every case over the services of each scope.

    Args:
        tried: Demand in every case.
        narrow: Which services are in the narrow scope.
        end: Place of the end year.

    Returns:
        assumption, end, label, scope, aarsverk, change_aarsverk (against the run's own parameters).
    """
    rows = []
    for case, found in tried.moved:
        for scope, inside in (("narrow", narrow), ("wide", np.ones_like(narrow))):
            value, base = found[inside, end].sum(), tried.own[inside, end].sum()
            rows.append((case.assumption, case.end, case.label, scope, value, value - base))
    columns = ["assumption", "end", "label", "scope", "aarsverk", "change_aarsverk"]
    return pd.DataFrame(rows, columns=columns)

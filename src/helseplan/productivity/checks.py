"""Published figures beside those that the stage makes from other published figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from helseplan.checking import check
from helseplan.classifications import labels
from helseplan.productivity.drg import ratio_change
from helseplan.productivity.printed import NATION, Figures
from helseplan.vintages.rules import plan_value

PAGE = "produktivitet"
PLAN = "helsepersonellplan-2040"
STEPS = 16
"""Years from 2024 to 2040."""
EDITIONS = "Indekspunktene i planens boks og SAMDATA bygger på ulike utgaver av serien."

Rows = Iterator[dict[str, Any]]
Frames = dict[str, pd.DataFrame]


def checks(result: Frames, figures: Figures, plan: pd.DataFrame, *, tested: bool) -> Rows:
    """Yield every check of the stage; none compares a figure with itself.

    Args:
        result: The stage's artefacts.
        figures: Printed figures about productivity.
        plan: The series ``plan_tables``.
        tested: Whether the run has the reference's parameters.
    """
    yield _counterfactual(result["counterfactual"], plan, tested=tested)
    yield _raised(result["raised"], plan, tested=tested)
    yield from _editions(result["indices"], figures)
    yield from _points_and_cost(figures)
    yield from _regions(result["regions"], figures)


def _counterfactual(found: pd.DataFrame, plan: pd.DataFrame, *, tested: bool) -> dict[str, Any]:
    return check(
        "counterfactual_2019_2024",
        "Færre årsverk i 2024 med jevn produktivitetsvekst siden 2019",
        plan_value(plan, "text", "saved_2019_2024", 2024),
        raw=float(found.set_index("base").saved["specialist_ssb"]),
        tolerance=300,
        year=2024,
        page=PAGE,
        unit="aarsverk",
        source=PLAN,
        place="tegn 53538",
        tested=tested,
        explanation="Planen skriver «nærmere 5 000» og oppgir ikke hvilket nivå andelen er regnet av.",
    )


def _raised(found: pd.DataFrame, plan: pd.DataFrame, *, tested: bool) -> dict[str, Any]:
    own = found.set_index(["formula", "base", "steps"]).aarsverk["ratio", "wide_2040", STEPS]
    return check(
        "raised_productivity",
        "Færre årsverk med høyere produktivitetsvekst",
        plan_value(plan, "3.2", "productivity_07", 2040),
        raw=float(own),
        tolerance=100,
        year=2040,
        page=PAGE,
        unit="aarsverk",
        source=PLAN,
        place="tegn 51324",
        tested=tested,
        explanation=(
            "Planen oppgir verken formel, antall år eller grunnlag, og tallet kan ikke gjenskapes entydig. Kapittel 2 "
            "regner med konstant uformell omsorg; der avhenger svaret av avgrensningen."
        ),
    )


def _editions(indices: pd.DataFrame, figures: Figures) -> Rows:
    """The plan's index points against SAMDATA's changes in per cent, and the other way round."""
    krone = indices[indices.item == "drg_per_krone"].set_index(["route", "year"]).value
    plan, samdata = krone["plan"], krone["samdata"]
    printed = figures("cost_per_drg_point_change_2019_2023")
    yield check(
        "cost_per_drg_2019_2023",
        "Realendring i kostnad per DRG-poeng 2019–2023",
        printed.value,
        raw=float((plan[2019] / plan[2023] - 1) * 100),
        tolerance=0.5,
        year=2023,
        page=PAGE,
        unit="percent",
        source=printed.source,
        explanation=EDITIONS,
    )
    printed = figures("drg_per_krone_index_diff_2024_2023")
    yield check(
        "drg_per_krone_2023_2024",
        "DRG-poeng per krone, endring 2023–2024",
        printed.value,
        raw=float(samdata[2024] - samdata[2023]),
        tolerance=0.1,
        year=2024,
        page=PAGE,
        unit="index_points",
        source=printed.source,
        explanation=EDITIONS,
    )


def _points_and_cost(figures: Figures) -> Rows:
    """The change in cost per point from the changes in cost and in points; it is printed as well."""
    cases = (
        (2024, NATION, "", 0.1),
        (2023, NATION, "", 0.1),
        (2023, NATION, "_uncorrected", 0.1),
        (2024, "helse_midt_norge", "", 1.0),
    )
    for year, region, edition, tolerance in cases:
        cost = figures("treatment_cost_real_change", year, region)
        points = figures("drg_points_change" + edition, year, region)
        printed = figures("cost_per_drg_point_change" + edition, year, region)
        yield check(
            f"cost_per_drg_point_change{edition}",
            "Realendring i kostnad per DRG-poeng, av kostnad og poeng",
            printed.value,
            raw=ratio_change(cost.value, points.value),
            tolerance=tolerance,
            year=year,
            item=labels("regions")[region] + (", ikke korrigert for pandemien" if edition else ""),
            page=PAGE,
            unit="percent",
            source=printed.source,
        )


def _regions(found: pd.DataFrame, figures: Figures) -> Rows:
    """The relative cost of 2006 from the costs, and the sum of the regions' points."""
    ratios = found[(found.measure == "cost_ratio") & (found.region != NATION)]
    for row in ratios.itertuples():
        region = str(row.region)
        if not figures.has("cost_per_drg_point_ratio_to_nation", 2006, region):
            continue
        printed = figures("cost_per_drg_point_ratio_to_nation", 2006, region)
        yield check(
            "cost_ratio_2006",
            "Kostnad per DRG-poeng i forhold til landet",
            printed.value,
            raw=float(str(row.value)),
            tolerance=0.006,
            year=2006,
            item=labels("regions")[region],
            page=PAGE,
            unit="ratio",
            source=printed.source,
        )

"""Published figures beside those that the stage makes from other published figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from helseplan.checking import check
from helseplan.classifications import labels
from helseplan.formats import number
from helseplan.productivity.counterfactual import NEARLY
from helseplan.productivity.drg import ratio_change
from helseplan.productivity.printed import NATION, Figures
from helseplan.vintages.rules import plan_value

PAGE = "produktivitet"
PLAN = "helsepersonellplan-2040"
STEPS = 16
"""Years from 2024 to 2040."""
CONTROL = "Begge tallene er kildens egne: en kontroll av at de er lest riktig, ikke en prøve på modellen."
EDITIONS = "Indekspunktene i planens boks og SAMDATA bygger på ulike utgaver av serien."

Rows = Iterator[dict[str, Any]]
Frames = dict[str, pd.DataFrame]


def checks(result: Frames, figures: Figures, plan: pd.DataFrame, *, tested: bool) -> Rows:
    """Yield every check of the stage; none compares a figure with itself.

    What one source prints twice is shown and not judged. The plan's 17 300 is not here: the stage of demand, which
    runs the model, has the one check of it.

    Args:
        result: The stage's artefacts.
        figures: Printed figures about productivity.
        plan: The series ``plan_tables``.
        tested: Whether the run has the reference's parameters.
    """
    yield _counterfactual(result["counterfactual"], plan, tested=tested)
    yield from _editions(result["indices"], figures)
    yield from _points_and_cost(figures)
    yield from _regions(result["regions"], figures)


def _counterfactual(found: pd.DataFrame, plan: pd.DataFrame, *, tested: bool) -> dict[str, Any]:
    """«Nærmere 5 000» is read as up to ``NEARLY`` below; above it, only what rounding of the changes allows."""
    own = found.set_index("base").loc["specialist_ssb"]
    printed = plan_value(plan, "text", "saved_2019_2024", 2024)
    return check(
        "counterfactual_2019_2024",
        "Færre årsverk i 2024 med jevn produktivitetsvekst siden 2019",
        printed,
        raw=float(own.saved),
        tolerance=NEARLY if own.saved <= printed else float(own.saved - own.saved_low),
        year=2024,
        page=PAGE,
        unit="aarsverk",
        source=PLAN,
        place="tegn 53538",
        tested=tested,
        explanation=(
            f"Planen skriver «nærmere {number(printed)}», som vi leser som {number(printed - NEARLY)} til "
            f"{number(printed)}. Den oppgir ikke hvilket nivå andelen er regnet av; SSBs årsverk gir mer."
            if own.saved > printed
            else f"Planen skriver «nærmere {number(printed)}» og oppgir ikke hvilket nivå andelen er regnet av."
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
            explanation=CONTROL,
            tested=False,
        )


def _regions(found: pd.DataFrame, figures: Figures) -> Rows:
    """The relative cost of 2006 from the costs."""
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
            explanation=CONTROL,
            tested=False,
        )

"""The productivity stage: indices, growth accounting, counterfactuals, breaks, and efficiency of the trusts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.checking import checks_frame, headline, headlines_frame
from helseplan.classifications import codes
from helseplan.formats import number
from helseplan.productivity.analysis import analyse
from helseplan.productivity.breaks import breaks
from helseplan.productivity.checks import PAGE, checks
from helseplan.productivity.counterfactual import counterfactual
from helseplan.productivity.drg import indices
from helseplan.productivity.growth import accounts
from helseplan.productivity.printed import Figures
from helseplan.productivity.raised import readings
from helseplan.productivity.regions import regions
from helseplan.vintages.rules import plan_value

if TYPE_CHECKING:
    from helseplan.params.productivity import Productivity
    from helseplan.session import StageRun

BREAKS = {
    "discharges_somatic": "aarsverk_total",
    "beds_somatic": "",
    "beds_total": "",
    "aarsverk_total": "",
    "aarsverk_specialist_doctors": "",
    "aarsverk_nurses": "",
    "aarsverk_specialist_nurses": "",
}
"""Items of the trusts that are tried for breaks → what is put in to make them."""


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Compute everything about productivity.

    Returns:
        ``indices`` (what printed changes determine), ``growth`` (growth accounting), ``regions``, ``counterfactual``,
        ``raised`` (every reading of 0.7 in place of 0.5 per cent), ``breaks`` (in the trusts' series), the artefacts of
        the efficiency analyses, ``checks``, ``headlines``.
    """
    figures, params = Figures(run.vintage.read("productivity")), run.params.productivity
    plan = run.vintage.read("plan_tables")
    result = {
        "indices": indices(figures),
        "growth": accounts(figures),
        "regions": regions(figures),
        "counterfactual": counterfactual(
            figures,
            params.counterfactual_growth_percent,
            specialist_aarsverk(run),
            plan_value(plan, "text", "saved_2019_2024", 2024),
        ),
        "raised": readings(
            bases(plan),
            params.raised_from_percent,
            params.raised_growth_percent,
            plan_value(plan, "3.2", "productivity_07", 2040),
        ),
        "breaks": breaks(
            run.vintage.read("hospital_trusts"),
            BREAKS,
            limit_percent=params.break_limit_percent,
            same_way_percent=params.break_same_way_percent,
        ),
    }
    return {
        **result,
        **analyse(run),
        "checks": checks_frame(checks(result, figures, plan, tested=run.has_reference_parameters)),
        "headlines": _headlines(result["growth"], params),
    }


def bases(plan: pd.DataFrame) -> dict[str, float]:
    """Return the levels of årsverk, by code, that the effect of raised growth may be counted in."""
    wide, start = plan_value(plan, "2.1", "demand_wide", 2040), plan_value(plan, "2.1", "demand", 2024)
    return {
        "wide_2040": wide,
        "narrow_2040": plan_value(plan, "2.1", "demand", 2040),
        "groups_14_2040": plan_value(plan, "2.1", "demand_groups_14", 2040),
        "narrow_2024": start,
        # what the plan's text calls the growth, though the two levels have different scopes
        "growth_mixed": wide - start,
    }


def specialist_aarsverk(run: StageRun) -> float:
    """Return the årsverk of specialist care in the base year, from the series ``services``."""
    services = run.vintage.read("services")
    return float(services[services.service.isin(codes("services", sector="specialist"))].aarsverk.sum())


def _headlines(growth: pd.DataFrame, params: Productivity) -> pd.DataFrame:
    found = growth[growth.account == "aarsverk_2019_2024"].set_index("measure").value
    row = headline(
        "labour_productivity",
        60,
        "DRG-poeng per årsverk, endring per år 2019–2024",
        float(found["productivity_per_year"]),
        page=PAGE,
        unit="percent",
        decimals=2,
        quality="derived",
        comment=(
            f"Samlet {number(found['productivity_change'], 1, sign=True)} prosent. Regnestykket for jevn "
            f"vekst bruker {number(params.counterfactual_growth_percent, 1, sign=True)} prosent i året. "
            "Kvalitet, forskning og undervisning er ikke målt."
        ),
    )
    return headlines_frame([row])

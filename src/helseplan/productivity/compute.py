"""The productivity stage: DRG indices, growth accounting and efficiency of the hospital trusts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import codes
from helseplan.formats import number
from helseplan.productivity import drg
from helseplan.productivity.trusts import INPUTS, efficiency, trusts_wide
from helseplan.vintages.rules import plan_value

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-3"
PLAN = "helsepersonellplan-2040"
PERIOD = 5
"""Years from 2019 to 2024."""
STEPS = 16
"""Years from 2024 to 2040."""


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Compute indices and efficiency.

    Returns:
        ``indices`` (what printed changes determine), ``efficiency`` (per trust and model), ``checks``, ``headlines``.
    """
    printed = national(run.vintage.read("productivity"))
    params = run.params.productivity
    wide = trusts_wide(run.vintage.read("hospital_trusts"), params.year)
    models = [
        efficiency(wide, model, params.year, params.returns_to_scale, params.orientation) for model in INPUTS
    ]
    change = drg.labour_productivity_change(
        printed["drg_points_change_2019_2024"], printed["fte_contracted_change_2019_2024"]
    )
    return {
        "indices": _indices(printed, change),
        "efficiency": pd.concat(models),
        "checks": _checks(printed, change, run),
        "headlines": _headlines(change),
    }


def national(productivity: pd.DataFrame) -> pd.Series:
    """Return the national printed figures by item; the latest year where there are several."""
    chosen = productivity[productivity.region == "0"].sort_values("year")
    return chosen.groupby("item").value.last()


def specialist_aarsverk(run: StageRun) -> float:
    """Return the årsverk of specialist care in the base year, from the series ``services``."""
    services = run.vintage.read("services")
    return float(services[services.service.isin(codes("services", sector="specialist"))].aarsverk.sum())


def _indices(printed: pd.Series, change: float) -> pd.DataFrame:
    krone = drg.drg_per_krone_index(printed).assign(item="drg_per_krone", unit="index")
    labour = pd.DataFrame(
        {
            "year": [2019, 2024],
            "value": [100.0, 100 + change],
            "quality": ["derived", "derived"],
            "item": "drg_per_aarsverk_2019",
            "unit": "index",
        }
    )
    return pd.concat([krone, labour]).assign(region="0")[
        ["item", "region", "year", "value", "unit", "quality"]
    ]


def _checks(printed: pd.Series, change: float, run: StageRun) -> pd.DataFrame:
    params, plan = run.params.productivity, run.vintage.read("plan_tables")
    saved = drg.saved_share(change, params.counterfactual_growth_percent, PERIOD)
    specialist = specialist_aarsverk(run)
    wide = plan_value(plan, "2.1", "demand_wide", 2040)
    raised = drg.raised_growth_effect(
        wide, params.counterfactual_growth_percent, params.raised_growth_percent, STEPS
    )
    return checks_frame(
        [
            check(
                "counterfactual_2019_2024",
                "Færre årsverk i 2024 med jevn produktivitetsvekst siden 2019",
                plan_value(plan, "text", "saved_2019_2024", 2024),
                raw=saved * specialist,
                tolerance=300,
                year=2024,
                page=PAGE,
                unit="aarsverk",
                source=PLAN,
                place="tegn 53538",
                tested=run.is_reference,
                explanation="Planen skriver «nærmere 5 000» og oppgir ikke hvilket nivå andelen er regnet av.",
            ),
            check(
                "raised_productivity",
                "Færre årsverk med høyere produktivitetsvekst",
                plan_value(plan, "3.2", "productivity_07", 2040),
                raw=raised["ratio"],
                tolerance=100,
                year=2040,
                page=PAGE,
                unit="aarsverk",
                source=PLAN,
                place="tegn 51324",
                tested=run.is_reference,
                explanation=(
                    f"Ingen formel uten uformell omsorg gir planens tall med {STEPS} år. Planen sier ikke hvilken "
                    "avgrensning det gjelder. Kapittel 2 regner med konstant uformell omsorg; der avhenger svaret av "
                    "avgrensningen."
                ),
            ),
            check(
                "cost_per_drg_2019_2023",
                "Realendring i kostnad per DRG-poeng 2019–2023",
                printed["cost_per_drg_point_change_2019_2023"],
                raw=_cost_change(printed),
                tolerance=0.5,
                year=2023,
                page=PAGE,
                unit="percent",
                source="helsedir-samdata-2023-2024",
                explanation="Indekspunktene i planens boks og SAMDATA bygger på ulike utgaver av serien.",
            ),
        ]
    )


def _cost_change(printed: pd.Series) -> float:
    index = drg.drg_per_krone_index(printed).set_index("year").value
    return float((index[2019] / index[2023] - 1) * 100)


def _headlines(change: float) -> pd.DataFrame:
    row = headline(
        "labour_productivity",
        60,
        "DRG-poeng per årsverk, endring 2019–2024",
        change,
        page=PAGE,
        unit="percent",
        decimals=1,
        quality="derived",
        comment=(
            f"Planens referansebane forutsetter {number(0.5, 1)} prosent vekst i året. Kvalitet, forskning og "
            "undervisning er ikke målt."
        ),
    )
    return headlines_frame([row])

"""Demand held against the plan's printed figures, and its headlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import codes, labels
from helseplan.demand.engine import DRIVERS
from helseplan.demand.inputs import BASE_YEAR
from helseplan.formats import number

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-2"
PLAN = "helsepersonellplan-2040"
FIRST_DERIVED = 2025
SCOPE_NAMES = {
    "narrow": "offentlig finansierte tjenester (smal avgrensning)",
    "wide": "alle tjenester (vid avgrensning)",
}
SHARE = 0.03
"""Tolerance for the raw path in the anchor year: 3 per cent of the printed figure."""
WHY_RAW = (
    "Bruken etter alder er fra 2010–2023 og i brede aldersgrupper, og SSBs formel for bedre helse "
    "er ikke publisert. "
    "Den avstemte banen retter nivået."
)


def checks(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """Set the plan's tables 2.1, 2.3 and 2.4 beside the model."""
    plan = run.vintage.read("plan_tables")
    return checks_frame(
        [*_totals(frames, plan, run), *_groups(frames["demand_by_group"], plan, run), *_shares(frames, plan)]
    )


def headlines(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """The front page's numbers: demand in the end year, and what drives it."""
    end = run.params.general.end_year
    path = run.shown_path
    total = totals(frames["demand"], run.params.demography.alternative, path, run.params.demand.scope)
    growth = (total[end] / total[2024] - 1) * 100
    drivers = driver_sums(frames, run.params.demand.scope)
    ageing = drivers["age_structure"] / total[2024] * 100
    scope = SCOPE_NAMES[run.params.demand.scope]
    row = headline(
        "demand_end_year",
        20,
        f"Etterspørsel etter årsverk i {end}, alt personell",
        total[end],
        page=PAGE,
        unit="aarsverk",
        quality=run.shown_quality[-1],
        comment=(
            f"{number(growth, sign=True)} prosent fra 2024, i {scope}. I rå bane svarer endret alderssammensetning "
            f"alene til {number(ageing, sign=True)} prosent."
        ),
    )
    return headlines_frame([row])


def driver_sums(frames: dict[str, pd.DataFrame], scope: str) -> pd.Series:
    """Return what each driver adds to raw demand, over the services of a scope."""
    demand, drivers = frames["demand"], frames["drivers"]
    wanted = demand[demand.scope == scope].service.unique()
    return drivers[drivers.service.isin(wanted)].groupby("driver").aarsverk.sum().reindex(DRIVERS)


def totals(demand: pd.DataFrame, alternative: str, path: str, scope: str) -> pd.Series:
    """Return total demand by year for one alternative, path and scope."""
    chosen = demand[(demand.alternative == alternative) & (demand.path == path) & (demand.scope == scope)]
    return chosen.groupby("year").aarsverk.sum()


def _totals(frames: dict[str, pd.DataFrame], plan: pd.DataFrame, run: StageRun) -> Iterator[dict[str, Any]]:
    chosen = run.params.demography.alternative
    for row, scope, title in (
        ("demand", "narrow", "Etterspørsel, smal avgrensning"),
        ("demand_wide", "wide", "Etterspørsel, vid avgrensning"),
    ):
        raw = totals(frames["demand"], chosen, "raw", scope)
        met = totals(frames["demand"], chosen, "benchmarked", scope)
        for printed in plan[(plan.table == "2.1") & (plan.row == row)].itertuples():
            yield check(
                row,
                title,
                printed.value,
                raw=raw[printed.year],
                benchmarked=met[printed.year],
                tolerance=SHARE * printed.value,
                year=printed.year,
                page=PAGE,
                unit="aarsverk",
                source=PLAN,
                place=printed.place,
                explanation=WHY_RAW,
                tested=run.is_reference,
                constructed=printed.year == BASE_YEAR,
            )


def _groups(by_group: pd.DataFrame, plan: pd.DataFrame, run: StageRun) -> Iterator[dict[str, Any]]:
    wide = by_group[by_group.scope == "wide"]
    sums = wide.groupby(["path", "year", "group"]).aarsverk.sum()
    modelled = codes("groups", modelled="true")
    for year in (2025, 2040):
        printed = plan[(plan.row == "demand_groups_14") & (plan.year == year)].iloc[0]
        yield check(
            "demand_groups_14",
            "Etterspørsel, de 14 gruppene" + (" (planens tall er avledet)" if year == FIRST_DERIVED else ""),
            printed.value,
            raw=sums["raw", year].reindex(modelled).sum(),
            benchmarked=sums["benchmarked", year].reindex(modelled).sum(),
            tolerance=SHARE * printed.value,
            year=year,
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=printed.place,
            explanation=WHY_RAW,
            tested=run.is_reference,
        )
    for printed in plan[(plan.table == "2.3") & (plan.group != "")].itertuples():
        yield check(
            "demand_outside",
            "Etterspørsel utenfor de 14 gruppene",
            printed.value,
            raw=sums["raw", printed.year, printed.group],
            benchmarked=sums["benchmarked", printed.year, printed.group],
            tolerance=SHARE * printed.value,
            year=printed.year,
            item=labels("groups")[printed.group],
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=printed.place,
            explanation=WHY_RAW,
            tested=run.is_reference,
            constructed=printed.year == BASE_YEAR,
        )


def _shares(frames: dict[str, pd.DataFrame], plan: pd.DataFrame) -> Iterator[dict[str, Any]]:
    base = frames["demand_by_group"].query("scope == 'narrow' and path == 'raw' and year == 2024")
    by_service = base.groupby("service").aarsverk.sum()
    cells = base.set_index(["service", "group"]).aarsverk
    for printed in plan[plan.row == "staff_share"].itertuples():
        yield check(
            f"staff_share_{printed.group}",
            f"Andel av årsverkene: {labels('groups')[printed.group].lower()}",
            printed.value,
            raw=cells[printed.service, printed.group] / by_service[printed.service] * 100,
            tolerance=0.6 if float(printed.value).is_integer() else 0.06,
            year=printed.year,
            item=labels("services")[printed.service],
            page=PAGE,
            unit="percent",
            source=PLAN,
            place=printed.place,
            constructed=True,
            explanation="Andelene er avrundet i planen; tjenestens årsverk er avledet av en av dem.",
        )

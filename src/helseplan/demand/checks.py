"""Demand held against the plan's printed figures, and its headlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import codes, labels, table
from helseplan.demand.engine import DRIVERS
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.patterns import pattern_years
from helseplan.demand.sensitivity import RAISED
from helseplan.demand.ssb2019_checks import NOT_OPEN, PAGE, SHARE, checks_2019
from helseplan.formats import number, to_hundreds

if TYPE_CHECKING:
    from helseplan.session import StageRun

PLAN = "helsepersonellplan-2040"
FIRST_DERIVED = 2025
SCOPE_NAMES = {
    "narrow": "offentlig finansierte tjenester (smal avgrensning)",
    "wide": "alle tjenester (vid avgrensning)",
}
WHY_GROUPS = (
    "Fordelingen på personellgrupper i hver tjeneste er tilpasset kjente summer i basisåret. Hvordan planen lar den "
    f"endre seg, {NOT_OPEN}. Den avstemte banen retter nivået."
)
WHY_CARRIED_BACK = (
    "Nivået i basisåret er dette tallet ført ett år tilbake med planens gjennomsnittlige vekst. Modellens vekst er "
    "ikke den samme hvert år."
)
WHY_STAFF = "Andelene er avrundet i planen; tjenestens årsverk er avledet av en av dem."
WHY_STAFF_NEWER = (
    "Gruppens årsverk er låst til planens tabell 2.4. Er tjenestens årsverk hentet på nytt, blir andelen en annen: "
    "tallet er låst, summen det deles på, er ikke det."
)
WHY_SHARE = (
    "Sysselsettingen utenfor sektoren er ikke modellert: andelen følger etterspørselen og antallet i yrkesaktiv "
    "alder."
)
WHY_RAISED = (
    "Planen sier ikke hvilken avgrensning tallet gjelder. I referansebanen er uformell omsorg konstant, så de "
    "kommunale tjenestene tar hele besparelsen i omsorgen; siden om produktivitet viser formler uten det. "
    "At modellen er forenlig med tallet i en avgrensning, viser ikke at SSB regnet slik."
)
ANCHOR_YEAR = 2040
MAIN = "MMM"


def checks(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """Set the plan's printed figures, and SSB's of 2019, beside the model."""
    plan = run.vintage.read("plan_tables")
    years, newer = pattern_years(run.vintage.read("use_profiles")), bool(run.benchmark_from)
    return checks_frame(
        [
            *_totals(frames, plan, run),
            *_groups(frames["demand_by_group"], plan, run),
            *_shares(frames, plan, newer=newer),
            *_employment(frames["employment"], plan, run),
            *_raised_productivity(frames, plan, run),
            *checks_2019(
                frames["ssb2019"], run.vintage.read("ssb2019_results"), years=years, tested=not newer
            ),
        ]
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
        to_hundreds(total[end]),
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
    why = _why_raw(run)
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
                tolerance=_share_of_growth(printed.value, raw[BASE_YEAR]),
                year=printed.year,
                page=PAGE,
                unit="aarsverk",
                source=PLAN,
                place=printed.place,
                explanation=_unless_base(why, printed.year),
                tested=run.is_reference,
                constructed=printed.year == BASE_YEAR,
            )


def _why_raw(run: StageRun) -> str:
    years = pattern_years(run.vintage.read("use_profiles"))
    return (
        f"Bruken etter alder er fra {years} og i brede aldersgrupper, og SSBs formel for bedre helse {NOT_OPEN}. "
        "Den avstemte banen retter nivået."
    )


def _share_of_growth(printed: float, base: float) -> float:
    """Tolerance of a level: a share of its printed growth from the base year, which the model starts from."""
    return SHARE * abs(printed - base)


def _unless_base(reason: str, year: int) -> str:
    """The base year's figures are met by construction and need no reason."""
    return "" if year == BASE_YEAR else reason


def _groups(by_group: pd.DataFrame, plan: pd.DataFrame, run: StageRun) -> Iterator[dict[str, Any]]:
    wide = by_group[by_group.scope == "wide"]
    sums = wide.groupby(["path", "year", "group"]).aarsverk.sum()
    modelled = codes("groups", modelled="true")
    start = sums["raw", BASE_YEAR].reindex(modelled).sum()
    for year in (FIRST_DERIVED, ANCHOR_YEAR):
        printed = plan[(plan.row == "demand_groups_14") & (plan.year == year)].iloc[0]
        yield check(
            "demand_groups_14",
            "Etterspørsel, de 14 gruppene" + (" (planens tall er avledet)" if year == FIRST_DERIVED else ""),
            printed.value,
            raw=sums["raw", year].reindex(modelled).sum(),
            benchmarked=sums["benchmarked", year].reindex(modelled).sum(),
            tolerance=_share_of_growth(printed.value, start),
            year=year,
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=printed.place,
            explanation=WHY_CARRIED_BACK if year == FIRST_DERIVED else WHY_GROUPS,
            tested=run.is_reference,
            constructed=year == FIRST_DERIVED and not run.benchmark_from,
        )
    for printed in plan[(plan.table == "2.3") & (plan.group != "")].itertuples():
        yield check(
            "demand_outside",
            "Etterspørsel utenfor de 14 gruppene",
            printed.value,
            raw=sums["raw", printed.year, printed.group],
            benchmarked=sums["benchmarked", printed.year, printed.group],
            tolerance=_share_of_growth(printed.value, sums["raw", BASE_YEAR, printed.group]),
            year=printed.year,
            item=labels("groups")[printed.group],
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=printed.place,
            explanation=_unless_base(WHY_GROUPS, printed.year),
            tested=run.is_reference,
            constructed=printed.year == BASE_YEAR,
        )


def _shares(frames: dict[str, pd.DataFrame], plan: pd.DataFrame, *, newer: bool) -> Iterator[dict[str, Any]]:
    """Table 2.4: the staffing is locked to the counts behind it, so with newer årsverk the shares are others."""
    base = frames["demand_by_group"].query("scope == 'narrow' and path == 'raw' and year == 2024")
    area = {row["code"]: row["area"] for row in table("services")}
    base = base.assign(area=base.service.map(area))
    by_area = base.groupby("area").aarsverk.sum()
    cells = base.groupby(["area", "group"]).aarsverk.sum()
    for printed in plan[plan.row == "staff_share"].itertuples():
        yield check(
            f"staff_share_{printed.group}",
            f"Andel av årsverkene: {labels('groups')[printed.group].lower()}",
            printed.value,
            raw=cells[printed.service, printed.group] / by_area[printed.service] * 100,
            tolerance=0.6 if float(printed.value).is_integer() else 0.06,
            year=printed.year,
            item=labels("areas")[printed.service],
            page=PAGE,
            unit="percent",
            source=PLAN,
            place=printed.place,
            tested=not newer,
            constructed=not newer,
            explanation=WHY_STAFF_NEWER if newer else WHY_STAFF,
        )


def _employment(shares: pd.DataFrame, plan: pd.DataFrame, run: StageRun) -> Iterator[dict[str, Any]]:
    own = shares.set_index(["path", "year"]).share_percent
    for printed in plan[plan.row == "employment_share"].itertuples():
        yield check(
            "employment_share",
            "Andel av sysselsettingen i offentlig finansiert helse og omsorg",
            printed.value,
            raw=own["raw", printed.year],
            benchmarked=own["benchmarked", printed.year],
            tolerance=0.6,
            year=printed.year,
            page=PAGE,
            unit="percent",
            source=PLAN,
            place=printed.place,
            explanation=WHY_SHARE,
            tested=run.is_reference,
            constructed=printed.year == BASE_YEAR,
        )


def _raised_productivity(
    frames: dict[str, pd.DataFrame], plan: pd.DataFrame, run: StageRun
) -> Iterator[dict[str, Any]]:
    """Table 3.2: what 0.7 instead of 0.5 per cent a year saves. The run's own end year must be the plan's."""
    if run.params.general.end_year != ANCHOR_YEAR:
        return
    cases = frames["sensitivity"]
    moved = cases[(cases.assumption == RAISED) & (cases.end == "low")].set_index("scope").change_aarsverk
    printed = plan[(plan.table == "3.2") & (plan.row == "productivity_07")].iloc[0]
    for scope, name in SCOPE_NAMES.items():
        raw = totals(frames["demand"], MAIN, "raw", scope)[ANCHOR_YEAR]
        met = totals(frames["demand"], MAIN, "benchmarked", scope)[ANCHOR_YEAR]
        yield check(
            "raised_productivity",
            "Virkningen av 0,7 i stedet for 0,5 prosent produktivitetsvekst (tabell 3.2)",
            printed.value,
            raw=-moved[scope],
            benchmarked=-moved[scope] * met / raw,
            tolerance=SHARE * printed.value,
            year=ANCHOR_YEAR,
            item=name,
            page=PAGE,
            unit="aarsverk",
            source=PLAN,
            place=printed.place,
            explanation=WHY_RAISED,
            tested=run.is_reference,
        )

"""Demand held against the plan's printed figures, and its headlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.classifications import codes, labels, table
from helseplan.demand.engine import DRIVERS
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.sensitivity import RAISED
from helseplan.demand.ssb2019 import BASE_YEAR as SSB2019_BASE
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
    "Bruken etter alder er fra 2010–2023 og i brede aldersgrupper, og SSBs formel for bedre helse er ikke publisert. "
    "Den avstemte banen retter nivået."
)
WHY_SHARE = (
    "Sysselsettingen utenfor sektoren er ikke modellert: andelen følger etterspørselen og antallet i yrkesaktiv "
    "alder."
)
WHY_2019 = (
    "Motoren og profilene er de samme som for 2024, og årsverkene i 2018 er fordelt innenfor hver del som i 2024. "
    "Befolkningen i 2018 er tellingen fra 2020 ført tilbake."
)
WHY_PARTS = (
    "Kilden motsier seg selv: i 2035 summerer delene i teksten (47 000, 20 000 og 5 500) til 72 500, men totalen er "
    "trykt som 48 000. Også i 2060 er delene større enn totalen. Modellen treffer summen av delene i 2035."
)
WHY_RAISED = (
    "Når uformell omsorg er konstant, tar de kommunale tjenestene hele besparelsen i omsorgen. Uten uformell omsorg "
    "ville virkningen vært om lag 14 400 årsverk."
)
ANCHOR_YEAR = 2040
MAIN = "MMM"
NEAR_LEVEL = 0.03
NEAR_EFFECT = 5_000
"""The report rounds its effects to thousands, and writes «nearly»."""
TITLES_2019 = {
    "reference": "referansebanen",
    "high_population": "høy befolkningsvekst",
    "no_health_improvement": "uten bedre helse",
    "no_standard_growth": "uten standardvekst",
    "proportional_informal_care": "uformell omsorg følger behovet",
}
KINDS_2019 = {"level": "årsverk", "change": "økning fra 2018", "effect": "virkning mot referansen"}
BLOCKS_2019 = {
    "all": "alle tjenester",
    "parts": "alle tjenester, summen av delene",
    "care": "kommunal omsorg",
    "somatic": "somatikk",
    "municipal_health": "kommunal helse",
    "mental_health": "psykisk helsevern og rus",
}


def checks(frames: dict[str, pd.DataFrame], run: StageRun) -> pd.DataFrame:
    """Set the plan's tables 2.1, 2.3 and 2.4 beside the model."""
    plan = run.vintage.read("plan_tables")
    return checks_frame(
        [
            *_totals(frames, plan, run),
            *_groups(frames["demand_by_group"], plan, run),
            *_shares(frames, plan),
            *_employment(frames["employment"], plan, run),
            *_raised_productivity(frames, plan, run),
            *_ssb2019(frames["ssb2019"], run.vintage.read("ssb2019_results")),
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
            constructed=True,
            explanation="Andelene er avrundet i planen; tjenestens årsverk er avledet av en av dem.",
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
    moved = cases[(cases.assumption == RAISED) & (cases.end == "low") & (cases.scope == "narrow")]
    saved = -float(moved.change_aarsverk.iloc[0])
    raw = totals(frames["demand"], MAIN, "raw", "narrow")[ANCHOR_YEAR]
    met = totals(frames["demand"], MAIN, "benchmarked", "narrow")[ANCHOR_YEAR]
    printed = plan[(plan.table == "3.2") & (plan.row == "productivity_07")].iloc[0]
    yield check(
        "raised_productivity",
        "Virkningen av 0,7 i stedet for 0,5 prosent produktivitetsvekst (tabell 3.2), smal avgrensning",
        printed.value,
        raw=saved,
        benchmarked=saved * met / raw,
        tolerance=SHARE * printed.value,
        year=ANCHOR_YEAR,
        page=PAGE,
        unit="aarsverk",
        source=PLAN,
        place=printed.place,
        explanation=WHY_RAISED,
        tested=run.is_reference,
    )


def _ssb2019(rebuilt: pd.DataFrame, results: pd.DataFrame) -> Iterator[dict[str, Any]]:
    own = rebuilt.set_index(["scenario", "block", "year"]).aarsverk
    for row in results.itertuples():
        block = "all" if row.item == "parts" else row.item
        value = own[row.scenario, block, row.year]
        if row.kind == "effect":
            value -= own["reference", block, row.year]
        if row.kind == "change":
            value -= own["reference", block, SSB2019_BASE]
        disputed = row.scenario == "no_health_improvement" and row.item == "all"
        yield check(
            f"ssb2019_{row.scenario}_{row.item}_{row.kind}",
            f"SSB 2019, {TITLES_2019[row.scenario]}: {KINDS_2019[row.kind]}",
            row.value,
            raw=value,
            tolerance=NEAR_LEVEL * row.value if row.kind == "level" else NEAR_EFFECT,
            year=row.year,
            item=BLOCKS_2019[row.item],
            page=PAGE,
            unit="aarsverk",
            source=row.source,
            place=row.place,
            explanation=WHY_PARTS if disputed else WHY_2019,
            constructed=row.year == SSB2019_BASE,
        )

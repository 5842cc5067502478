"""The supply stage, first version: published totals divided between the groups.

There is no engine of stocks and flows here yet. The plan prints the total for two years and nothing per group; until
the engine is there every group grows at the common pace, and the page says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.checking import check, checks_frame, headline, headlines_frame
from helseplan.formats import number
from helseplan.groups import shares
from helseplan.vintages.rules import plan_value

if TYPE_CHECKING:
    from helseplan.session import StageRun

PAGE = "kapittel-2"
FIRST, LAST = 2025, 2040
FULL_TIME_HOURS = 37.5
HUNDRED = 100.0


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Divide the plan's total supply between the groups.

    Returns:
        ``supply`` (årsverk by path, year and group; persons follow from hours and are derived), ``reference``,
        ``checks`` and ``headlines``. Raw and benchmarked are equal: the totals are the published ones.
    """
    plan, groups = run.vintage.read("plan_tables"), run.vintage.read("groups")
    years = np.arange(FIRST, LAST + 1)
    by_group = shares(groups)
    reference = years_by_group(total_path(plan, years, 0.0), by_group, years)
    own = years_by_group(total_path(plan, years, run.params.supply.extra_growth_percent), by_group, years)
    hours = groups.set_index("group").weekly_hours
    own["persons"] = own.aarsverk * FULL_TIME_HOURS / own.group.map(hours)
    supply = pd.concat([own.assign(path=path) for path in ("raw", "benchmarked")])
    supply = supply[["path", "year", "group", "persons", "aarsverk"]]
    totals = own.groupby("year").aarsverk.sum()
    return {
        "supply": supply,
        "reference": reference,
        "checks": _checks(totals, plan, run.params.supply.extra_growth_percent),
        "headlines": _headlines(totals, run.params.supply.extra_growth_percent),
    }


def total_path(plan: pd.DataFrame, years: np.ndarray, extra_percent: float) -> pd.Series:
    """Return total supply by year: even growth between the two printed totals, plus an extra if asked for.

    Args:
        plan: The series ``plan_tables``.
        years: The years.
        extra_percent: Extra growth per year after the first, per cent.
    """
    first, last = (plan_value(plan, "text", "supply_groups_14", year) for year in (FIRST, LAST))
    share = (years - FIRST) / (LAST - FIRST)
    extra = (1 + extra_percent / HUNDRED) ** (years - FIRST)
    return pd.Series(first ** (1 - share) * last**share * extra, index=years)


def years_by_group(totals: pd.Series, by_group: pd.Series, years: np.ndarray) -> pd.DataFrame:
    """Multiply totals by shares; columns year, group, aarsverk."""
    index = pd.MultiIndex.from_product([years, by_group.index], names=["year", "group"])
    values = np.outer(totals.to_numpy(), by_group.to_numpy()).ravel()
    return pd.DataFrame({"aarsverk": values}, index=index).reset_index()


def _checks(totals: pd.Series, plan: pd.DataFrame, extra_percent: float) -> pd.DataFrame:
    printed = plan[plan.row == "supply_groups_14"]
    return checks_frame(
        check(
            "supply_groups_14",
            "Tilbud fra de 14 gruppene",
            row.value,
            benchmarked=totals[row.year],
            year=row.year,
            page=PAGE,
            unit="aarsverk",
            source=row.source,
            place=row.place,
            explanation="Totalen er satt lik planens; fordelingen på grupper er avledet av eldre tall.",
            constructed=not extra_percent,
            tested=False,
        )
        for row in printed.itertuples()
    )


def _headlines(totals: pd.Series, extra_percent: float) -> pd.DataFrame:
    growth = (totals[LAST] / totals[FIRST] - 1) * HUNDRED
    origin = "Totalen er SSBs" if not extra_percent else "Veksten er endret i denne kjøringen"
    row = headline(
        "supply_end_year",
        30,
        f"Tilbud fra de 14 gruppene i {LAST}",
        totals[LAST],
        page=PAGE,
        unit="aarsverk",
        quality="assumption" if extra_percent else "published",
        comment=(
            f"{number(growth, 1)} prosent mer enn i {FIRST}, i vid avgrensning. {origin}; prosjektet har ennå "
            "ingen egen tilbudsmotor."
        ),
    )
    return headlines_frame([row])

"""The gap stage: supply − demand − base-year shortage, raw and benchmarked to the plan's table 2.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import codes
from helseplan.gap.checks import checks, headlines

if TYPE_CHECKING:
    from helseplan.session import StageRun

ANCHORS = (2025, 2030, 2035, 2040)
KEYS = ["path", "year", "group"]


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Set supply against demand for the 14 groups.

    The benchmarked path adds an adjustment per group and year, found on the reference path so that it meets table
    2.2 in the printed years; a scenario keeps the adjustment and so moves away from the table.

    Returns:
        ``gap`` (the adjustment stands in a column of its own), ``totals``, ``checks`` and ``headlines``.
    """
    plan = run.vintage.read("plan_tables")
    shortage = base_shortage(plan, run.params.gap.base_shortage_aarsverk)
    parts = _supply(run).merge(_demand(run), on=KEYS, validate="one_to_one")
    parts["base_shortage_aarsverk"] = parts.group.map(shortage)
    parts["adjustment_aarsverk"] = _adjustment(parts, run, plan)
    parts["gap_aarsverk"] = (
        parts.supply_aarsverk
        - parts.demand_aarsverk
        - parts.base_shortage_aarsverk
        + parts.adjustment_aarsverk
    )
    frames = {"gap": parts, "totals": totals(parts)}
    return {**frames, "checks": checks(frames, plan, run), "headlines": headlines(frames, run)}


def base_shortage(plan: pd.DataFrame, total: float) -> pd.Series:
    """Divide the base-year shortage between the groups after the shortages table 2.2 prints for 2025.

    The plan prints only the total, so the division is an assumption.

    Args:
        plan: The series ``plan_tables``.
        total: Årsverk.

    Returns:
        Årsverk by group, none negative; sums to ``total``.
    """
    first = printed_gap(plan)[ANCHORS[0]].clip(upper=0)
    return first / first.sum() * total


def printed_gap(plan: pd.DataFrame) -> pd.DataFrame:
    """Return table 2.2: groups × years, årsverk, negative = shortage."""
    table = plan[(plan.table == "2.2") & (plan.row == "gap")].pivot(
        index="group", columns="year", values="value"
    )
    return table.reindex(codes("groups", modelled="true"))


def totals(gap: pd.DataFrame) -> pd.DataFrame:
    """Return gross shortage (≤ 0), gross surplus (≥ 0) and net by path and year: a surplus fills no shortage."""
    return (
        gap.assign(
            shortage_aarsverk=gap.gap_aarsverk.clip(upper=0),
            surplus_aarsverk=gap.gap_aarsverk.clip(lower=0),
            net_aarsverk=gap.gap_aarsverk,
        )
        .groupby(["path", "year"], as_index=False)[["shortage_aarsverk", "surplus_aarsverk", "net_aarsverk"]]
        .sum()
    )


def _supply(run: StageRun) -> pd.DataFrame:
    return (
        run.artefact("supply", "supply")
        .rename(columns={"aarsverk": "supply_aarsverk"})
        .drop(columns="persons")
    )


def _demand(run: StageRun) -> pd.DataFrame:
    demand = run.artefact("demand", "demand_by_group")
    wide = demand[(demand.scope == "wide") & demand.group.isin(codes("groups", modelled="true"))]
    summed = wide.groupby(KEYS, as_index=False).aarsverk.sum().rename(columns={"aarsverk": "demand_aarsverk"})
    return summed[summed.year.between(ANCHORS[0], ANCHORS[-1])]


def _adjustment(parts: pd.DataFrame, run: StageRun, plan: pd.DataFrame) -> np.ndarray:
    """What must be added to the reference gap to meet table 2.2; zero on the raw path."""
    supply = run.artefact("supply", "reference").pivot(index="group", columns="year", values="aarsverk")
    demand = run.artefact("demand", "reference").pivot(index="group", columns="year", values="aarsverk")
    printed = printed_gap(plan)
    published_shortage = base_shortage(plan, float(plan[plan.row == "base_shortage"].value.iloc[0]))
    own = supply[list(ANCHORS)] - demand[list(ANCHORS)]
    missing = (printed - own).add(published_shortage, axis=0)
    years = np.arange(ANCHORS[0], ANCHORS[-1] + 1)
    between = {
        group: np.interp(years, ANCHORS, row)
        for group, row in zip(missing.index, missing.to_numpy(), strict=True)
    }
    table = pd.DataFrame(between, index=years)
    wanted = np.array([table.at[year, group] for year, group in zip(parts.year, parts.group, strict=True)])
    return np.where(parts.path == "benchmarked", wanted, 0.0)

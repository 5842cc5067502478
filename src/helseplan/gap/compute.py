"""The gap stage: supply − demand − base-year shortage, raw and benchmarked to the plan's table 2.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import codes
from helseplan.gap.attribution import attribution
from helseplan.gap.checks import checks, headlines
from helseplan.gap.plan import ANCHORS, printed, printed_gap
from helseplan.gap.substitution import substitution
from helseplan.gap.uncertainty import independent, intervals, uncertainty
from helseplan.vintages.anchor_series import GAP

if TYPE_CHECKING:
    from helseplan.session import StageRun

KEYS = ["path", "year", "group"]
FIRST, LAST = ANCHORS[0], ANCHORS[-1]
PERCENT = 100


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Set supply against demand for the 14 groups.

    The benchmarked path adds an adjustment per group and year, found on the reference path so that it meets table
    2.2 in the printed years; a scenario keeps the adjustment and so moves away from the table. What substitution
    would fill is shown for itself: it changes no other artefact.

    Returns:
        ``gap`` (the adjustment stands in a column of its own), ``totals``, ``attribution``, ``uncertainty``,
        ``intervals``, ``substitution``, ``checks`` and ``headlines``.
    """
    plan = run.vintage.read("plan_tables")
    parts = _parts(run, plan)
    cases = uncertainty(run.artefact("demand", "sensitivity_by_group"), run.artefact("supply", "sensitivity"))
    counted = independent(cases, run.params.demand.health_follows)
    frames = {
        "gap": parts,
        "totals": totals(parts),
        "attribution": attribution(
            parts, run.artefact("demand", "drivers_by_group"), run.artefact("supply", "flows")
        ),
        "uncertainty": cases,
        "intervals": intervals(counted, in_last_year(parts, run.shown_path)),
        "substitution": substitution(parts, run.params.gap.substitution),
    }
    return {**frames, "checks": checks(frames, plan, run), "headlines": headlines(frames, plan, run)}


def _parts(run: StageRun, plan: pd.DataFrame) -> pd.DataFrame:
    """The artefact ``gap``."""
    shortages = run.vintage.read("base_shortage")
    own = base_shortage(shortages, run.params.gap.base_shortage_aarsverk)
    parts = _supply(run).merge(_demand(run), on=KEYS, validate="one_to_one")
    parts["base_shortage_aarsverk"] = parts.group.map(own)
    published = base_shortage(shortages, printed(plan, "base_shortage", 2024))
    parts["adjustment_aarsverk"] = _adjustment(parts, run, plan, published)
    return with_gap(parts)


def with_gap(parts: pd.DataFrame) -> pd.DataFrame:
    """Add gap_aarsverk and demand_percent (the gap as per cent of demand) to a frame that has the four parts."""
    gap = (
        parts.supply_aarsverk
        - parts.demand_aarsverk
        - parts.base_shortage_aarsverk
        + parts.adjustment_aarsverk
    )
    return parts.assign(gap_aarsverk=gap, demand_percent=gap / parts.demand_aarsverk * PERCENT)


def base_shortage(series: pd.DataFrame, total: float) -> pd.Series:
    """Scale the base-year shortage of the groups to a total.

    The plan prints only the total; the division is calibrated. A group that had a surplus has a negative shortage.

    Args:
        series: The series ``base_shortage``.
        total: Årsverk.

    Returns:
        Årsverk by group; sums to ``total``.
    """
    by_group = series.set_index("group").aarsverk.reindex(codes("groups", modelled="true"))
    return by_group / by_group.sum() * total


def in_last_year(gap: pd.DataFrame, path: str) -> pd.Series:
    """Return the gap in 2040 by group, årsverk."""
    return gap[(gap.path == path) & (gap.year == LAST)].set_index("group").gap_aarsverk


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
    supply = run.artefact("supply", "supply").rename(columns={"aarsverk": "supply_aarsverk"})
    return supply[supply.year.between(FIRST, LAST)].drop(columns="persons")


def _demand(run: StageRun) -> pd.DataFrame:
    demand = run.artefact("demand", "demand_by_group")
    wide = demand[(demand.scope == "wide") & demand.group.isin(codes("groups", modelled="true"))]
    summed = wide.groupby(KEYS, as_index=False).aarsverk.sum().rename(columns={"aarsverk": "demand_aarsverk"})
    return summed[summed.year.between(FIRST, LAST)]


def _adjustment(parts: pd.DataFrame, run: StageRun, plan: pd.DataFrame, published: pd.Series) -> np.ndarray:
    """What is added to the gap on the benchmarked path, straight lines between the anchor years; zero on the raw."""
    anchors = run.vintage.anchors()
    missing = _kept(anchors) if anchors is not None else _missing(parts, run, plan, published)
    years = np.arange(FIRST, LAST + 1)
    between = {
        group: np.interp(years, ANCHORS, row)
        for group, row in zip(missing.index, missing.to_numpy(), strict=True)
    }
    table = pd.DataFrame(between, index=years)
    wanted = np.array([table.at[year, group] for year, group in zip(parts.year, parts.group, strict=True)])
    return np.where(parts.path == "benchmarked", wanted, 0.0)


def _kept(anchors: pd.DataFrame) -> pd.DataFrame:
    """What was missing on the data that the benchmark was found on, group × anchor year."""
    found = anchors[anchors["item"] == GAP].pivot(index="key", columns="year", values="value")
    return found.reindex(codes("groups", modelled="true"))[list(ANCHORS)]


def _missing(parts: pd.DataFrame, run: StageRun, plan: pd.DataFrame, published: pd.Series) -> pd.DataFrame:
    """What must be added to the reference gap to meet table 2.2, group × anchor year.

    The reference of demand is benchmarked already; that of supply is raw, and is benchmarked here by the ratio between
    the two paths, which is the same in every run.
    """
    supply = run.artefact("supply", "reference").pivot(index="group", columns="year", values="aarsverk")
    demand = run.artefact("demand", "reference").pivot(index="group", columns="year", values="aarsverk")
    met, raw = (
        parts[parts.path == path].pivot(index="group", columns="year", values="supply_aarsverk")
        for path in ("benchmarked", "raw")
    )
    anchors = list(ANCHORS)
    own = supply[anchors] * met[anchors] / raw[anchors] - demand[anchors]
    return (printed_gap(plan) - own).add(published, axis=0)

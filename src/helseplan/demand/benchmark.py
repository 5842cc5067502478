"""Benchmarking: smooth factors and a moving staffing mix that meet the plan's printed totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helseplan.classifications import codes
from helseplan.demand.inputs import BASE_YEAR
from helseplan.demand.staffing import fit, refit
from helseplan.groups import shares
from helseplan.vintages.anchor_series import DEMAND, NARROW, REST, anchor
from helseplan.vintages.rules import plan_value

ANCHOR_YEAR = 2040
OUTSIDE = ("annen_helse", "uten_relevant", "adm_service")


@dataclass(frozen=True)
class Benchmark:
    """What turns a raw path into a benchmarked one; found once, on the reference path.

    Attributes:
        factor: Multiplier on demand, service × year.
        mix: The base year's staffing, service × group, shares of each service.
        moving_mix: Staffing that meets the printed group totals, service × group × year.
    """

    factor: np.ndarray
    mix: np.ndarray
    moving_mix: np.ndarray


def progress(years: np.ndarray) -> np.ndarray:
    """Return 0 in the base year, 1 in the anchor year and after."""
    return np.clip((years - BASE_YEAR) / (ANCHOR_YEAR - BASE_YEAR), 0, 1)


def build(
    reference: np.ndarray,
    years: np.ndarray,
    services: pd.DataFrame,
    staffing: pd.DataFrame,
    groups: pd.DataFrame,
    plan: pd.DataFrame,
    anchors: pd.DataFrame | None = None,
) -> Benchmark:
    """Find the benchmark, or keep the one found on older data.

    Args:
        reference: Raw demand under reference assumptions, service × year.
        years: The years.
        services: The series ``services``.
        staffing: The series ``staffing``.
        groups: The series ``groups``.
        plan: The series ``plan_tables``.
        anchors: The series ``anchors``. Demand then takes its factors from there and goes where the new data lead; of
            the plan's totals by group only their shares are kept.
    """
    last = int(np.flatnonzero(years == ANCHOR_YEAR)[0])
    narrow = (services.scope == "narrow").to_numpy()
    reached = reference[:, last]
    factor = np.where(narrow, *_factors(reached, narrow, plan, anchors))
    mix = base_mix(services, staffing, groups, plan)
    met = reached * factor
    wanted = np.array(
        [plan_value(plan, "2.1", "demand_groups_14", ANCHOR_YEAR)]
        + [_outside(plan, group, ANCHOR_YEAR) for group in OUTSIDE]
    )
    if anchors is not None:
        wanted = wanted * met.sum() / wanted.sum()
    block = np.array([OUTSIDE.index(group) + 1 if group in OUTSIDE else 0 for group in codes("groups")])
    later = refit(mix * met[:, None], met, wanted, block) / met[:, None]
    share = progress(years)
    return Benchmark(
        factor=1 + (factor - 1)[:, None] * share,
        mix=mix,
        moving_mix=mix[:, :, None] * (1 - share) + later[:, :, None] * share,
    )


def _factors(
    reached: np.ndarray, narrow: np.ndarray, plan: pd.DataFrame, anchors: pd.DataFrame | None
) -> tuple[float, float]:
    """What demand in the anchor year is multiplied with, inside and outside the narrow scope."""
    if anchors is not None:
        return anchor(anchors, DEMAND, NARROW, ANCHOR_YEAR), anchor(anchors, DEMAND, REST, ANCHOR_YEAR)
    printed_narrow = plan_value(plan, "2.1", "demand", ANCHOR_YEAR)
    printed_rest = plan_value(plan, "2.1", "demand_wide", ANCHOR_YEAR) - printed_narrow
    return printed_narrow / reached[narrow].sum(), printed_rest / reached[~narrow].sum()


def base_mix(
    services: pd.DataFrame, staffing: pd.DataFrame, groups: pd.DataFrame, plan: pd.DataFrame
) -> np.ndarray:
    """Fit the base year's staffing to services and groups; the cells the plan prints are kept.

    Returns:
        Shares of each service's årsverk, service × group.
    """
    order = {"index": services.service, "columns": codes("groups")}
    seed = staffing.pivot(index="service", columns="group", values="weight").reindex(**order)
    locked = staffing.pivot(index="service", columns="group", values="aarsverk").reindex(**order)
    modelled = shares(groups) * plan_value(plan, "text", "demand_groups_14", BASE_YEAR)
    columns = pd.concat([modelled, pd.Series({group: _outside(plan, group, BASE_YEAR) for group in OUTSIDE})])
    rows = services.aarsverk.to_numpy()
    wanted = columns.reindex(codes("groups")).to_numpy()
    wanted = wanted * rows.sum() / wanted.sum()  # the derived wide total is rounded; at most a few årsverk
    return fit(seed.fillna(0).to_numpy(), locked.to_numpy(), rows, wanted) / rows[:, None]


def _outside(plan: pd.DataFrame, group: str, year: int) -> float:
    hit = plan[(plan.table == "2.3") & (plan.group == group) & (plan.year == year)]
    return float(hit.value.iloc[0])

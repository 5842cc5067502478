"""The measures stage, first version: the plan's printed effects, each alone, and their simple sum.

Nothing is run jointly here yet. Joint effect, overlap and Shapley shares are therefore missing, not zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.measures.checks import checks, headlines
from helseplan.measures.register import require_known
from helseplan.params.sections import Demand, Measures

if TYPE_CHECKING:
    from helseplan.session import StageRun

FIRST_YEAR, LAST_YEAR = 2025, 2040
"""The years of the gap."""
TOPDOWN = "productivity_07"


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Scale the register's effects by level, intensity and ramp.

    Scenarios: ``plan_low`` and ``plan_high`` are the plan's range with every measure at full intensity and the
    default pace; ``chosen`` uses the run's own level, pace and intensities.

    Returns:
        ``effects`` (each measure alone, årsverk), ``totals``, ``checks`` and ``headlines``.

    Raises:
        ParameterError: An intensity names a measure without an effect in årsverk.
    """
    params = run.params.measures
    quantified = with_effect(run.vintage.read("measures"))
    require_known(params.intensity, run.vintage.path("measures"))
    chosen = (
        params.model_copy(update={"intensity": {**params.intensity, TOPDOWN: 0.0}})
        if topdown_counted(run)
        else params
    )
    scenarios = {"plan_low": Measures(level=0), "plan_high": Measures(level=1), "chosen": chosen}
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    effects = pd.concat(
        [_effects(quantified, each, years).assign(scenario=name) for name, each in scenarios.items()]
    )
    effects = effects[["scenario", "measure", "year", "group", "alone_aarsverk", "shapley_aarsverk"]]
    frames = {"effects": effects, "totals": _totals(effects, quantified, run)}
    plan = run.vintage.read("plan_tables")
    return {**frames, "checks": checks(quantified, plan), "headlines": headlines(frames["totals"])}


def topdown_counted(run: StageRun) -> bool:
    """Whether demand already grows slower by higher productivity, so that the top-down measure would count twice."""
    return run.params.demand.productivity_growth_percent > Demand().productivity_growth_percent


def with_effect(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the measures whose effect is in årsverk in a stated year; the others cannot be put on a time axis."""
    return measures[(measures.unit == "aarsverk") & (measures.horizon != "")]


def ramp(years: np.ndarray, start: int, full: int) -> np.ndarray:
    """Return how much of the full effect is there each year: 0 up to ``start``, 1 from ``full``."""
    return np.clip((years - start) / (full - start), 0, 1)


def _effects(measures: pd.DataFrame, params: Measures, years: np.ndarray) -> pd.DataFrame:
    strength = measures.measure.map(lambda name: params.intensity.get(name, 1.0)).to_numpy(dtype=float)
    full = (
        measures.effect_low + params.level * (measures.effect_high - measures.effect_low)
    ).to_numpy() * strength
    values = np.outer(full, ramp(years, params.start_year, params.full_effect_year))
    index = pd.MultiIndex.from_product([measures.measure, years], names=["measure", "year"])
    frame = pd.DataFrame({"alone_aarsverk": values.ravel()}, index=index).reset_index()
    return frame.assign(group="all", shapley_aarsverk=np.nan)


def _totals(effects: pd.DataFrame, measures: pd.DataFrame, run: StageRun) -> pd.DataFrame:
    in_sum = measures[measures.in_plan_sum].set_index("measure").side
    counted = effects[effects.measure.isin(in_sum.index)].assign(side=lambda frame: frame.measure.map(in_sum))
    by_side = counted.pivot_table(
        index=["scenario", "year"], columns="side", values="alone_aarsverk", aggfunc="sum"
    ).reset_index()
    path = run.shown_path
    gap_totals = run.artefact("gap", "totals")
    gap = gap_totals[gap_totals.path == path].set_index("year").net_aarsverk
    return pd.DataFrame(
        {
            "scenario": by_side.scenario.astype(str),
            "year": by_side.year,
            "supply_sum_aarsverk": by_side.supply,
            "demand_sum_aarsverk": by_side.demand,
            "simple_sum_aarsverk": by_side.supply + by_side.demand,
            "joint_aarsverk": np.nan,
            "overlap_aarsverk": np.nan,
            "gap_before_aarsverk": by_side.year.map(gap),
            "gap_after_aarsverk": np.nan,
        }
    )

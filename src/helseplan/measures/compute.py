"""The measures stage: each measure alone, all together, what is left and for whom, and what is not known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.executor import open_executor
from helseplan.measures import frames, unknown
from helseplan.measures.checks import checks, headlines
from helseplan.measures.draws import prepare
from helseplan.measures.montecarlo import simulate
from helseplan.measures.scenarios import closing, published, run, scenarios
from helseplan.measures.singles import singles
from helseplan.measures.sobol import indices
from helseplan.measures.study import Study
from helseplan.measures.targets import WHOLE, goals, share_rule

if TYPE_CHECKING:
    from helseplan.session import StageRun


def compute(stage: StageRun) -> dict[str, pd.DataFrame]:
    """Run the measures through the model, on the path the main figures show.

    Returns:
        ``effects``, ``totals``, ``remaining``, ``singles``, ``interactions``, ``distribution``, ``histogram``,
        ``sobol``, ``goals``, ``share_rule``, ``checks`` and ``headlines``.
    """
    with open_executor() as executor:
        study = Study.open(stage, executor)
        gap = gap_without(stage, study)
        found = {**_together(study, stage, gap), **_unknown(study, stage, gap)}
    return {**found, "checks": checks(found, stage), "headlines": headlines(found, stage)}


def gap_without(stage: StageRun, study: Study) -> pd.DataFrame:
    """Return the gap without measures on the path shown, group × year, årsverk."""
    gap = stage.artefact("gap", "gap")
    shown = gap[gap.path == stage.shown_path].pivot(index="group", columns="year", values="gap_aarsverk")
    return shown.loc[list(study.chain.groups[: study.chain.modelled]), list(study.years)]


def _together(study: Study, stage: StageRun, gap: pd.DataFrame) -> dict[str, pd.DataFrame]:
    printed = published(study, stage.vintage.read("measures"))
    results = [run(study, scenario) for scenario in scenarios(study)]
    sought = goals(study, gap.iloc[:, -1].to_numpy(), list(gap.index))
    whole = sought[(sought.mix == WHOLE) & (sought.target == frames.ALL)].intensity.iloc[0]
    closed = [] if np.isnan(whole) else [closing(study, float(whole))]
    return {
        "effects": frames.effects(study, results),
        "totals": frames.totals(study, results, gap, printed),
        "remaining": frames.remaining(study, [*results, *closed], gap),
        "singles": singles(study, printed),
        "interactions": frames.interactions(results),
        "goals": sought,
        "share_rule": share_rule(study, stage),
    }


def _unknown(study: Study, stage: StageRun, gap: pd.DataFrame) -> dict[str, pd.DataFrame]:
    params = stage.params.uncertainty
    draw = prepare(study, params, stage.params.demand)
    added = gap.iloc[:, -1].to_numpy() - study.central.balance[0, :, -1]
    summary = simulate(study.executor, draw, added, params.draws, params.seed)
    shares = indices(study.executor, draw, params.sobol_base, params.seed)
    return {
        "distribution": unknown.distribution(summary, list(gap.index)),
        "histogram": unknown.histogram(summary),
        "sobol": unknown.sobol(draw, shares),
    }

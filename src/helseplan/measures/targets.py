"""The artefacts ``goals`` and ``share_rule``: what it would take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.measures.frames import ALL
from helseplan.measures.goals import least_intensity, productivity_needed
from helseplan.measures.packages import Doses
from helseplan.measures.register import SUPPLY_KINDS
from helseplan.measures.study import Study

if TYPE_CHECKING:
    from helseplan.session import StageRun

WHOLE, SUPPLY, OWN = "package", "supply", "own_mix"
"""Mixes: all that is carried out, its supply side, and what the parameter ``goal_measures`` names."""


def goals(study: Study, gap: np.ndarray, groups: Sequence[str]) -> pd.DataFrame:
    """The artefact ``goals``: every measure that is carried out, and mixes of them, for the net gap and every group.

    Args:
        study: The run.
        gap: The gap without measures in the last year, group.
        groups: Codes of the groups.
    """
    mixes = _mixes(study)
    inside = np.array([[name in mix for name in study.catalogue.names] for mix in mixes.values()])
    full = np.where(study.own.intensity > 0, study.own.intensity, 1.0)
    doses = Doses(inside * full, np.repeat(study.own.level, len(mixes), axis=0))
    targets = np.concatenate([np.ones((1, len(groups))), np.eye(len(groups))])
    intensity, left = least_intensity(study, doses, gap, targets)
    index = pd.MultiIndex.from_product([list(mixes), [ALL, *groups]], names=["mix", "target"])
    frame = pd.DataFrame({"intensity": intensity.ravel(), "left_aarsverk": left.ravel()}, index=index)
    start = np.tile(targets @ gap, len(mixes))
    return frame.reset_index().assign(gap_aarsverk=start)[
        ["mix", "target", "gap_aarsverk", "intensity", "left_aarsverk"]
    ]


def _mixes(study: Study) -> dict[str, list[str]]:
    rows = study.catalogue.rows
    carried_out = [row for row, dose in zip(rows, study.own.intensity[0], strict=True) if dose]
    mixes = {row.measure: [row.measure] for row in carried_out}
    mixes[WHOLE] = [row.measure for row in carried_out]
    mixes[SUPPLY] = [row.measure for row in carried_out if row.transformation in SUPPLY_KINDS]
    if study.params.goal_measures:
        mixes[OWN] = study.params.goal_measures
    return mixes


def share_rule(study: Study, run: StageRun) -> pd.DataFrame:
    """The artefact ``share_rule``: the run's ceiling, and whole per cents up to the share without measures."""
    employment = run.artefact("demand", "employment")
    own = employment[employment.path == run.shown_path]
    without = float(own[own.year == study.years[-1]].share_percent.iloc[0])
    ceiling = study.params.share_ceiling_percent
    ceilings = np.array(sorted({ceiling, *np.arange(np.ceil(ceiling), np.floor(without) + 1)}))
    first = study.params.start_year
    return pd.DataFrame(
        {
            "ceiling_percent": ceilings,
            "productivity_percent": productivity_needed(study.chain, own, ceilings, first),
            "share_without_percent": without,
            "from_year": first,
        }
    )

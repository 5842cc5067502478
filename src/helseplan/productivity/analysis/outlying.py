"""Trusts that the others' scores hang on, and that should be looked at before anyone is judged by them."""

from __future__ import annotations

import pandas as pd

from helseplan.params.productivity import Productivity
from helseplan.productivity.analysis.models import MODELS
from helseplan.productivity.analysis.trusts import trusts_wide
from helseplan.productivity.dea.outliers import outliers


def outlying(trusts: pd.DataFrame, params: Productivity) -> pd.DataFrame:
    """Look for outliers in the main model, in the year of the analysis.

    Returns:
        Columns model, year, unit, super_score (Farrell score against all the others; missing where it has no
        solution), infeasible (no solution: at the edge of the data), peer_of (how many others are measured against
        it), peer_share (of those measured against others), effect (change in the others' mean score without it),
        largest_change (in the score of one other), by_super, by_peers, outlier (either).
    """
    wide, model = trusts_wide(trusts, params.year), MODELS[params.model]
    x, y = model.data(wide)
    found = outliers(
        x,
        y,
        rts=params.returns_to_scale,
        orientation=params.orientation,
        limit=params.outlier_limit,
        peer_limit=params.outlier_peer_share,
    )
    return pd.DataFrame(
        {
            "model": model.code,
            "year": params.year,
            "unit": wide.index.to_numpy(),
            "super_score": found.super_scores,
            "infeasible": found.infeasible,
            "peer_of": found.peer_count.astype("int64"),
            "peer_share": found.peer_share,
            "effect": found.effect,
            "largest_change": found.largest_change,
            "by_super": found.by_super,
            "by_peers": found.by_peers,
            "outlier": found.by_super | found.by_peers,
        }
    )


def flagged(frame: pd.DataFrame) -> list[str]:
    """Return the trusts that `outlying` found."""
    return [str(unit) for unit in frame[frame.outlier].unit]

"""The artefacts of the draws: distribution, histogram and Sobol indices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helseplan.contracts.measures import WAYS
from helseplan.measures.draws import Draw
from helseplan.measures.montecarlo import CELLS, EDGES, WIDTH, Summary
from helseplan.measures.sobol import Indices

ALL = "all"
SHARES = (5, 10, 25, 50, 75, 90, 95)
BAR = 2500
"""Årsverk per bar of the histogram shown; a whole number of the cells that are counted."""


def distribution(summary: Summary, groups: Sequence[str]) -> pd.DataFrame:
    """The artefact ``distribution``."""
    quantiles = summary.quantiles(np.array(SHARES) / 100)
    parts = []
    for way, name in enumerate(WAYS):
        frame = pd.DataFrame(
            {
                "way": name,
                "group": [*groups, ALL],
                "draws": float(summary.count),
                "mean_aarsverk": summary.total[way] / summary.count,
            }
        )
        for place, share in enumerate(SHARES):
            frame[f"p{share:02d}_aarsverk"] = quantiles[way, :, place]
        parts.append(frame.assign(closes_share=summary.closed[way] / summary.count))
    return pd.concat(parts, ignore_index=True)


def histogram(summary: Summary) -> pd.DataFrame:
    """The artefact ``histogram``: the net gap, the bars both ways have in common."""
    each = BAR // WIDTH
    bars = summary.counts[:, -1].reshape(len(WAYS), CELLS // each, each).sum(axis=-1)
    used = np.flatnonzero(bars.any(axis=0))
    inside = slice(used[0], used[-1] + 1)
    start = EDGES[:-1:each][inside]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "way": name,
                    "from_aarsverk": start.astype(float),
                    "to_aarsverk": start + float(BAR),
                    "share": bars[way, inside] / summary.count,
                }
            )
            for way, name in enumerate(WAYS)
        ],
        ignore_index=True,
    )


def sobol(draw: Draw, found: Indices) -> pd.DataFrame:
    """The artefact ``sobol``."""
    names = {
        "input": [each.name for each in draw.inputs],
        "kind": [each.kind for each in draw.inputs],
        "low": [float(each.low) for each in draw.inputs],
        "mode": [float(each.mode) for each in draw.inputs],
        "high": [float(each.high) for each in draw.inputs],
        "shape": [each.shape for each in draw.inputs],
    }
    parts = []
    for way, name in enumerate(WAYS):
        columns = {
            "first_order": found.first,
            "first_low": found.first_interval[0],
            "first_high": found.first_interval[1],
            "total": found.total,
            "total_low": found.total_interval[0],
            "total_high": found.total_interval[1],
        }
        values = {column: part[way] for column, part in columns.items()}
        parts.append(pd.DataFrame({"way": name, **names, **values}))
    return pd.concat(parts, ignore_index=True)

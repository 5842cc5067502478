"""Efficiency of the hospital trusts under every declared model, in every year, and who each is held against."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from helseplan.classifications import table
from helseplan.params.productivity import Productivity
from helseplan.productivity.analysis.intervals import drawn_scores, interval_columns, sector
from helseplan.productivity.analysis.models import MODELS, Model
from helseplan.productivity.analysis.trusts import trusts_wide, years
from helseplan.productivity.dea import Efficiency, radial_efficiency, scale_efficiency
from helseplan.productivity.dea.bootstrap import Bootstrap
from helseplan.productivity.dea.validation import Rts

ON_FRONTIER = 1e-9
"""How far from 1 a score may be and still be on the frontier."""


def all_models(trusts: pd.DataFrame, params: Productivity) -> dict[str, pd.DataFrame]:
    """Measure every trust under every model, each year against that year's own frontier.

    The main model has intervals in every year, the other models in the year of the analysis; the potential is that
    year's, under the returns to scale of the analysis and under the other of constant and variable ones.

    Returns:
        ``efficiency`` (model, year, unit, kind, score as Farrell, corrected, bias_corrected, lower, upper,
        correction_used, scale_efficiency, returns_to_scale, efficient, peers), ``peers`` (model, year, unit, peer,
        weight: the λ of each) and ``potential`` (model, year, returns_to_scale, variable, raw_percent,
        corrected_percent, lower_percent, upper_percent, correction_used).
    """
    scores, links, sums = [], [], []
    for model, year in product(MODELS.values(), years(trusts)):
        wide = trusts_wide(trusts, year)
        x, y = model.data(wide)
        result = radial_efficiency(x, y, rts=params.returns_to_scale, orientation=params.orientation)
        draw = model.code == params.model or year == params.year
        drawn = drawn_scores(x, y, params, params.returns_to_scale, params.orientation) if draw else None
        place = {"model": model.code, "year": year}
        scores.append(measured(wide, model, result, drawn).assign(**place))
        links.append(peers(wide, result).assign(**place))
        if year == params.year:
            sums.append(potential(wide, model, result, drawn).assign(**place))
            other = other_scale(params.returns_to_scale)
            again = radial_efficiency(x, y, rts=other, orientation=params.orientation)
            draws = drawn_scores(x, y, params, other, params.orientation)
            sums.append(potential(wide, model, again, draws).assign(**place))
    return {"efficiency": _joined(scores), "peers": _joined(links), "potential": _joined(sums)}


def other_scale(rts: Rts) -> Rts:
    """Return the returns to scale an analysis is held beside: constant ones, or variable ones when it has constant."""
    return "vrs" if rts == "crs" else "crs"


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    whole = pd.concat(parts, ignore_index=True)
    return whole[["model", "year", *whole.columns.drop(["model", "year"])]]


def measured(
    wide: pd.DataFrame, model: Model, result: Efficiency, drawn: Bootstrap | None = None
) -> pd.DataFrame:
    """Return one row per trust: its score, interval, scale, and the peers by name."""
    x, y = model.data(wide)
    scale = scale_efficiency(x, y, orientation=result.orientation)
    units = wide.index.to_numpy()
    kinds = {row["code"]: row["kind"] for row in table("units")}
    return pd.DataFrame(
        {
            "unit": units,
            "kind": [kinds[unit] for unit in units],
            "score": result.scores,
            **interval_columns(drawn, len(x)),
            "scale_efficiency": scale.scale,
            "returns_to_scale": list(scale.returns),
            "efficient": np.abs(result.scores - 1) < ON_FRONTIER,
            "peers": [";".join(units[chosen]) for chosen in result.peers()],
        }
    )


def peers(wide: pd.DataFrame, result: Efficiency) -> pd.DataFrame:
    """Return one row per trust and peer, with the peer's weight."""
    units = wide.index.to_numpy()
    return pd.DataFrame(
        [
            {"unit": units[i], "peer": units[j], "weight": result.lambdas[i, j]}
            for i, chosen in enumerate(result.peers())
            for j in chosen
        ]
    )


def potential(wide: pd.DataFrame, model: Model, result: Efficiency, drawn: Bootstrap | None) -> pd.DataFrame:
    """Return what the distances add up to: per input when the orientation is inputs, per output otherwise."""
    inward = result.orientation == "input"
    rows = []
    for variable in model.inputs if inward else model.outputs:
        found = sector(result.scores, wide[variable].to_numpy(dtype=np.float64), drawn, inward=inward)
        rows.append(
            {
                "returns_to_scale": result.rts,
                "variable": variable,
                "raw_percent": found.raw,
                "corrected_percent": found.corrected,
                "lower_percent": found.lower,
                "upper_percent": found.upper,
                "correction_used": found.used,
            }
        )
    return pd.DataFrame(rows)

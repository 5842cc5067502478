"""How much a trust's score and rank depend on what the analyst chose."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from helseplan.params.productivity import Productivity
from helseplan.productivity.analysis.models import MODELS, Model
from helseplan.productivity.analysis.trusts import trusts_wide
from helseplan.productivity.dea import radial_efficiency
from helseplan.productivity.dea.validation import Orientation, Rts


def sensitivity(trusts: pd.DataFrame, params: Productivity, outliers: Collection[str]) -> pd.DataFrame:
    """Score the trusts under every choice of model and returns to scale, and the main model on other frontiers.

    Args:
        trusts: The series ``hospital_trusts``.
        params: The year, the main model, returns to scale and orientation.
        outliers: Trusts that are taken out of the frontier ``without_outliers``; they then have no score.

    Returns:
        Columns model, returns_to_scale, frontier (``all``, ``without_outliers``, ``with_special``), unit, score,
        rank (1 is best, ties share the best rank), main (the choice of the parameters).
    """
    wide = trusts_wide(trusts, params.year)
    scales: tuple[Rts, ...] = ("crs", "vrs")
    if params.returns_to_scale not in scales:
        scales = (*scales, params.returns_to_scale)
    parts = [_scored(wide, model, rts, "all", params) for model in MODELS.values() for rts in scales]
    main, own = MODELS[params.model], params.returns_to_scale
    kept = wide[~wide.index.isin(list(outliers))]
    parts.append(_scored(kept, main, own, "without_outliers", params, units=wide.index))
    everyone = trusts_wide(trusts, params.year, special=True)
    parts.append(_scored(everyone, main, own, "with_special", params, units=wide.index))
    out = pd.concat(parts, ignore_index=True)
    choice = out.groupby(["model", "returns_to_scale", "frontier"], sort=False)
    out["rank"] = choice.score.transform(lambda scores: ranks(scores, params.orientation))
    out["main"] = (out.model == params.model) & (out.returns_to_scale == own) & (out.frontier == "all")
    return out


def _scored(
    wide: pd.DataFrame,
    model: Model,
    rts: Rts,
    frontier: str,
    params: Productivity,
    *,
    units: pd.Index | None = None,
) -> pd.DataFrame:
    """Score the units of a frame among themselves; ``units`` are those to show, with a missing score if not there."""
    x, y = model.data(wide)
    scores = radial_efficiency(x, y, rts=rts, orientation=params.orientation).scores
    shown = pd.Series(scores, index=wide.index).reindex(wide.index if units is None else units)
    return pd.DataFrame(
        {
            "model": model.code,
            "returns_to_scale": rts,
            "frontier": frontier,
            "unit": shown.index.to_numpy(),
            "score": shown.to_numpy(),
        }
    )


def ranks(scores: pd.Series, orientation: Orientation) -> pd.Series:
    """Rank scores, 1 is best; scores equal to nine decimals share the best rank, a missing score has none."""
    return scores.round(9).rank(method="min", ascending=orientation == "output")

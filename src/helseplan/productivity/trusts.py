"""Efficiency of the hospital trusts: årsverk in, somatic discharges out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.classifications import table
from helseplan.productivity.dea import radial_efficiency, scale_efficiency
from helseplan.productivity.dea.validation import Orientation, Rts

OUTPUT = ["discharges_somatic"]
INPUTS = {
    "staff_groups": ["aarsverk_specialist_doctors", "aarsverk_all_nurses", "aarsverk_other"],
    "staff_total": ["aarsverk_total"],
}


def trusts_wide(trusts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return one row per trust with inputs and output; special hospitals are left out.

    Args:
        trusts: The series ``hospital_trusts``.
        year: The year.

    Returns:
        Index unit; columns as printed plus ``aarsverk_all_nurses`` and ``aarsverk_other`` (the rest).
    """
    ordinary = [row["code"] for row in table("units") if row["kind"] != "special"]
    chosen = trusts[(trusts.year == year) & trusts.unit.isin(ordinary)]
    wide = chosen.pivot(index="unit", columns="item", values="value")
    wide["aarsverk_all_nurses"] = wide.aarsverk_nurses + wide.aarsverk_specialist_nurses
    wide["aarsverk_other"] = wide.aarsverk_total - wide.aarsverk_specialist_doctors - wide.aarsverk_all_nurses
    return wide


def efficiency(
    wide: pd.DataFrame, model: str, year: int, returns_to_scale: Rts, orientation: Orientation
) -> pd.DataFrame:
    """Measure every trust against the best practice among them.

    Returns:
        Columns model, year, unit, score (Farrell), corrected, lower, upper (missing until the bootstrap is there),
        scale_efficiency, returns_to_scale, efficient, peers.
    """
    inputs, outputs = wide[INPUTS[model]].to_numpy(dtype=float), wide[OUTPUT].to_numpy(dtype=float)
    result = radial_efficiency(inputs, outputs, rts=returns_to_scale, orientation=orientation)
    scale = scale_efficiency(inputs, outputs, orientation=orientation)
    units = wide.index.to_numpy()
    peers = [";".join(units[chosen]) for chosen in result.peers()]
    return pd.DataFrame(
        {
            "model": model,
            "year": year,
            "unit": units,
            "score": result.scores,
            "corrected": np.nan,
            "lower": np.nan,
            "upper": np.nan,
            "scale_efficiency": scale.scale,
            "returns_to_scale": list(scale.returns),
            "efficient": np.abs(result.scores - 1) < 1e-9,
            "peers": peers,
        }
    )

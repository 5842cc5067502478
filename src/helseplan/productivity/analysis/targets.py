"""What each trust's point on the frontier looks like: radial distance, slack and target, variable by variable."""

from __future__ import annotations

import pandas as pd

from helseplan.params.productivity import Productivity
from helseplan.productivity.analysis.models import MODELS
from helseplan.productivity.analysis.trusts import trusts_wide
from helseplan.productivity.dea.second_stage import second_stage


def targets(trusts: pd.DataFrame, params: Productivity) -> pd.DataFrame:
    """Find slacks and targets of the main model in the year of the analysis.

    Returns:
        Columns model, year, unit, side (``input`` or ``output``), variable, observed, slack, target (all in the
        variable's own unit), strongly_efficient (score 1 and no slack).
    """
    wide, model = trusts_wide(trusts, params.year), MODELS[params.model]
    x, y = model.data(wide)
    found = second_stage(x, y, rts=params.returns_to_scale, orientation=params.orientation)
    parts = []
    for side, names, observed, slacks, aims in (
        ("input", model.inputs, x, found.input_slacks, found.input_targets),
        ("output", model.outputs, y, found.output_slacks, found.output_targets),
    ):
        for k, variable in enumerate(names):
            parts.append(
                pd.DataFrame(
                    {
                        "model": model.code,
                        "year": params.year,
                        "unit": wide.index.to_numpy(),
                        "side": side,
                        "variable": variable,
                        "observed": observed[:, k],
                        "slack": slacks[:, k],
                        "target": aims[:, k],
                        "strongly_efficient": found.strongly_efficient,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)

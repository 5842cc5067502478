"""The efficiency analyses of the report: models, intervals, sensitivity, outliers, scale, potential, municipal care."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.productivity.analysis.between import between_years
from helseplan.productivity.analysis.efficiency import all_models
from helseplan.productivity.analysis.municipal import municipal
from helseplan.productivity.analysis.outlying import flagged, outlying
from helseplan.productivity.analysis.returns import returns_test
from helseplan.productivity.analysis.sensitivity import sensitivity
from helseplan.productivity.analysis.targets import targets

if TYPE_CHECKING:
    from helseplan.session import StageRun

__all__ = ["analyse"]


def analyse(run: StageRun) -> dict[str, pd.DataFrame]:
    """Run every efficiency analysis.

    Returns:
        ``efficiency``, ``peers``, ``potential``, ``targets``, ``sensitivity``, ``outliers``, ``scale_test``,
        ``malmquist``, ``municipal_care``, ``municipal_status``; the contracts say what their columns are.
    """
    trusts, params = run.vintage.read("hospital_trusts"), run.params.productivity
    outliers = outlying(trusts, params)
    return {
        **all_models(trusts, params),
        "targets": targets(trusts, params),
        "sensitivity": sensitivity(trusts, params, flagged(outliers)),
        "outliers": outliers,
        "scale_test": returns_test(trusts, params),
        "malmquist": between_years(trusts, params),
        **municipal(run),
    }

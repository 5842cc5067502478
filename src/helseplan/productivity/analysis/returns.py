"""Do the trusts have constant returns to scale? The test of Simar and Wilson (2002), and of non-increasing returns."""

from __future__ import annotations

from typing import get_args

import pandas as pd

from helseplan.params.productivity import Productivity
from helseplan.productivity.analysis.intervals import no_spread
from helseplan.productivity.analysis.models import MODELS
from helseplan.productivity.analysis.trusts import trusts_wide
from helseplan.productivity.dea.scale_test import Null, returns_to_scale_test

COLUMNS = ["model", "year", "null", "statistic", "critical", "p_value", "rejected", "alpha", "draws"]


def returns_test(trusts: pd.DataFrame, params: Productivity) -> pd.DataFrame:
    """Test both null hypotheses on the main model, in the year of the analysis.

    Returns:
        Columns model, year, null (``crs`` or ``nirs``, against variable returns), statistic (mean scale efficiency),
        critical (at most this is rejected), p_value, rejected, alpha, draws. A null that has no spread to draw from is
        left out.
    """
    x, y = MODELS[params.model].data(trusts_wide(trusts, params.year))
    nulls: tuple[Null, ...] = get_args(Null)
    rows = [
        {
            "model": params.model,
            "year": params.year,
            "null": test.null,
            "statistic": test.statistic,
            "critical": test.critical,
            "p_value": test.p_value,
            "rejected": test.rejected,
            "alpha": test.alpha,
            "draws": test.draws,
        }
        for test in (
            returns_to_scale_test(
                x,
                y,
                orientation=params.orientation,
                null=null,
                draws=params.bootstrap_draws,
                seed=params.bootstrap_seed,
                alpha=params.bootstrap_alpha,
            )
            for null in nulls
            if not no_spread(x, y, null, params.orientation)
        )
    ]
    return pd.DataFrame(rows, columns=COLUMNS)

"""Do the trusts have constant returns to scale? The test of Simar and Wilson (2002), and of non-increasing returns."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pandas as pd

from helseplan.params.productivity import Productivity
from helseplan.productivity.analysis.intervals import no_spread
from helseplan.productivity.analysis.models import MODELS
from helseplan.productivity.analysis.trusts import trusts_wide, years
from helseplan.productivity.dea.scale_test import Null, returns_to_scale_test

COLUMNS = ["model", "year", "null", "statistic", "critical", "p_value", "rejected", "alpha", "draws"]


def returns_test(trusts: pd.DataFrame, params: Productivity) -> pd.DataFrame:
    """Test both null hypotheses on the main model, in every year of the series.

    Returns:
        Columns model, year, null (``crs`` or ``nirs``, against variable returns), statistic (mean scale efficiency),
        critical (at most this is rejected), p_value, rejected, alpha, draws. A null that has no spread to draw from is
        left out.
    """
    data = {year: MODELS[params.model].data(trusts_wide(trusts, year)) for year in years(trusts)}
    nulls: tuple[Null, ...] = get_args(Null)
    rows = [
        {
            "model": params.model,
            "year": year,
            "null": test.null,
            "statistic": test.statistic,
            "critical": test.critical,
            "p_value": test.p_value,
            "rejected": test.rejected,
            "alpha": test.alpha,
            "draws": test.draws,
        }
        for year, test in (
            (
                year,
                returns_to_scale_test(
                    *data[year],
                    orientation=params.orientation,
                    null=null,
                    draws=params.bootstrap_draws,
                    seed=params.bootstrap_seed,
                    alpha=params.bootstrap_alpha,
                ),
            )
            for year, null in product(data, nulls)
            if not no_spread(*data[year], null, params.orientation)
        )
    ]
    return pd.DataFrame(rows, columns=COLUMNS)

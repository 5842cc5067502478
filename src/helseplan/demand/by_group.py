"""What drives demand, and what it depends on, by personnel group: services times the base year's staffing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from helseplan.classifications import codes
from helseplan.demand.inputs import YEARS
from helseplan.demand.sensitivity import Case, Tried

LAST_GAP_YEAR = 2040
"""The last year the gap has: the cases by group are for it, whatever end year the run has."""
STAFFING_MIX = "staffing_mix"
OLDER = Case(
    "older_population",
    "low",
    "levealder som i SSBs framskriving fra 2022, fruktbarhet og innvandring som i den fra 2018",
)
"""The population path ``MMM-22`` of ``demography/history``; for the bridge from SSB's older gap, not a range."""


def drivers_by_group(
    shares: dict[str, np.ndarray], own: np.ndarray, mix: np.ndarray, moved: np.ndarray
) -> pd.DataFrame:
    """Spread the drivers of the services over the groups.

    Args:
        shares: Driver → what it adds to raw demand since the base year, service × year.
        own: Raw demand, service × year.
        mix: The base year's staffing, service × group.
        moved: The moving mix over the fixed one, service × group × year; ones when it does not move.

    Returns:
        year, group (all 17), driver (the drivers and ``staffing_mix``), aarsverk: contribution to the change in the
        group's raw demand since the base year, wide scope. The drivers sum to the whole change.
    """
    spread = {driver: np.einsum("st,sk->tk", part, mix) for driver, part in shares.items()}
    spread[STAFFING_MIX] = np.einsum("st,skt->tk", own, mix[:, :, None] * (moved - 1))
    return _long(
        np.stack(list(spread.values()), axis=-1),
        {"year": list(YEARS), "group": codes("groups"), "driver": list(spread)},
        "aarsverk",
    )


def sensitivity_by_group(tried: Tried, older: np.ndarray, mix: np.ndarray) -> pd.DataFrame:
    """Return the change in each group's raw demand in 2040, wide scope, when one assumption is moved at a time.

    Args:
        tried: Demand in every case.
        older: Demand on the older population path, service × year.
        mix: Shares of each service's årsverk in 2040, service × group.

    Returns:
        assumption, end, label, group (all 17), change_aarsverk (against the run's own parameters).
    """
    year = int(np.flatnonzero(YEARS == LAST_GAP_YEAR)[0])
    cases: Sequence[tuple[Case, np.ndarray]] = [*tried.moved, (OLDER, older)]
    groups = codes("groups")
    parts = [
        pd.DataFrame(
            {
                "assumption": case.assumption,
                "end": case.end,
                "label": case.label,
                "group": groups,
                "change_aarsverk": (found - tried.own)[:, year] @ mix,
            }
        )
        for case, found in cases
    ]
    return pd.concat(parts, ignore_index=True)


def _long(values: np.ndarray, levels: dict[str, Sequence[object]], name: str) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(list(levels.values()), names=list(levels))
    return pd.DataFrame({name: values.ravel()}, index=index).reset_index()

"""What the gap's change from 2025 to 2040 is made of: demand drivers, supply flows and the benchmark."""

from __future__ import annotations

import pandas as pd

from helseplan.classifications import codes

FIRST, LAST = 2025, 2040
COLUMNS = ["path", "group", "side", "driver", "aarsverk"]
PATHS = ("raw", "benchmarked")


def attribution(gap: pd.DataFrame, drivers: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Divide each group's change in the gap between what moves demand and what moves supply.

    The base-year shortage is the same in all years and changes nothing. The benchmark's part is found on its own,
    not as what remains, so that the sum is a test.

    Args:
        gap: The artefact ``gap/gap``.
        drivers: The artefact ``demand/drivers_by_group``: since the base year, raw path.
        flows: The artefact ``supply/flows``: change from the year before, raw path.

    Returns:
        path, group, side (demand|supply|benchmark), driver, aarsverk; demand drivers with reversed sign. For each
        path and group they sum to gap(2040) − gap(2025), to 1e-6.
    """
    own = pd.concat([_demand(drivers), _supply(flows)])
    raw = own[own.group.isin(codes("groups", modelled="true"))]
    both = [raw.assign(path=path) for path in PATHS]
    return pd.concat([*both, _benchmark(gap)], ignore_index=True)[COLUMNS]


def _demand(drivers: pd.DataFrame) -> pd.DataFrame:
    wide = drivers.pivot(index=["group", "driver"], columns="year", values="aarsverk")
    change = (wide[FIRST] - wide[LAST]).rename("aarsverk")
    return change.reset_index().assign(side="demand")


def _supply(flows: pd.DataFrame) -> pd.DataFrame:
    since = flows[(flows.year > FIRST) & (flows.year <= LAST)]
    summed = since.groupby(["group", "flow"], as_index=False, observed=True).aarsverk.sum()
    return summed.rename(columns={"flow": "driver"}).assign(side="supply")


def _benchmark(gap: pd.DataFrame) -> pd.DataFrame:
    """What each path has beyond the raw one: its supply less its demand, and the adjustment; nought on the raw path."""
    parts = gap.assign(balance=gap.supply_aarsverk - gap.demand_aarsverk)
    raw = parts[parts.path == "raw"].set_index(["year", "group"]).balance
    keys = pd.MultiIndex.from_frame(parts[["year", "group"]])
    beyond = parts.assign(beyond=parts.balance - raw.reindex(keys).to_numpy() + parts.adjustment_aarsverk)
    wide = beyond.pivot(index=["path", "group"], columns="year", values="beyond")
    change = (wide[LAST] - wide[FIRST]).rename("aarsverk")
    return change.reset_index().assign(side="benchmark", driver="benchmark")

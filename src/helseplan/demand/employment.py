"""The sector's share of employment."""

from __future__ import annotations

import pandas as pd

from helseplan.demand.inputs import BASE_YEAR

SHARE = "employment_share"


def employment(
    demand: pd.DataFrame, indicators: pd.DataFrame, plan: pd.DataFrame, alternative: str
) -> pd.DataFrame:
    """Carry the printed share of the base year forward with demand and the population of working age.

    Employment outside the sector is not modelled: it is assumed that the share of those of working age who are
    employed, and their working hours, stay as in the base year.

    Args:
        demand: The artefact ``demand``.
        indicators: The artefact ``demography/indicators``.
        plan: The series ``plan_tables``.
        alternative: The population alternative.

    Returns:
        path, year, aarsverk (narrow scope), persons_working_age, share_percent.
    """
    narrow = demand[(demand.alternative == alternative) & (demand.scope == "narrow")]
    totals = narrow.groupby(["path", "year"], as_index=False).aarsverk.sum()
    workers = indicators[indicators.alternative == alternative][["year", "persons_working_age"]]
    frame = totals.merge(workers, on="year")
    printed = plan[(plan.row == SHARE) & (plan.year == BASE_YEAR)].value.iloc[0]
    per_worker = frame.aarsverk / frame.persons_working_age
    base = per_worker[frame.year == BASE_YEAR].iloc[0]  # the paths start from the same base year
    return frame.assign(share_percent=printed * per_worker / base)

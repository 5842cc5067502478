"""How the årsverk of the 14 modelled groups divide between them; shared by demand and supply."""

from __future__ import annotations

import pandas as pd

from helseplan.classifications import codes


def shares(groups: pd.DataFrame) -> pd.Series:
    """Return each modelled group's share of the 14 groups' årsverk: employed × weekly hours.

    Employment in the base year is what SSB divides demand by, so demand and supply start from the same shares.

    Args:
        groups: The series ``groups``: columns group, employed (persons), weekly_hours.

    Returns:
        Share by group, in the classification's order; sums to 1.
    """
    hours = groups.set_index("group").eval("employed * weekly_hours")
    return (hours / hours.sum()).reindex(codes("groups", modelled="true"))

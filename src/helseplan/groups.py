"""How the årsverk of the 14 modelled groups divide between them; shared by demand and calibration."""

from __future__ import annotations

import pandas as pd

from helseplan.classifications import codes


def shares(groups: pd.DataFrame) -> pd.Series:
    """Return each modelled group's share of the 14 groups' årsverk in the base year.

    What is employed then is both supply and demand, so the two start from the same shares.

    Args:
        groups: The series ``groups``: columns group and aarsverk.

    Returns:
        Share by group, in the classification's order; sums to 1.
    """
    aarsverk = groups.set_index("group").aarsverk
    return (aarsverk / aarsverk.sum()).reindex(codes("groups", modelled="true"))

"""When a group's gap changes sign, and when it is deepest."""

from __future__ import annotations

import numpy as np
import pandas as pd

BALANCE = 50.0
"""Årsverk under which a gap is rounded to nought in the plan's table."""
STATES = {-1: "mangel", 0: "balanse", 1: "overskudd"}
FIRST, LAST = 2025, 2040


def turning(gap: pd.DataFrame) -> pd.DataFrame:
    """Describe each group's path.

    Args:
        gap: The artefact ``gap/gap``, one path.

    Returns:
        Index group; first and last (gap in 2025 and 2040, årsverk), percent (of demand in 2040), turn (Norwegian:
        the first year with the other sign, or the state of the whole period), deepest (the year with the lowest gap;
        «–» for a group that never lacks anyone).
    """
    wide = gap.pivot(index="group", columns="year", values="gap_aarsverk")
    last = gap[gap.year == LAST].set_index("group").demand_percent
    return pd.DataFrame(
        {
            "first": wide[FIRST],
            "last": wide[LAST],
            "percent": last,
            "turn": wide.apply(turn, axis=1),
            "deepest": [str(row.idxmin()) if row.min() < -BALANCE else "–" for _, row in wide.iterrows()],
        }
    )


def states(values: pd.Series) -> pd.Series:
    """Return −1 for a shortage, 0 for balance and 1 for a surplus, by the rule of ``BALANCE``.

    Args:
        values: Gaps, årsverk.
    """
    return pd.Series(np.where(values.abs() < BALANCE, 0, np.sign(values)).astype(int), values.index)


def turn(values: pd.Series) -> str:
    """Say in Norwegian when a path of gaps by year takes the other sign.

    A path that never does, may go to or from balance; then the year is the first of its last state.
    """
    state = states(values)
    signed = state[state != 0]
    if signed.empty:
        return f"{STATES[0]} hele perioden"
    other = signed[signed != signed.iloc[0]]
    if len(other):
        return f"{STATES[other.iloc[0]]} fra {other.index[0]}"
    if state.iloc[0] == state.iloc[-1]:
        return f"{STATES[state.iloc[0]]} hele perioden"
    before = state[state != state.iloc[-1]]
    return f"{STATES[state.iloc[-1]]} fra {before.index[-1] + 1}"

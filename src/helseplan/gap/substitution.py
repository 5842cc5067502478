"""Substitution as a transport problem: a surplus that may do another group's work, and how much it fills."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import OptimizeResult, linprog

from helseplan.checking import frame
from helseplan.classifications import codes
from helseplan.errors import ParameterError
from helseplan.params.sections import Substitution

COLUMNS = {
    "path": "str",
    "year": "int64",
    "from_group": "str",
    "to_group": "str",
    "moved_aarsverk": "float64",
    "filled_aarsverk": "float64",
}
SLACK = 1e-7
"""Årsverk the second problem may fill less than the first, so that rounding does not make it infeasible."""
PREFERENCE = 1e-3
"""How much dearer a move in the last pair is than in the first; it chooses between moves of nearly the same size."""


def substitution(gap: pd.DataFrame, pairs: Sequence[Substitution]) -> pd.DataFrame:
    """Solve every path and year.

    Args:
        gap: The artefact ``gap/gap``.
        pairs: The parameter ``gap.substitution``; their order does not matter.

    Returns:
        path, year, from_group, to_group, moved_aarsverk, filled_aarsverk (rate × moved); no rows without pairs. From
        a group never more than its surplus, to a group never more than its shortage.
    """
    ordered = _ordered(pairs)
    rows = []
    if ordered:
        for (path, year), part in gap.groupby(["path", "year"], sort=False):
            values = part.set_index("group").gap_aarsverk
            for pair, moved in zip(ordered, solve(values, ordered), strict=True):
                keys = (path, year, pair.from_group, pair.to_group)
                rows.append(dict(zip(COLUMNS, (*keys, moved, pair.rate * moved), strict=True)))
    return frame(rows, COLUMNS)


def solve(gap: pd.Series, pairs: Sequence[Substitution]) -> np.ndarray:
    """Return årsverk to move in each pair so that as much of the shortage as possible is filled.

    Of the ways that fill as much, the one that moves fewest årsverk is taken; between moves of the same size the
    pairs that stand first go before the others, so that the answer is one.

    Args:
        gap: Gap by group, negative is a shortage.
        pairs: Who may do whose work.
    """
    rate = np.array([pair.rate for pair in pairs])
    surplus, shortage = gap.clip(lower=0), (-gap).clip(lower=0)
    room = np.array([surplus[pair.from_group] * pair.max_share for pair in pairs])
    givers, takers = (sorted({getattr(p, side) for p in pairs}) for side in ("from_group", "to_group"))
    gives = np.array([[float(pair.from_group == group) for pair in pairs] for group in givers])
    takes = np.array([[pair.rate * (pair.to_group == group) for pair in pairs] for group in takers])
    limits = np.vstack([gives, takes])
    most = np.concatenate([surplus[givers], shortage[takers]])
    bounds = np.column_stack([np.zeros(len(pairs)), room])
    best = _solved(linprog(-rate, A_ub=limits, b_ub=most, bounds=bounds, method="highs"))
    cost = 1 + PREFERENCE * np.arange(len(pairs)) / len(pairs)
    least = _solved(
        linprog(
            cost,
            A_ub=np.vstack([limits, -rate]),
            b_ub=np.append(most, SLACK - rate @ best),
            bounds=bounds,
            method="highs",
        )
    )
    return np.clip(least, 0.0, room)


def _solved(result: OptimizeResult) -> np.ndarray:
    if result.status != 0:
        raise ParameterError(
            "Erstatningen mellom grupper lar seg ikke løse.",
            where="gap.substitution",
            found=result.message,
            fix="Bruk færre par, eller rater som ligger nærmere hverandre.",
        )
    return np.asarray(result.x)


def after(totals: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return gross shortage, gross surplus and net when the moves are made.

    Args:
        totals: The artefact ``gap/totals``.
        moves: What :func:`substitution` returns.

    Returns:
        The columns of ``totals``, and moved_aarsverk and filled_aarsverk.
    """
    summed = moves.groupby(["path", "year"], as_index=False)[["moved_aarsverk", "filled_aarsverk"]].sum()
    both = totals.merge(summed, on=["path", "year"], how="left", validate="one_to_one").fillna(
        {"moved_aarsverk": 0.0, "filled_aarsverk": 0.0}
    )
    return both.assign(
        shortage_aarsverk=both.shortage_aarsverk + both.filled_aarsverk,
        surplus_aarsverk=both.surplus_aarsverk - both.moved_aarsverk,
        net_aarsverk=both.net_aarsverk + both.filled_aarsverk - both.moved_aarsverk,
    )


def _ordered(pairs: Sequence[Substitution]) -> list[Substitution]:
    place = {group: number for number, group in enumerate(codes("groups"))}
    return sorted(pairs, key=lambda pair: (place[pair.from_group], place[pair.to_group]))

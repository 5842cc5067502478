"""Which groups staff each service: weights fitted to known sums (iterative proportional fitting)."""

from __future__ import annotations

import numpy as np

ROUNDS = 20_000
CLOSE = 1e-9


def fit(seed: np.ndarray, locked: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Fit a table to its row and column sums, leaving locked cells as they are.

    Args:
        seed: Starting weights, service × group; zero means the group does not work there.
        locked: Known cells, NaN elsewhere.
        rows: Årsverk by service.
        columns: Årsverk by group, or by block of groups when ``seed`` has blocks as columns; same total as ``rows``.

    Returns:
        Årsverk, service × group.

    Raises:
        ValueError: The sums differ, or no table with these zeros and locked cells meets them.
    """
    if abs(rows.sum() - columns.sum()) > 1e-6 * rows.sum():
        raise ValueError(f"rad- og kolonnesummene er ulike: {rows.sum():.0f} og {columns.sum():.0f}")
    known = np.nan_to_num(locked)
    free = np.where(np.isnan(locked), seed, 0.0)
    row_left, column_left = rows - known.sum(axis=1), columns - known.sum(axis=0)
    for _ in range(ROUNDS):
        free = free * _ratio(column_left, free.sum(axis=0))
        free = free * _ratio(row_left, free.sum(axis=1))[:, None]
        off = [np.abs(free.sum(axis=1) - row_left).max(), np.abs(free.sum(axis=0) - column_left).max()]
        if max(off) < CLOSE * rows.max():
            return known + free
    worst = max(off)
    raise ValueError(f"bemanningstabellen lar seg ikke tilpasse; største avvik er {worst:.1f} årsverk")


def refit(table: np.ndarray, rows: np.ndarray, columns: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Move a table to new row sums and new sums of blocks of columns.

    Args:
        table: Årsverk, service × group.
        rows: New årsverk by service.
        columns: New årsverk by block.
        block: Which block each group belongs to.

    Returns:
        Årsverk, service × group; the mix within a block and service is kept.
    """
    member = np.eye(len(columns))[block]
    blocks = table @ member
    fitted = fit(blocks, np.full(blocks.shape, np.nan), rows, columns)
    return table * (_ratio(fitted, blocks) @ member.T)


def _ratio(wanted: np.ndarray, have: np.ndarray) -> np.ndarray:
    return np.divide(wanted, have, out=np.zeros_like(have, dtype=float), where=have > 0)

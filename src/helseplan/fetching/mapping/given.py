"""What a mapping is given besides the table itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.registry import Row

__all__ = ["BASE_YEAR", "Given"]

BASE_YEAR = 2024
"""The model's base year: årsverk per service are taken from this year."""


@dataclass(frozen=True)
class Given:
    """The registry row, the source to stamp, and the series as they stand in the vintage being made.

    Attributes:
        row: The table's row in the registry.
        source: Key in ``sources.csv``, for example ``ssb-07459-2026-02-25``.
        series: Name → the series now, typed; raises DataError when the vintage has none.
        has: Name → whether the vintage has the series.
    """

    row: Row
    source: str
    series: Callable[[str], pd.DataFrame]
    has: Callable[[str], bool]

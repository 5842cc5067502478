"""Registered students (DBH 123) → students by group, counted in the autumn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.students import counted

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Students registered in the autumn term; which group a programme belongs to is an assumption."""
    return counted(cube, given, "registered", "Antall totalt", autumn_only=True)

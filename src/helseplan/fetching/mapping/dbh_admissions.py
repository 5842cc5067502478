"""Applicants and those who met (DBH 379) → new students by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.fetching.mapping.students import counted

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube


def to_series(cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
    """Those who met at the start of their studies, all terms of the year; the group is an assumption."""
    return counted(cube, given, "admitted", "Møtt til studiestart", autumn_only=False)

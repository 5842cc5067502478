"""Study programmes in DBH and the personnel groups they educate: by the programme's name, which is an assumption."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helseplan.classifications import table
from helseplan.fetching.mapping.shape import expect, known
from helseplan.vintages.pxweb.layout import LayoutError

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube

__all__ = ["MEASURE", "YEAR", "by_group", "group_of"]

YEAR, MEASURE = "Årstall", "variabel"
CODE, NAME = "Studieprogramkode", "Studieprogramnavn"


def group_of(name: str) -> str | None:
    """Return the group that a programme educates; None for all others.

    The rules are in ``data/classifications/study_programmes.csv``: a name has a group's words and none of those that
    tell of further education. The first group that fits is taken.
    """
    for rule in table("study_programmes"):
        words = re.search(rule["words"], name, re.IGNORECASE)
        if words and not (rule["without"] and re.search(rule["without"], name, re.IGNORECASE)):
            return rule["code"]
    return None


def by_group(cube: Cube, row: Row, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the numbers of the programmes that educate one of the groups, with a column ``group``.

    Raises:
        LayoutError: A counted column or the programmes' names are missing, or no programme belongs to a group.
    """
    expect(cube, row, MEASURE, measures)
    expect(cube, row, YEAR)
    cells = known(cube)
    has_names = any(dimension.code == NAME for dimension in cube.dimensions)
    names = cells[NAME] if has_names else cells[CODE].map(expect(cube, row, CODE).labels)
    groups = {name: group_of(name) for name in names.unique()}
    cells = cells[cells[MEASURE].isin(measures)].assign(group=names.map(groups))
    found = cells[cells["group"].notna()]
    if found.empty:
        raise LayoutError(
            f"Ingen av studieprogrammene i DBH-tabell {row.table} hører til en personellgruppe.",
            table=row.table,
            row=row.row,
            expected="programnavn som i data/classifications/study_programmes.csv",
            found=", ".join(sorted(groups)[:12]),
        )
    return found

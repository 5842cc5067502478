"""A vintage with newer data than the plan's, for tests of what is then said."""

from __future__ import annotations

import shutil
from pathlib import Path

from helseplan.vintages import Vintage
from helseplan.vintages.anchor_series import CELLS

USED_IN = 2031
"""The year the newer use by age is from."""


def newer_vintage(vintage: Vintage, folder: Path) -> Vintage:
    """Copy a vintage, with a benchmark kept from another, and with long stays in institution counted in a later year.

    Args:
        vintage: The vintage to copy.
        folder: An empty folder the copy is made in.
    """
    made = folder / "ny-2027"
    shutil.copytree(vintage.folder, made)
    rows = [
        f"{item},{key},{year},{1 if unit == 'ratio' else 0},{unit},eldre-2025,helseplan-kalibrering,calibrated"
        for (item, key, year), unit in CELLS.items()
    ]
    head = "item,key,year,value,unit,found_on,source,quality"
    (made / "anchors.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    lines = (made / "use_profiles.csv").read_text(encoding="utf-8").splitlines()
    moved = [
        line.replace(",2010,", f",{USED_IN},") if line.startswith("institution_long") else line
        for line in lines
    ]
    (made / "use_profiles.csv").write_text("\n".join([*moved, ""]), encoding="utf-8")
    return Vintage(made.name, made)

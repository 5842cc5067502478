"""A vintage of one's own beside the embedded one, with the figures a test wants and the benchmark kept."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from helseplan import anchoring
from helseplan.vintages import Vintage

Change = Callable[[pd.DataFrame], pd.DataFrame]


def times(column: str, factor: float, **where: str) -> Change:
    """Multiply a column where every other column has the value."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        hit = (frame[list(where)] == pd.Series(where)).all(axis=1)
        assert hit.any()
        return frame.assign(**{column: frame[column].where(~hit, frame[column].astype(float) * factor)})

    return change


def altered(source: Vintage, folder: Path, *, anchored: bool = True, **changes: Change) -> Vintage:
    """Copy a vintage and change series; what follows from them is settled, as a fetch does.

    Args:
        source: The vintage.
        folder: The copy; its last part is its name.
        anchored: Whether it keeps the benchmark of the source.
        **changes: Series → change, on a frame of text.
    """
    shutil.copytree(source.folder, folder)
    made = Vintage(folder.name, folder)
    for series, change in changes.items():
        frame = pd.read_csv(made.path(series), dtype=str, keep_default_na=False)
        write(made, series, change(frame))
    if anchored:
        write(made, "anchors", anchoring.anchors(source))
        for series, frame in anchoring.settled(made).items():
            write(made, series, frame)
    return made


def write(vintage: Vintage, series: str, frame: pd.DataFrame) -> None:
    """Write a series, and its checksum into the register."""
    file, register = vintage.path(series), vintage.folder / "series.csv"
    frame.to_csv(file, index=False, lineterminator="\n")
    rows = pd.read_csv(register, dtype=str, keep_default_na=False)
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    if series in set(rows["series"]):
        rows.loc[rows["series"] == series, "sha256"] = sha
    else:
        rows.loc[len(rows)] = [series, f"Serien {series}", "mixed", "calibrated", sha, ""]
    rows.to_csv(register, index=False, lineterminator="\n")

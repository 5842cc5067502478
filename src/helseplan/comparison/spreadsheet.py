"""The CSV file beside a comparison, as Norwegian Excel opens it: text stays text, whoever wrote it."""

from __future__ import annotations

import pandas as pd

from helseplan.formats import spreadsheet_text


def csv_text(frame: pd.DataFrame) -> str:
    """Return a frame as the text of the file; a cell that a spreadsheet would run gets an apostrophe."""
    shown = frame.copy()
    for column in shown.select_dtypes(exclude="number"):
        shown[column] = shown[column].map(
            lambda cell: spreadsheet_text(cell) if isinstance(cell, str) else cell
        )
    return shown.to_csv(sep=";", decimal=",", index=False, float_format="%.10g", lineterminator="\n")

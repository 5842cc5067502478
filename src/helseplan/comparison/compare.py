"""``compare()``: from run folders or vintages to a page and a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from helseplan import classifications, paths
from helseplan.comparison import folders
from helseplan.comparison.numbers import causes, numbers
from helseplan.comparison.page import page
from helseplan.comparison.reading import read_run
from helseplan.comparison.spreadsheet import csv_text
from helseplan.comparison.vintages import compare as of_vintages
from helseplan.comparison.vintages.naming import vintages_named
from helseplan.comparison.why import between
from helseplan.comparison.why.between import Told
from helseplan.comparison.writing import check_out, write

DEFAULT = "sammenligning.html"


def compare(names: Sequence[str], out: str | Path | None = None, told: Told = lambda text: None) -> Path:
    """Write a page that sets finished runs or two vintages side by side, and its numbers as CSV beside it.

    Args:
        names: Two to eight run folders, or names of folders under ``reports/``; or two vintages, see
            ``vintages.naming``. Differences are to the first.
        out: The page; ``reports/sammenligning.html`` by default. The CSV has the same name, ending in ``.csv``.
        told: Told in Norwegian before something that takes time.

    Returns:
        The page. The same runs give the same bytes.

    Raises:
        ParameterError: The runs named or the place to write cannot be used.
        DataError: A run lacks something, is damaged or has been changed.
        HelseplanError: The files could not be written.
    """
    classifications.forget()
    vintages = vintages_named(names)
    found = [] if vintages else folders.find(names)
    place = Path(out or paths.REPORTS / DEFAULT).resolve()
    csv = place.with_suffix(".csv")
    check_out(place, csv, [paths.ROOT / name for name in paths.PROTECTED])
    if vintages:
        page_text, csv_text = of_vintages.contents(of_vintages.find(*vintages, told), csv.name)
    else:
        page_text, csv_text = _of_runs(found, csv.name, told)
    write({csv: csv_text.encode("utf-8-sig"), place: page_text.encode("utf-8")})
    return place


def _of_runs(found: Sequence[Path], csv: str, told: Told) -> tuple[str, str]:
    """Return the page and the text of the CSV."""
    runs = [read_run(folder, label) for folder, label in zip(found, folders.labels(found), strict=True)]
    split = between.runs(runs[0], runs[1], found, told) if len(runs) == 2 else None
    frame = numbers(runs)
    if split:
        frame = pd.concat([frame, causes(runs[1], split)], ignore_index=True)
    return page(runs, frame, csv, split), csv_text(frame)

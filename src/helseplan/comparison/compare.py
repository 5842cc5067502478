"""``compare()``: from run folders to a page and a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from helseplan import classifications, paths
from helseplan.comparison import folders
from helseplan.comparison.numbers import numbers
from helseplan.comparison.page import page
from helseplan.comparison.reading import read_run
from helseplan.comparison.writing import check_out, write

DEFAULT = "sammenligning.html"


def compare(names: Sequence[str], out: str | Path | None = None) -> Path:
    """Write a page that sets finished runs side by side, and its numbers as CSV beside it.

    Args:
        names: Two to eight run folders, or names of folders under ``reports/``; differences are to the first.
        out: The page; ``reports/sammenligning.html`` by default. The CSV has the same name, ending in ``.csv``.

    Returns:
        The page. The same runs give the same bytes.

    Raises:
        ParameterError: The runs named or the place to write cannot be used.
        DataError: A run lacks something, is damaged or has been changed.
        HelseplanError: The files could not be written.
    """
    classifications.forget()
    found = folders.find(names)
    place = Path(out or paths.REPORTS / DEFAULT).resolve()
    csv = place.with_suffix(".csv")
    check_out(place, csv, [paths.ROOT / name for name in paths.PROTECTED])
    runs = [read_run(folder, label) for folder, label in zip(found, folders.labels(found), strict=True)]
    frame = numbers(runs)
    text = frame.to_csv(sep=";", decimal=",", index=False, float_format="%.10g", lineterminator="\n")
    write(
        {
            csv: text.encode("utf-8-sig"),
            place: page(runs, frame, csv.name).encode("utf-8"),
        }
    )
    return place

"""From two vintages to a page and a CSV file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from helseplan.comparison.source import LAST
from helseplan.comparison.spreadsheet import csv_text
from helseplan.comparison.vintages.headlines import headlines
from helseplan.comparison.vintages.page import Found, page
from helseplan.comparison.vintages.series import Change, changes
from helseplan.comparison.why import between, views
from helseplan.comparison.why.engine import Engine
from helseplan.fetching import origin
from helseplan.params import Params
from helseplan.vintages import Vintage
from helseplan.vintages.checksums import require_unchanged

COLUMNS = ("årgang", "tall", "størrelse", "gruppe", "bane", "år", "enhet", "verdi", "forskjell")
Row = tuple[str, str, str, str, str, int | str, str, float, float]
_NOT_KNOWN = float("nan")


def find(first: Vintage, other: Vintage, told: Callable[[str], None]) -> Found:
    """Set two vintages side by side.

    Args:
        first: The vintage that differences are from.
        other: The other.
        told: Told in Norwegian before something that takes time.

    Raises:
        DataError: A file is damaged, breaks its contract, or is changed since it was registered.
        HelseplanError: The reference cannot be computed on one of them.
    """
    for vintage in (first, other):
        require_unchanged(vintage)
    changed = changes(first, other)
    told("Regner referansen på begge årgangene og på blandinger av dem. Det kan ta et minutt eller to.")
    with tempfile.TemporaryDirectory(prefix="helseplan-") as scratch:
        engine = Engine(Path(scratch))
        split = between.vintages(first, other, engine)
        numbers = [headlines(engine.folder(vintage, Params())) for vintage in (first, other)]
    return Found(
        (first, other),
        (origin.read(first.name), origin.read(other.name)),
        changed,
        (numbers[0], numbers[1]),
        split,
    )


def contents(found: Found, csv: str) -> tuple[str, str]:
    """Return the page and the text of the CSV file.

    Args:
        found: What ``find`` returned.
        csv: Name of the CSV file.
    """
    frame = pd.DataFrame(list(_rows(found)), columns=list(COLUMNS))
    return page(found, csv), csv_text(frame)


def _rows(found: Found) -> Iterator[Row]:
    first, other = (vintage.name for vintage in found.vintages)
    before = found.numbers[0].frame["verdi"].to_numpy()
    for name, each in zip((first, other), found.numbers, strict=True):
        for row, old in zip(each.frame.itertuples(index=False), before, strict=True):
            quantity, group, path, year, unit, value = row
            yield name, "hovedtall", quantity, group, path, year, unit, value, value - old
    for cause, group, path, value in views.numbers(found.split):
        yield other, "hvorfor", cause, group, path, LAST, "årsverk", value, value
    for change in found.changes:
        yield from _series(change, first, other)


def _series(change: Change, first: str, other: str) -> Iterator[Row]:
    counts = {
        "nye rader": change.added,
        "rader borte": change.removed,
        "tall endret": len(change.cells),
        "tekst endret": change.texts,
    }
    for said, count in counts.items():
        yield other, "serie", change.series, said, "", "", "antall", float(count), _NOT_KNOWN
    for cell in change.cells.to_dict("records"):
        place = f"{cell['nøkkel']}: {cell['kolonne']}"
        for name, value, moved in ((first, cell["før"], 0.0), (other, cell["etter"], cell["endring"])):
            yield name, "celle", change.series, place, "", "", "", float(value), float(moved)

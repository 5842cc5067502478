"""Vintages: the data a run reads, one folder each under ``data/vintages``."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from helseplan.errors import DataError
from helseplan.paths import VINTAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OPTIONAL", "Vintage", "names", "open_vintage"]

OPTIONAL = frozenset(
    {"anchors", "graduates", "indicator_values", "municipal_care", "projection_table", "students"}
)
"""Series that a vintage may do without."""


@dataclass(frozen=True)
class Vintage:
    """A folder of data series.

    Attributes:
        name: Folder name.
        folder: Where it lies.
        declared: The series that may be read; None for all. A stage reads what it has declared and nothing else,
            because its key is made from that.
    """

    name: str
    folder: Path
    declared: tuple[str, ...] | None = None

    def path(self, series: str) -> Path:
        """Return the file of a series."""
        return self.folder / f"{series}.csv"

    def has(self, series: str) -> bool:
        """Whether the vintage has a series; only those in ``OPTIONAL`` may be missing."""
        return self.path(series).is_file()

    def read(self, series: str) -> pd.DataFrame:
        """Read a series, checked against its contract.

        Raises:
            DataError: The file is missing, unreadable or breaks the contract.
        """
        if self.declared is not None and series not in self.declared:
            raise KeyError(f"the series {series!r} is not declared in stages.py")
        from helseplan.vintages.reading import read_series  # noqa: PLC0415 - the command line starts without pandas

        return read_series(self, series)

    def anchors(self) -> pd.DataFrame | None:
        """Read the benchmark kept from an older vintage; None when the vintage has one of its own."""
        return self.read("anchors") if self.has("anchors") else None


def names() -> list[str]:
    """Return the vintages there are; one that is being made lies in a hidden folder and is not one yet."""
    whole = (path.name for path in VINTAGES.iterdir() if (path / "series.csv").is_file())
    return sorted(name for name in whole if not name.startswith("."))


def open_vintage(name: str) -> Vintage:
    """Open a vintage by name.

    Raises:
        DataError: There is no such vintage.
    """
    known = names()
    if name not in known and not _is_being_made(name):
        close = get_close_matches(name, known, n=1)
        raise DataError(
            f"Årgangen «{name}» finnes ikke.",
            where="data/vintages",
            expected="en av " + ", ".join(known),
            fix=f"Mente du «{close[0]}»?" if close else "Se «helseplan vintages».",
        )
    return Vintage(name, VINTAGES / name)


def _is_being_made(name: str) -> bool:
    return name.startswith(".") and "/" not in name and (VINTAGES / name / "series.csv").is_file()

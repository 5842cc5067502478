"""What has changed in each series between two vintages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helseplan.comparison.vintages import regrouping
from helseplan.comparison.vintages.words import row_name
from helseplan.comparison.why import parts
from helseplan.vintages import Vintage
from helseplan.vintages.series import SERIES

SMALL, LARGE = 0.01, 0.10
"""Largest relative change in a series up to which it is small, and from which it is large. A change of a per cent in
all of supply or all of demand moves the net gap by thousands of årsverk; the page says how many."""
WEIGHTY = 0.01
"""A cell counts for the class from this share of the largest of its kind: ten persons may double and mean nothing."""
KINDS = (
    "unit",
    "item",
    "component",
    "measurement",
    "parameter",
    "target",
    "indicator",
    "measure",
    "profile",
    "trait",
)
"""Columns that tell cells of different kinds apart, which are not weighed against each other."""
NOT_AMOUNTS = ("year", "number")
"""Numbers that say what a row is about."""
COLUMN_NAMES = {
    "persons": "personer",
    "aarsverk": "årsverk",
    "value": "verdi",
    "use": "bruk",
    "weight": "vekt",
    "sd": "standardavvik",
    "deaths_per_100000": "døde per 100 000",
    "net_migration": "nettoinnvandring",
}
"""Columns with numbers, as a reader is told of them; others go by their name in the file."""
CLASSES = {
    "large": "stor",
    "moderate": "moderat",
    "small": "liten",
    "regrouped": "ny inndeling",
    "new": "ny",
    "gone": "borte",
    "text": "bare tekst",
    "same": "uendret",
}
SHARED = 0.5
"""With a smaller share of the rows in common than this, a series is in another grouping or for another year."""
RESIDUAL = ("service", "unallocated")
"""Rows that are what is left when the others are known: they move most, and say least."""
CELL = ["nøkkel", "kolonne", "før", "etter", "endring", "relativ"]


@dataclass(frozen=True)
class Change:
    """One series in two vintages.

    Attributes:
        series: Name.
        added: Rows that only the second has.
        removed: Rows that only the first has.
        rows: Rows in the larger of the two.
        cells: Numbers that differ in rows of both: columns ``CELL``; ``relativ`` is the change over the larger of
            before and after (sign kept), so that it is never more than 1 when the sign is the same.
        counted: The largest ``relativ`` (absolute) among cells that are weighty.
        texts: Text cells that differ in rows of both, keys left out.
        compared: What was compared where the rows are not the same, one Norwegian sentence; empty otherwise.
        regrouped: Whether fewer than ``SHARED`` of the rows are in both.
    """

    series: str
    added: int
    removed: int
    rows: int
    cells: pd.DataFrame
    counted: float
    texts: int
    compared: str = ""
    regrouped: bool = False

    @property
    def size(self) -> str:
        """Class: a code of ``CLASSES``."""
        if self.rows in (self.added, self.removed) and not self.regrouped:
            return "new" if self.added else "gone"
        if self.regrouped:
            return "regrouped"
        most = max(self.counted, (self.added + self.removed) / self.rows)
        if not len(self.cells) and not self.added and not self.removed:
            return "text" if self.texts else "same"
        return "small" if most < SMALL else "large" if most >= LARGE else "moderate"


def changes(first: Vintage, other: Vintage) -> list[Change]:
    """Return every series that is not the same in the two, the largest changes first.

    Raises:
        DataError: A series breaks its contract.
    """
    found = [_change(series, first, other) for series in SERIES if first.has(series) or other.has(series)]
    order = list(CLASSES)
    return sorted(
        (change for change in found if change.size != "same"),
        key=lambda change: (order.index(change.size), -change.counted, change.series),
    )


def _change(series: str, first: Vintage, other: Vintage) -> Change:
    there = [vintage.read(series) for vintage in (first, other) if vintage.has(series)]
    if len(there) < 2:
        rows = len(there[0])
        added, removed = (0, rows) if first.has(series) else (rows, 0)
        return Change(series, added, removed, rows, pd.DataFrame(columns=CELL), 0.0, 0)
    keys = _keys(series, there[0])
    if regrouping.shared(there[0], there[1], keys) < SHARED:
        return _regrouped(series, there, keys)
    return _same_rows(series, there, keys)


def _regrouped(series: str, there: list[pd.DataFrame], keys: list[str]) -> Change:
    """Compare what can be compared of a series in another grouping, or for another year."""
    whole = _same_rows(series, there, keys)
    frames, kept, said = regrouping.comparable(there[0], there[1], keys)
    found = _same_rows(series, list(frames), kept)
    return replace(whole, cells=found.cells, counted=found.counted, texts=0, compared=said, regrouped=True)


def _same_rows(series: str, there: list[pd.DataFrame], keys: list[str]) -> Change:
    """Compare the rows that both have."""
    before, after = (frame.set_index(keys) for frame in there)
    both = before.index.intersection(after.index, sort=False)
    added, removed = len(after) - len(both), len(before) - len(both)
    most = max(len(before), len(after))
    if both.empty:
        return Change(series, added, removed, most, pd.DataFrame(columns=CELL), 0.0, 0)
    before, after = before.loc[both], after.loc[both]
    numbers = [name for name in before.select_dtypes("number") if name not in NOT_AMOUNTS and name in after]
    texts = [name for name in before if name not in numbers and name in after]
    changed = pd.concat(
        [_cells(before, after, name, keys) for name in numbers] or [pd.DataFrame(columns=CELL)]
    )
    counted = float(changed.loc[changed["tung"], "relativ"].abs().max()) if len(changed) else 0.0
    return Change(
        series,
        added,
        removed,
        most,
        changed[CELL].sort_values("relativ", key=lambda column: -column.abs(), kind="stable"),
        0.0 if np.isnan(counted) else counted,
        sum(int((before[name].astype(str) != after[name].astype(str)).sum()) for name in texts),
    )


def _cells(before: pd.DataFrame, after: pd.DataFrame, name: str, keys: list[str]) -> pd.DataFrame:
    """The cells of a column that differ, and whether they are weighty."""
    old, new = before[name].to_numpy(float), after[name].to_numpy(float)
    differs = ~((old == new) | (np.isnan(old) & np.isnan(new)))
    size = np.fmax(np.abs(old), np.abs(new))
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(size > 0, (new - old) / size, 0.0)
    relative = np.where(np.isnan(old) | np.isnan(new), 1.0, relative)
    heavy = size >= WEIGHTY * pd.Series(size).groupby(_kind(before)).transform("max").to_numpy()
    residual = _residual(before.index)
    heavy &= ~residual
    label = [_key(entry, keys) for entry in before.index[differs]]
    label = [
        f"{name} (restledd)" if rest else name for name, rest in zip(label, residual[differs], strict=True)
    ]
    return pd.DataFrame(
        {
            "nøkkel": label,
            "kolonne": COLUMN_NAMES.get(name, name),
            "før": old[differs],
            "etter": new[differs],
            "endring": (new - old)[differs],
            "relativ": relative[differs],
            "tung": heavy[differs],
        }
    )


def _residual(index: pd.Index) -> np.ndarray:
    column, code = RESIDUAL
    if column not in index.names:
        return np.zeros(len(index), dtype=bool)
    return np.asarray(index.get_level_values(column).astype(str) == code)


def _kind(frame: pd.DataFrame) -> np.ndarray:
    """A number for each kind of cell."""
    columns = [name for name in KINDS if name in frame.columns or name in frame.index.names]
    if not columns:
        return np.zeros(len(frame), dtype=int)
    return frame.reset_index().groupby(columns, dropna=False).ngroup().to_numpy()


def _keys(series: str, frame: pd.DataFrame) -> list[str]:
    """The columns that a row is known by: the contract's key, and where an age band ends."""
    unique = SERIES[series].unique
    named = [unique] if isinstance(unique, str) else list(unique or [])
    bands = [name for name in ("age_to",) if name in frame and name not in named]
    return [*named, *bands] if named else [name for name in frame if name not in parts.TRACE]


def _key(entry: object, keys: list[str]) -> str:
    """Name a row for a reader."""
    return row_name(keys, entry if isinstance(entry, tuple) else (entry,))

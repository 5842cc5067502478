"""From a frame to the arrays of the efficiency core, refusing what it cannot use by row and column name."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from helseplan.errors import DataError, HelseplanError
from helseplan.productivity.dea import DeaError
from helseplan.productivity.dea.validation import FarApartError, FloatArray
from helseplan.productivity.table.columns import Columns, check_present

IndexArray = npt.NDArray[np.intp]
MOST_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Units:
    """The units of one analysis, row by row.

    Attributes:
        ids: (n,) identity, as in the frame.
        periods: (n,) period, or None.
        x: (n, inputs) inputs, zero or positive.
        y: (n, outputs) outputs, zero or positive.
    """

    ids: tuple[Hashable, ...]
    periods: tuple[Hashable, ...] | None
    x: FloatArray
    y: FloatArray

    def by_period(self) -> Iterator[tuple[Hashable, Units, IndexArray]]:
        """Yield each period in order, its units, and their rows; the period is None when there are none."""
        if self.periods is None:
            yield None, self, np.arange(len(self.ids))
            return
        for period in in_order(self.periods):
            rows = np.flatnonzero([found == period for found in self.periods])
            yield period, self.rows(rows), rows

    def rows(self, rows: IndexArray) -> Units:
        """Return some of the units."""
        periods = None if self.periods is None else tuple(self.periods[i] for i in rows)
        return Units(tuple(self.ids[i] for i in rows), periods, self.x[rows], self.y[rows])


def units_of(frame: pd.DataFrame, columns: Columns, name: str = "tabellen") -> Units:
    """Take out identity, period, inputs and outputs, checked.

    Args:
        frame: One row per unit (and period). Rows are named in messages by the index and its name.
        columns: Which column plays which part.
        name: What the frame is called in messages.

    Raises:
        DataError: A column is missing, the frame is empty, an identity or period is empty or repeated, or a value
            is missing, not a number, infinite or negative, or a unit has only zero inputs or only zero outputs.
    """
    check_present([*columns.texts, *columns.numbers], list(frame.columns), name)
    if frame.empty:
        raise DataError("Tabellen har ingen rader.", where=name, fix="Legg til enheter.")
    where = [f"{name}, {frame.index.name or 'rad'} {label}" for label in frame.index]
    ids = _labels(frame[columns.id], columns.id, where)
    periods = None if columns.period is None else _labels(frame[columns.period], columns.period, where)
    _refuse_repeated(ids, periods, columns, where)
    x = _values(frame, columns.inputs, "innsatsfaktor", where)
    y = _values(frame, columns.outputs, "produkt", where)
    return Units(ids, periods, x, y)


def in_order(periods: tuple[Hashable, ...]) -> list[Hashable]:
    """The distinct periods in order: numbers by size, anything else as text."""
    distinct = list(dict.fromkeys(periods))
    try:
        return sorted(distinct, key=lambda period: float(str(period)))
    except ValueError:
        return sorted(distinct, key=str)


def as_data_error(
    error: DeaError, where: str, units: Units | None = None, against: Units | None = None
) -> HelseplanError:
    """Turn a refusal from the core, which knows arrays only, into one that says which table and unit."""
    if isinstance(error, FarApartError) and units is not None:
        named = against if error.in_reference and against is not None else units
        return DataError(f"Enheten «{named.ids[error.row]}» {error.reason}", where=where)
    return DataError(str(error), where=where)


def _labels(column: pd.Series, name: str, where: list[str]) -> tuple[Hashable, ...]:
    for value, place in zip(column, where, strict=True):
        if pd.isna(value) or not str(value).strip():
            raise DataError(
                "Verdien mangler.",
                where=f"{place}, kolonnen «{name}»",
                fix="Fyll inn verdien, eller ta ut raden.",
            )
    return tuple(column)


def _refuse_repeated(
    ids: tuple[Hashable, ...], periods: tuple[Hashable, ...] | None, columns: Columns, where: list[str]
) -> None:
    seen: dict[object, str] = {}
    for i, place in enumerate(where):
        period = None if periods is None else periods[i]
        key = (str(ids[i]), str(period))
        if key in seen:
            again = f"Enheten «{ids[i]}» finnes flere ganger"
            raise DataError(
                f"{again}." if period is None else f"{again} i perioden {period}.",
                where=f"{seen[key]} og {place.rpartition(', ')[2]}, kolonnen «{columns.id}»",
                fix="Gi hver enhet sitt eget navn"
                + (", eller oppgi kolonnen for periode." if period is None else " i hver periode."),
            )
        seen[key] = place


def _values(frame: pd.DataFrame, names: tuple[str, ...], kind: str, where: list[str]) -> FloatArray:
    table = np.column_stack([_numbers(frame[name], name, where) for name in names])
    for bad, what, fix in (
        (np.isnan(table), "Verdien mangler.", "Fyll inn verdien, eller ta ut enheten."),
        (np.isinf(table), "Verdien er uendelig.", "Rett verdien, eller ta ut enheten."),
        (
            table < 0,
            "Verdien er negativ; bare null og positive tall kan brukes.",
            "Rett verdien, eller ta ut enheten.",
        ),
    ):
        if bad.any():
            row, column = np.argwhere(bad)[0]
            more = int(bad.sum()) - 1
            raise DataError(
                what,
                where=f"{where[row]}, kolonnen «{names[column]}»" + (f" (og {more} til)" if more else ""),
                found="" if np.isnan(table[row, column]) else f"{table[row, column]:g}",
                fix=fix,
            )
    empty = np.flatnonzero(~table.any(axis=1))
    if len(empty):
        shown = ", ".join(where[row].rpartition(" ")[2] for row in empty[1:MOST_SHOWN])
        raise DataError(
            f"Enheten har bare nuller. Hver enhet må ha minst én {kind} større enn null."
            if kind == "innsatsfaktor"
            else f"Enheten har bare nuller. Hver enhet må ha minst ett {kind} større enn null.",
            where=where[empty[0]]
            + (f" (også {shown}{' …' if len(empty) > MOST_SHOWN else ''})" if shown else "")
            + f", {'kolonnen' if len(names) == 1 else 'kolonnene'} {', '.join(names)}",
            fix="Ta ut enheten.",
        )
    return table


def _numbers(column: pd.Series, name: str, where: list[str]) -> FloatArray:
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_complex_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.empty(len(column))
    for i, value in enumerate(column):
        try:
            values[i] = np.nan if pd.isna(value) else float(value)
        except (TypeError, ValueError):
            raise DataError(
                "Verdien er ikke et tall.",
                where=f"{where[i]}, kolonnen «{name}»",
                found=str(value),
                fix="Gjør om kolonnen til tall.",
            ) from None
    return values

"""A panel of units over periods: who is there when, and which pairs of observations can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.validation import DeaError

IndexArray = npt.NDArray[np.intp]
Labels = npt.NDArray[np.generic]


@dataclass(frozen=True, eq=False)
class LeftOut:
    """A step that could not be computed because the unit lacks one of its two ends.

    Attributes:
        unit: The unit's label.
        start: First period of the step.
        end: Second period of the step.
        missing: The one of the two where the unit has no observation.
    """

    unit: object
    start: object
    end: object
    missing: object


@dataclass(frozen=True, eq=False)
class Panel:
    """Observations numbered by unit and period.

    Attributes:
        units: Distinct units in sorted order.
        periods: Distinct periods in sorted order.
        row: (units, periods) row of each observation, −1 where the unit is missing.
    """

    units: Labels
    periods: Labels
    row: IndexArray

    def members(self, period: int) -> IndexArray:
        """Rows of all units present in a period (by its number), in the order of the units."""
        rows = self.row[:, period]
        return rows[rows >= 0]

    def steps(self) -> IndexArray:
        """(steps, 4): unit number, number of the first period, row then, row in the next period."""
        both = (self.row[:, :-1] >= 0) & (self.row[:, 1:] >= 0)
        unit, period = np.nonzero(both)
        return np.column_stack([unit, period, self.row[unit, period], self.row[unit, period + 1]])

    def left_out(self) -> tuple[LeftOut, ...]:
        """Steps where the unit has one end only, by unit and then period."""
        first, second = self.row[:, :-1] >= 0, self.row[:, 1:] >= 0
        found = []
        for unit, period in zip(*np.nonzero(first != second), strict=True):
            start, end = self.periods[period], self.periods[period + 1]
            found.append(LeftOut(self.units[unit], start, end, end if first[unit, period] else start))
        return tuple(found)


def arrange(units: npt.ArrayLike, periods: npt.ArrayLike, rows: int) -> Panel:
    """Number the observations of a panel by unit and period.

    Args:
        units: (rows,) label of the unit of each row.
        periods: (rows,) period of each row; numbers, dates or texts that sort in time order.
        rows: Number of rows in the data.

    Raises:
        DeaError: Wrong length, a missing label, labels that cannot be sorted, a unit twice in a period, one
            period only, or no unit in two periods in a row.
    """
    names, unit = _number(units, "units", rows)
    times, period = _number(periods, "periods", rows)
    if len(times) < 2:
        raise DeaError(f"periods har bare én periode ({times[0]}). En endring trenger minst to.")
    cell = unit * len(times) + period
    order = np.sort(cell)
    twice = order[1:][order[1:] == order[:-1]]
    if len(twice):
        name, time = names[twice[0] // len(times)], times[twice[0] % len(times)]
        raise DeaError(
            f"Enhet {name} står mer enn én gang i periode {time} ({len(twice)} slike rader i alt). "
            "Hver enhet kan ha én rad i hver periode: slå radene sammen eller fjern den ene."
        )
    row = np.full((len(names), len(times)), -1, dtype=np.intp)
    row[unit, period] = np.arange(rows)
    panel = Panel(names, times, row)
    if len(panel.steps()) == 0:
        raise DeaError("Ingen enhet finnes i to perioder på rad, og da er det ingen endring å måle.")
    return panel


def _number(values: npt.ArrayLike, name: str, rows: int) -> tuple[Labels, IndexArray]:
    """Distinct labels in sorted order, and the number of each row's label."""
    labels = np.asarray(values)
    if labels.shape != (rows,):
        raise DeaError(f"{name} har form {labels.shape}. Det må være én verdi for hver av de {rows} radene.")
    missing = _missing(labels)
    if len(missing):
        raise DeaError(f"{name}[{missing[0]}] mangler (telt fra 0; {len(missing)} i alt). Fyll ut verdien.")
    try:
        distinct, number = np.unique(labels, return_inverse=True)
    except TypeError as error:
        raise DeaError(
            f"{name} blander tall og tekst eller andre verdier som ikke lar seg sortere ({error})."
        ) from error
    return distinct, number.astype(np.intp)


def _missing(labels: Labels) -> IndexArray:
    """Places of None, NaN, NaT and pandas' NA, without importing pandas."""
    if labels.dtype.kind in "mM":
        return np.flatnonzero(np.isnat(labels))
    absent = [
        label is None
        or type(label).__name__ in ("NAType", "NaTType")
        or (isinstance(label, float) and np.isnan(label))
        for label in labels.tolist()
    ]
    return np.flatnonzero(absent)

"""The table of productivity change: one row per unit and step between two periods."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helseplan.errors import DataError
from helseplan.productivity.dea import DeaError
from helseplan.productivity.dea.malmquist import Frontier, malmquist
from helseplan.productivity.table.choices import Choices
from helseplan.productivity.table.columns import Columns
from helseplan.productivity.table.units import as_data_error, in_order, units_of


@dataclass(frozen=True)
class Growth:
    """A table of Malmquist indices, and how many steps lack one end.

    Attributes:
        table: As `malmquist_table` returns it.
        left_out: Steps where the unit is in the data at one end only.
        fallbacks: Problems sent to the reserve solver.
    """

    table: pd.DataFrame
    left_out: int
    fallbacks: int = 0


def malmquist_table(
    frame: pd.DataFrame,
    *,
    id: str,
    period: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    rts: str = "crs",
    orientation: str = "input",
    frontier: Frontier = "adjacent",
    base_period: Hashable = None,
) -> pd.DataFrame:
    """Measure productivity change between periods in a row, for units present in both.

    Args:
        frame: One row per unit and period; the panel may have holes.
        id: Column with the identity of the unit.
        period: Column with the period; numbers are ordered by size, other values as text.
        inputs: Columns with inputs, zero or positive.
        outputs: Columns with outputs, likewise.
        rts: Returns to scale of the index; "crs" is the one that measures total productivity.
        orientation: "input" or "output".
        frontier: "adjacent", "fixed" or "pooled".
        base_period: Period of the fixed frontier; the first when None.

    Returns:
        ``unit``, ``from``, ``to``, ``index`` and its factors ``efficiency_change``, ``technical_change``,
        ``pure_efficiency_change``, ``scale_change`` (the last two only for crs); above 1 is progress. Units in the
        order of the frame. NaN where a problem across periods has no solution.

    Raises:
        DataError: The frame cannot be used; the message says row and column.
        ParameterError: The settings cannot be used.
    """
    columns = Columns(id, tuple(inputs), tuple(outputs), period)
    return growth(frame, columns, Choices(rts, orientation), "tabellen", frontier, base_period).table


def growth(
    frame: pd.DataFrame,
    columns: Columns,
    choices: Choices,
    name: str,
    frontier: Frontier = "adjacent",
    base_period: Hashable = None,
) -> Growth:
    """Do what `malmquist_table` says, and count the steps that could not be computed.

    Raises:
        DataError: As `malmquist_table`.
    """
    units = units_of(frame, columns, name)
    assert units.periods is not None
    periods = in_order(units.periods)
    if len(periods) < 2:
        raise DataError(
            "En endring trenger minst to perioder.",
            where=f"{name}, kolonnen «{columns.period}»",
            found=f"bare {periods[0]}",
        )
    ids = list(dict.fromkeys(units.ids))
    number = {unit: i for i, unit in enumerate(ids)}
    time = {period: i for i, period in enumerate(periods)}
    try:
        found = malmquist(
            [number[unit] for unit in units.ids],
            [time[period] for period in units.periods],
            units.x,
            units.y,
            rts=choices.rts,  # type: ignore[arg-type]
            orientation=choices.orientation,  # type: ignore[arg-type]
            frontier=frontier,
            base_period=None if base_period is None else _place(base_period, periods, name),
        )
    except DeaError as error:
        raise as_data_error(error, name) from None
    table = pd.DataFrame({key: np.asarray(values) for key, values in found.columns().items()})
    table["unit"] = [ids[i] for i in found.unit.tolist()]
    for key, values in (("from", found.start), ("to", found.end)):
        table[key] = [periods[i] for i in values.tolist()]
    return Growth(table, len(found.left_out), found.fallbacks)


def _place(period: Hashable, periods: list[Hashable], name: str) -> int:
    known = [str(found) for found in periods]
    if str(period) not in known:
        raise DataError(
            f"Perioden {period} finnes ikke.", where=f"base_period, {name}", found=", ".join(known)
        )
    return known.index(str(period))

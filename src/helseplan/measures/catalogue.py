"""The measures a vintage can run: what each changes in the model, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helseplan.params.measures import Measures
from helseplan.vintages.measure_models import ALL, listed

COUNT_FROM = 2025
"""The first year of the plan's two sums for digital interaction."""


@dataclass(frozen=True)
class Row:
    """One measure.

    Attributes:
        measure: Code.
        transformation: What it changes, see the series ``measure_models``.
        low: Lowest effect, in the transformation's unit.
        high: Highest effect.
        services: Codes of the services it touches; empty when it touches supply or all.
        origins: Groups that work is moved from.
        receivers: Groups that work is moved to.
        start_year: The source's own first year, or None.
        full_effect_year: The source's own year of full effect, or None.
        via_year: A year between with an effect of its own, or None.
        via_share: The share of the full effect in that year.
        package: plan, bottom_up or alternative.
        excludes: Measures it cannot stand beside.
    """

    measure: str
    transformation: str
    low: float
    high: float
    services: tuple[str, ...]
    origins: tuple[str, ...]
    receivers: tuple[str, ...]
    start_year: int | None
    full_effect_year: int | None
    via_year: int | None
    via_share: float
    package: str
    excludes: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """The measures of a vintage, in a fixed order."""

    rows: tuple[Row, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Codes, in order."""
        return tuple(row.measure for row in self.rows)

    def place(self, measure: str) -> int:
        """Return a measure's place."""
        return self.names.index(measure)

    @cached_property
    def moves(self) -> tuple[int, ...]:
        """Places of the measures that move work between groups, in the order of the chain's moves."""
        return tuple(place for place, row in enumerate(self.rows) if row.transformation == "moved")


def read(models: pd.DataFrame, params: Measures) -> Catalogue:
    """Read the series ``measure_models`` as the run's parameters want it read.

    Args:
        models: The series.
        params: The number of municipalities, and how the sums for digital interaction are read.
    """
    return Catalogue(tuple(_row(row, params) for row in models.to_dict("records")))


def _row(row: dict, params: Measures) -> Row:
    each = params.municipalities if row["unit"] == "aarsverk_per_municipality" else 1
    low, high = row["low"] * each, row["high"] * each
    via_year, via = _year(row["via_year"]), row["via_effect"]
    last = _year(row["full_effect_year"])
    if via_year and params.digital_interaction_reading == "cumulative":
        via, low = levels_from_sums(via, low, via_year, last or via_year)
        high = low
    return Row(
        measure=row["measure"],
        transformation=row["transformation"],
        low=low,
        high=high,
        services=() if row["services"] == ALL else listed(row["services"]),
        origins=listed(row["from_groups"]),
        receivers=listed(row["to_groups"]),
        start_year=_year(row["start_year"]),
        full_effect_year=last,
        via_year=via_year,
        via_share=via / low if via_year else 0.0,
        package=row["package"],
        excludes=listed(row["excludes"]),
    )


def levels_from_sums(first: float, total: float, via_year: int, last_year: int) -> tuple[float, float]:
    """Return the yearly levels whose sums are two printed totals, each stretch a straight line from nought or the last.

    Args:
        first: Sum from ``COUNT_FROM`` to ``via_year``, where the level in ``COUNT_FROM`` is nought.
        total: Sum from ``COUNT_FROM`` to ``last_year``.
        via_year: Last year of the first sum.
        last_year: Last year of the whole.
    """
    before, after = via_year - COUNT_FROM, last_year - via_year
    via = first / ((before + 1) / 2)
    last = via + (total - first - after * via) / ((after + 1) / 2)
    return via, last


def _year(value: float) -> int | None:
    return None if pd.isna(value) else int(value)

"""Which measures are carried out, how strongly, and when: a run's own choice and the named ones beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from helseplan.measures.catalogue import Catalogue, Row
from helseplan.measures.register import in_package
from helseplan.params.measures import Measures


@dataclass(frozen=True)
class Doses:
    """How strongly each measure of a catalogue is carried out, draw × measure.

    Attributes:
        intensity: 0 is not at all, 1 in full.
        level: Place between the lowest and the highest effect.
    """

    intensity: np.ndarray
    level: np.ndarray

    def __len__(self) -> int:
        return len(self.intensity)


def members(catalogue: Catalogue, package: str) -> list[str]:
    """Return the measures of a named package, in the catalogue's order."""
    return [row.measure for row in catalogue.rows if in_package(package, row.package, row.transformation)]


def own(catalogue: Catalogue, params: Measures) -> Doses:
    """Return the run's own choice, one draw."""
    inside = set(members(catalogue, params.package))
    intensity = [_said(params, name, "intensity", float(name in inside)) for name in catalogue.names]
    level = [_said(params, name, "level", params.level) for name in catalogue.names]
    return Doses(np.array([intensity]), np.array([level]))


def named(catalogue: Catalogue, package: str, level: float) -> Doses:
    """Return a named package in full, one draw."""
    inside = set(members(catalogue, package))
    intensity = np.array([[float(name in inside) for name in catalogue.names]])
    return Doses(intensity, np.full_like(intensity, level))


def coalitions(doses: Doses, chosen: np.ndarray) -> Doses:
    """Return one draw per coalition: the measures that are in have the doses' intensity, the others none.

    Args:
        doses: One draw.
        chosen: Who is in, coalition × measure.
    """
    return Doses(doses.intensity * chosen, np.repeat(doses.level, len(chosen), axis=0))


def pace(catalogue: Catalogue, params: Measures, years: np.ndarray) -> np.ndarray:
    """Return how much of each measure's effect is there each year, measure × year.

    The run's choice for the measure goes before the course the source gives, and that before the general choice.
    """
    rows = []
    for row in catalogue.rows:
        start = _said(params, row.measure, "start_year", row.start_year or params.start_year)
        last = _said(params, row.measure, "full_effect_year", row.full_effect_year or params.full_effect_year)
        rows.append(_course(row, years, start, max(start, last)))
    return np.stack(rows)


def as_published(catalogue: Catalogue, years: np.ndarray) -> np.ndarray:
    """Return the pace published effects are counted with, measure × year: in full from the first year.

    SSB's runs change the years ahead; the plan's higher productivity growth is counted from the base year.
    """
    first = {True: int(years[1]), False: Measures().start_year}
    return np.stack([(years >= first[row.transformation == "productivity"]) * 1.0 for row in catalogue.rows])


def ramp(years: np.ndarray, start: int, last: int) -> np.ndarray:
    """Return 0 before ``start``, then a straight line up to 1 in ``last`` and after."""
    return np.clip((years - start + 1) / (last - start + 1), 0, 1)


def _course(row: Row, years: np.ndarray, start: int, last: int) -> np.ndarray:
    if row.via_year is None or not start <= row.via_year < last:
        return ramp(years, start, last)
    return np.interp(years, [start - 1, row.via_year, last], [0, row.via_share, 1])


def _said(params: Measures, measure: str, name: str, otherwise: Any) -> Any:
    said = getattr(params.each.get(measure), name, None)
    return otherwise if said is None else said

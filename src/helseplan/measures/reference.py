"""From effects in årsverk to shares of what they touch, on the reference path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from helseplan.chain import Chain
from helseplan.chain.demand import Move
from helseplan.chain.opening import SupplyModel, graduates_factor, reference_cells
from helseplan.errors import DataError
from helseplan.measures.catalogue import Catalogue, Row
from helseplan.measures.transformations import Reference, touched

if TYPE_CHECKING:
    from helseplan.session import StageRun

AARSVERK_HOURS = 37.5
MOST = 2.0
"""Positions three times as large: more than any cap leaves room for."""
EDUCATION = ("education_population", "education_more")
"""Transformations that are SSB's scenarios, by the codes they have in supply."""


def moves(catalogue: Catalogue, services: tuple[str, ...], groups: tuple[str, ...]) -> tuple[Move, ...]:
    """Return the moves of work that the catalogue's measures make, in their order."""
    rows = (catalogue.rows[place] for place in catalogue.moves)
    return tuple(
        Move(
            np.array([services.index(name) for name in row.services]),
            np.array([groups.index(name) for name in row.origins]),
        )
        for row in rows
    )


def find(run: StageRun, model: SupplyModel, chain: Chain, catalogue: Catalogue) -> Reference:
    """Find what an årsverk of each measure is a share of.

    Raises:
        DataError: An effect is larger than what it touches.
    """
    _require_enough_work(catalogue, chain)
    shifts = _on_shifts(run.vintage.read("group_traits"), chain.groups[: chain.modelled])
    full, position = reference_cells(model, chain)
    rows = catalogue.rows
    return Reference(
        saved=np.array([_share(row, chain) for row in rows]),
        larger=np.array([_larger(row, full[shifts], position[shifts]) for row in rows]),
        graduates={
            row.measure: graduates_factor(model, run.params.supply, row.transformation)
            for row in rows
            if row.transformation in EDUCATION
        },
        on_shifts=shifts,
    )


def _on_shifts(traits: pd.DataFrame, groups: tuple[str, ...]) -> np.ndarray:
    hours = traits[traits["item"] == "full_time_hours"].set_index("group").value.reindex(list(groups))
    return (hours < AARSVERK_HOURS).to_numpy()


def _share(row: Row, chain: Chain) -> float:
    """The share of the work touched that one årsverk is; not a number for measures that are no such share."""
    if row.transformation not in ("moved", "saved_time"):
        return float("nan")
    touching = _touching(row, chain)[-1]
    if row.high > touching:
        raise _too_large(row, touching)
    return float(1 / touching)


def _require_enough_work(catalogue: Catalogue, chain: Chain) -> None:
    """Refuse measures that together would move more of a group's work in a service than there is.

    Raises:
        DataError: The shares of the same work sum to more than 1.
    """
    moved = np.zeros((len(chain.services), len(chain.groups)))
    for place in catalogue.moves:
        row = catalogue.rows[place]
        share = row.high * _share(row, chain)
        origins = np.array([chain.groups.index(group) for group in row.origins])
        moved[np.ix_(touched(chain, row), origins)] += share
        if moved.max() > 1:
            raise DataError(
                "Tiltak flytter til sammen mer arbeid enn en gruppe har i en tjeneste.",
                where=f"measure_models.csv, {row.measure}",
                expected="høyst 100 prosent av arbeidet",
                found=f"{moved.max() * 100:.0f} prosent",
                fix="Rett effektene, eller hvilke tjenester og grupper tiltakene gjelder.",
            )


def _touching(row: Row, chain: Chain) -> np.ndarray:
    """Årsverk of the work a measure touches on the reference path, by year."""
    groups = np.array([chain.groups.index(group) for group in row.origins or chain.groups])
    return np.asarray(chain.reference[np.ix_(touched(chain, row), groups)].sum(axis=(0, 1)))


def on_the_way(catalogue: Catalogue, chain: Chain) -> Catalogue:
    """Let a measure that has an effect of its own in a year between meet it, alone, on the reference path.

    An effect in årsverk becomes a share of the work it touches, and that work grows to the last year.
    """
    return Catalogue(tuple(_met(row, chain) for row in catalogue.rows))


def _met(row: Row, chain: Chain) -> Row:
    if row.via_year is None:
        return row
    touching = _touching(row, chain)
    grown = touching[-1] / touching[int(np.flatnonzero(chain.years == row.via_year)[0])]
    return replace(row, via_share=row.via_share * float(grown))


def _larger(row: Row, full: np.ndarray, position: np.ndarray) -> tuple[float, float]:
    """How much larger positions give the lowest and the highest effect, when no cell goes over a full position."""
    if row.transformation != "weekend_work":
        return (float("nan"), float("nan"))

    def effect(more: float) -> float:
        return float((full * (np.minimum(position * (1 + more), 1) - position)).sum())

    if row.high > effect(MOST):
        raise _too_large(row, effect(MOST))
    return (_where(effect, row.low), _where(effect, row.high))


def _where(effect: Callable[[float], float], wanted: float) -> float:
    return float(brentq(lambda more: effect(more) - wanted, 0, MOST))


def _too_large(row: Row, most: float) -> DataError:
    return DataError(
        "Et tiltak har større effekt enn det den virker på.",
        where=f"measure_models.csv, {row.measure}",
        expected=f"høyst {most:.0f} årsverk",
        found=f"{row.high:.0f}",
        fix="Rett effekten eller hvilke tjenester og grupper tiltaket gjelder.",
    )

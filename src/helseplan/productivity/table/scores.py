"""The table of scores: one row per unit and period, measured against the frontier of that period."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helseplan.errors import DataError
from helseplan.productivity.dea import DeaError, radial_efficiency
from helseplan.productivity.dea.bootstrap import bootstrap
from helseplan.productivity.dea.radial import Efficiency
from helseplan.productivity.dea.scale import scale_efficiency
from helseplan.productivity.dea.second_stage import SecondStage, second_stage
from helseplan.productivity.dea.validation import FloatArray
from helseplan.productivity.table.choices import DEFAULT_SEED, Choices
from helseplan.productivity.table.columns import Columns
from helseplan.productivity.table.units import IndexArray, Units, as_data_error, units_of

LEAST_PART = 1e-9
"""A peer is listed when it stands for more than this share of some input or output of the point aimed at."""
ROUNDING = 9
"""Decimals in which weights must differ to be told apart; equal ones stand in the order of the reference."""

Peers = tuple[tuple[Hashable, float], ...]


@dataclass(frozen=True)
class Scored:
    """A table of scores and what is to be told about it.

    Attributes:
        table: As `efficiency_table` returns it.
        units: The units behind it, row for row.
        fallbacks: Problems sent to the reserve solver, bootstrap included.
        problems: Problems solved: for scores, draws, scale and slacks.
        corrections: Units where the bootstrap's correction was used.
    """

    table: pd.DataFrame
    units: Units
    fallbacks: int = 0
    problems: int = 0
    corrections: int = 0


def efficiency_table(
    frame: pd.DataFrame,
    *,
    id: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    period: str | None = None,
    rts: str = "crs",
    orientation: str = "input",
    slacks: bool = False,
    bootstrap: int | None = None,
    seed: int = DEFAULT_SEED,
    alpha: float = 0.05,
    reference: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Score the units of a frame.

    Args:
        frame: One row per unit, or per unit and period; other columns are left alone.
        id: Column with the identity of the unit.
        inputs: Columns with inputs, zero or positive, any unit of measurement.
        outputs: Columns with outputs, likewise.
        period: Column with the period; each period is then measured against its own frontier.
        rts: Returns to scale: "crs", "vrs", "nirs", "ndrs" or "fdh".
        orientation: "input" (scores at most 1) or "output" (at least 1).
        slacks: Add slacks and targets from a second stage.
        bootstrap: Number of draws for bias correction and confidence interval; None for none.
        seed: Seed of the bootstrap.
        alpha: The interval covers 1 − alpha.
        reference: Units that span the frontier instead, with the same columns. If it has the period column, each
            period is measured against its own part of it, otherwise all against the whole.

    Returns:
        As many rows as `frame`, in the same order, with its index. ``id``, ``period`` (if asked for), ``score``
        (Farrell; NaN without a solution), ``corrected``, ``lower``, ``upper`` (with bootstrap), ``scale_efficiency``
        (at most 1) and ``rts`` (returns to scale of the unit: irs too small, crs best size, drs too large, None
        unknown; both left out for fdh), ``peers`` (tuples of identity and weight, largest first), and with slacks
        ``slack_<column>`` and ``target_<column>`` in the column's own unit.

    Raises:
        DataError: The frame cannot be used; the message says row and column.
        ParameterError: The settings cannot be used.
    """
    columns = Columns(id, tuple(inputs), tuple(outputs), period)
    choices = Choices(rts, orientation, slacks, bootstrap, seed, alpha)
    return score(frame, columns, choices, reference).table


def score(
    frame: pd.DataFrame,
    columns: Columns,
    choices: Choices,
    reference: pd.DataFrame | None = None,
    names: tuple[str, str] = ("tabellen", "referansen"),
) -> Scored:
    """Do what `efficiency_table` says, and keep what the summary needs.

    Args:
        frame: As `efficiency_table`.
        columns: Which column plays which part.
        choices: Settings.
        reference: As `efficiency_table`.
        names: What frame and reference are called in messages.

    Raises:
        DataError: As `efficiency_table`.
        ParameterError: A separate reference with bootstrap.
    """
    if reference is not None:
        choices.check_reference()
    units = units_of(frame, columns, names[0])
    parts, counts = [], np.zeros(3, dtype=int)
    for period, own, rows in units.by_period():
        where = names[0] if period is None else f"{names[0]}, perioden {period}"
        against = None if reference is None else _reference(reference, columns, period, names[1])
        try:
            part, counted = _one_frontier(own, columns, choices, against)
        except DeaError as error:
            raise as_data_error(error, where, own, against) from None
        parts.append(part.set_index(rows))
        counts += counted
    table = pd.concat(parts).sort_index().set_axis(frame.index)
    fallbacks, problems, corrections = (int(count) for count in counts)
    return Scored(table, units, fallbacks, problems, corrections)


def _reference(frame: pd.DataFrame, columns: Columns, period: Hashable, name: str) -> Units:
    """The reference units of a period: its own, or all when the reference knows no periods."""
    known = columns.period is not None and columns.period in frame.columns
    chosen = columns if known else Columns(columns.id, columns.inputs, columns.outputs)
    units = units_of(frame, chosen, name)
    if not known:
        return units
    for found, part, _ in units.by_period():
        if str(found) == str(period):
            return part
    raise DataError(
        f"Referansen har ingen enheter i perioden {period}.",
        where=f"{name}, kolonnen «{columns.period}»",
        fix="Legg til perioden, eller ta ut kolonnen for periode; da brukes hele referansen for alle perioder.",
    )


def _one_frontier(
    units: Units, columns: Columns, choices: Choices, against: Units | None
) -> tuple[pd.DataFrame, tuple[int, int, int]]:
    """Rows of the table for units that share a frontier; fallbacks, problems, corrections used."""
    model: dict[str, Any] = {"rts": choices.rts, "orientation": choices.orientation}
    pair = None if against is None else (against.x, against.y)
    found = radial_efficiency(units.x, units.y, reference=pair, **model)
    table: dict[str, object] = {"id": list(units.ids)}
    if units.periods is not None:
        table["period"] = list(units.periods)
    table["score"] = found.scores
    fallbacks, problems, corrections = len(found.fallbacks), len(units.ids), 0
    if choices.draws is not None:
        drawn, boot_fallbacks, corrections = _bootstrap(units, choices, choices.draws, model)
        table |= drawn
        fallbacks, problems = fallbacks + boot_fallbacks, problems + len(units.ids) * choices.draws
    if choices.rts != "fdh":
        scale = scale_efficiency(units.x, units.y, orientation=model["orientation"], reference=pair)
        fallbacks, problems = fallbacks + scale.fallbacks, problems + 3 * len(units.ids)
        table["scale_efficiency"] = scale.scale
        table["rts"] = [None if name == "unknown" else name for name in scale.returns]
    peers: Efficiency | SecondStage = found
    more: dict[str, object] = {}
    if choices.slacks:
        peers, more = _slacks(units, columns, model, pair)
        fallbacks, problems = fallbacks + len(peers.fallbacks), problems + len(units.ids)
    table["peers"] = list(_peers(peers.peer_units, peers.peer_weights, against or units))
    table |= more
    return pd.DataFrame(table), (fallbacks, problems, corrections)


def _bootstrap(
    units: Units, choices: Choices, draws: int, model: dict[str, Any]
) -> tuple[dict[str, object], int, int]:
    drawn = bootstrap(units.x, units.y, draws=draws, seed=choices.seed, alpha=choices.alpha, **model)
    ends: dict[str, object] = {"corrected": drawn.corrected, "lower": drawn.lower, "upper": drawn.upper}
    return ends, drawn.fallbacks, int(drawn.used.sum())


def _slacks(
    units: Units, columns: Columns, model: dict[str, Any], pair: tuple[FloatArray, FloatArray] | None
) -> tuple[SecondStage, dict[str, object]]:
    """The second stage, whose peers the targets are made of, and its columns of the table."""
    found = second_stage(units.x, units.y, reference=pair, **model)
    slack = np.column_stack([found.input_slacks, found.output_slacks])
    target = np.column_stack([found.input_targets, found.output_targets])
    names = columns.numbers
    more: dict[str, object] = {f"slack_{name}": slack[:, i] for i, name in enumerate(names)}
    return found, more | {f"target_{name}": target[:, i] for i, name in enumerate(names)}


def _peers(places: IndexArray, levels: FloatArray, reference: Units) -> Iterator[Peers]:
    """Identity and weight of each unit's peers, the largest weight first."""
    values = np.column_stack([reference.x, reference.y])
    for row, level in zip(places, levels, strict=True):
        rows, weights = row[row >= 0], level[row >= 0]
        parts = weights[:, None] * values[rows]
        kept = (parts > LEAST_PART * parts.sum(axis=0)).any(axis=1)
        order = np.lexsort((rows, -np.round(weights, ROUNDING)))
        yield tuple((reference.ids[rows[i]], float(weights[i])) for i in order if kept[i])

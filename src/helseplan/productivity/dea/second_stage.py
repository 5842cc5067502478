"""The second stage: what is left to gain after the radial move, and the targets that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from helseplan.productivity.dea.geometry import Lines, Technology, lines, technology
from helseplan.productivity.dea.highs import TIGHT
from helseplan.productivity.dea.solver import Solution, solve_all
from helseplan.productivity.dea.validation import (
    DeaError,
    FloatArray,
    Orientation,
    Rts,
    check_reference,
    check_settings,
    check_units,
)

Weighting = Literal["means", "raw"]
ON_THE_FACE = 1e-9
"""A generator closer to the facet than this, relative to the normal, may carry slack at the same score."""


class Carried(NamedTuple):
    """Generators (n, D) that carry the solutions, −1 where a place is not used, and their levels."""

    members: npt.NDArray[np.int64]
    levels: FloatArray


@dataclass(frozen=True, eq=False)
class SecondStage:
    """Slacks and targets; NaN rows where there is no solution.

    Attributes:
        scores: (n,) Farrell scores of the first stage.
        input_slacks: (n, inputs) input in excess after the radial move, in the data's own units.
        output_slacks: (n, outputs) output that is short after the radial move.
        input_targets: (n, inputs) what the peers use: the input after the radial move, less its slack.
        output_targets: (n, outputs) what the peers produce.
        peer_units: (n, places) rows of the reference set that the targets are made of, −1 where not used.
        peer_weights: (n, places) their λ.
        strongly_efficient: (n,) score 1 and no slack beyond 1e-8 of the column's mean (Pareto–Koopmans).
        several: Rows where more than one solution had the best score, so that a second problem was solved.
        fallbacks: Rows whose radial problem HiGHS solved.
    """

    scores: FloatArray
    input_slacks: FloatArray
    output_slacks: FloatArray
    input_targets: FloatArray
    output_targets: FloatArray
    peer_units: npt.NDArray[np.intp]
    peer_weights: FloatArray
    strongly_efficient: npt.NDArray[np.bool_]
    several: tuple[int, ...]
    fallbacks: tuple[int, ...]


def second_stage(
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    *,
    rts: Rts = "crs",
    orientation: Orientation = "input",
    reference: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    weighting: Weighting = "means",
) -> SecondStage:
    """Among all solutions with the radial score, find the one with the largest sum of slacks.

    Where the radial problem has one solution only, its slacks are the answer. Where it has several, a small linear
    problem over the optimal face is solved with HiGHS.

    Args:
        X: Inputs, units × inputs.
        Y: Outputs, units × outputs.
        rts: "crs", "vrs", "nirs" or "ndrs".
        orientation: "input" or "output".
        reference: (X_ref, Y_ref); the units themselves when None.
        weighting: "means" weighs each slack by 1 / the column's mean in the reference set, so the choice does not
            depend on units of measurement. "raw" sums slacks as they are, as R's Benchmarking and most textbooks do.

    Returns:
        A `SecondStage`.

    Raises:
        DeaError: The data or settings cannot be used, or rts is "fdh".

    Source: Ali and Seiford (1993), in The Measurement of Productive Efficiency; Coelli, Rao, O'Donnell and Battese
    (2005), chapter 7; Cooper, Seiford and Tone (2007), chapter 3.
    """
    check_settings(rts, orientation)
    if rts == "fdh":
        raise DeaError("Slakk er ikke definert for rts='fdh' her. Velg crs, vrs, nirs eller ndrs.")
    if weighting not in ("means", "raw"):
        raise DeaError(f"Ukjent weighting: {weighting!r}. Velg blant: means, raw.")
    x, y = check_units(X, Y)
    ref = (x, y) if reference is None else check_reference(reference, x.shape[1], y.shape[1])
    tech = technology(*ref, rts)
    rows = lines(tech, x, y, orientation)
    solution = solve_all(tech, rows)
    columns = x.shape[1] + y.shape[1]
    value = np.ones(columns) if weighting == "means" else np.concatenate([tech.scale_x, tech.scale_y])
    carried, several = _largest_slacks(tech, rows, solution, value)
    return _result(tech, rows, solution, carried, (x, y), orientation, several)


def _largest_slacks(
    tech: Technology, rows: Lines, solution: Solution, value: FloatArray
) -> tuple[Carried, tuple[int, ...]]:
    """The chosen solutions, and the rows that had more than one to choose from."""
    spare = ((0, 0), (0, 1))
    members = np.pad(solution.members, spare, constant_values=-1)
    levels = np.pad(np.maximum(solution.levels, 0.0), spare)
    several = []
    for unit in np.flatnonzero(~np.isnan(solution.scores)).tolist():
        normal = solution.normals[unit]
        face = np.flatnonzero(np.abs(normal @ tech.generators) <= ON_THE_FACE * np.abs(normal).max())
        if np.isin(face, members[unit]).all():
            continue
        several.append(unit)
        found = _on_the_face(tech, rows, solution.scores[unit], unit, face, value)
        if found is not None:
            chosen = np.argsort(-found, kind="stable")[: members.shape[1]]
            members[unit], levels[unit] = -1, 0.0
            members[unit, : len(chosen)] = face[chosen]
            levels[unit, : len(chosen)] = np.maximum(found[chosen], 0.0)
    return Carried(np.where(levels > 0, members, -1), levels), tuple(several)


def _on_the_face(
    tech: Technology,
    rows: Lines,
    score: float,
    unit: int,
    face: npt.NDArray[np.intp],
    value: FloatArray,
) -> FloatArray | None:
    """Levels of the generators of the optimal face with the largest value of disposal."""
    worth = np.where(face < len(value), value[np.minimum(face, len(value) - 1)], 0.0)
    point = rows.begin[unit] + score * rows.along[unit]
    for options in (TIGHT, {}):
        result = linprog(-worth, A_eq=tech.generators[:, face], b_eq=point, method="highs", options=options)
        if result.status == 0:
            return np.asarray(result.x, dtype=np.float64)
    return None


def _result(
    tech: Technology,
    rows: Lines,
    solution: Solution,
    carried: Carried,
    units: tuple[FloatArray, FloatArray],
    orientation: Orientation,
    several: tuple[int, ...],
) -> SecondStage:
    """Slacks, targets and peers in the data's own units."""
    x, y = units
    m, scores, fallbacks = x.shape[1], solution.scores, solution.fallbacks
    disposed = _disposed(carried, m + y.shape[1]) * rows.size[:, None]
    # Less than this is rounding error.
    disposed[disposed <= 1e-10 * rows.size[:, None]] = 0.0
    disposed[np.isnan(scores)] = np.nan
    x_slack, y_slack = disposed[:, :m] * tech.scale_x, disposed[:, m:] * tech.scale_y
    inwards, outwards = (scores, np.ones(len(x))) if orientation == "input" else (np.ones(len(x)), scores)
    peers = np.where(carried.members >= tech.first, carried.members - tech.first, -1)
    share = np.where(peers >= 0, rows.size[:, None] / tech.size[peers], 0.0)
    strong = (np.abs(scores - 1) < 1e-9) & ~(disposed > 1e-8).any(axis=1)
    tables = (
        scores,
        x_slack,
        y_slack,
        np.where(np.isnan(x_slack), np.nan, x * inwards[:, None] - x_slack),
        np.where(np.isnan(y_slack), np.nan, y * outwards[:, None] + y_slack),
        peers.astype(np.intp),
        carried.levels * share,
        strong,
    )
    for table in tables:
        table.setflags(write=False)
    return SecondStage(*tables, several, fallbacks)


def _disposed(carried: Carried, columns: int) -> FloatArray:
    """Levels (n, columns) of free disposal in the chosen solutions."""
    table = np.zeros((len(carried.levels), columns))
    rows, places = np.nonzero((carried.members >= 0) & (carried.members < columns))
    table[rows, carried.members[rows, places]] = carried.levels[rows, places]
    return table

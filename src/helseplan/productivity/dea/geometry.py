"""From tables of units to the cone and the lines the solver works on, and back.

Columns are divided by their means in the reference set, so the unit of measurement does not matter; each generator and
each line is divided by its largest entry, so size does not matter either. Both are undone in the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helseplan.productivity.dea import bounds as limits
from helseplan.productivity.dea.kernel import EQUAL, LEAST, MOST, NONE
from helseplan.productivity.dea.validation import FarApartError, FloatArray, Orientation, Rts

TOTALS: dict[str, int] = {"crs": NONE, "vrs": EQUAL, "nirs": MOST, "ndrs": LEAST}
SPREAD = 1e10
"""How far from the mean a unit's inputs per output may be; beyond it some answers cannot be proven."""


@dataclass(frozen=True, eq=False)
class Technology:
    """The possibilities that a reference set spans.

    Attributes:
        generators: (D, first + n_ref): free disposal, returns to scale and weight bounds first, then the units.
        first: Number of generators before the units.
        size: (n_ref,) what each unit was divided by.
        scale_x: (inputs,) what each input was divided by.
        scale_y: (outputs,) what each output was divided by.
        prices: Positive weights of the scaled inputs and outputs that meet the weight bounds.
        rts: Returns to scale.
    """

    generators: FloatArray
    first: int
    size: FloatArray
    scale_x: FloatArray
    scale_y: FloatArray
    prices: tuple[FloatArray, FloatArray]
    rts: Rts

    @property
    def kinds(self) -> tuple[int, int, int, int]:
        """What the solver is told of rows and generators; see `kernel.Cone`."""
        return len(self.scale_x), len(self.scale_y), self.first, TOTALS[self.rts]

    @property
    def dimensions(self) -> int:
        """Inputs, outputs, and one more unless returns to scale are constant."""
        return len(self.generators)


@dataclass(frozen=True, eq=False)
class Lines:
    """One line b + θc per unit.

    Attributes:
        begin: (n, D).
        along: (n, D).
        size: (n,) what both were divided by.
        sense: 1.0 when the least θ is sought, −1.0 when the largest.
        start: (D,) a normal that no generator passes.
    """

    begin: FloatArray
    along: FloatArray
    size: FloatArray
    sense: float
    start: FloatArray


def technology(
    x_ref: FloatArray, y_ref: FloatArray, rts: Rts, bounds: limits.WeightBounds | None = None
) -> Technology:
    """Build the generators of a reference set: (n_ref, inputs) and (n_ref, outputs), already checked."""
    scale_x, scale_y = column_means(x_ref), column_means(y_ref)
    check_spread(x_ref / scale_x, y_ref / scale_y, in_reference=True)
    units = unit_rows(x_ref / scale_x, y_ref / scale_y, rts)
    size = np.abs(units).max(axis=1)
    bounds = bounds or limits.WeightBounds()
    on_inputs = limits.generators(bounds.inputs, scale_x, "innsatsfaktorene")
    on_outputs = limits.generators(bounds.outputs, scale_y, "produktene")
    inputs, outputs, dimensions = len(scale_x), len(scale_y), units.shape[1]
    axes = np.eye(dimensions)
    rows = [-axes[: inputs + outputs]]
    if rts in ("nirs", "ndrs"):
        rows.append(axes[-1:] if rts == "nirs" else -axes[-1:])
    rows.append(np.pad(on_inputs, ((0, 0), (0, dimensions - inputs))))
    rows.append(np.pad(on_outputs, ((0, 0), (inputs, dimensions - inputs - outputs))))
    others = np.vstack(rows)
    return Technology(
        np.ascontiguousarray(np.vstack([others, units / size[:, None]]).T),
        len(others),
        size,
        scale_x,
        scale_y,
        (limits.inside(on_inputs, "innsatsfaktorene"), limits.inside(on_outputs, "produktene")),
        rts,
    )


def respanned(tech: Technology, units: FloatArray) -> FloatArray:
    """Generators (sets, D, first + n) of sets of units (sets, n, D), in the scales of a technology."""
    sets, count, dimensions = units.shape
    generators = np.empty((sets, dimensions, tech.first + count))
    generators[:, :, : tech.first] = tech.generators[:, : tech.first]
    generators[:, :, tech.first :] = (units / np.abs(units).max(axis=2, keepdims=True)).transpose(0, 2, 1)
    return generators


def unit_rows(x: FloatArray, y: FloatArray, rts: Rts) -> FloatArray:
    """The generators of units before they are divided by their size: (−x, y), and 1 unless returns are constant."""
    one = np.ones((len(x), 0 if rts == "crs" else 1))
    return np.hstack([-x, y, one])


def lines(tech: Technology, x: FloatArray, y: FloatArray, orientation: Orientation) -> Lines:
    """Build the lines of the units to be scored, and a normal to start from."""
    x, y = x / tech.scale_x, y / tech.scale_y
    check_spread(x, y, in_reference=False)
    inputs = x.shape[1]
    rows = unit_rows(x, y, tech.rts)
    size = np.maximum(x.max(axis=1), y.max(axis=1))
    moving = np.zeros(rows.shape[1], dtype=bool)
    moving[slice(0, inputs) if orientation == "input" else slice(inputs, inputs + y.shape[1])] = True
    rows = rows / size[:, None]
    return Lines(
        np.ascontiguousarray(np.where(moving, 0.0, rows)),
        np.ascontiguousarray(np.where(moving, rows, 0.0)),
        size,
        1.0 if orientation == "input" else -1.0,
        start(tech.prices, tech.generators, tech.first, orientation),
    )


def start(
    prices: tuple[FloatArray, FloatArray], generators: FloatArray, first: int, orientation: Orientation
) -> FloatArray:
    """A normal that no generator passes.

    Input: only inputs have a price. Output: inputs so dear that no unit is worth its cost.
    """
    v, u = prices
    normal = np.zeros(len(generators))
    normal[: len(v)] = v
    if orientation == "output":
        units = generators[:, first:]
        cost, worth = -v @ units[: len(v)], u @ units[len(v) : len(v) + len(u)]
        normal[: len(v)] *= 2.0 * float((worth / cost).max())
        normal[len(v) : len(v) + len(u)] = u
    return normal


def check_spread(x: FloatArray, y: FloatArray, *, in_reference: bool) -> None:
    """Refuse units whose inputs are so small or large beside their outputs that the rest drowns in rounding errors.

    Raises:
        FarApartError: Naming the first such unit.
    """
    ratio = x.max(axis=1) / y.max(axis=1)
    far = np.flatnonzero((ratio > SPREAD) | (ratio < 1.0 / SPREAD))
    if len(far):
        times = ratio[far[0]]
        much = f"{times:.0e} ganger mer" if times > 1 else f"{1 / times:.0e} ganger mindre"
        raise FarApartError(
            int(far[0]),
            f"bruker {much} innsats per produksjon enn gjennomsnittet. Så ulike enheter kan ikke måles mot "
            "hverandre. Se etter feil måleenhet, eller utelat enheten.",
            in_reference=in_reference,
        )


def column_means(table: FloatArray) -> FloatArray:
    """Mean of each column, 1 where all are zero; divided first and then summed, so that nothing overflows."""
    means = (table / len(table)).sum(axis=0)
    return np.asarray(np.where(means > 0, means, 1.0), dtype=np.float64)

"""Cost efficiency: what the outputs need cost at given prices, and whether the mix of inputs is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from helseplan.productivity.dea.radial import Efficiency, radial_efficiency
from helseplan.productivity.dea.validation import (
    DeaError,
    FloatArray,
    Rts,
    as_floats,
    check_reference,
    check_settings,
    check_units,
    check_values,
)


@dataclass(frozen=True, eq=False)
class CostEfficiency:
    """Cost efficiency and its two parts: cost = technical × allocative.

    Attributes:
        cost: (n,) least cost of the unit's outputs at its prices, as a share of what it spends.
        technical: (n,) input-oriented Farrell score, whatever the prices.
        allocative: (n,) cost / technical: what the wrong mix of inputs at these prices costs.
        actual_cost: (n,) what the unit spends: prices × inputs, in the unit of the prices times the inputs.
        optimal_cost: (n,) least cost, same unit.
        optimal_inputs: (n, m) inputs that have this cost, in the inputs' own units. With ties one of several.
        failed: Rows where one of the scores is missing. Against the own set there are none.
        fallbacks: Rows where HiGHS solved one of the two problems.
        rts: Returns to scale used.
    """

    cost: FloatArray
    technical: FloatArray
    allocative: FloatArray
    actual_cost: FloatArray
    optimal_cost: FloatArray
    optimal_inputs: FloatArray
    failed: tuple[int, ...]
    fallbacks: tuple[int, ...]
    rts: Rts

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


def cost_efficiency(
    X: npt.ArrayLike,
    Y: npt.ArrayLike,
    prices: npt.ArrayLike,
    *,
    rts: Rts = "crs",
    reference: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
) -> CostEfficiency:
    """Compare what each unit spends with the least its outputs could cost.

    Least cost: min w·x such that x ≥ Σλx_j, Σλy_j ≥ y₀, with λ ≥ 0 and Σλ as `rts` says. For given prices w
    this is a radial problem with one input, the cost w·x_j of each reference unit, and is solved as that: one
    call for each distinct set of prices. Prices that differ between units make it slower, not different.

    Args:
        X: Inputs, units × inputs, zero or positive.
        Y: Outputs, units × outputs, likewise.
        prices: Price per unit of each input: one for all units (inputs,) or one row per unit (units ×
            inputs). All above zero: an input without a price could be used without limit.
        rts: Returns to scale, as in `radial_efficiency`; under "fdh" the cheapest single unit that makes enough.
        reference: (X_ref, Y_ref) that span the frontier; the units themselves when None. Only the units'
            own prices are used. A unit the reference cannot match has NaN. A unit that lacks an input
            every possible peer uses has a least cost, but neither a technical nor an allocative score.

    Returns:
        A `CostEfficiency`. Against the own set cost ≤ technical ≤ 1 exactly.

    Raises:
        DeaError: Data or settings that cannot be used, or prices that are missing, zero, negative or of the
            wrong shape.

    Source: Farrell (1957); Färe, Grosskopf and Lovell (1985); Coelli et al. (2005), chapter 7; Cooper, Seiford
    and Tone (2007), chapter 8 (their "old" scheme, where input quantities and common prices make sense).
    """
    check_settings(rts, "input")
    x, y = check_units(X, Y)
    ref = (x, y) if reference is None else check_reference(reference, x.shape[1], y.shape[1])
    w = _check_prices(prices, x.shape)
    share, optimal_inputs, fallbacks = _least_cost((x, y), w, ref, rts)
    radial = radial_efficiency(x, y, rts=rts, reference=reference)
    technical = radial.scores
    # In theory a least cost is never above the cost of the radial target; rounding must not say otherwise.
    share = np.fmin(share, np.where(np.isnan(share), np.nan, technical))
    spent = (x * w).sum(axis=1)
    fallbacks |= set(radial.fallbacks)
    return CostEfficiency(
        cost=share,
        technical=technical,
        allocative=share / technical,
        actual_cost=spent,
        optimal_cost=share * spent,
        optimal_inputs=optimal_inputs,
        failed=tuple(int(i) for i in np.flatnonzero(np.isnan(share + technical))),
        fallbacks=tuple(sorted(fallbacks)),
        rts=rts,
    )


def _check_prices(prices: npt.ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """One row of prices per unit, (n, m)."""
    table = as_floats(prices, "prices")
    if table.shape not in ((shape[1],), shape):
        raise DeaError(
            f"prices har form {table.shape}. Gi enten {shape[1]} priser som gjelder alle enheter, "
            f"eller en tabell med {shape[0]} enheter og {shape[1]} priser."
        )
    check_values(table, "prices")
    if not (table > 0).all():
        place = ", ".join(str(i) for i in np.argwhere(table == 0)[0])
        raise DeaError(
            f"prices[{place}] er null (telt fra 0). En innsatsfaktor uten pris kunne vært brukt uten grense; "
            "alle priser må være større enn null."
        )
    return np.array(np.broadcast_to(table, shape))


def _least_cost(
    units: tuple[FloatArray, FloatArray],
    prices: FloatArray,
    ref: tuple[FloatArray, FloatArray],
    rts: Rts,
) -> tuple[FloatArray, FloatArray, set[int]]:
    """Least cost as a share of actual cost (n,), the inputs that have it (n, m), and rows HiGHS solved."""
    x, y = units
    share, inputs = np.full(len(x), np.nan), np.full(x.shape, np.nan)
    fallbacks: set[int] = set()
    distinct, group = np.unique(prices, axis=0, return_inverse=True)
    for number, price in enumerate(distinct):
        rows = np.flatnonzero(group.ravel() == number)
        weight = (price / price.max())[:, None]  # only relative prices matter; this keeps the sums in range
        result = radial_efficiency(x[rows] @ weight, y[rows], rts=rts, reference=(ref[0] @ weight, ref[1]))
        share[rows] = result.scores
        inputs[rows] = _mix(result, ref[0])
        fallbacks |= {int(rows[i]) for i in result.fallbacks}
    return share, inputs, fallbacks


def _mix(result: Efficiency, x_ref: FloatArray) -> FloatArray:
    """(n, m) Σλx of the peers, NaN where there is no solution."""
    weights = np.where(result.peer_units >= 0, result.peer_weights, 0.0)
    mix = np.einsum("np,npm->nm", weights, x_ref[result.peer_units])
    mix[np.isnan(result.scores)] = np.nan
    return mix

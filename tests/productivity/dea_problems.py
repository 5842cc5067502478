"""What the tests of the efficiency core share: random units of many kinds, and the textbook problem for HiGHS."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.linalg import block_diag
from scipy.optimize import linprog

from helseplan.productivity.dea.kernel import UNSURE

RTS = ("crs", "vrs", "nirs", "ndrs")
ORIENTATIONS = ("input", "output")
SETTINGS = tuple(product(RTS, ORIENTATIONS))
TIGHT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
KINDS = ("lognormal", "ties", "zeros", "duplicates", "collinear", "scales", "sizes", "near", "wild")

# Eleven units after Fried, Lovell and Schmidt (2008); as in the tests of
# DataEnvelopmentAnalysis.jl (Barbero and Zofío), there checked against R.
ELEVEN = (
    np.array(
        [
            [5, 13],
            [16, 12],
            [16, 26],
            [17, 15],
            [18, 14],
            [23, 6],
            [25, 10],
            [27, 22],
            [37, 14],
            [42, 25],
            [5, 17],
        ]
    ),
    np.array([[12], [14], [25], [26], [8], [9], [27], [30], [31], [26], [12]]),
)
# Cooper, Seiford and Tone (2007), example 2.2: six units, two inputs, one output.
SIX = np.array([[4, 3], [7, 3], [8, 1], [4, 2], [2, 4], [10, 1]]), np.ones((6, 1))


def units(rng, kind, n, m, s):
    """Units × inputs and units × outputs; every unit has some input and some output."""
    x, y = rng.lognormal(0, 1, (n, m)), rng.lognormal(0, 1, (n, s))
    if kind in ("ties", "duplicates", "zeros"):
        x, y = rng.integers(1, 5, (n, m)) + 0.0, rng.integers(1, 5, (n, s)) + 0.0
    if kind in ("zeros", "wild"):
        x, y = (part * (rng.random(part.shape) > rng.uniform(0, 0.4)) for part in (x, y))
        x[~x.any(axis=1), 0] = 1.0
        y[~y.any(axis=1), 0] = 1.0
    if kind == "duplicates":
        copies = rng.integers(0, n, n)
        x, y = x[copies], y[copies]
    if kind == "collinear":
        x = x[:, :1] * (1 + 1e-7 * rng.normal(size=(n, m)))
        y = y[:, :1] * (1 + 1e-7 * rng.normal(size=(n, s)))
    if kind == "near":
        x = rng.uniform(1, 10, (n, m))
        made = np.exp(np.log(x).mean(axis=1) * rng.uniform(0.7, 1) - 0.01 * rng.exponential(size=n))
        y = made[:, None] * rng.uniform(0.95, 1.05, (n, s))
    if kind in ("sizes", "wild"):
        size = rng.lognormal(0, 4, (n, 1))
        x, y = x * size, y * size ** rng.uniform(0.8, 1.2)
    if kind in ("scales", "wild"):
        x, y = (part * 10.0 ** rng.integers(-6, 10, part.shape[1]) for part in (x, y))
    return x, y


class Problem(NamedTuple):
    """Units to score, the reference set (None: their own), and what kind of data it is."""

    x: np.ndarray
    y: np.ndarray
    reference: tuple[np.ndarray, np.ndarray] | None
    kind: str

    @property
    def peers(self):
        return self.reference or (self.x, self.y)


def problems(seed, count, kinds=KINDS, most=40, widest=4, separate=0.4):
    """Random problems; a share of them measures the units against another set of the same kind."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        n, m, s = rng.integers(1, most + 1), *rng.integers(1, widest + 1, 2)
        x, y = units(rng, kind, n + 5, m, s)
        if rng.random() < separate:
            yield Problem(x[:5], y[:5], (x[5:], y[5:]), kind)
        else:
            yield Problem(x[5:], y[5:], None, kind)


def over(top, bottom):
    """Top / bottom, 0 where the bottom is 0."""
    return np.divide(top, bottom, out=np.zeros_like(top + bottom), where=bottom > 0)


def textbook(x0, y0, x_ref, y_ref, rts, orientation):
    """Score of one unit: min θ, Σλx ≤ θx₀, Σλy ≥ y₀ (or max φ). NaN if HiGHS calls it infeasible."""
    return _solved([_inequalities(x0, y0, x_ref, y_ref, rts, orientation)])[0]


def textbook_all(x0, y0, x_ref, y_ref):
    """The scores under all `SETTINGS`, as one program of separate blocks: most of HiGHS's time is in being called."""
    return _solved([_inequalities(x0, y0, x_ref, y_ref, *setting) for setting in SETTINGS])


class _Inequalities(NamedTuple):
    """Least cost·z where table·z ≤ right and equal·z = one; all of z but the last, the score, is at least 0."""

    table: np.ndarray
    right: np.ndarray
    equal: np.ndarray
    one: np.ndarray
    cost: np.ndarray


def _inequalities(x0, y0, x_ref, y_ref, rts, orientation):
    """Rows divided by the unit's own amounts, columns by their largest entry: HiGHS judges by absolute size."""
    inwards = orientation == "input"
    row_x, row_y = (np.where(own > 0, own, ref.max(axis=0)) for own, ref in ((x0, x_ref), (y0, y_ref)))
    row_x, row_y = (np.where(row > 0, row, 1.0) for row in (row_x, row_y))
    left = np.vstack([(x_ref / row_x).T, -(y_ref / row_y).T])
    own_x, own_y = x0 / row_x, y0 / row_y
    score = np.concatenate([-own_x, 0 * own_y]) if inwards else np.concatenate([0 * own_x, own_y])
    right = np.concatenate([0 * own_x, -own_y]) if inwards else np.concatenate([own_x, 0 * own_y])
    size = np.abs(left).max(axis=0)
    table = np.column_stack([left / size, score])
    total = np.append(1 / size, 0.0)
    scale = total.max()
    equal, one = np.zeros((0, len(total))), np.zeros(0)
    if rts == "vrs":
        equal, one = total[None, :] / scale, np.array([1 / scale])
    if rts in ("nirs", "ndrs"):
        sign = 1.0 if rts == "nirs" else -1.0
        table, right = np.vstack([table, sign * total / scale]), np.append(right, sign / scale)
    return _Inequalities(table, right, equal, one, np.append(0 * size, 1.0 if inwards else -1.0))


def _solved(blocks):
    ranges = [bound for block in blocks for bound in [(0, None)] * (len(block.cost) - 1) + [(None, None)]]
    result = linprog(
        np.concatenate([block.cost for block in blocks]),
        block_diag(*(block.table for block in blocks)),
        np.concatenate([block.right for block in blocks]),
        block_diag(*(block.equal for block in blocks)),
        np.concatenate([block.one for block in blocks]),
        ranges,
        method="highs-ds",
        options=TIGHT,
    )
    if result.status == 0:
        return result.x[np.cumsum([len(block.cost) for block in blocks]) - 1].tolist()
    return [np.nan] if len(blocks) == 1 else [_solved([block])[0] for block in blocks]


def giving_up(compiled, rows):
    """The compiled solver as it would be if it could not certify these rows, nor any of them alone."""

    def solve(*given):
        scores, members, levels, normals, status = compiled(*given)
        alone = given[-1] == 1  # room for one facet: a row that is tried once more by itself
        chosen = [0] if alone else [row for row in rows if row < len(scores)]
        scores[chosen], normals[chosen], levels[chosen] = np.nan, np.nan, 0.0
        members[chosen], status[chosen] = -1, UNSURE
        return scores, members, levels, normals, status

    return solve


def shortfalls(problem, result):
    """How far the result is from proving itself: by λ, by the multipliers, and between the two; per unit.

    All relative, each row to its own terms; a row the unit has nothing of, to the unit's size in that column.
    """
    x, y = problem.x, problem.y
    x_ref, y_ref = problem.peers
    inwards = result.orientation == "input"
    ones = np.ones(len(x))
    theta, phi = (result.scores, ones) if inwards else (ones, result.scores)
    size_x, size_y = (np.where(ref.any(axis=0), ref.mean(axis=0), 1.0) for ref in (x_ref, y_ref))
    size = np.maximum(over(x, size_x).max(axis=1), over(y, size_y).max(axis=1))[:, None]
    allowed, wanted = x * theta[:, None], y * phi[:, None]
    used, made = result.lambdas @ x_ref, result.lambdas @ y_ref
    total = result.lambdas.sum(axis=1)
    primal = np.hstack(
        [
            (used - allowed) / _terms(allowed, size * size_x),
            (wanted - made) / _terms(wanted, size * size_y),
            -result.lambdas.min(axis=1, keepdims=True),
            (total[:, None] - 1) * (result.rts in ("vrs", "nirs")),
            (1 - total[:, None]) * (result.rts in ("vrs", "ndrs")),
        ]
    ).max(axis=1)
    v, u, w = result.multipliers.inputs, result.multipliers.outputs, result.multipliers.intercept
    cost, worth = v @ x_ref.T, u @ y_ref.T
    scale = np.hstack([np.abs(v * size_x), np.abs(u * size_y), np.abs(w)[:, None]]).max(axis=1)
    most_of = np.maximum(over(x_ref, size_x).max(axis=1), over(y_ref, size_y).max(axis=1))
    terms = np.abs(v) @ x_ref.T + np.abs(u) @ y_ref.T + np.abs(w)[:, None] + 1e-3 * scale[:, None] * most_of
    own_cost, own_worth = (v * x).sum(axis=1), (u * y).sum(axis=1)
    most = np.abs(own_worth) + np.abs(own_cost) + np.abs(w)
    bound = own_worth + w if inwards else own_cost - w
    one = own_cost if inwards else own_worth
    dual = np.hstack(
        [
            (worth + w[:, None] - cost) / np.maximum(terms, 1e-300),
            -v * size_x / scale[:, None],
            -u * size_y / scale[:, None],
            np.abs(one - 1)[:, None],
            (w / most)[:, None] * (result.rts == "nirs"),
            -(w / most)[:, None] * (result.rts == "ndrs"),
            (np.abs(w) / most)[:, None] * (result.rts == "crs"),
        ]
    ).max(axis=1)
    between = np.abs(bound - result.scores) / most
    return primal, dual, between


def _terms(row, size):
    """What the rounding error of a row is measured against: itself, unless it is next to nothing for the unit."""
    return np.where(row > 0, np.maximum(row, 1e-12 * size), size)

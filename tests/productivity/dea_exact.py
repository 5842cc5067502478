"""A linear program in fractions: slow, without tolerances, the last word where floating point cannot be trusted."""

from __future__ import annotations

from fractions import Fraction

import numpy as np


def _pivot(rows, basis, row, column):
    inverse = 1 / rows[row][column]
    rows[row] = [cell * inverse for cell in rows[row]]
    for other, cells in enumerate(rows):
        factor = cells[column]
        if other != row and factor:
            rows[other] = [a - factor * b if b else a for a, b in zip(cells, rows[row], strict=True)]
    basis[row] = column


def _minimise(rows, basis, columns):
    """Bland's rule on a tableau whose last row holds the reduced costs; False if there is no least value."""
    while True:
        column = next((k for k in range(columns) if rows[-1][k] < 0), None)
        if column is None:
            return True
        ratios = [
            (rows[i][-1] / rows[i][column], basis[i], i) for i in range(len(basis)) if rows[i][column] > 0
        ]
        if not ratios:
            return False
        _pivot(rows, basis, min(ratios)[2], column)


def least(table, right, cost):
    """Least cost·z for table·z = right, z ≥ 0; None if there is no solution."""
    count, columns = len(table), len(cost)
    rows = [
        [
            cell if r >= 0 else -cell
            for cell in (*cells, *(Fraction(int(i == k)) * (1 if r >= 0 else -1) for k in range(count)), r)
        ]
        for i, (cells, r) in enumerate(zip(table, right, strict=True))
    ]
    basis = [columns + i for i in range(count)]
    rows.append([-sum((row[k] for row in rows), Fraction(0)) for k in range(columns)])
    rows[-1] += [Fraction(0)] * count + [-sum((row[-1] for row in rows[:-1]), Fraction(0))]
    _minimise(rows, basis, columns)
    if rows[-1][-1] < 0:
        return None
    for i in range(count):
        spare = next((k for k in range(columns) if rows[i][k] != 0), None) if basis[i] >= columns else None
        if spare is not None:
            _pivot(rows, basis, i, spare)
    last = [*cost, *[Fraction(0)] * count, Fraction(0)]
    for i, member in enumerate(basis):
        factor = last[member]
        if factor:
            last = [a - factor * b for a, b in zip(last, rows[i], strict=True)]
    rows[-1] = last
    assert _minimise(rows, basis, columns), "no least value"
    return -rows[-1][-1]


def exact_score(x0, y0, x_ref, y_ref, rts, orientation):
    """Score of one unit in fractions of the numbers as they are, rounded once at the end; NaN if infeasible."""
    inwards = orientation == "input"
    bounded = rts in ("nirs", "ndrs")
    m, s, slacks = len(x0), len(y0), len(x0) + len(y0) + bounded
    own_x, own_y = ([Fraction(float(cell)) for cell in own] for own in (x0, y0))
    columns_x, columns_y = (
        [[Fraction(float(c)) for c in column] for column in ref.T] for ref in (x_ref, y_ref)
    )
    zero = Fraction(0)

    def slack(place, sign):
        return [Fraction(sign) if k == place else zero for k in range(slacks)]

    table = [[*columns_x[i], -own_x[i] if inwards else zero, *slack(i, 1)] for i in range(m)]
    table += [[*columns_y[r], zero if inwards else -own_y[r], *slack(m + r, -1)] for r in range(s)]
    right = [zero] * m + own_y if inwards else own_x + [zero] * s
    if rts != "crs":
        sign = 1 if rts == "nirs" else -1
        table.append([*[Fraction(1)] * len(x_ref), zero, *slack(m + s if bounded else -1, sign)])
        right.append(Fraction(1))
    cost = [zero] * len(x_ref) + [Fraction(1 if inwards else -1)] + [zero] * slacks
    found = least(table, right, cost)
    return np.nan if found is None else float(abs(found))

"""The compiled solver: many lines through one cone, with the facets met on the way remembered.

The possibilities are a cone in D dimensions: spanned by the reference units (−x, y, 1), by free disposal (−e), and by
what returns to scale and weight bounds add. These vectors are the generators g. A radial problem finds the last point
b + θc of a line that is still in the cone:  Σ μg − θc = b, μ ≥ 0.  Its dual solution is the normal π of a facet:
π·g ≤ 0 for every generator, π·c fixed. A facet found for one unit is therefore a valid start for every other: the
solver keeps those it has met, starts from the one with the tightest bound, and often needs no step at all.

Only generators that have bounded some solution so far take part in the steps (the active ones). Each new facet is
computed afresh from the data and held against all generators before it is used; the one that breaks it most is added,
and the unit is solved again. What cannot be certified is left to the caller (status UNSURE).

All compiled code is in this file, and it reads no name from another: a compiled function is kept between runs as long
as its own file is the same, and would otherwise keep what another file said when it was compiled.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

OPTIMAL, INFEASIBLE, UNSURE = 0, 1, 2
SINGULAR = 1e-13
PRECISION = 1e-12
CLOSE = 1e-11
ROUNDING = 1e-3
CONSEQUENCE = 1e-10
NONE, EQUAL, MOST, LEAST = 0, 1, 2, 3


class Cone(NamedTuple):
    """The generators (D, K) with entries of at most 1 in size, and a normal (D,) that none of them passes.

    The first rows are ``inputs`` and ``outputs``, the first generators their free disposal; ``first`` is the number of
    generators that are not units. ``total`` says what the levels of units must sum to in the last row: nothing (NONE),
    exactly the unit's own (EQUAL), at most (MOST) or at least (LEAST).
    """

    generators: np.ndarray
    start: np.ndarray
    inputs: int
    outputs: int
    first: int
    total: int


class Active(NamedTuple):
    """The generators that take part in the steps: their vectors (D, K), numbers (K,), and how many (1,)."""

    table: np.ndarray
    ids: np.ndarray
    used: np.ndarray


class Facets(NamedTuple):
    """The facets met.

    Normals (D, F), inverses (F, D, D), members (F, D − 1), how far a generator is past each, relative to the normal
    (F,), and how many there are and the next place (2,).
    """

    normals: np.ndarray
    inverses: np.ndarray
    members: np.ndarray
    past: np.ndarray
    used: np.ndarray


class State(NamedTuple):
    """The unit being solved: its basis and work space."""

    members: np.ndarray
    inverse: np.ndarray
    matrix: np.ndarray
    spare: np.ndarray
    level: np.ndarray
    size_of: np.ndarray
    alpha: np.ndarray
    gap: np.ndarray
    scan: np.ndarray
    column: np.ndarray


@njit(cache=True, nogil=True, error_model="numpy")
def price(sign: float, vector: np.ndarray, table: np.ndarray, count: int, out: np.ndarray) -> None:
    """Write the inner products of ±a vector (D,) and the first ``count`` columns of a table (D, K)."""
    factor, row = sign * vector[0], table[0]
    for k in range(count):
        out[k] = factor * row[k]
    for i in range(1, vector.size):
        factor, row = sign * vector[i], table[i]
        if factor != 0.0:
            for k in range(count):
                out[k] += factor * row[k]


@njit(cache=True, nogil=True, error_model="numpy")
def largest(vector: np.ndarray) -> float:
    """The largest entry in size."""
    most = 0.0
    for i in range(vector.size):
        most = max(most, abs(vector[i]))
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def magnitude(left: np.ndarray, right: np.ndarray, ceiling: float) -> float:
    """What the rounding error of an inner product is measured against.

    The size of its terms, and a floor for sums of nothing but rounding errors; ``ceiling`` is the largest entry of
    ``right`` in size.
    """
    total, most = 0.0, 0.0
    for i in range(left.size):
        size = abs(left[i])
        most = max(most, size)
        total += size * abs(right[i])
    return total + ROUNDING * most * ceiling


@njit(cache=True, nogil=True, error_model="numpy")
def invert(matrix: np.ndarray, inverse: np.ndarray) -> bool:
    """Invert by Gauss–Jordan with row pivoting, using up ``matrix``; False if it is singular."""
    size = matrix.shape[0]
    inverse[:] = 0.0
    for i in range(size):
        inverse[i, i] = 1.0
    for column in range(size):
        best, at = 0.0, column
        for row in range(column, size):
            if abs(matrix[row, column]) > best:
                best, at = abs(matrix[row, column]), row
        if best < SINGULAR:
            return False
        if at != column:
            for i in range(size):
                matrix[at, i], matrix[column, i] = matrix[column, i], matrix[at, i]
                inverse[at, i], inverse[column, i] = inverse[column, i], inverse[at, i]
        factor = 1.0 / matrix[column, column]
        for i in range(size):
            matrix[column, i] *= factor
            inverse[column, i] *= factor
        for row in range(size):
            factor = matrix[row, column]
            if row != column and factor != 0.0:
                for i in range(size):
                    matrix[row, i] -= factor * matrix[column, i]
                    inverse[row, i] -= factor * inverse[column, i]
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def clean(matrix: np.ndarray, inverse: np.ndarray) -> None:
    """Write what is known without rounding: a basis column with one entry fixes a column of the inverse."""
    size = matrix.shape[0]
    for place in range(size):
        entries, at = 0, 0
        for i in range(size):
            if matrix[i, place] != 0.0:
                entries, at = entries + 1, i
        if entries == 1:
            for row in range(size):
                inverse[row, at] = 0.0
            inverse[place, at] = 1.0 / matrix[at, place]


@njit(cache=True, nogil=True, error_model="numpy")
def write_basis(
    generators: np.ndarray, start: np.ndarray, members: np.ndarray, c: np.ndarray, matrix: np.ndarray
) -> None:
    """Write a basis: the members of the facet, artificial ones where the number is negative, and −c last.

    An artificial generator lies in the plane with normal ``start``: a unit vector tilted along the largest axis.
    """
    size = c.size
    axis = 0
    for i in range(1, size):
        if abs(start[i]) > abs(start[axis]):
            axis = i
    for place in range(size - 1):
        member = members[place]
        if member >= 0:
            for i in range(size):
                matrix[i, place] = generators[i, member]
        else:
            other = -1 - member
            if other >= axis:
                other += 1
            for i in range(size):
                matrix[i, place] = 0.0
            matrix[other, place] = 1.0
            matrix[axis, place] = -start[other] / start[axis]
    for i in range(size):
        matrix[i, size - 1] = -c[i]


@njit(cache=True, nogil=True, error_model="numpy")
def exchange(inverse: np.ndarray, column: np.ndarray, row: int) -> None:
    """Update an inverse when ``column`` (already multiplied by the inverse) takes the place of ``row``."""
    size = inverse.shape[0]
    for j in range(size):
        inverse[row, j] /= column[row]
    for i in range(size):
        if i != row and column[i] != 0.0:
            for j in range(size):
                inverse[i, j] -= column[i] * inverse[row, j]


@njit(cache=True, nogil=True, error_model="numpy")
def turn_to(inverse: np.ndarray, c: np.ndarray) -> bool:
    """Change the last column of a basis to −c, given its inverse; False if c does not leave the facet."""
    size = c.size
    away = 0.0
    for i in range(size):
        away -= inverse[size - 1, i] * c[i]
    if away < 1e-11:
        return False
    for i in range(size):
        inverse[size - 1, i] /= away
    for row in range(size - 1):
        along = 0.0
        for i in range(size):
            along -= inverse[row, i] * c[i]
        if along != 0.0:
            for i in range(size):
                inverse[row, i] -= along * inverse[size - 1, i]
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def solved(
    matrix: np.ndarray,
    inverse: np.ndarray,
    b: np.ndarray,
    level: np.ndarray,
    size_of: np.ndarray,
    rest: np.ndarray,
) -> bool:
    """Solve the basis for b with one correction, and the size of the terms in each level.

    Returns:
        True when every equation is met to working precision.
    """
    size = b.size
    for i in range(size):
        level[i], rest[i] = 0.0, b[i]
    for _ in range(2):
        for row in range(size):
            for i in range(size):
                level[row] += inverse[row, i] * rest[i]
        for i in range(size):
            rest[i] = b[i]
            for j in range(size):
                rest[i] -= matrix[i, j] * level[j]
    largest_b, largest_level = largest(b), largest(level)
    for row in range(size):
        size_of[row] = magnitude(inverse[row], b, largest_b)
        if abs(rest[row]) > 1e-13 * (magnitude(matrix[row], level, largest_level) + abs(b[row])):
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def leaving(inverse: np.ndarray, members: np.ndarray, level: np.ndarray, size_of: np.ndarray) -> int:
    """The row to leave the basis: artificial before negative, the steepest first; −1 when all is well."""
    size = level.size
    best, at, artificial = 0.0, -1, False
    for row in range(size - 1):
        made = members[row] < 0
        wrong = abs(level[row]) if made else -level[row]
        if wrong > PRECISION * size_of[row] and (made or not artificial):
            length = 0.0
            for i in range(size):
                length += inverse[row, i] * inverse[row, i]
            steep = wrong * wrong / length
            if (made and not artificial) or steep > best:
                best, at, artificial = steep, row, made
    return at


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"nnan", "nsz"})
def least_ratio(alpha: np.ndarray, gap: np.ndarray, count: int, smallest: float, slack: float) -> float:
    """How far the facet can turn before a generator is passed, with a little slack; infinite if none is."""
    limit = np.inf
    for k in range(count):
        ratio = (max(gap[k], 0.0) + slack) / -alpha[k] if alpha[k] < -smallest else np.inf
        limit = min(limit, ratio)
    return limit


@njit(cache=True, nogil=True, error_model="numpy")
def entering(alpha: np.ndarray, gap: np.ndarray, count: int, smallest: float, slack: float) -> int:
    """The column that keeps every gap at zero or more, the largest pivot among those that tie; −1 if none."""
    limit = least_ratio(alpha, gap, count, smallest, slack)
    best, at = smallest, -1
    if limit < np.inf:
        for k in range(count):
            if gap[k] <= -limit * alpha[k] and -alpha[k] > best:
                best, at = -alpha[k], k
    return at


@njit(cache=True, nogil=True, error_model="numpy")
def levels(inverse: np.ndarray, b: np.ndarray, level: np.ndarray, size_of: np.ndarray) -> None:
    """The levels of a basis, and the size of the terms in each."""
    largest_b = largest(b)
    for row in range(b.size):
        total, terms, most = 0.0, 0.0, 0.0
        for i in range(b.size):
            entry = inverse[row, i]
            total += entry * b[i]
            terms += abs(entry * b[i])
            most = max(most, abs(entry))
        level[row], size_of[row] = total, terms + ROUNDING * most * largest_b


@njit(cache=True, nogil=True, error_model="numpy")
def dual_simplex(active: Active, state: State, b: np.ndarray, sense: float) -> tuple[int, int, float]:
    """Exchange members of the facet in the state until every level is zero or more.

    Returns:
        (status, row, sign): OPTIMAL; INFEASIBLE among the active ones, with the row and sign that show it; UNSURE
        when the steps run out.
    """
    size, table, count = b.size, active.table, active.used[0]
    inverse, alpha, gap = state.inverse, state.alpha, state.gap
    column = state.column
    for step in range(100 + 20 * size):
        levels(inverse, b, state.level, state.size_of)
        row = leaving(inverse, state.members, state.level, state.size_of)
        if row < 0:
            return OPTIMAL, -1, 1.0
        sign = 1.0 if state.level[row] < 0 else -1.0
        price(sign, inverse[row], table, count, alpha)
        if step == 0:
            price(-sense, inverse[size - 1], table, count, gap)
        new = entering(alpha, gap, count, 1e-11 * largest(inverse[row]), 1e-13 * largest(inverse[size - 1]))
        if new < 0:
            return INFEASIBLE, row, sign
        for i in range(size):
            column[i] = 0.0
            for j in range(size):
                column[i] += inverse[i, j] * table[j, new]
        exchange(inverse, column, row)
        state.members[row] = active.ids[new]
        turn = sign * gap[new] / alpha[new]
        for k in range(count):
            gap[k] -= sign * turn * alpha[k]
    return UNSURE, -1, 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def activate(cone: Cone, active: Active, new: int) -> bool:
    """Make a generator active; False if it already is."""
    count = active.used[0]
    for k in range(count):
        if active.ids[k] == new:
            return False
    for i in range(cone.start.size):
        active.table[i, count] = cone.generators[i, new]
    active.ids[count] = new
    active.used[0] = count + 1
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def best_facet(
    normals: np.ndarray,
    count: int,
    b: np.ndarray,
    c: np.ndarray,
    sense: float,
    high: np.ndarray,
    low: np.ndarray,
) -> int:
    """The known facet with the tightest bound on the score, or −1; ``high`` and ``low`` are work space."""
    high[:count] = 0.0
    low[:count] = 0.0
    for i in range(b.size):
        row, begin, along = normals[i], b[i], c[i]
        if begin != 0.0:
            for f in range(count):
                high[f] += begin * row[f]
        if along != 0.0:
            for f in range(count):
                low[f] -= along * row[f]
    best, at = -np.inf, -1
    for f in range(count):
        if low[f] > 1e-9:
            bound = sense * high[f] / low[f]
            if bound > best:
                best, at = bound, f
    return at


@njit(cache=True, nogil=True, error_model="numpy")
def worst(cone: Cone, vector: np.ndarray, sign: float, scan: np.ndarray) -> int:
    """The generator furthest on the wrong side of a plane, beyond rounding; −1 if there is none."""
    generators = cone.generators
    price(sign, vector, generators, scan.size, scan)
    most, at = 0.0, -1
    for k in range(scan.size):
        if scan[k] > most and scan[k] > PRECISION * magnitude(vector, generators[:, k], 1.0):
            most, at = scan[k], k
    return at


@njit(cache=True, nogil=True, error_model="numpy")
def right_signs(cone: Cone, normal: np.ndarray, sense: float) -> None:
    """Write 0 for prices that are below 0 by a rounding error."""
    tiny = 1e-13 * largest(normal)
    for i in range(normal.size):
        sign = 1.0
        if i == cone.inputs + cone.outputs:
            sign = 0.0 if cone.total == EQUAL else (1.0 if cone.total == LEAST else -1.0)
        if sign * sense * normal[i] < 0.0 and abs(normal[i]) <= tiny:
            normal[i] = 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def past(cone: Cone, normal: np.ndarray, scan: np.ndarray) -> float:
    """How far generators are past a plane by rounding, the furthest as a share of what it costs.

    ``scan`` holds the inner products. A share is what counts: no solution can use more of a unit than its inputs allow,
    nor, where levels sum to at most the unit's own, more than that; the cost is the inputs', and w there.
    """
    share, columns = 0.0, cone.inputs + cone.outputs
    for k in range(scan.size):
        if scan[k] > 0.0:
            if k < columns:
                return np.inf
            cost = 0.0
            for i in range(normal.size):
                if i < cone.inputs or k < cone.first or (i == columns and cone.total in (EQUAL, MOST)):
                    cost += abs(normal[i] * cone.generators[i, k])
            share = max(share, scan[k] / cost)
    return share


@njit(cache=True, nogil=True, error_model="numpy")
def begin(cone: Cone, facets: Facets, state: State, b: np.ndarray, c: np.ndarray, sense: float) -> int:
    """Put the best known facet in the state, or the artificial start; its number, −1 for the start, −2 on failure."""
    facet = best_facet(facets.normals, facets.used[0], b, c, sense, state.alpha, state.gap)
    if facet >= 0:
        state.inverse[:] = facets.inverses[facet]
        state.members[:] = facets.members[facet]
        if turn_to(state.inverse, c):
            return facet
    for i in range(state.members.size):
        state.members[i] = -1 - i
    write_basis(cone.generators, cone.start, state.members, c, state.spare)
    return -1 if invert(state.spare, state.inverse) else -2


@njit(cache=True, nogil=True, error_model="numpy")
def remember(facets: Facets, state: State, share: float) -> None:
    """Keep the facet of the state, in place of the oldest when the room is used up."""
    place = facets.used[1]
    room = facets.members.shape[0]
    facets.inverses[place] = state.inverse
    facets.members[place] = state.members
    facets.past[place] = share
    facets.normals[:, place] = state.inverse[state.members.size]
    facets.used[0] = max(facets.used[0], place + 1)
    facets.used[1] = (place + 1) % room


@njit(cache=True, nogil=True, error_model="numpy")
def reached(cone: Cone, state: State, b: np.ndarray, c: np.ndarray) -> bool:
    """Whether the units in the basis make the point, each row measured in the unit's own amounts.

    Levels that are zero but for rounding are set to zero first.
    """
    size, level, score = b.size, state.level, state.level[b.size - 1]
    for row in range(size - 1):
        noise = PRECISION * state.size_of[row]
        if level[row] <= noise or state.members[row] < 0:
            if abs(level[row]) > 10.0 * noise:
                return False
            level[row] = 0.0
    columns = cone.inputs + cone.outputs
    for i in range(size):
        made, target = 0.0, b[i] + score * c[i]
        for row in range(size - 1):
            member = state.members[row]
            if member >= columns and (member >= cone.first or i < columns):
                made += state.matrix[i, row] * level[row]
        lacking = target - made
        if i == columns and cone.total == EQUAL:
            lacking = abs(lacking)
        elif i == columns and cone.total == MOST:
            lacking = -lacking
        if lacking > CLOSE * abs(target):
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def certified(cone: Cone, state: State, b: np.ndarray, c: np.ndarray, sense: float, share: float) -> bool:
    """Whether the basis solves the problem: the point can be made, no plane is passed, and the two scores agree.

    ``share`` is what `past` says of the facet. A solution uses of each generator at most what the unit's own inputs
    allow, so the score is wrong by no more than that share of what the unit's own inputs cost.
    """
    if not solved(state.matrix, state.inverse, b, state.level, state.size_of, state.column):
        return False
    last = b.size - 1
    if not reached(cone, state, b, c):
        return False
    score, dual, away, cost, terms = state.level[last], 0.0, 0.0, 0.0, 0.0
    for i in range(b.size):
        dual += state.inverse[last, i] * b[i]
        away -= state.inverse[last, i] * c[i]
        terms += abs(state.inverse[last, i] * b[i])
        if i < cone.inputs:
            cost += abs(state.inverse[last, i] * b[i])
    if abs(away - 1.0) > CLOSE:
        return False
    if sense > 0:
        cost = abs(score)
    if cone.total in (EQUAL, MOST):
        cost += abs(state.inverse[last, last] * b[last])
    allowed = share * cost
    if abs(score) <= 1e-15 * terms and abs(dual) <= 1e-15 * terms and allowed == 0.0:
        state.level[last] = 0.0
        return True
    return allowed <= CONSEQUENCE * abs(score) and abs(dual - score) <= CONSEQUENCE * abs(score)


@njit(cache=True, nogil=True, error_model="numpy")
def moved(members: np.ndarray, before: np.ndarray) -> bool:
    """Whether two facets differ."""
    changed = False
    for i in range(members.size):
        changed = changed or members[i] != before[i]
    return changed


@njit(cache=True, nogil=True, error_model="numpy")
def fresh(cone: Cone, state: State, c: np.ndarray) -> bool:
    """Compute the basis of the state and its inverse from the data; False if it is singular."""
    write_basis(cone.generators, cone.start, state.members, c, state.matrix)
    state.spare[:] = state.matrix
    if not invert(state.spare, state.inverse):
        return False
    clean(state.matrix, state.inverse)
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def settle(
    cone: Cone,
    active: Active,
    facets: Facets,
    state: State,
    facet: int,
    b: np.ndarray,
    c: np.ndarray,
    sense: float,
) -> int:
    """Certify the facet in the state, computed afresh and held against all generators unless it is a known one.

    Returns:
        A status, or −1 when a generator it leaves outside has been made active and the unit must be solved again.
    """
    last = b.size - 1
    if facet < 0 or moved(state.members, facets.members[facet]):
        if not fresh(cone, state, c):
            return UNSURE
        normal = state.inverse[last]
        right_signs(cone, normal, sense)
        beyond = worst(cone, normal, sense, state.scan)
        if beyond >= 0:
            return -1 if activate(cone, active, beyond) else UNSURE
        share = past(cone, normal, state.scan)
        remember(facets, state, share)
    else:
        share = facets.past[facet]
        write_basis(cone.generators, cone.start, state.members, c, state.matrix)
    return OPTIMAL if certified(cone, state, b, c, sense, share) else UNSURE


@njit(cache=True, nogil=True, error_model="numpy")
def strictly(cone: Cone, plane: np.ndarray, scan: np.ndarray) -> bool:
    """Whether no generator is past the plane by more than the rounding of the data.

    ``scan`` holds the inner products, below zero on the right side.
    """
    holds = True
    for k in range(scan.size):
        holds = holds and scan[k] <= 1e-15 * magnitude(plane, cone.generators[:, k], 0.0)
    return holds


@njit(cache=True, nogil=True, error_model="numpy")
def refuse(
    cone: Cone, active: Active, state: State, row: int, sign: float, b: np.ndarray, c: np.ndarray
) -> int:
    """Certify that the problem has no solution: a row, computed afresh, that no generator at all can mend.

    Returns:
        A status, or −1 when a generator that can has been made active.
    """
    if not fresh(cone, state, c):
        return UNSURE
    plane, value, terms = state.inverse[row], 0.0, 0.0
    ceiling = largest(plane)
    for i in range(b.size):
        # However far along c one goes, it is no help: no price on what c moves.
        if c[i] != 0.0:
            if abs(plane[i]) > 1e-9 * ceiling:
                return UNSURE
            plane[i] = 0.0
        value += plane[i] * b[i]
        terms += abs(plane[i] * b[i])
    if -sign * value <= 1e-9 * terms:
        return UNSURE
    helper = worst(cone, plane, -sign, state.scan)
    if helper >= 0:
        return -1 if activate(cone, active, helper) else UNSURE
    return INFEASIBLE if strictly(cone, plane, state.scan) else UNSURE


@njit(cache=True, nogil=True, error_model="numpy")
def one(
    cone: Cone, active: Active, facets: Facets, state: State, b: np.ndarray, c: np.ndarray, sense: float
) -> int:
    """Solve one problem; the status, with the solution left in the state."""
    for _ in range(state.scan.size + 2):
        facet = begin(cone, facets, state, b, c, sense)
        if facet == -2:
            return UNSURE
        result, row, sign = dual_simplex(active, state, b, sense)
        if result == OPTIMAL:
            result = settle(cone, active, facets, state, facet, b, c, sense)
        elif result == INFEASIBLE:
            result = refuse(cone, active, state, row, sign, b, c)
        if result >= 0:
            return result
    return UNSURE


@njit(cache=True, nogil=True, error_model="numpy")
def workspace(size: int, total: int, room: int) -> tuple[Active, Facets, State]:
    """Empty active generators, facets and state for D dimensions, K generators and room for F facets."""
    active = Active(np.empty((size, total)), np.empty(total, np.int64), np.zeros(1, np.int64))
    facets = Facets(
        np.empty((size, room)),
        np.empty((room, size, size)),
        np.empty((room, size - 1), np.int64),
        np.empty(room),
        np.zeros(2, np.int64),
    )
    state = State(
        np.empty(size - 1, np.int64),
        np.empty((size, size)),
        np.empty((size, size)),
        np.empty((size, size)),
        np.empty(size),
        np.empty(size),
        np.empty(max(total, room)),
        np.empty(max(total, room)),
        np.empty(total),
        np.empty(size),
    )
    return active, facets, state


@njit(cache=True, nogil=True, error_model="numpy")
def solve(
    generators: np.ndarray,
    kinds: tuple[int, int, int, int],
    start: np.ndarray,
    B: np.ndarray,
    C: np.ndarray,
    sense: float,
    capacity: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Solve one radial problem per row of B and C.

    Args:
        generators: (D, K), each with entries of at most 1 in size; those that are not units are always active.
        kinds: Number of inputs, of outputs, of generators that are not units, and what levels sum to; see `Cone`.
        start: (D,) a normal with start·g ≤ 0 for every generator and sense · start·c < 0 for every unit.
        B: (n, D) where the lines begin.
        C: (n, D) their directions.
        sense: 1.0 for the least θ, −1.0 for the largest.
        capacity: How many facets to remember.

    Returns:
        scores (n,), members (n, D − 1) generator numbers, levels (n, D − 1), normals (n, D) with normal·(−c) = 1,
        status (n,).
    """
    size, total = generators.shape
    units = B.shape[0]
    cone = Cone(generators, start, *kinds)
    active, facets, state = workspace(size, total, max(1, min(capacity, units)))
    for k in range(cone.first):
        activate(cone, active, k)
    scores = np.full(units, np.nan)
    members = np.full((units, size - 1), -1, np.int64)
    level = np.zeros((units, size - 1))
    normals = np.full((units, size), np.nan)
    status = np.full(units, UNSURE, np.uint8)
    for unit in range(units):
        status[unit] = one(cone, active, facets, state, B[unit], C[unit], sense)
        if status[unit] == OPTIMAL:
            scores[unit] = state.level[size - 1]
            members[unit] = state.members
            level[unit] = state.level[: size - 1]
            normals[unit] = state.inverse[size - 1]
    return scores, members, level, normals, status


@njit(cache=True, nogil=True, error_model="numpy")
def solve_sets(
    generators: np.ndarray,
    kinds: tuple[int, int, int, int],
    starts: np.ndarray,
    B: np.ndarray,
    C: np.ndarray,
    sense: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Solve the same problems against several sets of generators (sets, D, K), each with its start (sets, D).

    Returns:
        scores (sets, n), status (sets, n).
    """
    scores = np.empty((generators.shape[0], B.shape[0]))
    status = np.empty(scores.shape, np.uint8)
    for one_set in range(generators.shape[0]):
        found = solve(generators[one_set], kinds, starts[one_set], B, C, sense, B.shape[0])
        scores[one_set], status[one_set] = found[0], found[4]
    return scores, status

"""Splits an extract that has more cells than the service gives at a time.

Along the variable that needs the fewest calls, in parts as even as can be. When one code of every variable is still
too much, one variable is taken code by code and each of them split again. Codes of an aggregated code list are only
divided among the parts, never replaced by their members, so no value changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from helseplan.vintages.pxweb.extract import Choice, Extract, Part, cells


def parts(extract: Extract, max_cells: int) -> tuple[Part, ...]:
    """Return the parts of an extract; together they ask for each of its cells once.

    Args:
        extract: What is wanted.
        max_cells: Most cells in one part, at least 1.
    """
    groups = _split(extract.choices, max(1, max_cells))
    return tuple(Part(extract.table, choices, cells(choices), extract.row) for choices in groups)


def _split(choices: tuple[Choice, ...], limit: int) -> list[tuple[Choice, ...]]:
    sizes = tuple(len(choice.codes) for choice in choices)
    if math.prod(sizes) <= limit:
        return [choices]
    axis, count = _cheapest(sizes, tuple(bool(choice.codelist) for choice in choices), limit)
    groups = []
    for codes in _even(choices[axis].codes, count):
        piece = (*choices[:axis], replace(choices[axis], codes=codes), *choices[axis + 1 :])
        groups += _split(piece, limit)
    return groups


def _cheapest(sizes: tuple[int, ...], from_list: tuple[bool, ...], limit: int) -> tuple[int, int]:
    """Return which variable to split, and into how many parts."""
    total, options = math.prod(sizes), []
    for axis, size in enumerate(sizes):
        rest = total // size
        fits = limit // rest
        if fits:
            count = -(-size // fits)
            options.append((count, -(-size // count) * rest, from_list[axis], axis, count))
    if not options:
        options = [
            (size * _calls(_without(sizes, axis), limit), total // size, from_list[axis], axis, size)
            for axis, size in enumerate(sizes)
            if size > 1
        ]
    *_, axis, count = min(options)
    return axis, count


@cache
def _calls(sizes: tuple[int, ...], limit: int) -> int:
    """Return how many calls a table of these sizes takes; the order of the sizes is of no matter."""
    total = math.prod(sizes)
    if total <= limit:
        return 1
    one_way = [-(-size // fits) for size in sizes if (fits := limit // (total // size))]
    if one_way:
        return min(one_way)
    return min(size * _calls(_without(sizes, axis), limit) for axis, size in enumerate(sizes) if size > 1)


def _without(sizes: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return tuple(sorted(size for place, size in enumerate(sizes) if place != axis and size > 1))


def _even(codes: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """Return the codes in ``count`` runs whose lengths differ by one at most."""
    edges = [len(codes) * place // count for place in range(count + 1)]
    return [tuple(codes[start:end]) for start, end in pairwise(edges)]

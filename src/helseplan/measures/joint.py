"""Measures alone and together: coalitions, exact Shapley shares, and how pairs of measures act on each other.

Measures of supply and of demand never meet in the model: the gap is a difference of the two. What they do together is
therefore the sum of what each side does, and it is enough to run the coalitions of each side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from helseplan.measures.packages import Doses, coalitions
from helseplan.measures.register import SUPPLY_KINDS
from helseplan.measures.study import Study
from helseplan.shapley import shapley

Coalition = frozenset[str]


@dataclass(frozen=True)
class Joint:
    """What a choice of measures gives; arrays are group × year, årsverk, and positive when the gap closes.

    Attributes:
        alone: Each measure carried out alone.
        shares: Each measure's Shapley share of what they give together.
        total: What they give together.
        pairs: What two measures give together beyond what each gives alone; negative when they overlap.
    """

    alone: dict[str, np.ndarray]
    shares: dict[str, np.ndarray]
    total: np.ndarray
    pairs: dict[tuple[str, str], np.ndarray]


def run_together(study: Study, doses: Doses) -> Joint:
    """Run every coalition of the measures that are carried out.

    Args:
        study: The run.
        doses: One draw.
    """
    sides = [_coalitions(study, doses, side) for side in _sides(study, doses)]
    alone: dict[str, np.ndarray] = {}
    shares: dict[str, np.ndarray] = {}
    pairs: dict[tuple[str, str], np.ndarray] = {}
    nothing = np.zeros(study.central.balance.shape[1:])
    total = nothing
    for names, value in sides:
        alone |= {name: value[frozenset([name])] for name in names}
        shares |= shapley(names, value.__getitem__)
        pairs |= _within(names, value)
        total = total + value[frozenset(names)]
    first, second = (names for names, _ in sides)
    pairs |= {(one, other): nothing for one in first for other in second}
    return Joint(alone, shares, total, pairs)


def _sides(study: Study, doses: Doses) -> tuple[list[str], list[str]]:
    """The measures carried out on the side of supply, and of demand."""
    sides: tuple[list[str], list[str]] = ([], [])
    for place, row in enumerate(study.catalogue.rows):
        if doses.intensity[0, place]:
            sides[row.transformation not in SUPPLY_KINDS].append(row.measure)
    return sides


def _coalitions(
    study: Study, doses: Doses, names: list[str]
) -> tuple[list[str], Mapping[Coalition, np.ndarray]]:
    """The effect of every coalition of some measures."""
    chosen = [frozenset(each) for size in range(len(names) + 1) for each in combinations(names, size)]
    inside = np.array([[name in each for name in study.catalogue.names] for each in chosen])
    effects = study.effects(coalitions(doses, inside))
    return names, dict(zip(chosen, effects, strict=True))


def _within(names: list[str], value: Mapping[Coalition, np.ndarray]) -> dict[tuple[str, str], np.ndarray]:
    return {
        (one, other): value[frozenset((one, other))] - value[frozenset([one])] - value[frozenset([other])]
        for one, other in combinations(names, 2)
    }

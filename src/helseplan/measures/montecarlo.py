"""The distribution of the gap: seeded draws, summed up as they come, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from helseplan.chain import CHUNK
from helseplan.executor import Executor
from helseplan.measures.draws import Draw, gaps

WIDTH = 20
"""Årsverk per cell of the histogram; a quantile is known to within one."""
REACH = 400_000
"""The histogram goes from −``REACH`` to ``REACH``; what lies outside is counted in the outermost cells."""
EDGES = np.arange(-REACH, REACH + WIDTH, WIDTH)
CELLS = len(EDGES) - 1
TOGETHER = 8
"""Chunks in a task: enough work to be worth sending to another machine."""
Task = tuple[int, int, int]
"""Seed, place of the first chunk, number of draws."""


@dataclass
class Summary:
    """Running sums over draws, for each way (without and with measures) and each group, the total last.

    Attributes:
        count: Draws so far.
        total: Sum of the gaps, way × (group and all).
        closed: Draws in which the gap is nought or more, way × (group and all).
        every: Draws in which no group has a shortage, way.
        counts: Draws by cell of the histogram, way × (group and all) × cell.
    """

    columns: int
    count: int = 0
    total: np.ndarray = field(init=False)
    closed: np.ndarray = field(init=False)
    every: np.ndarray = field(init=False)
    counts: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.total = np.zeros((2, self.columns))
        self.closed = np.zeros((2, self.columns), dtype=int)
        self.every = np.zeros(2, dtype=int)
        self.counts = np.zeros((2, self.columns, CELLS), dtype=np.int64)

    def add(self, found: np.ndarray) -> None:
        """Add draws, way × draw × group."""
        values = np.concatenate([found, found.sum(axis=-1, keepdims=True)], axis=-1)
        self.count += values.shape[1]
        self.total += values.sum(axis=1)
        self.closed += (values >= 0).sum(axis=1)
        self.every += (found >= 0).all(axis=-1).sum(axis=1)
        cells = np.clip(np.floor((values + REACH) / WIDTH).astype(int), 0, CELLS - 1)
        way, _, column = np.indices(cells.shape, sparse=True)
        np.add.at(self.counts, (way, column, cells), 1)

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return quantiles, way × (group and all) × share, årsverk; the middle of the cell each lies in.

        A quantile in one of the outermost cells is not known, and NaN.
        """
        reached = np.cumsum(self.counts, axis=-1) / self.count
        place = np.stack([(reached < share).sum(axis=-1) for share in shares], axis=-1)
        inside = (place > 0) & (place < CELLS - 1)
        return np.where(inside, EDGES[np.minimum(place, CELLS - 1)] + WIDTH / 2, np.nan)


def simulate(executor: Executor, draw: Draw, gap: np.ndarray, count: int, seed: int) -> Summary:
    """Draw and sum up.

    Args:
        executor: Where the draws are computed; the result does not depend on it.
        draw: What is drawn.
        gap: What is added to supply less demand to get the gap in the last year, group.
        count: Number of draws.
        seed: The same seed gives the same draws.
    """
    out = Summary(len(gap) + 1)
    for found in executor.map(_task, draw, _tasks(count, seed)):
        out.add(found + gap)
    return out


def _tasks(count: int, seed: int) -> Iterator[Task]:
    each = CHUNK * TOGETHER
    for first in range(0, count, each):
        yield seed, first // CHUNK, min(each, count - first)


def _task(draw: Draw, task: Task) -> np.ndarray:
    seed, place, count = task
    starts = range(0, count, CHUNK)
    parts = [_chunk(draw, seed, place + at, min(CHUNK, count - start)) for at, start in enumerate(starts)]
    return np.concatenate(parts, axis=1)


def _chunk(draw: Draw, seed: int, place: int, count: int) -> np.ndarray:
    """A chunk of draws; each has its own stream of random numbers, whoever computes it."""
    numbers = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(place,)))
    return gaps(draw, numbers.random((CHUNK, len(draw.inputs)))[:count])

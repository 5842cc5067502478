"""What the variance of the gap comes from: first-order and total Sobol indices (Saltelli 2010), by scipy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc, sobol_indices

from helseplan.chain import CHUNK
from helseplan.executor import Executor
from helseplan.measures.draws import Draw, gaps

RESAMPLES = 200
"""Bootstrap samples behind the intervals."""
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Indices:
    """Sobol indices, way (without and with measures) × input.

    Attributes:
        first: The share of the variance that the input accounts for alone.
        total: The share that it takes part in, together with others.
        first_interval: 95 per cent bootstrap interval of ``first``, end × way × input.
        total_interval: The same of ``total``.
    """

    first: np.ndarray
    total: np.ndarray
    first_interval: np.ndarray
    total_interval: np.ndarray


@dataclass(frozen=True)
class Sample:
    """Net gaps of the two base samples and of the first with one input at a time from the second.

    Attributes:
        a: Way × run.
        b: Way × run.
        mixed: Input × way × run.
    """

    a: np.ndarray
    b: np.ndarray
    mixed: np.ndarray

    def indices(self, rows: np.ndarray | slice = slice(None)) -> tuple[np.ndarray, np.ndarray]:
        """First-order and total indices of some of the runs, way × input."""
        parts = {"f_A": self.a[:, rows], "f_B": self.b[:, rows], "f_AB": self.mixed[:, :, rows]}
        found = sobol_indices(func=parts, n=parts["f_A"].shape[1])
        return np.atleast_2d(found.first_order), np.atleast_2d(found.total_order)


def indices(executor: Executor, draw: Draw, base: int, seed: int) -> Indices:
    """Compute the indices of the net gap in the last year.

    Args:
        executor: Where the runs are computed.
        draw: What is drawn.
        base: Size of the two base samples, a power of 2; there are base · (inputs + 2) runs.
        seed: Of the quasi-random sequence and the bootstrap.
    """
    sample = run(executor, draw, base, seed)
    numbers = np.random.default_rng(seed)
    again = [sample.indices(numbers.integers(base, size=base)) for _ in range(RESAMPLES)]
    firsts, totals = (np.quantile(np.stack(part), INTERVAL, axis=0) for part in zip(*again, strict=True))
    return Indices(*sample.indices(), firsts, totals)


def run(executor: Executor, draw: Draw, base: int, seed: int) -> Sample:
    """Run the chain on the two base samples and their mixes."""
    count = len(draw.inputs)
    points = qmc.Sobol(d=2 * count, rng=np.random.default_rng(seed)).random(base)
    a, b = points[:, :count], points[:, count:]
    mixed = np.repeat(a[None], count, axis=0)
    for place in range(count):
        mixed[place, :, place] = b[:, place]
    everything = np.concatenate([a, b, mixed.reshape(-1, count)])
    chunks = (everything[first : first + CHUNK] for first in range(0, len(everything), CHUNK))
    found = np.concatenate([part.sum(axis=-1) for part in executor.map(gaps, draw, chunks)], axis=1)
    rest = found[:, 2 * base :].reshape(len(found), count, base)
    return Sample(found[:, :base], found[:, base : 2 * base], np.moveaxis(rest, 1, 0))

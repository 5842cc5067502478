"""One run's measures: the chain, what may be carried out, and the run's own choice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from helseplan.chain import CHUNK, LAST, Chain, Outcome
from helseplan.chain.model import FIRST, joined
from helseplan.chain.opening import open_chain, open_model
from helseplan.classifications import codes
from helseplan.executor import Executor
from helseplan.measures import packages, reference
from helseplan.measures.catalogue import Catalogue, read
from helseplan.measures.packages import Doses
from helseplan.measures.transformations import Options, Transformer
from helseplan.params.measures import Measures

if TYPE_CHECKING:
    from helseplan.session import StageRun

Task = tuple[Doses, Options, int]


@dataclass(frozen=True)
class Study:
    """What the results of the measures stage are computed from.

    Attributes:
        transformer: Turns doses into levers, with the run's own pace.
        own: The run's own choice, one draw.
        params: The section ``measures``.
        executor: Where the computations run.
    """

    transformer: Transformer
    own: Doses
    params: Measures
    executor: Executor

    @classmethod
    def open(cls, run: StageRun, executor: Executor) -> Study:
        """Read the run."""
        params = run.params.measures
        catalogue = read(run.vintage.read("measure_models"), params)
        services = tuple(run.vintage.read("services").service)
        chain = open_chain(run, reference.moves(catalogue, services, tuple(codes("groups"))))
        catalogue = reference.on_the_way(catalogue, chain)
        found = reference.find(run, open_model(run), chain, catalogue)
        pace = packages.pace(catalogue, params, chain.years)
        return cls(
            Transformer(chain, catalogue, found, pace), packages.own(catalogue, params), params, executor
        )

    @property
    def chain(self) -> Chain:
        """The chain."""
        return self.transformer.chain

    @property
    def catalogue(self) -> Catalogue:
        """The measures of the vintage."""
        return self.transformer.catalogue

    @property
    def years(self) -> np.ndarray:
        """The years of the results, the base year left out."""
        return self.chain.years[1:]

    @property
    def published(self) -> Transformer:
        """The transformer with the pace published effects are counted with."""
        return replace(self.transformer, pace=packages.as_published(self.catalogue, self.chain.years))

    @cached_property
    def central(self) -> Outcome:
        """The run without measures, one draw."""
        return self.chain.evaluate(self.chain.neutral(1))

    def options(self, count: int) -> Options:
        """Return what the sources leave open, as the run's parameters say."""
        params = self.params
        return Options(
            np.full(count, params.weekend_within_positions),
            np.full(count, params.task_automated_percent / 100),
            np.full(count, params.task_to_secretaries_percent / 100),
        )

    def outcomes(self, doses: Doses, transformer: Transformer | None = None, first: int = FIRST) -> Outcome:
        """Compute any number of doses, from the place of the first year wanted."""
        tasks = _chunks(doses, self.options(len(doses)), first)
        return joined(list(self.executor.map(evaluate, transformer or self.transformer, tasks)))

    def last_effects(self, doses: Doses) -> np.ndarray:
        """Return the change in the gap of the 14 groups in the last year, draw × group, årsverk."""
        return (self.outcomes(doses, first=LAST).balance - self.central.balance[..., LAST:])[..., 0]

    def effects(self, doses: Doses) -> np.ndarray:
        """Return the change in the gap of the 14 groups, draw × group × year, årsverk; doses of 0 give exactly 0."""
        return self.outcomes(doses).balance - self.central.balance


def evaluate(transformer: Transformer, task: Task) -> Outcome:
    """Compute a chunk of doses."""
    doses, options, first = task
    return transformer.chain.chunk(transformer.levers(doses, options), first)


def _chunks(doses: Doses, options: Options, year: int) -> Iterator[Task]:
    for first in range(0, len(doses), CHUNK):
        rows = slice(first, first + CHUNK)
        yield (
            Doses(doses.intensity[rows], doses.level[rows]),
            Options(options.weekend_within[rows], options.automated[rows], options.to_first[rows]),
            year,
        )

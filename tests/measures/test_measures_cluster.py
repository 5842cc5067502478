"""The draws of a run on a Dask cluster of separate processes, one of them killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from distributed import LocalCluster

from helseplan.executor import open_executor
from helseplan.measures import montecarlo
from helseplan.measures.draws import Draw
from helseplan.measures.montecarlo import simulate

COUNT, SEED, KILL_AFTER = 16_384, 5, 3
Drawn = Callable[..., tuple[Draw, np.ndarray]]


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, processes=True, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as started:
        yield started


def test_a_worker_killed_among_the_draws_loses_none_and_changes_no_bit(
    cluster: LocalCluster, drawn_of: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, added = drawn_of()
    with open_executor(1) as executor:
        expected = simulate(executor, draw, added, COUNT, SEED)
    victim, seen = cluster.workers[0].pid, []
    plain = montecarlo.Summary.add

    def add_and_kill(self: montecarlo.Summary, found: np.ndarray) -> None:
        plain(self, found)
        seen.append(found.shape[1])
        if len(seen) == KILL_AFTER:
            os.kill(victim, signal.SIGKILL)

    monkeypatch.setattr(montecarlo.Summary, "add", add_and_kill)
    with open_executor(dask=cluster.scheduler_address) as executor:
        found = simulate(executor, draw, added, COUNT, SEED)
    assert len(seen) > KILL_AFTER
    assert sum(seen) == found.count == COUNT
    assert cluster.workers[0].pid != victim  # the nanny started another
    for name in ("total", "closed", "every", "counts"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name

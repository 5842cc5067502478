"""The state the tests compute on, and what it gives without any worker."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from helseplan.executor import Executor, open_executor
from helseplan.executor.processes import Processes
from tests.executor import work

DRAWS = 300


@pytest.fixture(autouse=True)
def no_choice_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is anything that a command line leaves there left to the next test."""
    for name in ("HELSEPLAN_WORKERS", "HELSEPLAN_DASK"):
        monkeypatch.setenv(name, "")  # so that what was there is put back, also when nothing was
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def state() -> np.ndarray:
    """5 MB."""
    return np.random.default_rng(1).normal(size=(20_000, 32))


@pytest.fixture(scope="session")
def expected(state: np.ndarray) -> np.ndarray:
    """All draws, computed in this process."""
    with open_executor(workers=1) as executor:
        return np.array(list(executor.map(work.draw, state, range(DRAWS))))


@pytest.fixture(scope="module")
def pool() -> Iterator[Processes]:
    """Two processes, shared by the tests that do not end them."""
    with Processes(2) as executor:
        yield executor


def check_layout(executor: Executor) -> None:
    """State, tasks and results are aligned and contiguous, also when they began as views."""
    grid = np.arange(20_000.0).reshape(100, 200)
    for result, met in executor.map(work.layout, grid[:, ::3], [grid[n, n::2] for n in range(20)]):
        assert all(met)
        assert result.flags.aligned
        assert result.flags.c_contiguous

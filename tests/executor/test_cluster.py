"""A Dask cluster of separate processes gives what one process gives, also when workers are killed."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator

import numpy as np
import pytest
from distributed import LocalCluster

from helseplan.errors import DataError, HelseplanError
from helseplan.executor import cluster as backend
from helseplan.executor import open_executor
from helseplan.executor.base import Executor
from tests.executor import work
from tests.executor.conftest import DRAWS, check_layout


def local_cluster(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers, processes=True, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two worker processes, each with a nanny that starts it anew when it dies."""
    with local_cluster(2) as started:
        yield started


@pytest.fixture
def executor(cluster: LocalCluster) -> Iterator[Executor]:
    with open_executor(dask=cluster.scheduler_address) as opened:
        yield opened


def kill(cluster: LocalCluster, *numbers: int) -> None:
    for number in numbers:
        os.kill(cluster.workers[number].pid, signal.SIGKILL)


def test_same_bits_in_the_same_order(executor: Executor, state: np.ndarray, expected: np.ndarray) -> None:
    found = np.array(list(executor.map(work.draw, state, range(DRAWS))))
    np.testing.assert_array_equal(found, expected)
    assert found[:, 0].tolist() == list(range(DRAWS))


def test_both_workers_work_with_one_blas_thread_each(executor: Executor, state: np.ndarray) -> None:
    assert len(set(executor.map(work.process, state, range(20)))) == 2
    assert {number for found in executor.map(work.threads, state, range(4)) for number in found} == {1}


@pytest.mark.parametrize("allowed_failures", [3, 0], ids=["dask repeats", "we repeat"])
def test_a_worker_killed_in_the_middle_costs_nothing(
    cluster: LocalCluster,
    executor: Executor,
    state: np.ndarray,
    expected: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    allowed_failures: int,
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", allowed_failures)
    found, killed = [], cluster.workers[0].pid
    for number, result in enumerate(executor.map(work.draw_slowly, state, range(DRAWS))):
        found.append(result)
        if number == 60:
            kill(cluster, 0)
    assert work.gone([killed])
    np.testing.assert_array_equal(np.array(found), expected)


def test_the_state_survives_the_death_of_all_workers(
    cluster: LocalCluster, executor: Executor, state: np.ndarray, expected: np.ndarray
) -> None:
    found = []
    for number, result in enumerate(executor.map(work.draw_slowly, state, range(100))):
        found.append(result)
        if number == 40:
            kill(cluster, 0, 1)
    np.testing.assert_array_equal(np.array(found), expected[:100])


def test_a_task_that_kills_its_worker_each_time_is_an_error(
    cluster: LocalCluster, executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    monkeypatch.setattr(backend, "LOSSES", 1)
    with pytest.raises(HelseplanError, match="på den samme oppgaven"):
        list(executor.map(work.die_at, 3, range(4)))


def test_an_error_comes_as_it_is_and_the_remaining_tasks_are_dropped(
    cluster: LocalCluster, executor: Executor
) -> None:
    found = []
    with pytest.raises(DataError) as caught:
        for result in executor.map(work.fail_at, 30, range(1000)):
            found.append(result)
    assert found == list(range(30))
    assert str(caught.value) == "Tallet mangler.\n  Hvor: oppgave 30"
    with pytest.raises(RuntimeError, match="StubbornError: 1 and 2"):
        list(executor.map(work.fail_stubbornly, 1, [2]))
    executor.close()
    assert not cluster.scheduler.tasks


def test_the_tasks_are_read_as_they_are_needed(executor: Executor) -> None:
    read = given = ahead = 0

    def tasks() -> Iterator[int]:
        nonlocal read
        for number in range(200):
            read += 1
            yield number

    for result in executor.map(work.fail_at, -1, tasks()):
        assert result == given
        given += 1
        ahead = max(ahead, read - given)
    assert given == 200
    assert 2 <= ahead <= 2 * 2 * backend.AHEAD


def test_the_state_is_sent_once_to_each_worker(executor: Executor, tmp_path) -> None:
    state = work.Counted(tmp_path, np.arange(5.0))
    for _ in range(2):
        assert list(executor.map(work.counted, state, range(40))) == [float(n % 5) for n in range(40)]
    assert len(list(tmp_path.iterdir())) <= 2
    state.values[0] = 7
    assert next(iter(executor.map(work.counted, state, [0]))) == 7


@pytest.fixture
def stranger() -> Iterator[str]:
    """An address where something listens that never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


def test_an_address_where_somebody_else_answers(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch, stranger: str
) -> None:
    monkeypatch.setattr(backend, "CONNECT", 0.5)
    for address in (stranger, cluster.workers[0].worker_address):
        test_an_address_where_nobody_answers(monkeypatch, address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tull", "http://127.0.0.1:80"])
def test_an_address_where_nobody_answers(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(backend, "CONNECT", 0.5)
    with (
        open_executor(dask=address) as executor,
        pytest.raises(HelseplanError, match="Dask-klyngen svarer ikke") as caught,
    ):
        list(executor.map(work.process, None, [1]))
    assert caught.value.where == address


def test_a_cluster_without_workers_and_one_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "LOOK", 0.1)
    monkeypatch.setattr(backend, "PATIENCE", 0.3)
    with local_cluster(0) as empty, open_executor(dask=empty.scheduler_address) as executor:
        with pytest.raises(HelseplanError, match="har ingen arbeidere") as caught:
            list(executor.map(work.process, None, [1]))
        assert caught.value.where == empty.scheduler_address
        results = executor.map(work.process, None, iter(int, 1))
        empty.scale(1)
        monkeypatch.setattr(backend, "PATIENCE", 30)
        assert next(results) not in (None, os.getpid())
        empty.close()
        with pytest.raises(HelseplanError, match="Forbindelsen til Dask-klyngen er brutt"):
            list(results)


def test_arrays_lie_the_same_way_wherever_they_are(executor: Executor) -> None:
    """A sum over an array at an odd address, or with gaps, has other last bits."""
    check_layout(executor)

"""On a Dask cluster, for studies that one machine is too small for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import cycle, islice, takewhile
from time import monotonic
from typing import Any

import dask
from distributed import CancelledError, Client, Future, KilledWorker, TimeoutError, wait

from helseplan.errors import HelseplanError
from helseplan.executor.base import Executor, R, S, T
from helseplan.executor.job import LOSSES, Job, compute_in_worker, lost_too_often, pack, unpack
from helseplan.executor.reach import require_scheduler

AHEAD = 4  # tasks read per thread of the cluster
CONNECT = 10.0  # seconds the scheduler has to answer
LOOK = 2.0  # seconds between two looks at the cluster
PATIENCE = 60.0  # seconds a cluster may be without workers
LOST = KilledWorker, CancelledError
QUIET = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # the state is large, and sent once

_Sent = tuple[bytes, Future]


class Cluster(Executor):
    """Connects at the first ``map``; the cluster itself is started and stopped by others.

    The state is the result of a task, not scattered data: Dask computes it anew when the workers that
    had it are gone, hands it from worker to worker, and drops it when we are gone.

    Args:
        address: Of the scheduler, ``tcp://host:port``.
    """

    def __init__(self, address: str):
        self._address = address
        self._client: Client | None = None
        self._job: tuple[str, Future] | None = None
        self._places = _Places()

    def _map(self, function: Callable[[S, T], R], state: S, tasks: Iterable[T]) -> Iterator[R]:
        client, source = self._connected(), iter(tasks)
        job = self._sent(client, Job.of(function, state))
        window: deque[_Sent] = deque()
        try:
            self._fill(client, job, source, window)
            while window:
                results = self._front(client, job, window)
                self._fill(client, job, source, window)
                yield from results
        finally:
            if window and client.status == "running":
                client.cancel([future for _, future in window])

    def close(self) -> None:
        """Leave the cluster; what we had there is dropped."""
        self._job = None
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connected(self) -> Client:
        if self._client is None:
            require_scheduler(self._address, CONNECT)
            self._client = Client(self._address, timeout=CONNECT, set_as_default=False)
        return self._client

    def _sent(self, client: Client, job: Job) -> Future:
        """Return the function and its state as a future; the same one as long as they are the same."""
        if self._job is None or self._job[0] != job.digest:
            with dask.config.set(QUIET):
                self._job = job.digest, client.submit(Job, job.blob, pure=False)
        return self._job[1]

    def _fill(self, client: Client, job: Future, source: Iterator[Any], window: deque[_Sent]) -> None:
        """Send tasks until the cluster has its fill or there are no more."""
        self._require(client)
        self._places.look(client)
        for task in islice(source, max(0, AHEAD * max(1, self._places.count) - len(window))):
            blob = pack(task)
            window.append((blob, self._submit(client, job, blob)))

    def _submit(self, client: Client, job: Future, task: bytes) -> Future:
        """Send one task to the next thread in turn; left to itself Dask fills the worker with the state."""
        place = self._places.next()
        return client.submit(
            compute_in_worker, job, task, pure=False, workers=place, allow_other_workers=bool(place)
        )

    def _front(self, client: Client, job: Future, window: deque[_Sent]) -> list[Any]:
        """Wait for the first result, and fetch it together with those right behind it that are there.

        One fetch takes some 8 ms, however many results it is for.
        """
        with suppress(*LOST):
            self._await(client, window[0][1])
            front = [future for _, future in takewhile(lambda sent: sent[1].status == "finished", window)]
            if front:
                results = client.gather(front)
                for _ in front:
                    window.popleft()
                return [unpack(result) for result in results]
        return [self._result(client, job, *window.popleft())]

    def _result(self, client: Client, job: Future, task: bytes, future: Future) -> Any:
        """Wait for a result. Dask repeats what dies with a worker; what it gives up, we send again."""
        for _ in range(LOSSES + 1):
            try:
                self._await(client, future)
                return unpack(future.result())
            except LOST:
                self._require(client)
                future = self._submit(client, job, task)
        raise lost_too_often()

    def _await(self, client: Client, future: Future) -> None:
        alive = monotonic()
        while not future.done():
            try:
                with client.as_current():
                    wait([future], timeout=LOOK)
            except TimeoutError:
                self._require(client)
                self._places.look(client)
                if self._places.count:
                    alive = monotonic()
                elif monotonic() - alive > PATIENCE:
                    raise HelseplanError(
                        "Dask-klyngen har ingen arbeidere.",
                        where=self._address,
                        fix=f"start dem med «dask worker {self._address}», eller kjør uten --dask.",
                    ) from None

    def _require(self, client: Client) -> None:
        if client.status != "running":
            raise HelseplanError(
                "Forbindelsen til Dask-klyngen er brutt.",
                where=self._address,
                fix="se i loggen til «dask scheduler» hvorfor den stanset, og kjør på nytt.",
            )


class _Places:
    """The threads of the cluster, taken in turn; workers come and go."""

    def __init__(self) -> None:
        self.count = 0
        self._seen = float("-inf")
        self._turn: Iterator[str] = iter(())

    def look(self, client: Client) -> None:
        """Ask the scheduler which workers there are, if that is some time ago and it answers."""
        if monotonic() - self._seen < LOOK:
            return
        try:
            threads: dict[str, int] = client.nthreads()
        except OSError:
            return
        most = max(threads.values(), default=0)
        places = [address for turn in range(most) for address, number in threads.items() if turn < number]
        self.count, self._seen, self._turn = len(places), monotonic(), cycle(places)

    def next(self) -> str | None:
        """Return the address of a worker, or none while there are no workers."""
        return next(self._turn, None)

"""Several processes on this machine, each with a pipe of its own.

Not ``concurrent.futures``: its workers share one pipe for results, and one that is killed in the middle of
a large result leaves the others' reader waiting for ever. Here a worker's death is the end of its own pipe;
only the tasks it held run again, and nobody else is disturbed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from types import ModuleType

from helseplan.executor.base import Executor, R, S, T
from helseplan.executor.job import Job, pack, unpack
from helseplan.executor.window import Window
from helseplan.executor.worker import NEW_JOB, serve

AHEAD = 4  # tasks read per worker, so that one slow task does not leave the others idle
HELD = 2  # tasks a worker has at once, so that it goes on while its last result is being used


class Processes(Executor):
    """Starts its processes at the first ``map`` and keeps them for the next.

    They are spawned, never forked: a notebook kernel has threads, and a fork copies their locks as they stand.

    Args:
        count: The most processes at a time.
    """

    def __init__(self, count: int):
        self._count = count
        self._workers: list[_Worker] = []

    def _map(self, function: Callable[[S, T], R], state: S, tasks: Iterable[T]) -> Iterator[R]:
        job, window = Job.of(function, state), Window(tasks, AHEAD * self._count)
        try:
            self._hand_out(job, window)
            while window.ready or self._held():
                self._collect(window)
                self._hand_out(job, window)
                if window.ready:
                    yield window.pop()
        finally:
            if self._held():  # an error, an interrupt, or a caller who stopped asking
                self.close()

    def close(self) -> None:
        """End every process at once; a task under way is dropped."""
        while self._workers:
            self._workers.pop().kill()

    def _held(self) -> int:
        return sum(len(worker.held) for worker in self._workers)

    def _hand_out(self, job: Job, window: Window) -> None:
        """Give every worker up to ``HELD`` tasks, the one with fewest first; start those that are missing."""
        wanted = min(self._count, window.waiting() + self._held())
        while len(self._workers) < wanted:
            self._workers.append(_Worker())
        while window.waiting() and self._workers:
            worker = min(self._workers, key=lambda worker: len(worker.held))
            if len(worker.held) >= HELD:
                return
            try:
                worker.give(job, *window.take())
            except OSError:
                self._bury(worker, window)
                self._workers.append(_Worker())

    def _collect(self, window: Window) -> None:
        """Take in the results there are, and wait for one if the next is not among those we have."""
        workers = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(workers), timeout=0 if window.ready else None):
            worker = workers[connection]  # type: ignore[index]
            try:
                answer = worker.connection.recv_bytes()
            except (EOFError, OSError):
                self._bury(worker, window)
                continue
            index, succeeded, packed = unpack(answer)
            del worker.held[index]
            window.put(index, succeeded, packed)

    def _bury(self, worker: _Worker, window: Window) -> None:
        self._workers.remove(worker)
        worker.kill()
        window.give_back(worker.held)


@contextmanager
def _nobodys_script() -> Iterator[None]:
    """Hide the caller's script from a process that is started.

    A spawned process otherwise runs it from the top before anything else: a script without ``if __name__ ==
    "__main__"`` would start processes of its own there. The function of a map is imported from its module instead.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


class _Worker:
    """A process, our end of its pipe, and the packed tasks it has, in the order it computes them."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.held: dict[int, bytes] = {}
        self._job = ""
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        with _nobodys_script():
            self._process.start()
        theirs.close()

    def give(self, job: Job, index: int, task: bytes) -> None:
        """Send a task, and before it the job unless the worker has it."""
        self.held[index] = task
        if self._job != job.digest:
            self._job = job.digest
            self.connection.send_bytes(pack((NEW_JOB, job.blob)))
        self.connection.send_bytes(pack((index, task)))

    def kill(self) -> None:
        """End the process and wait until it is gone."""
        with suppress(OSError):
            self.connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()

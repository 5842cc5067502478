"""In this process, one task after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from helseplan.executor.base import Executor, R, S, T
from helseplan.executor.blas import one_thread_at_a_time
from helseplan.executor.job import Job, compute, pack, unpack


class Serial(Executor):
    """No process is started; each task is read when its result is asked for.

    State, tasks and results are packed and unpacked as if they travelled: a view in the caller's state
    would otherwise be summed in another order here than in a worker, where it is contiguous.
    """

    def _map(self, function: Callable[[S, T], R], state: S, tasks: Iterable[T]) -> Iterator[R]:
        job = Job.of(function, state)
        one_thread = one_thread_at_a_time()
        for task in tasks:
            with one_thread():
                result = compute(job, pack(task))
            yield unpack(result)

    def close(self) -> None:
        """Nothing was started."""

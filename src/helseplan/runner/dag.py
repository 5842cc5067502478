"""Runs a graph of jobs in threads, each as soon as what it needs is done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from queue import SimpleQueue

PATIENCE = 10.0
"""Seconds an aborted job is given to end."""


def run_graph(
    needs: Mapping[str, Sequence[str]],
    work: Callable[[str], None],
    *,
    workers: int,
    abort: Callable[[], None] = lambda: None,
    idle: Callable[[], None] = lambda: None,
) -> None:
    """Run every job once.

    Args:
        needs: Job → jobs that must be done first, in order of preference; other needs count as done.
        work: Does one job; called in a thread of its own.
        workers: Jobs that may run side by side.
        abort: Makes running jobs end at once; called when the main thread is interrupted.
        idle: Called each time there is room for a job but none is ready.

    Raises:
        Exception: The first that a job raised. No job is started after it; those running are finished.
    """
    waiting, running = dict(needs), dict[str, threading.Thread]()
    finished: SimpleQueue[tuple[str, BaseException | None]] = SimpleQueue()
    failure: BaseException | None = None

    def attempt(name: str) -> None:
        try:
            work(name)
        except BaseException as error:
            finished.put((name, error))
        else:
            finished.put((name, None))

    try:
        while (waiting and not failure) or running:
            for name in _ready(waiting, running)[: 0 if failure else workers - len(running)]:
                del waiting[name]
                running[name] = threading.Thread(target=attempt, args=(name,), daemon=True)
                running[name].start()
            if len(running) < workers:
                idle()
            name, error = finished.get()
            running.pop(name).join()
            failure = failure or error
    except BaseException:
        abort()
        for thread in running.values():
            thread.join(PATIENCE)
        raise
    if failure:
        raise failure


def _ready(waiting: Mapping[str, Sequence[str]], running: Mapping[str, object]) -> list[str]:
    return [name for name, needs in waiting.items() if not any(n in waiting or n in running for n in needs)]

"""What the tests compute, importable by workers, and who is alive."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import psutil

from helseplan.errors import DataError


class Counted:
    """A state that leaves a mark in a folder each time it is unpacked in a process."""

    def __init__(self, folder: Path, values: np.ndarray):
        self.folder, self.values = folder, values

    def __setstate__(self, content: dict[str, object]) -> None:
        self.__dict__.update(content)
        mark = f"{os.getpid()}-{time.monotonic_ns()}"
        (self.folder / mark).touch()


class StubbornError(Exception):
    """Can be pickled, but not unpickled."""

    def __init__(self, one: int, two: int):
        super().__init__(f"{one} and {two}")


def draw(state: np.ndarray, task: int) -> np.ndarray:
    """Products large enough for BLAS to share between threads, other bits for each number of threads."""
    weights = np.random.default_rng(task).normal(size=len(state))
    return np.array([task, *(weights @ state), weights @ weights, state[:, 0] @ weights])


def layout(state: np.ndarray, task: np.ndarray) -> tuple[np.ndarray, list[bool]]:
    """A result that is a view, and whether what came in is aligned and contiguous."""
    met = [flag for array in (state, task) for flag in (array.flags.aligned, array.flags.c_contiguous)]
    return np.outer(task, task)[:, ::2], met


def draw_slowly(state: np.ndarray, task: int) -> np.ndarray:
    time.sleep(0.005)
    return draw(state, task)


def large(state: int, task: int) -> np.ndarray:
    """4 MB: far more than a pipe holds."""
    return np.full(500_000, state * task, dtype=float)


def process(state: object, task: object) -> int:
    time.sleep(0.005)
    return os.getpid()


def counted(state: Counted, task: int) -> float:
    return float(state.values[task % len(state.values)])


def fail_at(state: int, task: int) -> int:
    if task == state:
        raise DataError("Tallet mangler.", where=f"oppgave {task}")
    return task


def fail_stubbornly(state: int, task: int) -> int:
    raise StubbornError(state, task)


def unpicklable(state: object, task: object) -> object:
    return lambda: task


def die_at(state: int, task: int) -> int:
    if task == state:
        os.kill(os.getpid(), 9)
    return task


def die_once(state: Path, task: int) -> int:
    """End the process the first time anyone computes task 5."""
    if task == 5 and not (state / "died").exists():
        (state / "died").touch()
        os.kill(os.getpid(), 9)
    return task


def linger(state: object, task: object) -> None:
    time.sleep(60)


def threads(state: object, task: object) -> list[int]:
    """The number of threads of every BLAS there is."""
    import threadpoolctl

    return [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]


def environment(state: object, task: str) -> str | None:
    return os.environ.get(task)


def spawned(parent: int | None = None) -> set[int]:
    """Ids of the live workers of a process; the resource tracker, which Python keeps, is none."""
    return {
        child.pid
        for child in psutil.Process(parent).children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(child.cmdline())
    }


def gone(pids: Iterable[int], seconds: float = 5) -> bool:
    """Whether all these processes end before long."""
    until = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

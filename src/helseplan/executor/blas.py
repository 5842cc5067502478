"""One BLAS thread per task, so that a product has the same bits everywhere and workers do not compete."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache

LIBRARIES = "OMP", "OPENBLAS", "MKL", "NUMEXPR"
ONE_THREAD = dict.fromkeys((f"{library}_NUM_THREADS" for library in LIBRARIES), "1") | {
    "VECLIB_MAXIMUM_THREADS": "1"
}


def start_with_one_thread() -> None:
    """Say it to the libraries that are not loaded yet. For a process that is ours alone."""
    os.environ.update(ONE_THREAD)


@cache
def stay_with_one_thread(function: Callable[..., object]) -> None:
    """Say it to the libraries that ``function``'s module has loaded, once per function and for good."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - after the libraries it looks for

    threadpool_limits(limits=1)


def one_thread_at_a_time() -> Callable[[], AbstractContextManager[object]]:
    """Return a context manager's maker that limits the loaded libraries and then gives them back.

    Finding the libraries takes a millisecond and is done once; a limit takes some microseconds.
    """
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415

    controller = ThreadpoolController()
    return lambda: controller.limit(limits=1)

"""Where the computations run: what the command line and the environment say. Never part of a result's key."""

from __future__ import annotations

import os
from importlib.util import find_spec

from helseplan.errors import HelseplanError

WORKERS = "HELSEPLAN_WORKERS"
DASK = "HELSEPLAN_DASK"
ANSWERS_WITHIN = 10.0
"""Seconds a scheduler has to answer before a run starts."""


def export(workers: str | None, dask: str | None) -> None:
    """Check what the command line says and leave it in the environment, which the kernels inherit.

    Args:
        workers: Text after ``--workers``, if given.
        dask: Text after ``--dask``, if given.

    Raises:
        HelseplanError: The number is not a whole number of at least 1, Dask is not installed, or no scheduler answers.
    """
    count = worker_count() if workers is None else _count(workers, "--workers")
    address = dask_address() if dask is None else dask
    if address:
        require_dask()
        from helseplan.executor.reach import require_scheduler  # noqa: PLC0415 - Dask is an extra

        require_scheduler(address, ANSWERS_WITHIN)
    if workers is not None:
        os.environ[WORKERS] = str(count)
    if dask is not None:
        os.environ[DASK] = dask


def worker_count(workers: int | None = None) -> int:
    """Return the number of processes: what is asked for, else the environment's, else every core.

    Raises:
        HelseplanError: The number is not a whole number of at least 1.
    """
    if workers is not None:
        return _count(str(workers), "workers")
    text = os.environ.get(WORKERS, "")
    return _count(text, WORKERS) if text else _cores()


def dask_address(address: str = "") -> str:
    """Return the address of the scheduler: what is asked for, else the environment's, else empty."""
    return address or os.environ.get(DASK, "")


def require_dask() -> None:
    """Refuse to go on without the extra ``dask``.

    Raises:
        HelseplanError: It is not installed.
    """
    if find_spec("distributed") is None:
        raise HelseplanError(
            "Dask er ikke installert.",
            where="--dask",
            fix='installer med pip install -e ".[dask]", eller kjør uten --dask.',
        )


def _count(text: str, where: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise HelseplanError(
            "Antall prosesser kan ikke brukes.",
            where=where,
            expected="et heltall fra 1 og oppover",
            found=text,
            fix="skriv for eksempel --workers 4, eller utelat valget for å bruke alle kjernene.",
        )
    return count


def _cores() -> int:
    """The cores this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

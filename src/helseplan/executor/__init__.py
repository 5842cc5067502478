"""Many small computations on one state: in this process, in several, or on a Dask cluster.

A caller cuts its work into tasks of a fixed size, seeded by the task and never by the worker. The results
then come in the order of the tasks and are the same to the bit wherever they are computed, as long as the
machines have the same kind of processor: BLAS picks its kernels by processor. That is also why every
backend computes with one BLAS thread: with two, the same product is summed in another order.
"""

from __future__ import annotations

from helseplan.executor.base import Executor
from helseplan.executor.settings import dask_address, require_dask, worker_count

__all__ = ["Executor", "open_executor"]


def open_executor(workers: int | None = None, dask: str = "") -> Executor:
    """Choose where the computations run; nothing is started before the first ``map``.

    Use as a context manager: no process is left afterwards.

    Args:
        workers: Processes on this machine; ``None`` takes ``HELSEPLAN_WORKERS``, else every core.
        dask: Address of a Dask scheduler, ``tcp://host:port``; empty takes ``HELSEPLAN_DASK``, else none.
            With an address, ``workers`` is not used: the cluster has its own.

    Raises:
        HelseplanError: The number is not a whole number of at least 1, or Dask is not installed.
    """
    address = dask_address(dask)
    if address:
        require_dask()
        from helseplan.executor.cluster import Cluster  # noqa: PLC0415 - Dask is an extra

        return Cluster(address)
    count = worker_count(workers)
    if count == 1:
        from helseplan.executor.serial import Serial  # noqa: PLC0415

        return Serial()
    from helseplan.executor.processes import Processes  # noqa: PLC0415

    return Processes(count)

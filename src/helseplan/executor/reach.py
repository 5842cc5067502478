"""Whether a Dask scheduler answers, asked before a client is made.

A client waits for ever where something else than Dask listens, and one that failed to connect leaves a
thread behind and may block another when it is collected.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from distributed.comm.core import connect
from distributed.security import Security

from helseplan.errors import HelseplanError


def require_scheduler(address: str, seconds: float) -> None:
    """Refuse an address where no scheduler answers.

    Args:
        address: ``tcp://host:port``.
        seconds: How long to wait.

    Raises:
        HelseplanError: Nobody answers there, or somebody else than a scheduler.
    """
    try:
        with ThreadPoolExecutor(1) as thread:  # a notebook's own thread already runs a loop
            found = thread.submit(asyncio.run, asyncio.wait_for(_kind(address, seconds), seconds)).result()
        fault: Exception | None = None if found == "Scheduler" else TypeError(found)
    except Exception as error:
        fault = error
    if fault:
        raise HelseplanError(
            "Dask-klyngen svarer ikke.",
            where=address,
            expected=f"svar fra en «dask scheduler» innen {seconds:g} sekunder",
            fix="kontroller adressen og at «dask scheduler» kjører der, eller kjør uten --dask.",
        ) from fault


async def _kind(address: str, seconds: float) -> str:
    comm = await connect(address, timeout=seconds, **Security().get_connection_args("client"))
    try:
        await comm.write({"op": "identity", "reply": True})
        answer = await comm.read()
        return str(answer["type"])
    finally:
        comm.abort()

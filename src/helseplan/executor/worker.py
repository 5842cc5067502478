"""What a worker process does: receive, compute, send, until its parent is gone."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from multiprocessing.connection import Connection
from queue import SimpleQueue

from helseplan.executor.blas import start_with_one_thread
from helseplan.executor.job import Job, compute_in_worker, pack, portable, unpack

NEW_JOB = -1
Message = tuple[int, bytes]


def serve(connection: Connection) -> None:
    """Answer every ``(index, task)`` with ``(index, succeeded, packed result or error)``.

    ``(NEW_JOB, blob)`` changes the function and the state for what follows. An interrupt is the parent's
    business; when the parent closes its end or dies, the process ends at once.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_with_one_thread()
    inbox: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_receive, args=(connection, inbox), daemon=True).start()
    job = Job(b"")
    while True:
        index, body = inbox.get()
        if index == NEW_JOB:
            job = Job(body)
            continue
        try:
            succeeded, packed = True, compute_in_worker(job, body)
        except BaseException as error:
            succeeded, packed = False, pack(_told(error))
        connection.send_bytes(pack((index, succeeded, packed)))


def _receive(connection: Connection, inbox: SimpleQueue[Message]) -> None:
    """Take in what comes, also during a task: the parent never waits for one that waits for the parent."""
    try:
        while True:
            inbox.put(unpack(connection.recv_bytes()))
    except (EOFError, OSError):
        os._exit(0)


def _told(error: BaseException) -> BaseException:
    """Return the error with the worker's own traceback as a note."""
    told = portable(error)
    told.add_note("".join(traceback.format_exception(error)).rstrip())
    return told

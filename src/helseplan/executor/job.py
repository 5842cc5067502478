"""What travels to a worker: a function with its state, and one task after the other."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from helseplan.errors import HelseplanError
from helseplan.executor.blas import stay_with_one_thread

PROTOCOL = 5
LOSSES = 3


@dataclass(frozen=True)
class Job:
    """A function and its state, pickled once however many workers there are.

    It travels as bytes and is unpacked where it is used: Dask's own way of sending an array can leave it
    at an odd address, and a sum over such an array has other last bits.
    """

    blob: bytes

    @classmethod
    def of(cls, function: Callable[[Any, Any], Any], state: Any) -> Job:
        """Pickle a function and its state together."""
        return cls(pack((function, state)))

    def __reduce__(self) -> tuple[type[Job], tuple[bytes]]:
        return Job, (self.blob,)

    @cached_property
    def digest(self) -> str:
        """Tells a worker that already has this job from one that does not; follows changes in the state."""
        return hashlib.sha256(self.blob).hexdigest()

    @cached_property
    def unpacked(self) -> tuple[Callable[[Any, Any], Any], Any]:
        """The function and the state, unpacked once in each process."""
        function, state = unpack(self.blob)
        return function, state


def pack(value: object) -> bytes:
    """Pickle; an array comes out contiguous and aligned, whatever it was a view of."""
    return pickle.dumps(value, protocol=PROTOCOL)


def unpack(blob: bytes) -> Any:
    """Undo ``pack``."""
    return pickle.loads(blob)


def compute(job: Job, task: bytes) -> bytes:
    """Compute one packed task and return the packed result: the same bytes in every backend.

    Raises:
        Exception: What the function raises, in a form that can be pickled.
    """
    try:
        function, state = job.unpacked
        return pack(function(state, unpack(task)))
    except BaseException as error:
        told = portable(error)
        if told is error:
            raise
        raise told from error


def compute_in_worker(job: Job, task: bytes) -> bytes:
    """Compute in a process that is there for this: BLAS is set to one thread for good."""
    stay_with_one_thread(job.unpacked[0])
    return compute(job, task)


def portable(error: BaseException) -> BaseException:
    """Return the error itself if it survives pickling, else one that says the same."""
    try:
        if str(unpack(pack(error))) == str(error):
            return error
    except Exception:
        pass
    return RuntimeError(f"{type(error).__name__}: {error}")


def lost_too_often() -> HelseplanError:
    """Return the error for a task whose workers die: one is lost now and then, not each time."""
    return HelseplanError(
        f"En regneprosess stanset {LOSSES + 1} ganger på den samme oppgaven.",
        fix="som regel er det for lite minne; kjør med færre prosesser, for eksempel --workers 1.",
    )

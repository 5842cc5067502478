"""The stretch of tasks under way, from the one whose result is next to the last one read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Any

from helseplan.executor.job import LOSSES, lost_too_often, pack, unpack


class Window:
    """Reads tasks as there is room, and gives results back in the order of the tasks.

    Args:
        tasks: Read one by one, and packed.
        size: The most tasks that may be read and not yet given back as results.
    """

    def __init__(self, tasks: Iterable[Any], size: int):
        self._tasks = enumerate(tasks)
        self._size = size
        self._first = self._read = 0
        self._waiting: list[tuple[int, bytes]] = []
        self._done: dict[int, tuple[bool, bytes]] = {}
        self._losses: Counter[int] = Counter()

    def waiting(self) -> int:
        """Read what there is room for; return how many tasks nobody has."""
        while self._read - self._first < self._size:
            following = next(self._tasks, None)
            if following is None:
                break
            index, task = following
            self._read = index + 1
            heappush(self._waiting, (index, pack(task)))
        return len(self._waiting)

    def take(self) -> tuple[int, bytes]:
        """Return the first task nobody has, with its place in the order."""
        return heappop(self._waiting)

    def give_back(self, held: dict[int, bytes]) -> None:
        """Take back what a lost worker had; the first of it is what it was computing.

        Raises:
            HelseplanError: That task has cost several workers their lives.
        """
        for index in list(held)[:1]:
            self._losses[index] += 1
            if self._losses[index] > LOSSES:
                raise lost_too_often()
        for item in held.items():
            heappush(self._waiting, item)

    def put(self, index: int, succeeded: bool, packed: bytes) -> None:
        """Keep a packed result, or the error in its place, until it is next."""
        self._done[index] = succeeded, packed

    @property
    def ready(self) -> bool:
        """Whether the next result is there."""
        return self._first in self._done

    def pop(self) -> Any:
        """Return the next result, or raise the error that came in its place."""
        succeeded, packed = self._done.pop(self._first)
        self._first += 1
        if not succeeded:
            raise unpack(packed)
        return unpack(packed)

"""What every backend offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


class Executor(ABC):
    """Computes ``function(state, task)`` for many tasks. A context manager."""

    _mapping = False

    def map(self, function: Callable[[S, T], R], state: S, tasks: Iterable[T]) -> Iterator[R]:
        """Yield the result of every task, in the order of the tasks.

        Args:
            function: Importable from a module, and pure: it must not change the state, and its result
                must depend on state and task only. It may run again if a worker is lost.
            state: What all tasks share; sent once to each worker, and again only when it has changed.
            tasks: Any number, read as they are needed: a bounded number is ever ahead of the results.

        Raises:
            HelseplanError: The workers are lost again and again, or the cluster does not answer.
            Exception: Whatever ``function`` raises, when the results before it have been yielded; the
                remaining tasks are dropped.
        """
        if self._mapping:
            raise RuntimeError("one map at a time: use up or close the first iterator before the next")
        self._mapping = True
        try:
            yield from self._map(function, state, tasks)
        finally:
            self._mapping = False

    @abstractmethod
    def _map(self, function: Callable[[S, T], R], state: S, tasks: Iterable[T]) -> Iterator[R]: ...

    @abstractmethod
    def close(self) -> None:
        """End every process this executor started; a later ``map`` starts anew."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

"""The scheduler: order, side by side, failure, interruption."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from helseplan.runner.dag import run_graph

DIAMOND = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}


def recorder(log: list[str], seconds: float = 0.0) -> Callable[[str], None]:
    def work(name: str) -> None:
        log.append(f"+{name}")
        time.sleep(seconds)
        log.append(f"-{name}")

    return work


def test_nothing_starts_before_what_it_needs_is_done():
    log: list[str] = []
    run_graph(DIAMOND, recorder(log, 0.01), workers=4)
    assert log[:2] == ["+a", "-a"]
    assert log[-2:] == ["+d", "-d"]
    assert sorted(log[2:4]) == ["+b", "+c"]


def test_one_worker_goes_through_the_jobs_in_order():
    log: list[str] = []
    run_graph({"x": (), "y": (), "z": ("x",)}, recorder(log), workers=1)
    assert log == ["+x", "-x", "+y", "-y", "+z", "-z"]


def test_needs_outside_the_graph_count_as_done():
    log: list[str] = []
    run_graph({"d": ("b", "c")}, recorder(log), workers=2)
    assert log == ["+d", "-d"]


def test_after_a_failure_nothing_starts_and_what_runs_is_finished():
    log: list[str] = []

    def work(name: str) -> None:
        if name == "bad":
            time.sleep(0.01)
            raise ValueError(name)
        recorder(log, 0.05)(name)

    with pytest.raises(ValueError, match="bad"):
        run_graph({"bad": (), "good": (), "next": (), "after": ("good",)}, work, workers=2)
    assert log == ["+good", "-good"]


def test_an_interruption_ends_the_running_jobs():
    stop = threading.Event()

    def idle() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_graph({"slow": ()}, lambda name: stop.wait(30) and None, workers=2, abort=stop.set, idle=idle)
    assert stop.is_set()

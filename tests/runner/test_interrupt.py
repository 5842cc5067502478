"""Ctrl-C, SIGTERM and SIGKILL in the middle of a run, on a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from helseplan.runner.job import run_job

from .test_run import status
from .toy import Toy, contents

PATIENCE = 15


def start(toy: Toy, wait: float) -> tuple[subprocess.Popen[bytes], list[psutil.Process]]:
    """Start a run whose stages wait, and return it with its kernels once two are at work."""
    script = Path(__file__).with_name("toy.py")
    process = subprocess.Popen(
        [sys.executable, str(script), str(toy.root), str(wait)], stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        kernels = [
            child
            for child in psutil.Process(process.pid).children()
            if "ipykernel_launcher" in child.cmdline()
        ]
        if len(kernels) == 2:
            time.sleep(0.5)
            return process, kernels
        time.sleep(0.05)
    process.kill()
    raise AssertionError("no kernels")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_at_once_and_leaves_the_report(toy: Toy, number: signal.Signals):
    before = contents(toy.out)
    process, kernels = start(toy, wait=60)
    process.send_signal(number)
    assert process.wait(PATIENCE) == 130
    assert psutil.wait_procs(kernels, timeout=1)[1] == []
    assert contents(toy.out) == before


def test_a_killed_run_leaves_no_kernels_no_lock_and_the_report(toy: Toy):
    before = contents(toy.out)
    process, kernels = start(toy, wait=60)
    process.kill()
    process.wait()
    assert contents(toy.out) == before
    assert (
        psutil.wait_procs(kernels, timeout=PATIENCE)[1] == []
    )  # ipykernel looks for its parent every second
    result = run_job(toy.project, toy.job())
    assert set(status(result).values()) == {"unchanged"}


def test_the_next_run_goes_on_where_a_killed_one_was(toy: Toy):
    process, _ = start(toy, wait=1.5)
    notes = toy.out.with_name(".ref.work") / ".stages"
    while not (notes / "a.json").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    result = run_job(toy.project, toy.job(general__wait=1.5))
    assert status(result)["a"] == "resumed"
    assert status(result)["d"] == "run"
    assert not notes.parent.exists()

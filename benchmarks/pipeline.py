"""Times the whole pipeline against a lower bound, in one run: ``python benchmarks/pipeline.py``.

The bound is papermill executing as many notebooks, one after the other, that only import what ours import.
Ratios, not seconds, are compared with the targets: they hold on a fast machine and on a slow one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from helseplan.stages import STAGES

COMMAND = str(Path(sys.executable).with_name("helseplan"))
PACKAGES = ("pandas", "seaborn", "pyarrow", "pandera.pandas", "scipy.optimize")
CHANGE = "measures.level=0.25"
EXECUTE = """
import sys
from papermill import execute_notebook
for name in sys.argv[1:]:
    execute_notebook(name, name, kernel_name="python3", progress_bar=False)
"""
GIB = 1024**3


@dataclass(frozen=True)
class Timing:
    seconds: float
    peak: float
    """Largest sum of resident memory over the process tree, in GiB."""


def measure(command: Sequence[str], **options: object) -> Timing:
    """Run a command to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options
    )
    peak, ended = [0.0], threading.Event()
    sampler = threading.Thread(target=sample, args=(psutil.Process(process.pid), peak, ended))
    sampler.start()
    told = process.communicate()[1]
    seconds = time.perf_counter() - start
    ended.set()
    sampler.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with exit code {process.returncode}:\n{told}")
    return Timing(seconds, peak[0])


def sample(root: psutil.Process, peak: list[float], ended: threading.Event) -> None:
    """Note the largest memory use of a process and everything it started."""
    while not ended.wait(0.05):
        total = 0
        try:
            for process in (root, *root.children(recursive=True)):
                total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
        peak[0] = max(peak[0], total / GIB)


def lower_bound(folder: Path) -> Timing:
    """Let papermill execute import-only notebooks, one after the other."""
    names = []
    for number in range(len(STAGES)):
        path = folder / f"{number}.ipynb"
        path.write_text(json.dumps(imports_only()), encoding="utf-8")
        names.append(str(path))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return measure([sys.executable, "-c", EXECUTE, *names], env=environment)


def imports_only() -> dict[str, object]:
    """A notebook of one cell."""
    cell = {
        "cell_type": "code",
        "source": "\n".join(f"import {package}" for package in PACKAGES),
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}


def report(
    rows: Sequence[tuple[str, Timing]], targets: Sequence[tuple[str, float, Callable[[float], bool]]]
) -> bool:
    """Print the table; say whether every target is met."""
    print(f"{'':34}{'seconds':>9}{'× bound':>9}{'peak GiB':>10}")
    for name, timing in rows:
        print(f"{name:34}{timing.seconds:9.2f}{timing.seconds / rows[0][1].seconds:9.2f}{timing.peak:10.2f}")
    print()
    for name, value, met in targets:
        print(f"{name:42}{value:9.2f}   {'ok' if met(value) else 'MISSED'}")
    return all(met(value) for _, value, met in targets)


def main() -> None:
    """Time four runs and compare them."""
    with tempfile.TemporaryDirectory(prefix="helseplan-benchmark-") as home:
        run = [COMMAND, "run", "--out", str(Path(home) / "report")]
        bound = lower_bound(Path(home))
        cold, unchanged, changed = measure(run), measure(run), measure([*run, "--set", CHANGE])
    rows = [
        (f"lower bound: {len(STAGES)} notebooks, imports only", bound),
        ("cold run", cold),
        ("unchanged run", unchanged),
        (f"run with {CHANGE}", changed),
    ]
    targets = [
        ("cold / bound, at most 1.1", cold.seconds / bound.seconds, lambda ratio: ratio <= 1.1),
        ("cold / unchanged, at least 20", cold.seconds / unchanged.seconds, lambda ratio: ratio >= 20),
        (
            "one measure changed / cold, at most 0.5",
            changed.seconds / cold.seconds,
            lambda ratio: ratio <= 0.5,
        ),
        ("peak memory of a run, under 1 GiB", max(cold.peak, changed.peak), lambda gib: gib < 1),
    ]
    sys.exit(0 if report(rows, targets) else 1)


if __name__ == "__main__":
    main()

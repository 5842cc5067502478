"""What the benchmarks share: the fastest of some repeats, arrays as frames, and the verdict on targets."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

Target = tuple[str, float, bool]


def long(values: np.ndarray, name: str, **levels: list) -> pd.DataFrame:
    """An array as a frame with one column per dimension."""
    index = pd.MultiIndex.from_product(levels.values(), names=levels)
    return pd.DataFrame({name: values.ravel()}, index=index).reset_index()


def fastest(work: Callable[[], object], repeats: int) -> float:
    """Seconds of the fastest of some repeats."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def finish(targets: list[Target]) -> None:
    """Print the targets and end with 0 when all are met."""
    print()
    for name, value, met in targets:
        print(f"{name:64}{value:9.2f}   {'ok' if met else 'MISSED'}")
    sys.exit(0 if all(met for _, _, met in targets) else 1)

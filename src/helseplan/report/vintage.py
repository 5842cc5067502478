"""What the report says of the vintage itself: its registers, and the older vintage whose benchmark it keeps."""

from __future__ import annotations

import pandas as pd

from helseplan import paths


def register(vintage: str, name: str) -> pd.DataFrame:
    """Return a register of a vintage, ``sources`` or ``series``, as text."""
    return pd.read_csv(paths.VINTAGES / vintage / f"{name}.csv", dtype=str, keep_default_na=False)


def benchmark_from(vintage: str) -> str:
    """Return the older vintage whose benchmark is kept; empty for one that is benchmarked on its own data."""
    if not (paths.VINTAGES / vintage / "anchors.csv").is_file():
        return ""
    return str(register(vintage, "anchors")["found_on"].iloc[0])

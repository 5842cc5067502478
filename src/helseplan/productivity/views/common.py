"""What several views of productivity share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from helseplan.formats import number

if TYPE_CHECKING:
    from helseplan.params.productivity import Productivity
    from helseplan.session import StageRun

Frames = dict[str, pd.DataFrame]


def span(low: float, high: float, decimals: int = 0) -> str:
    """Write a range: ``−1,4 til −1,2``."""
    return f"{number(low, decimals)} til {number(high, decimals)}"


def plans(run: StageRun) -> Productivity:
    """Return the parameters as the plan has them: the default values, whatever the run uses."""
    return type(run.params.productivity)()


def account(result: Frames, code: str) -> pd.DataFrame:
    """Return the value, low and high of every measure of a growth account, by measure."""
    growth = result["growth"]
    return growth[growth.account == code].set_index("measure")[["value", "low", "high"]]


def fell_or_rose(change: float) -> str:
    """Say which way something went: ``falt`` or ``steg``."""
    return "falt" if change < 0 else "steg"

"""The plan's counterfactual: how many fewer årsverk a steady growth in productivity would have meant."""

from __future__ import annotations

import pandas as pd

from helseplan.productivity.drg import ratio_change
from helseplan.productivity.printed import Figures, Range, spread

PERIOD = 5
"""Years from 2019 to 2024."""
NEARLY = 300.0
"""How far below the printed round number «nærmere 5 000» may lie: our reading, an assumption."""


def saved_share(change_percent: float, counterfactual_percent: float, years: int) -> float:
    """Return the share of årsverk a steady growth would have saved.

    Args:
        change_percent: What labour productivity really changed over the period.
        counterfactual_percent: The yearly growth it is held against.
        years: Length of the period.

    Returns:
        Share of the end year's årsverk.
    """
    return 1 - (1 + change_percent / 100) / (1 + counterfactual_percent / 100) ** years


def share(figures: Figures, growth_percent: float) -> Range:
    """Return the saved share since 2019 with the range that rounding of the printed changes allows."""
    return spread(
        lambda points, staff: saved_share(ratio_change(points, staff), growth_percent, PERIOD),
        figures("drg_points_change_2019_2024"),
        figures("fte_contracted_change_2019_2024"),
    )


def counterfactual(
    figures: Figures, growth_percent: float, specialist: float, printed: float
) -> pd.DataFrame:
    """Hold the saved share against a level, and the printed number against the share.

    Args:
        figures: Printed figures.
        growth_percent: The yearly growth held against what happened.
        specialist: Årsverk of specialist care in 2024 (SSB).
        printed: The saving the plan prints, årsverk.

    Returns:
        Columns base (``specialist_ssb``, ``implied``, ``implied_low``), aarsverk, aarsverk_low, aarsverk_high, saved,
        saved_low, saved_high, quality. In the first row the level is given and the saving follows; in the others the
        saving is given and the level follows; there is none when the share is not above nought.
    """
    part = share(figures, growth_percent)
    rows = [
        {
            "base": "specialist_ssb",
            "aarsverk": specialist,
            "aarsverk_low": specialist,
            "aarsverk_high": specialist,
            "saved": part.value * specialist,
            "saved_low": part.low * specialist,
            "saved_high": part.high * specialist,
            "quality": "derived",
        },
        _implied("implied", printed, part, "derived"),
        _implied("implied_low", printed - NEARLY, part, "assumption"),
    ]
    return pd.DataFrame(rows)


def _implied(base: str, saved: float, part: Range, quality: str) -> dict[str, object]:
    level, low, high = (
        saved / found if found > 0 else float("nan") for found in (part.value, part.high, part.low)
    )
    return {
        "base": base,
        **{"aarsverk": level, "aarsverk_low": low, "aarsverk_high": high},
        **{"saved": saved, "saved_low": saved, "saved_high": saved},
        "quality": quality,
    }

"""What raising productivity growth saves, under every formula a reader might mean.

The plan prints 17 300 årsverk for 0.7 in place of 0.5 per cent a year, and neither formula, number of years nor base.
With informal care held constant the model's own path is one reading more. It takes the stages of demand and measures,
which this one does not read: they have the check against the printed number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from helseplan.formats import to_hundreds

Formula = Callable[[float, float, float, int], float]
INCREMENT: dict[str, Formula] = {
    "ratio": lambda base, low, high, n: base * (1 - (low / high) ** n),
    "ratio_up": lambda base, low, high, n: base * ((high / low) ** n - 1),
    "difference": lambda base, low, high, n: base * (high**n - low**n),
    "compound": lambda base, low, high, n: base * ((1 + high - low) ** n - 1),
    "compound_saved": lambda base, low, high, n: base * (1 - (1 + high - low) ** -n),
    "linear": lambda base, low, high, n: base * (high - low) * n,
    "linear_on_grown": lambda base, low, high, n: base * low**n * (high - low) * n,
}
"""Formulas of what is gained by going from the low growth to the high one; growth as factors."""
FULL: dict[str, Formula] = {
    "full_saved": lambda base, low, high, n: base * (1 - high**-n),
    "full_grown": lambda base, low, high, n: base * (high**n - 1),
    "full_linear": lambda base, low, high, n: base * (high - 1) * n,
}
"""Formulas of the whole high growth, as one place in the plan may be read."""
STEPS = (15, 16, 17)
"""Years from 2025, 2024 and 2023 to 2040; 17 is also 2024–2040 with both ends counted."""


def readings(
    bases: Mapping[str, float], low_percent: float, high_percent: float, printed: float
) -> pd.DataFrame:
    """Evaluate every reading.

    Args:
        bases: Name → årsverk that the saving is counted in.
        low_percent: Growth that already is in the reference path.
        high_percent: The raised growth.
        printed: What the plan prints.

    Returns:
        Columns kind (``increment`` or ``full``), formula, base, base_aarsverk, steps, aarsverk, hits (rounds to what is
        printed).
    """
    low, high = 1 + low_percent / 100, 1 + high_percent / 100
    rows = [
        {
            "kind": kind,
            "formula": formula,
            "base": base,
            "base_aarsverk": aarsverk,
            "steps": steps,
            "aarsverk": effect(aarsverk, low, high, steps),
        }
        for kind, formulas in (("increment", INCREMENT), ("full", FULL))
        for formula, effect in formulas.items()
        for base, aarsverk in bases.items()
        for steps in STEPS
    ]
    found = pd.DataFrame(rows)
    return found.assign(hits=[to_hundreds(value) == to_hundreds(printed) for value in found.aarsverk])

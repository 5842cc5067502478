"""Growth rates, where some may be fixed for a service and a period and the rest follow a draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helseplan.demand.inputs import PERCENT, assumptions
from helseplan.params.sections import Demand


@dataclass(frozen=True)
class Growth:
    """Yearly growth: what the growth periods fix, and where the general rate holds.

    Attributes:
        fixed: Relative growth into each year, service × year; 0 where the general rate holds. One row when the
            services are alike.
        free: 1 where the general rate holds, else 0; same shape.
    """

    fixed: np.ndarray
    free: np.ndarray

    @classmethod
    def read(cls, params: Demand, services: pd.DataFrame, years: np.ndarray, name: str) -> Growth:
        """Read the growth of ``standard`` or ``productivity`` off the engine's indices."""
        rates = []
        for percent in (0.0, 1.0):
            moved = params.model_copy(update={f"{name}_growth_percent": percent})
            index = getattr(assumptions(moved, services, years), name)
            rates.append(np.diff(index, axis=1, prepend=1) / np.insert(index[:, :-1], 0, 1, axis=1))
        fixed, free = rates[0], np.round((rates[1] - rates[0]) * PERCENT)
        alike = bool((fixed == fixed[0]).all() and (free == free[0]).all())
        return cls(fixed[:1], free[:1]) if alike else cls(fixed, free)

    def index(self, percent: np.ndarray) -> np.ndarray:
        """Return the index for general rates in per cent (draw), draw × service (or 1) × year."""
        return np.cumprod(1 + self.fixed + self.free * percent[:, None, None] / PERCENT, axis=-1)

"""Assumptions to evaluate: one number per draw."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from helseplan.demography.assumptions import places
from helseplan.params import Params

BOUNDS = {
    "fertility": (-1, 1),
    "life_expectancy": (-1, 1),
    "net_migration": (-1, 1),
    "standard_percent": (-50, 50),
    "productivity_percent": (-50, 50),
    "healthier": (0, 1),
    "informal_aarsverk": (0, 1e6),
    "informal_follows": (0, 1),
    "use_trend_under_67_percent": (-50, 50),
}
"""What a draw may hold; outside it the engine's formulas have no meaning."""


@dataclass(frozen=True)
class Draws:
    """Assumptions, one number per draw; every array has the same length.

    Attributes:
        fertility: Place between SSB's levels: −1 is low, 0 main, 1 high.
        life_expectancy: Place between SSB's levels.
        net_migration: Place between SSB's levels.
        standard_percent: Yearly growth in årsverk per user.
        productivity_percent: Yearly growth in productivity.
        healthier: θ, the share of the gained years of life that are healthy.
        informal_aarsverk: Informal care in the base year, årsverk.
        informal_follows: 0: informal care is constant; 1: it follows need.
        use_trend_under_67_percent: Yearly growth in the use of care per inhabitant under 67.

    Raises:
        ValueError: The arrays differ in length, or hold something else than numbers within ``BOUNDS``.
    """

    fertility: np.ndarray
    life_expectancy: np.ndarray
    net_migration: np.ndarray
    standard_percent: np.ndarray
    productivity_percent: np.ndarray
    healthier: np.ndarray
    informal_aarsverk: np.ndarray
    informal_follows: np.ndarray
    use_trend_under_67_percent: np.ndarray

    def __post_init__(self) -> None:
        shapes = {np.shape(getattr(self, item.name)) for item in fields(self)}
        if len(shapes) > 1 or len(shapes.pop()) != 1:
            raise ValueError("every field of Draws must be an array with one number per draw")
        for name, (low, high) in BOUNDS.items():
            values = getattr(self, name)
            if not ((values >= low) & (values <= high)).all():
                raise ValueError(f"{name} must be numbers between {low} and {high}")

    def __len__(self) -> int:
        return len(self.fertility)

    @classmethod
    def reference(cls, count: int, params: Params | None = None) -> Draws:
        """Return copies of what the parameters say; ``dataclasses.replace`` then changes single fields."""
        params = params or Params()
        own = params.demand
        values = (
            *places([params.demography.alternative])[0],
            own.standard_growth_percent,
            own.productivity_growth_percent,
            own.healthier_ageing,
            own.informal_care_aarsverk,
            own.informal_care_follows_need,
            own.use_trend_under_67_percent,
        )
        return cls(*(np.full(count, float(value)) for value in values))

    def part(self, rows: slice) -> Draws:
        """Return some of the draws."""
        return Draws(*(getattr(self, item.name)[rows] for item in fields(self)))

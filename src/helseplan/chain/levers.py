"""What is changed on top of a run's own parameters: one row per draw."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Levers:
    """Changes by draw, and by year from the base year on where a change may be phased in.

    The neutral value of a factor is 1, of everything else 0; with neutral values nothing is changed.

    Attributes:
        exit_years: How many years later the career after 62 goes, draw × year.
        participation_factor: On participation from 60 years on, draw × year.
        participation_points: Percentage points of everybody over 60 with the education, draw × year.
        position_factor: On position size, draw × year × group.
        sick_leave_percent: How much lower sick leave is, draw × year.
        graduates_factor: On graduates from Norway, draw × year × group.
        abroad_factor: On those who come from abroad, draw.
        leaving_factor: On those who leave the profession, draw.
        disability_factor: On those who become disabled, draw.
        population: Place in the chain's list of population alternatives, draw.
        healthier: Added to θ, draw.
        standard_points: Percentage points on the yearly growth in standard, draw.
        productivity_points: Percentage points on the yearly growth in productivity, draw × year.
        informal_factor: On informal care in the base year, draw.
        trend_points: Percentage points on the yearly growth in the use of care under 67, draw.
        kept: Share of a service's demand that is left, draw × service × year.
        moved: Share of the work that each of the chain's moves moves, draw × move × year.
        landed: How much of what a move takes lands with each group, draw × move × group; the rest needs nobody.
    """

    exit_years: np.ndarray
    participation_factor: np.ndarray
    participation_points: np.ndarray
    position_factor: np.ndarray
    sick_leave_percent: np.ndarray
    graduates_factor: np.ndarray
    abroad_factor: np.ndarray
    leaving_factor: np.ndarray
    disability_factor: np.ndarray
    population: np.ndarray
    healthier: np.ndarray
    standard_points: np.ndarray
    productivity_points: np.ndarray
    informal_factor: np.ndarray
    trend_points: np.ndarray
    kept: np.ndarray
    moved: np.ndarray
    landed: np.ndarray

    def __len__(self) -> int:
        return len(self.exit_years)

    def part(self, rows: slice | np.ndarray) -> Levers:
        """Return some of the draws."""
        return Levers(*(getattr(self, item.name)[rows] for item in fields(self)))

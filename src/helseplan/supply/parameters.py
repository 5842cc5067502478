"""The parameters that calibration settles, and how they turn the base into rates and inflow."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import pandas as pd

from helseplan.supply.curves import AGES, shifted
from helseplan.supply.engine import WITHDRAWN, Career, Inflow, Rates
from helseplan.supply.inputs import GROUPS, YEARS, Base

PRIOR = {
    "inflow": 1.0,
    "retirement_shift": 0.0,
    "leaving": 1.0,
    "disability": 1.0,
    "emigration": 1.0,
    "stay_share": 0.5,
    "part_time": 1.0,
}
"""What a parameter is before calibration."""
BY_GROUP = ("inflow", "retirement_shift")


@dataclass(frozen=True)
class Parameters:
    """Calibrated parameters; dimensions in front (…) are draws.

    Attributes:
        inflow: Multiplier on those who enter, … × group.
        retirement_shift: How many years later than the common schedule the group retires, … × group.
        leaving: Multiplier on those who leave the profession, ….
        disability: Multiplier on those who become disabled, ….
        emigration: Multiplier on those who emigrate, ….
        stay_share: Share of those authorised from abroad who settle in Norway, ….
        part_time: Multiplier on what positions lack of full time, ….
    """

    inflow: np.ndarray
    retirement_shift: np.ndarray
    leaving: np.ndarray
    disability: np.ndarray
    emigration: np.ndarray
    stay_share: np.ndarray
    part_time: np.ndarray

    @classmethod
    def prior(cls) -> Self:
        """Before calibration."""
        values = {
            name: np.full(len(GROUPS), value) if name in BY_GROUP else np.array(value)
            for name, value in PRIOR.items()
        }
        return cls(**values)

    @classmethod
    def from_series(cls, calibrated: pd.DataFrame) -> Self:
        """Read the series ``supply_calibrated``: columns parameter, group (empty for common ones), value."""
        rows = calibrated.set_index(["parameter", "group"]).value
        values = {
            name: rows[name].reindex(GROUPS).to_numpy(dtype=float)
            if name in BY_GROUP
            else np.array(rows[name, ""], dtype=float)
            for name in PRIOR
        }
        return cls(**values)

    def named(self) -> dict[str, np.ndarray]:
        """Name → value."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def rates(base: Base, found: Parameters) -> Rates:
    """Return the rates of exit; every year alike, … × 1 × group × 1 or sex × age."""
    return Rates(
        death=base.death,
        emigration=_common(found.emigration) * base.hazards["emigration"],
        disability=_common(found.disability)
        * base.disability_factor[:, None, None]
        * base.hazards["disability"],
        leaving=_common(found.leaving) * base.hazards["leaving"],
        retirement=shifted(base.hazards["retirement"], found.retirement_shift)[..., None, :, None, :],
    )


def inflow(base: Base, found: Parameters) -> Inflow:
    """Return those who enter, … × year × group: alike in every year, but for graduates counted after the base year."""
    years = np.ones((len(YEARS), 1))
    return Inflow(
        graduates=base.education * (found.inflow * base.graduates)[..., None, :],
        abroad=years * (found.inflow * base.abroad * found.stay_share[..., None])[..., None, :],
        profile=base.profile,
        trained_from=base.trained_from,
    )


def career(base: Base, found: Parameters) -> Career:
    """Return participation and position size, … × 1 × group × sex × age."""
    position = 1 - _common(found.part_time) * (1 - base.position)
    return Career(base.participation, np.maximum(position, 0), base.full_time[:, None, None])


def start_withdrawn(base: Base, leaving: Rates) -> np.ndarray:
    """Return those who had withdrawn before the start: as many as today's rates give, … × 1 × group × sex × age."""
    stay = _product([1 - getattr(leaving, cause) for cause in WITHDRAWN]) * np.ones((1, 1, 1, len(AGES)))
    kept = np.concatenate([np.ones_like(stay[..., :1]), np.cumprod(stay[..., :-1], axis=-1)], axis=-1)
    return np.asarray(base.available * (1 - kept) / kept)


def _common(value: np.ndarray) -> np.ndarray:
    return np.asarray(value)[..., None, None, None, None]


def _product(factors: list[np.ndarray]) -> np.ndarray:
    out = np.ones(1)
    for factor in factors:
        out = out * factor
    return out

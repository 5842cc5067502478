"""The parameters as one vector: order, scale and prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helseplan.supply.inputs import GROUPS
from helseplan.supply.parameters import BY_GROUP, PRIOR, Parameters

SHORTAGE = "base_shortage"
LINEAR = ("retirement_shift", SHORTAGE)
"""Parameters on their own scale; the others are multipliers and stand as logarithms."""
INFLOW_SD = {"published": 0.10, "derived": 0.20, "assumption": 0.35}
"""Prior standard deviation of log inflow, by the quality of the figure it multiplies."""
COMMON_SD = {"leaving": 0.5, "disability": 0.5, "emigration": 0.5, "stay_share": 0.3, "part_time": 0.15}
SHIFT_SD = 2.0
"""Years."""
SHORTAGE_SD = (100.0, 0.04)
"""Årsverk, and share of the group's årsverk."""


@dataclass(frozen=True)
class Space:
    """Names, prior means and prior standard deviations of the vector.

    Attributes:
        names: Parameter and group of each element; the group is empty for a common one.
        mean: Prior mean; logarithm for a multiplier.
        sd: Prior standard deviation on the same scale.
    """

    names: list[tuple[str, str]]
    mean: np.ndarray
    sd: np.ndarray

    @classmethod
    def make(cls, inflow: pd.DataFrame, levels: np.ndarray, shortage: float) -> Space:
        """Lay out the vector.

        Args:
            inflow: The series ``inflow``; its weakest quality per group decides how free the group's inflow is.
            levels: The groups' årsverk in the base year before calibration, group.
            shortage: The base year's shortage in all, årsverk; before calibration it follows the groups' size.
        """
        weakest = inflow.groupby("group").quality.agg(lambda column: max(column, key=list(INFLOW_SD).index))
        rows = [(("inflow", group), 0.0, INFLOW_SD[weakest[group]]) for group in GROUPS]
        rows += [(("retirement_shift", group), 0.0, SHIFT_SD) for group in GROUPS]
        rows += [((name, ""), float(np.log(PRIOR[name])), sd) for name, sd in COMMON_SD.items()]
        for group, level in zip(GROUPS, levels, strict=True):
            prior = shortage * level / levels.sum()
            rows.append(((SHORTAGE, group), prior, SHORTAGE_SD[0] + SHORTAGE_SD[1] * level))
        names, mean, sd = zip(*rows, strict=True)
        return cls(list(names), np.array(mean), np.array(sd))

    def parameters(self, vectors: np.ndarray) -> Parameters:
        """Turn vectors, draw × element, into the engine's parameters."""
        parts = {name: self._part(vectors, name) for name in PRIOR}
        return Parameters(
            **{
                name: part if name in BY_GROUP else part[..., 0]
                for name, part in ((name, self._scaled(name, part)) for name, part in parts.items())
            }
        )

    def shortage(self, vectors: np.ndarray) -> np.ndarray:
        """The base year's shortage, draw × group, årsverk."""
        return self._part(vectors, SHORTAGE)

    def values(self, vector: np.ndarray) -> np.ndarray:
        """One vector on the parameters' own scale."""
        log = self._is_log
        return np.where(log, np.exp(vector * log), vector)

    def spreads(self, vector: np.ndarray, sd: np.ndarray) -> np.ndarray:
        """Standard deviations on the parameters' own scale."""
        log = self._is_log
        return np.where(log, np.exp(vector * log) * sd, sd)

    @property
    def _is_log(self) -> np.ndarray:
        return np.array([name not in LINEAR for name, _ in self.names])

    def _part(self, vectors: np.ndarray, name: str) -> np.ndarray:
        return vectors[..., [index for index, (other, _) in enumerate(self.names) if other == name]]

    @staticmethod
    def _scaled(name: str, part: np.ndarray) -> np.ndarray:
        return part if name in LINEAR else np.exp(part)

"""One run of the supply engine: from parameters to stocks, årsverk and flows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from helseplan.errors import ParameterError
from helseplan.params.supply import Supply
from helseplan.supply import levers, parameters
from helseplan.supply.engine import Career, Inflow, Rates, project, withdrawn
from helseplan.supply.flows import Flow, flows
from helseplan.supply.inputs import FURTHER, GROUPS, START_YEAR, YEARS, Base, read
from helseplan.supply.parameters import Parameters
from helseplan.vintages import Vintage


@dataclass(frozen=True)
class Model:
    """What does not change between runs.

    Attributes:
        base: The vintage's inputs.
        found: The calibrated parameters.
        population: Persons by year from ``START_YEAR`` on.
    """

    base: Base
    found: Parameters
    population: np.ndarray

    @classmethod
    def open(cls, vintage: Vintage, population: pd.Series, params: Supply) -> Model:
        """Read a vintage with its calibrated parameters.

        Args:
            vintage: The data.
            population: Persons by year; the first year known holds for those before.
            params: The section ``supply``.
        """
        found = Parameters.from_series(vintage.read("supply_calibrated"))
        everybody = population.reindex(YEARS).bfill().to_numpy(dtype=float)
        return cls(read(vintage, params.small_group_persons), found, everybody)

    def run(self, params: Supply) -> Path:
        """Compute supply under the run's parameters."""
        reference = parameters.rates(self.base, self.found)
        rates = levers.changed_rates(reference, params)
        career = levers.changed_career(parameters.career(self.base, self.found), params)
        entering = parameters.inflow(self.base, self.found)
        inflow = levers.changed_inflow(entering, self.base, params, self.population)
        available = project(self.base.available, rates.staying(), inflow.entering())
        require_trainable(available)
        left = parameters.start_withdrawn(self.base, reference)[0]
        return Path(available, withdrawn(left, available, rates), rates, inflow, career, params)


@dataclass(frozen=True)
class Path:
    """The result of a run; arrays are year × group × sex × age from ``START_YEAR`` on.

    Attributes:
        available: Persons in the labour force with the education.
        withdrawn: Persons with the education who have withdrawn for good, in the country.
        rates: Rates of exit.
        inflow: Those who enter.
        career: Participation and position size.
        params: The run's parameters.
    """

    available: np.ndarray
    withdrawn: np.ndarray
    rates: Rates
    inflow: Inflow
    career: Career
    params: Supply

    @cached_property
    def returned(self) -> np.ndarray:
        """Persons at work beyond what participation gives."""
        return levers.returned(self.available, self.withdrawn, self.career.participation, self.params)

    @cached_property
    def working(self) -> np.ndarray:
        """Persons at work in health and care."""
        return np.asarray(self.available * self.career.participation + self.returned)

    @cached_property
    def aarsverk(self) -> np.ndarray:
        """Årsverk."""
        return np.asarray(self.working * self.career.position * self.career.full_time)

    def supply(self) -> np.ndarray:
        """Årsverk by year and group."""
        return np.asarray(self.aarsverk.sum(axis=(-1, -2)))

    def flows(self) -> dict[str, Flow]:
        """Persons and årsverk by flow from the year after ``START_YEAR`` on, see :func:`flows`; adds up exactly."""
        found = flows(self.available, self.rates, self.inflow, self.career)
        back = self.returned * self.career.position * self.career.full_time
        persons, change = found["change"]
        return {**found, "change": (persons, change + np.diff(back, axis=0))}


def require_trainable(available: np.ndarray) -> None:
    """Refuse a run where more are retrained from a group than there are.

    Raises:
        ParameterError: A group would have fewer than no persons.
    """
    short = np.argwhere(available.sum(axis=(-1, -2)) < 0)
    if len(short):
        year, group = short[0]
        raise ParameterError(
            "Flere videreutdannes fra en gruppe enn gruppen har.",
            where="supply.education_changes",
            expected=f"høyst så mange som det er i gruppen {GROUPS[group]}",
            found=f"færre enn ingen i {YEARS[year]}",
            fix=f"Sett ned antallet nye {' og '.join(new for new, old in FURTHER.items() if old == GROUPS[group])}.",
        )


def since(year: int) -> int:
    """Return the place of a year in the arrays."""
    return year - START_YEAR

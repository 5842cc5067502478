"""From a vintage's series and the population artefacts to arrays the demand engine reads."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.ages import AGES
from helseplan.demand.engine import Assumptions, Inputs
from helseplan.demand.profiles import use_by_age
from helseplan.params.sections import Demand

BASE_YEAR = 2024


def cube(frame: pd.DataFrame, value: str, alternative: str, years: np.ndarray) -> np.ndarray:
    """Return one alternative of a demography artefact as an array year × sex × age."""
    chosen = frame[(frame.alternative == alternative) & frame.year.between(years[0], years[-1])]
    ordered = chosen.sort_values(["year", "sex", "age"])
    return ordered[value].to_numpy().reshape(len(years), 2, len(AGES))


def engine_inputs(
    services: pd.DataFrame, profiles: pd.DataFrame, population: np.ndarray, years_left: np.ndarray
) -> Inputs:
    """Assemble the engine's inputs.

    Args:
        services: The series ``services``, in the order the result shall have.
        profiles: The series ``use_profiles``.
        population: Persons, year × sex × age, from the base year on.
        years_left: Remaining life expectancy, year × sex × age.
    """
    by_profile = {name: use_by_age(part, population[0]) for name, part in profiles.groupby("profile")}
    use = np.stack([by_profile[name] for name in services.profile])
    return Inputs(use, services.aarsverk.to_numpy(), population, years_left)


def assumptions(params: Demand) -> Assumptions:
    """Turn the section ``demand`` into the engine's assumptions (per cent becomes a rate)."""
    return Assumptions(
        standard=params.standard_growth_percent / 100,
        productivity=params.productivity_growth_percent / 100,
        healthier=params.healthier_ageing,
        from_age=params.healthier_from_age,
    )

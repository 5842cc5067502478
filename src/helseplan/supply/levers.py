"""What a run changes in education, exits, participation and position size; nothing changes before its year."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from helseplan.params.supply import Supply
from helseplan.supply.curves import AGES, FIRST_AGE, LAST_AGE
from helseplan.supply.engine import Career, Inflow, Rates
from helseplan.supply.inputs import BASE_YEAR, GROUPS, PERCENT, YEARS, Base

LATE = 62
"""Age from which a later exit moves the career."""
OLD = AGES >= 60
Everybody = np.ndarray
"""Population by year from ``START_YEAR`` on; only years after the base year count."""


def changed_rates(rates: Rates, params: Supply) -> Rates:
    """Apply what the run says about exits."""
    later = _since(params.change_from_year)[:, None, None, None]
    return replace(
        rates,
        leaving=_scaled(rates.leaving, params.leaving_percent, later),
        disability=_scaled(rates.disability, params.disability_percent, later),
        retirement=_moved_from(rates.retirement, params.later_exit_years, later),
    )


def changed_career(career: Career, params: Supply) -> Career:
    """Apply what the run says about participation, position size and sick leave."""
    later = _since(params.change_from_year)[:, None, None, None]
    participation = _moved_from(career.participation, params.later_exit_years, later)
    position = _moved_from(career.position, params.later_exit_years, later)
    relative = 1 + params.participation_60_percent / PERCENT * OLD
    participation = np.where(later, np.minimum(participation * relative, 1), participation)
    larger = np.minimum(position * (1 + params.position_percent / PERCENT), 1)
    presence = 1 + params.sick_leave_percent * params.sick_leave_reduction_percent / PERCENT**2 * later
    return Career(participation, np.where(later, larger, position), career.full_time * presence)


def changed_inflow(inflow: Inflow, base: Base, params: Supply, population: Everybody) -> Inflow:
    """Apply what the run says about education and about those who come from abroad.

    Args:
        inflow: Those who enter in the reference.
        base: Length of study and completion.
        params: The run's parameters.
        population: Persons by year.
    """
    since = _since(params.change_from_year)[:, None]
    completion = np.clip(base.completion + params.completion_points / PERCENT, 0, 1) / base.completion
    more = completion * (1 + params.graduates_percent / PERCENT)
    graduates = _education(inflow.graduates * _capacity(base, params, population), params)
    graduates = graduates * np.where(since, more, 1)
    abroad = inflow.abroad * np.where(since, 1 + params.abroad_percent / PERCENT, 1)
    return replace(inflow, graduates=graduates, abroad=abroad)


def moved(values: np.ndarray, years: float) -> np.ndarray:
    """Move the career after 62 some years later: each age has the values of a younger one.

    Between whole years the values lie on a straight line. Those who would have left at 62 or later have, in the years
    they stay, the values of 61.

    Args:
        values: …, age.
        years: How many years later; negative for earlier.
    """
    whole = math.floor(years)
    share = years - whole
    if not share:
        return np.asarray(values[..., _moved_ages(whole)])
    return np.asarray(
        (1 - share) * values[..., _moved_ages(whole)] + share * values[..., _moved_ages(whole + 1)]
    )


def _moved_ages(years: int) -> np.ndarray:
    """The place, for each age, of the age whose values hold."""
    wanted = np.where(AGES >= LATE, np.maximum(AGES - years, LATE - 1), AGES)
    return np.clip(wanted, FIRST_AGE, LAST_AGE) - FIRST_AGE


def returned(
    available: np.ndarray, withdrawn: np.ndarray, participation: np.ndarray, params: Supply
) -> np.ndarray:
    """Persons over 60 at work who would else not have been, … × year × group × sex × age.

    The points are of everybody with the education, also those who have withdrawn; nobody works twice.
    """
    everybody = available + withdrawn
    wanted = params.participation_60_points / PERCENT * everybody * OLD
    idle = everybody - available * participation
    return np.asarray(np.minimum(wanted, idle) * _since(params.change_from_year)[:, None, None, None])


def _moved_from(values: np.ndarray, years: float, later: np.ndarray) -> np.ndarray:
    return np.where(later, moved(values, years), values) if years else values


def _since(year: int) -> np.ndarray:
    return year <= YEARS


def _scaled(rate: np.ndarray, percent: float, later: np.ndarray) -> np.ndarray:
    if not percent:
        return rate
    return np.where(later, np.minimum(rate * (1 + percent / PERCENT), 1), rate)


def _capacity(base: Base, params: Supply, population: Everybody) -> np.ndarray:
    """Capacity relative to the base year, year × group."""
    growth = np.ones((len(YEARS), len(GROUPS)))
    if not params.capacity_follows_population:
        return growth
    start = BASE_YEAR - YEARS[0]
    for group, study in enumerate(base.study_years):
        lag = int(study) if params.capacity_lag else 0
        seen = np.clip(np.arange(len(YEARS)) - lag, start, None)
        growth[:, group] = population[seen] / population[start]
    return np.where(_since(params.change_from_year)[:, None], growth, 1)


def _education(graduates: np.ndarray, params: Supply) -> np.ndarray:
    out = graduates.copy()
    for change in sorted(params.education_changes, key=lambda change: change.from_year):
        rows = change.from_year <= YEARS
        for group in change.groups or GROUPS:
            column = GROUPS.index(group)
            if change.graduates_per_year is not None:
                out[rows, column] = change.graduates_per_year
            else:
                out[rows, column] = graduates[rows, column] * (1 + (change.graduates_percent or 0) / PERCENT)
    return out

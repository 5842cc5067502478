"""From a vintage's series, the population artefacts and the parameters to arrays the demand engine reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from helseplan.ages import AGES
from helseplan.classifications import codes, table
from helseplan.demand.engine import Assumptions, People, Services
from helseplan.demand.own_base import left_for_residual
from helseplan.demand.profiles import use_by_age
from helseplan.params.sections import RESIDUAL, Demand

BASE_YEAR = 2024
LAST_YEAR = 2060
YEARS = np.arange(BASE_YEAR, LAST_YEAR + 1)
PERCENT = 100


def cube(frame: pd.DataFrame, value: str, by: str, keys: Sequence[str], years: np.ndarray) -> np.ndarray:
    """Return a column of a demography artefact as an array key × year × sex × age.

    Args:
        frame: Columns year, sex, age, ``by`` and ``value``.
        value: The column wanted.
        by: The column that stands in front, for example alternative.
        keys: Its values, in order.
        years: The years wanted.
    """
    chosen = frame[frame.year.between(years[0], years[-1])]
    parts = [chosen[chosen[by] == key].sort_values(["year", "sex", "age"])[value] for key in keys]
    return np.stack([part.to_numpy().reshape(len(years), 2, len(AGES)) for part in parts])


def in_care(services: pd.DataFrame) -> np.ndarray:
    """Return which services are municipal care, where informal care and the trend under 67 apply."""
    care = set(codes("areas", care="true"))
    area = {row["code"]: row["area"] for row in table("services")}
    return np.array([area[service] in care for service in services.service])


def base_aarsverk(services: pd.DataFrame, own: dict[str, float]) -> np.ndarray:
    """Return the base year's årsverk by service, with the user's own figures in place of the vintage's.

    What the narrow services gain or lose is taken from the residual, so that their printed total is kept.

    Raises:
        ParameterError: The own figures leave less than nothing for the residual.
    """
    aarsverk = services.set_index("service").aarsverk.astype(float)
    if not own:
        return aarsverk.to_numpy()
    narrow = set(services[services.scope == "narrow"].service)
    left = left_for_residual(own, aarsverk.to_dict(), narrow)
    aarsverk.update(pd.Series(own, dtype=float))
    aarsverk[RESIDUAL] = left
    return aarsverk.to_numpy()


def services_maker(
    services: pd.DataFrame, profiles: pd.DataFrame, population: np.ndarray
) -> Callable[[Demand], Services]:
    """Return a function from parameters to the engine's services; smoothing, the slow part, is done once per age.

    Args:
        services: The series ``services``, in the order the result shall have.
        profiles: The series ``use_profiles``.
        population: Persons in the base year, sex × age.
    """
    wanted = profiles[profiles.profile.isin(services.profile)]

    @cache
    def use(flat_from: int) -> np.ndarray:
        by_profile = {
            name: use_by_age(part, population, flat_from) for name, part in wanted.groupby("profile")
        }
        return np.stack([by_profile[name] for name in services.profile])

    def make(params: Demand) -> Services:
        aarsverk = base_aarsverk(services, params.base_aarsverk)
        formal = aarsverk * in_care(services)
        informal = params.informal_care_aarsverk * formal / formal.sum()
        each = use(params.use_flat_from_age)
        return Services(each, aarsverk, informal, np.einsum("sga,ga->s", each, population))

    return make


def engine_services(
    services: pd.DataFrame, profiles: pd.DataFrame, population: np.ndarray, params: Demand
) -> Services:
    """Assemble the engine's services for one set of parameters, see :func:`services_maker`."""
    return services_maker(services, profiles, population)(params)


def assumptions(params: Demand, services: pd.DataFrame, years: np.ndarray = YEARS) -> Assumptions:
    """Turn the section ``demand`` into the engine's assumptions; per cent a year becomes indices."""
    standard = _rates(params, "standard_growth_percent", services, years)
    productivity = _rates(params, "productivity_growth_percent", services, years)
    trend = params.use_trend_under_67_percent / PERCENT * in_care(services)
    return Assumptions(
        standard=np.cumprod(1 + standard, axis=1),
        productivity=np.cumprod(1 + productivity, axis=1),
        younger=(1 + trend)[:, None] ** np.arange(len(years)),
        healthier=np.array(params.healthier_ageing),
        formula=params.health_formula,
        from_age=params.healthier_from_age,
        informal_follows=np.array(params.informal_care_follows_need),
    )


def _rates(params: Demand, name: str, services: pd.DataFrame, years: np.ndarray) -> np.ndarray:
    """Growth into each year, service × year; none into the base year."""
    rates = np.full((len(services), len(years)), getattr(params, name) / PERCENT)
    for period in params.growth_periods:
        own = getattr(period, name)
        if own is not None:
            touched = services.service.isin(period.services).to_numpy() | (not period.services)
            rates[np.ix_(touched, (years >= period.from_year) & (years <= period.to_year))] = own / PERCENT
    rates[:, 0] = 0
    return rates


def people(
    population: pd.DataFrame, expectancy: pd.DataFrame, alternatives: list[str], follows: str, main: str
) -> People:
    """Assemble population and mortality, alternative × year × sex × age.

    Args:
        population: The artefact ``demography/population``.
        expectancy: The artefact ``demography/life_expectancy``.
        alternatives: The alternatives wanted.
        follows: ``main``: health follows the main alternative's mortality in all of them; ``alternative``: its own.
        main: The main alternative.
    """
    health = [main] if follows == "main" else alternatives
    return People(
        cube(population, "persons", "alternative", alternatives, YEARS),
        cube(expectancy, "remaining_years", "alternative", health, YEARS),
        cube(expectancy, "death_rate", "alternative", health, YEARS),
    )

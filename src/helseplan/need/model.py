"""Everything that does not change between draws, and the evaluation of draws and regions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from helseplan.ages import AGES
from helseplan.classifications import codes
from helseplan.demand.benchmark import base_mix
from helseplan.demand.engine import YOUNG, Assumptions, People, Services, aarsverk, demand, moving_mix
from helseplan.demand.health import felt_age, look_up
from helseplan.demand.inputs import BASE_YEAR, LAST_YEAR, PERCENT, engine_services, in_care
from helseplan.demography import inputs as demography
from helseplan.demography.assumptions import between
from helseplan.demography.mortality import remaining_years
from helseplan.demography.project import Paths, project
from helseplan.errors import ParameterError
from helseplan.need.draws import Draws
from helseplan.need.growth import Growth
from helseplan.params import Params
from helseplan.params.sections import Demand, Demography
from helseplan.session import DEFAULT_VINTAGE
from helseplan.vintages import Vintage, open_vintage

SCOPES = ("narrow", "wide")
CHUNK = 64
"""Draws computed together: enough to share the cost of a step, few enough to stay in the processor's cache."""
CELLS = 2 * len(AGES)
Known = TypeVar("Known")


@dataclass(frozen=True)
class Need:
    """Everything that does not change between draws.

    Attributes:
        demand: The section ``demand``; what a draw has a number for, is taken from the draw.
        years: The base year first.
        start: Persons on 1 January of the base year, sex × age.
        paths: The demography's inputs from the base year on.
        services: Base-year use and årsverk; ``informal`` is each service's share of informal care.
        care: Which services are municipal care.
        standard: Growth in standard.
        productivity: Growth in productivity.
        mix: Shares of each service's årsverk, scope × service × group × year; 0 for services outside the scope.
    """

    demand: Demand
    years: np.ndarray
    start: np.ndarray
    paths: demography.Inputs
    services: Services
    care: np.ndarray
    standard: Growth
    productivity: Growth
    mix: np.ndarray

    @classmethod
    def from_vintage(
        cls, vintage: str = DEFAULT_VINTAGE, params: Params | None = None, last_year: int = LAST_YEAR
    ) -> Need:
        """Read a vintage.

        Args:
            vintage: Name of the vintage.
            params: Parameters; those of the reference when not given.
            last_year: The last year wanted, 2030 or later.

        Raises:
            ParameterError: The population is to come from a table, which has no assumptions to draw.
            ValueError: The last year is before 2030, where SSB's first stretch ends.
        """
        if last_year < demography.SETTLED:
            raise ValueError(f"last_year must be {demography.SETTLED} or later")
        params = params or Params()
        if params.demography.source == "table":
            raise ParameterError(
                "En framskrivingstabell har ingen forutsetninger å trekke.",
                where="demography.source",
                expected="engine",
                found="table",
                fix="Sett demography.source=engine.",
            )
        opened = open_vintage(vintage)
        start, paths = _from_base_year(opened, params.demography, last_year)
        counted = start if params.demography == Demography() else _base_population(opened)
        return _assemble(opened, params.demand, start, paths, counted)

    def evaluate(self, draws: Draws, *, chunk: int = CHUNK) -> np.ndarray:
        """Compute demand on the raw path.

        Args:
            draws: The assumptions.
            chunk: Draws computed together; memory grows with it, the result does not depend on it.

        Returns:
            Årsverk, draw × service × year.
        """
        out = np.empty((len(draws), len(self.services.aarsverk), len(self.years)))
        return _filled(out, chunk, lambda rows: self._demand(draws.part(rows), self.start))

    def evaluate_groups(self, draws: Draws, *, chunk: int = CHUNK) -> np.ndarray:
        """Compute demand by personnel group on the raw path.

        Args:
            draws: The assumptions.
            chunk: Draws computed together.

        Returns:
            Årsverk, draw × scope (see ``SCOPES``) × group × year.
        """
        out = np.empty((len(draws), len(SCOPES), self.mix.shape[2], len(self.years)))
        return _filled(out, chunk, lambda rows: self.groups(self._demand(draws.part(rows), self.start)))

    def groups(self, demanded: np.ndarray) -> np.ndarray:
        """Split årsverk … × service × year between groups, … × scope × group × year."""
        return np.einsum("...st,cskt->...ckt", demanded, self.mix, optimize=True)

    def regions(
        self, population: np.ndarray, draws: Draws | None = None, *, chunk: int = CHUNK
    ) -> np.ndarray:
        """Compute demand in many regions, with the country's mortality, fertility and use by age and sex.

        A region's net migration is its share of the country's, by base-year population. Counts of the country after
        the base year say nothing of a region and are not met. Demand is linear in the population, so regions sum to
        what they are together, as long as informal care covers no region's whole need.

        Args:
            population: Persons on 1 January of the base year, region × sex × age.
            draws: One draw; the reference when not given.
            chunk: Regions computed together.

        Returns:
            Årsverk, region × service × year.
        """
        draws = draws or Draws.reference(1)
        if len(draws) != 1:
            raise ValueError("regions are computed for one draw at a time")
        share = population.sum(axis=(1, 2)) / self.start.sum()
        out = np.empty((len(population), len(self.services.aarsverk), len(self.years)))

        def part(rows: slice) -> np.ndarray:
            same = Draws(*(np.repeat(getattr(draws, item.name), len(share[rows])) for item in fields(draws)))
            return self._demand(same, population[rows], share[rows])

        return _filled(out, chunk, part)

    def _demand(self, draws: Draws, start: np.ndarray, share: np.ndarray | None = None) -> np.ndarray:
        population, rates = self._projected(draws, start, share)
        assumed = self._assumed(draws)
        informal = draws.informal_aarsverk[:, None] * self.services.informal
        services = replace(self.services, informal=informal)
        if self.demand.health_follows == "main" and assumed.formula == "mortality_equivalent":
            return aarsverk(services, *self._looked_up(population, assumed), assumed)
        rates = self._main_rates if self.demand.health_follows == "main" else rates
        return demand(services, People(population, remaining_years(rates), rates), assumed)

    def _projected(
        self, draws: Draws, start: np.ndarray, share: np.ndarray | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Persons, draw × year × sex × age, and death rates, the same or one for all draws."""
        place = draws.life_expectancy
        place = place[:1] if (place == place[0]).all() else place
        rates = self.paths.mortality.meeting(between(self.paths.life_expectancy, place))
        net_migration = between(self.paths.net_migration, draws.net_migration)
        if share is not None:
            net_migration = net_migration * share[:, None]
        fertility = between(self.paths.fertility, draws.fertility)
        paths = Paths(rates[:, :-1], fertility[:, :-1], net_migration[:, :-1])
        known = (self.paths.registered, self.paths.counted) if share is None else ()
        return project(start, paths, self.paths.pattern, *known).population, rates

    def _assumed(self, draws: Draws) -> Assumptions:
        trend = draws.use_trend_under_67_percent[:, None, None] / PERCENT * self.care[:, None]
        passed = self.years - self.years[0]
        return Assumptions(
            standard=self.standard.index(draws.standard_percent),
            productivity=self.productivity.index(draws.productivity_percent),
            younger=(1 + trend) ** passed if trend.any() else np.ones((1, 1, 1)),
            healthier=draws.healthier,
            formula=self.demand.health_formula,
            from_age=self.demand.healthier_from_age,
            informal_follows=draws.informal_follows,
        )

    def _looked_up(self, population: np.ndarray, assumed: Assumptions) -> tuple[np.ndarray, np.ndarray]:
        """Users as a share of the base year's, draw × service × year, and in the base year before better health.

        The draws share the ages felt, so use is looked up once and people are multiplied with it.
        """
        cells = np.swapaxes(population.reshape(*population.shape[:2], CELLS), 0, 1)
        own, felt = np.split(cells @ self._use, 2, axis=-1)
        need = own + assumed.healthier[:, None] * (felt - own)
        if assumed.younger.size > 1:
            young, young_felt = np.split(cells @ self._young_use, 2, axis=-1)
            grown = np.moveaxis(assumed.younger, -1, 0)[..., self.care] - 1
            need[..., self.care] += (young + assumed.healthier[:, None] * (young_felt - young)) * grown
        return (
            np.moveaxis(need / self.services.users, 0, -1),
            (own[0] / self.services.users)[..., None],
        )

    @cached_property
    def _main_rates(self) -> np.ndarray:
        """The main alternative's death rates, 1 × year × sex × age."""
        return self.paths.mortality.meeting(between(self.paths.life_expectancy, np.zeros(1)))

    @cached_property
    def _use(self) -> np.ndarray:
        """Use at own age and at the age felt, year × (sex · age) × 2 · service."""
        return self._use_by_felt(self.services.use)

    @cached_property
    def _young_use(self) -> np.ndarray:
        """The same for care under 67."""
        return self._use_by_felt(np.where(AGES < YOUNG, self.services.use[self.care], 0))

    def _use_by_felt(self, use: np.ndarray) -> np.ndarray:
        by_age = np.moveaxis(use, 0, -1)
        rates = self._main_rates[0]
        felt = felt_age("mortality_equivalent", remaining_years(rates), rates)
        there = look_up(by_age, felt, self.demand.healthier_from_age)
        both = np.concatenate([np.broadcast_to(by_age, there.shape), there], axis=-1)
        return both.reshape(len(self.years), CELLS, -1)


def _filled(out: np.ndarray, chunk: int, part: Callable[[slice], np.ndarray]) -> np.ndarray:
    for rows in _slices(len(out), chunk):
        out[rows] = part(rows)
    return out


def _slices(count: int, chunk: int) -> Iterator[slice]:
    if chunk < 1:
        raise ValueError("chunk must be at least 1")
    for first in range(0, count, chunk):
        yield slice(first, min(first + chunk, count))


def _from_base_year(
    vintage: Vintage, params: Demography, last_year: int
) -> tuple[np.ndarray, demography.Inputs]:
    """Return the base-year population and the inputs without the years before; no draw moves those."""
    read = demography.read(vintage, params, last_year + 1)
    before = int(BASE_YEAR - read.years[0])
    main = read.paths(np.zeros(3))
    early = Paths(main.rates[:before], main.fertility[:before], main.net_migration[:before])
    start = project(read.start, early, read.pattern, read.registered, read.counted).population[-1]
    later = replace(
        read,
        start=start,
        years=read.years[before:],
        fertility=read.fertility[:, before:],
        life_expectancy=read.life_expectancy[:, before:],
        net_migration=read.net_migration[:, before:],
        registered=_since(before, read.registered),
        counted=_since(before, read.counted),
    )
    return start, later


def _since(before: int, known: dict[int, Known]) -> dict[int, Known]:
    """Count the years from a later one."""
    return {index - before: value for index, value in known.items() if index >= before}


def _base_population(vintage: Vintage) -> np.ndarray:
    """Return the base-year population that use is scaled to: that of the default parameters."""
    return _from_base_year(vintage, Demography(), LAST_YEAR)[0]


def _assemble(
    vintage: Vintage, params: Demand, start: np.ndarray, paths: demography.Inputs, counted: np.ndarray
) -> Need:
    services, years = vintage.read("services"), paths.years
    unit = params.model_copy(update={"informal_care_aarsverk": 1.0})
    return Need(
        demand=params,
        years=years,
        start=start,
        paths=paths,
        services=engine_services(services, vintage.read("use_profiles"), counted, unit),
        care=in_care(services),
        standard=Growth.read(params, services, years, "standard"),
        productivity=Growth.read(params, services, years, "productivity"),
        mix=_mix(vintage, params, services, len(years)),
    )


def _mix(vintage: Vintage, params: Demand, services: pd.DataFrame, years: int) -> np.ndarray:
    """Return staffing by scope, scope × service × group × year."""
    mix = base_mix(services, *(vintage.read(name) for name in ("staffing", "groups", "plan_tables")))
    trends = np.array([params.staffing_trend_percent.get(group, 0.0) / PERCENT for group in codes("groups")])
    wide = moving_mix(mix, trends, years)
    narrow = (services.scope == "narrow").to_numpy()
    return np.stack([wide * narrow[:, None, None], wide])

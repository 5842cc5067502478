"""From a run's parameters, vintage and artefacts to the chain's arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.chain.demand import Demanded, Move
from helseplan.chain.kernel import Fixed
from helseplan.chain.model import Chain
from helseplan.chain.supply import YEARS_LATER, Own, Supplied, at_every_move
from helseplan.classifications import codes, table
from helseplan.demand import inputs as needed
from helseplan.demand.engine import Assumptions, People, Services, demand, users
from helseplan.need.growth import Growth
from helseplan.params.sections import Demand
from helseplan.params.supply import Supply
from helseplan.supply import levers, parameters
from helseplan.supply.cases import PUBLISHED, Published
from helseplan.supply.inputs import BASE_YEAR, FURTHER, GROUPS, LAST_YEAR, PERCENT
from helseplan.supply.model import Model, since

if TYPE_CHECKING:
    from helseplan.session import StageRun

SupplyModel = Model
"""The supply model of a run, see :mod:`helseplan.supply.model`."""
YEARS = np.arange(BASE_YEAR, LAST_YEAR + 1)
MAIN = "MMM"
SPREAD = ("LLL", "HHH")
"""The population alternatives a draw may have besides the run's own."""


def open_chain(run: StageRun, moves: tuple[Move, ...] = ()) -> Chain:
    """Open the chain of a run, on the path its main figures show.

    Args:
        run: A stage that has the artefacts of demography, demand and supply upstream.
        moves: Work that may move between groups.
    """
    services = run.vintage.read("services")
    populations = (run.params.demography.alternative, *SPREAD)
    path, make = _reference_path(run, services)
    demanded = _demanded(run, services, populations, moves, make(run.params.demand))
    reference = demand(make(Demand()), path, needed.assumptions(Demand(), services, YEARS))
    return Chain(
        supplied=_supplied(run),
        demanded=demanded,
        reference=reference[0][:, None] * demanded.weights,
        benchmark=_benchmark(run),
        years=YEARS,
        groups=tuple(codes("groups")),
        services=tuple(services.service),
        populations=populations,
        modelled=len(GROUPS),
    )


def open_model(run: StageRun) -> SupplyModel:
    """Open the supply model of a run."""
    components = run.artefact("demography", "components")
    own = components[components.alternative == run.params.demography.alternative]
    return Model.open(run.vintage, own.set_index("year").population, run.params.supply)


def _supplied(run: StageRun) -> Supplied:
    params, model = run.params.supply, open_model(run)
    path, at = model.run(params), since(BASE_YEAR)
    rates = parameters.rates(model.base, model.found)
    career = parameters.career(model.base, model.found)
    shape = model.base.available.shape

    def cells(values: np.ndarray) -> np.ndarray:
        """A rate alike in every year, group × sex × age."""
        return np.broadcast_to(values, (1, *shape))[0].copy()

    fixed = Fixed(
        available=path.available[at],
        withdrawn=path.withdrawn[at],
        surviving=cells((1 - rates.death) * (1 - rates.emigration)),
        alive=cells(1 - rates.death),
        disability=cells(rates.disability),
        leaving=cells(rates.leaving),
        retirement=at_every_move(cells(rates.retirement)),
        participation=at_every_move(cells(career.participation)),
        position=at_every_move(cells(career.position)),
        profile=model.base.profile,
        origins=np.array([GROUPS.index(origin) for origin in FURTHER.values()]),
        movers=np.array([GROUPS.index(group) for group in FURTHER]),
        still=int(np.flatnonzero(YEARS_LATER == 0)[0]),
        first_old=int(levers.OLD.argmax()),
    )
    return Supplied(
        fixed=fixed,
        full_time=np.broadcast_to(career.full_time, (len(GROUPS), 1, 1))[:, 0, 0].copy(),
        graduates=path.inflow.graduates[at:],
        abroad=path.inflow.abroad[at:],
        sick_leave_percent=params.sick_leave_percent,
        own=_own(params),
    )


def _own(params: Supply) -> Own:
    changed = params.change_from_year <= YEARS

    def factor(percent: float) -> np.ndarray:
        return np.where(changed, 1 + percent / PERCENT, 1.0)

    return Own(
        changed=changed,
        exit_years=changed * params.later_exit_years,
        participation_factor=factor(params.participation_60_percent),
        participation_points=changed * params.participation_60_points,
        position_factor=factor(params.position_percent),
        sick_leave_lower=changed * params.sick_leave_reduction_percent,
        leaving_factor=factor(params.leaving_percent),
        disability_factor=factor(params.disability_percent),
    )


def published_case(code: str) -> Published:
    """Return a case of the supply stage whose effect SSB has published."""
    return next(case for case in PUBLISHED if case.code == code)


def graduates_factor(model: Model, params: Supply, case: str) -> np.ndarray:
    """Return how many graduates a published case gives per graduate of the run's own, year × group."""
    changed = published_case(case).apply(params)
    entering = parameters.inflow(model.base, model.found)
    own, other = (
        levers.changed_inflow(entering, model.base, each, model.population).graduates[since(BASE_YEAR) :]
        for each in (params, changed)
    )
    return np.divide(other, own, out=np.ones_like(own), where=own > 0)


def _reference_path(run: StageRun, services: pd.DataFrame) -> tuple[People, Callable[[Demand], Services]]:
    """The reference's population, and what turns parameters into services: use is scaled to its base year."""
    artefact = run.artefact("demography", "reference").assign(alternative=MAIN)
    columns = ("persons", "remaining_years", "death_rate")
    path = People(*(needed.cube(artefact, name, "alternative", [MAIN], YEARS) for name in columns))
    profiles = run.vintage.read("use_profiles")
    return path, needed.services_maker(services, profiles, path.population[0, 0])


def _demanded(
    run: StageRun,
    services: pd.DataFrame,
    populations: tuple[str, ...],
    moves: tuple[Move, ...],
    made: Services,
) -> Demanded:
    params = run.params.demand
    people = _people(run, populations)
    healthy = np.array(sorted({0.0, params.healthier_ageing, 1.0}))
    need, young = _need(made, people, params.health_formula, params.healthier_from_age, healthy, services)
    at_start = users(made, people.population[:, 0])[..., None] / made.users[:, None]
    return Demanded(
        services=replace(made, use=np.empty(0)),
        healthy=healthy,
        need=need,
        young=young,
        at_start=at_start,
        standard=Growth.read(params, services, YEARS, "standard"),
        productivity=Growth.read(params, services, YEARS, "productivity"),
        standard_percent=params.standard_growth_percent,
        productivity_percent=params.productivity_growth_percent,
        healthier=params.healthier_ageing,
        trend_percent=params.use_trend_under_67_percent,
        informal_follows=params.informal_care_follows_need,
        weights=_weights(run, services),
        narrow=(services.scope == "narrow").to_numpy(),
        moves=moves,
    )


def _people(run: StageRun, populations: tuple[str, ...]) -> People:
    population = run.artefact("demography", "population")
    expectancy = run.artefact("demography", "life_expectancy")
    follows = run.params.demand.health_follows
    found = needed.people(population, expectancy, list(populations), follows, MAIN)
    return People(*(part[:, : len(YEARS)] for part in (found.population, found.years_left, found.rates)))


def _need(
    made: Services,
    people: People,
    formula: str,
    from_age: int,
    healthy: np.ndarray,
    services: pd.DataFrame,
) -> tuple[np.ndarray, np.ndarray]:
    """Users as a share of the base year's at each θ, and what a unit of growth under 67 adds."""
    unit = replace(made, aarsverk=np.ones(len(services)), informal=np.zeros(len(services)))
    care = needed.in_care(services)[:, None]

    def at(theta: float, younger: np.ndarray) -> np.ndarray:
        one = np.ones((1, 1))
        assumed = Assumptions(one, one, younger, np.array(theta), formula, from_age, np.array(1.0))
        return demand(unit, people, assumed)

    plain = np.stack([at(theta, np.ones((1, 1))) for theta in healthy], axis=1)
    doubled = np.stack([at(theta, np.where(care, 2.0, 1.0)) for theta in healthy], axis=1)
    return plain, doubled - plain


def _weights(run: StageRun, services: pd.DataFrame) -> np.ndarray:
    """Årsverk of each group per årsverk of raw demand on the path shown, service × group × year."""
    demanded, grouped = run.artefact("demand", "demand"), run.artefact("demand", "demand_by_group")
    own = demanded[
        (demanded.alternative == run.params.demography.alternative)
        & (demanded.path == "raw")
        & (demanded.scope == "wide")
        & demanded.year.isin(YEARS)
    ]
    raw = own.pivot(index="service", columns="year", values="aarsverk").reindex(services.service).to_numpy()
    chosen = grouped[(grouped.path == run.shown_path) & (grouped.scope == "wide") & grouped.year.isin(YEARS)]
    keys = pd.MultiIndex.from_product([services.service, codes("groups"), YEARS])
    cells = chosen.set_index(["service", "group", "year"]).aarsverk.reindex(keys, fill_value=0.0).to_numpy()
    aarsverk = cells.reshape(len(services), -1, len(YEARS))
    return np.divide(aarsverk, raw[:, None], out=np.zeros_like(aarsverk), where=raw[:, None] > 0)


def _benchmark(run: StageRun) -> np.ndarray:
    """What raw supply is multiplied with on the path shown, group × year."""
    supply = run.artefact("supply", "supply")
    raw, shown = (
        supply[supply.path == path].pivot(index="group", columns="year", values="aarsverk").reindex(GROUPS)
        for path in ("raw", run.shown_path)
    )
    return np.asarray((shown / raw)[list(YEARS)].to_numpy())


def places(services: tuple[str, ...], **fields: str) -> np.ndarray:
    """Return the places of the services whose classification has these fields, for example ``area=institution``."""
    wanted = {
        row["code"] for row in table("services") if all(row[name] == value for name, value in fields.items())
    }
    return np.array([place for place, service in enumerate(services) if service in wanted])


def reference_cells(model: Model, chain: Chain) -> tuple[np.ndarray, np.ndarray]:
    """Return what positions could give in the last year on the reference path.

    Returns:
        Årsverk if everybody at work had a full position, and the mean position, both group × sex × age.
    """
    path = model.run(Supply())
    career = path.career
    shape = path.available.shape
    full = np.broadcast_to(path.working * career.full_time, shape)[-1] * chain.benchmark[:, -1, None, None]
    return np.asarray(full), np.asarray(np.broadcast_to(career.position, shape)[-1])

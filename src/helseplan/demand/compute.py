"""The demand stage: årsverk by service, scope and personnel group, raw and benchmarked, and what lies behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.ages import AGES
from helseplan.classifications import codes
from helseplan.demand import benchmark
from helseplan.demand.by_group import LAST_GAP_YEAR, drivers_by_group, sensitivity_by_group
from helseplan.demand.checks import checks, headlines
from helseplan.demand.employment import employment
from helseplan.demand.engine import DRIVERS, Assumptions, People, Services, by_group, demand, moving_mix
from helseplan.demand.inputs import (
    PERCENT,
    YEARS,
    assumptions,
    base_aarsverk,
    cube,
    people,
    services_maker,
)
from helseplan.demand.sensitivity import CASES, Tried, sensitivity, split_cases, try_all
from helseplan.demand.ssb2019 import rebuilt
from helseplan.params.sections import Demand
from helseplan.shapley import shapley

if TYPE_CHECKING:
    from helseplan.session import StageRun

KEYS = ["region", "alternative", "path", "scope", "year", "service"]
PATHS = ["raw", "benchmarked"]
MAIN = "MMM"
OLDER = "MMM-22"
"""The path of ``demography/history`` with the life expectancy of SSB's projection of 2022."""
PathOf = Callable[[list[str], Demand], People]


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Compute demand for every population alternative, and by group for the chosen one.

    The benchmark is found on the reference path (MMM and default assumptions), so that a scenario moves the
    benchmarked path as it moves the raw one.

    Returns:
        ``demand``, ``demand_by_group``, ``reference``, ``drivers``, ``drivers_by_group``, ``profiles``,
        ``sensitivity``, ``sensitivity_by_group``, ``employment``, ``ssb2019``, ``checks`` and ``headlines``.
    """
    services, profiles = run.vintage.read("services"), run.vintage.read("use_profiles")
    chosen, params = run.params.demography.alternative, run.params.demand
    main = _reference_people(run)
    path_of = _reader(run)
    make = services_maker(services, profiles, main.population[0])
    made = make(params)
    raw = demand(made, path_of(codes("alternatives"), params), assumptions(params, services))
    reference, found = _benchmark(run, services, make(Demand()), main)
    own, moved = raw[codes("alternatives").index(chosen)], _moved(run, found)
    shares = _shares(made, path_of([chosen], params), assumptions(params, services))
    tried = _tried(run, services, make, path_of)
    end = int(np.flatnonzero(run.params.general.end_year == YEARS)[0])
    gap_year = int(np.flatnonzero(LAST_GAP_YEAR == YEARS)[0])
    older = demand(made, _older_people(run), assumptions(params, services))
    frames = {
        "demand": _by_service(raw, found, services),
        "demand_by_group": _by_group(own, chosen, found, services, moved),
        "reference": _reference(reference, found),
        "drivers": _drivers(shares, services, end),
        "drivers_by_group": drivers_by_group(shares, own, found.mix, moved),
        "profiles": _profiles(made, services),
        "sensitivity": sensitivity(tried, (services.scope == "narrow").to_numpy(), end),
        "sensitivity_by_group": sensitivity_by_group(
            tried, older, (found.mix[:, :, None] * moved)[..., gap_year]
        ),
        "ssb2019": rebuilt(
            run.artefact("demography", "history"), services, profiles, run.vintage.read("ssb2019_results")
        ),
    }
    frames["employment"] = employment(
        frames["demand"],
        run.artefact("demography", "indicators"),
        run.vintage.read("plan_tables"),
        chosen,
    )
    return {**frames, "checks": checks(frames, run), "headlines": headlines(frames, run)}


def _reader(run: StageRun) -> PathOf:
    """Return a function from alternatives and parameters to people; the artefacts are read once."""
    population = run.artefact("demography", "population")
    expectancy = run.artefact("demography", "life_expectancy")

    def path_of(alternatives: list[str], params: Demand) -> People:
        return people(population, expectancy, alternatives, params.health_follows, MAIN)

    return path_of


def _reference_people(run: StageRun) -> People:
    frame = run.artefact("demography", "reference").assign(alternative=MAIN)
    cubes = [
        cube(frame, value, "alternative", [MAIN], YEARS)[0]
        for value in ("persons", "remaining_years", "death_rate")
    ]
    return People(*cubes)


def _benchmark(
    run: StageRun, services: pd.DataFrame, made: Services, path: People
) -> tuple[np.ndarray, benchmark.Benchmark]:
    """Return raw demand on the reference path, service × year, and the benchmark found on it."""
    reference = demand(made, path, assumptions(Demand(), services))
    series = (run.vintage.read("staffing"), run.vintage.read("groups"), run.vintage.read("plan_tables"))
    return reference, benchmark.build(reference, YEARS, services, *series, run.vintage.anchors())


def _moved(run: StageRun, found: benchmark.Benchmark) -> np.ndarray:
    """Return how the run's own trends move the staffing mix: moving over fixed shares, service × group × year."""
    trends = run.params.demand.staffing_trend_percent
    yearly = np.array([trends.get(group, 0.0) / PERCENT for group in codes("groups")])
    moved = moving_mix(found.mix, yearly, len(YEARS))
    fixed = np.broadcast_to(found.mix[:, :, None], moved.shape)
    return np.divide(moved, fixed, out=np.ones_like(moved), where=fixed > 0)


def _long(values: np.ndarray, names: list[str], levels: Sequence[Sequence[object]]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(levels, names=names)
    return pd.DataFrame({"aarsverk": values.ravel()}, index=index).reset_index()


def _scoped(frame: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    narrow = frame.service.isin(services[services.scope == "narrow"].service)
    both = pd.concat([frame[narrow].assign(scope="narrow"), frame.assign(scope="wide")])
    return both.assign(region="0")


def _by_service(raw: np.ndarray, found: benchmark.Benchmark, services: pd.DataFrame) -> pd.DataFrame:
    values = np.stack([raw, raw * found.factor], axis=1)
    levels = [codes("alternatives"), PATHS, list(services.service), list(YEARS)]
    frame = _scoped(_long(values, ["alternative", "path", "service", "year"], levels), services)
    return frame[[*KEYS, "aarsverk"]]


def _by_group(
    raw: np.ndarray, chosen: str, found: benchmark.Benchmark, services: pd.DataFrame, moved: np.ndarray
) -> pd.DataFrame:
    plain = by_group(raw, found.mix[:, :, None] * moved)
    shares = found.moving_mix * moved
    met = by_group(raw * found.factor, shares / shares.sum(axis=1, keepdims=True))
    levels = [PATHS, list(services.service), codes("groups"), list(YEARS)]
    frame = _long(np.stack([plain, met]), ["path", "service", "group", "year"], levels).assign(
        alternative=chosen
    )
    return _scoped(frame[frame.aarsverk > 0], services)[[*KEYS, "group", "aarsverk"]]


def _reference(reference: np.ndarray, found: benchmark.Benchmark) -> pd.DataFrame:
    met = np.einsum("st,skt->tk", reference * found.factor, found.moving_mix)
    return _long(met, ["year", "group"], [list(YEARS), codes("groups")])


def _older_people(run: StageRun) -> People:
    history = run.artefact("demography", "history")
    cubes = [
        cube(history, value, "path", [OLDER], YEARS)[0]
        for value in ("persons", "remaining_years", "death_rate")
    ]
    return People(*cubes)


def _shares(made: Services, path: People, assumed: Assumptions) -> dict[str, np.ndarray]:
    """Return what each driver adds to raw demand since the base year, service × year."""
    return shapley(DRIVERS, lambda drivers: demand(made, path, assumed, drivers)[0])


def _drivers(shares: dict[str, np.ndarray], services: pd.DataFrame, end: int) -> pd.DataFrame:
    values = np.stack([share[:, end] for share in shares.values()])
    return _long(values, ["driver", "service"], [list(shares), list(services.service)])[
        ["service", "driver", "aarsverk"]
    ]


def _profiles(made: Services, services: pd.DataFrame) -> pd.DataFrame:
    per_1000 = made.use * (made.aarsverk / made.users)[:, None, None] * 1000
    index = pd.MultiIndex.from_product([services.service, ["1", "2"], AGES], names=["service", "sex", "age"])
    columns = {"use": made.use.ravel(), "aarsverk_per_1000": per_1000.ravel()}
    return pd.DataFrame(columns, index=index).reset_index()


def _tried(
    run: StageRun, services: pd.DataFrame, make: Callable[[Demand], Services], path_of: PathOf
) -> Tried:
    def evaluate(alternative: str, params: Demand) -> np.ndarray:
        return demand(make(params), path_of([alternative], params), assumptions(params, services))[0]

    own = run.params.demand
    base = dict(zip(services.service, base_aarsverk(services, own.base_aarsverk), strict=True))
    return try_all(evaluate, own, MAIN, (*CASES, *split_cases(base, own)))

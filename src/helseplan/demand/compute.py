"""The demand stage: årsverk by service, scope and personnel group, raw and benchmarked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.classifications import codes
from helseplan.demand import benchmark
from helseplan.demand.checks import checks, headlines
from helseplan.demand.engine import DRIVERS, Inputs, demand
from helseplan.demand.inputs import BASE_YEAR, assumptions, cube, engine_inputs
from helseplan.params.sections import Demand
from helseplan.shapley import shapley

if TYPE_CHECKING:
    from helseplan.session import StageRun

KEYS = ["region", "alternative", "path", "scope", "year", "service"]


def compute(run: StageRun) -> dict[str, pd.DataFrame]:
    """Compute demand for every population alternative, and by group for the chosen one.

    The benchmark is found on the reference path (MMM and default assumptions), so that a scenario moves the
    benchmarked path as it moves the raw one.

    Returns:
        ``demand``, ``demand_by_group``, ``reference``, ``drivers``, ``checks`` and ``headlines``.
    """
    services = run.vintage.read("services")
    inputs, years = _inputs(run, services)
    assumed = assumptions(run.params.demand)
    raw = {alternative: demand(each, assumed) for alternative, each in inputs.items()}
    reference = demand(_reference_inputs(run, services, years), assumptions(Demand()))
    found = benchmark.build(
        reference,
        years,
        services,
        run.vintage.read("staffing"),
        run.vintage.read("groups"),
        run.vintage.read("plan_tables"),
    )
    chosen = run.params.demography.alternative
    frames = {
        "demand": _by_service(raw, found, services, years),
        "demand_by_group": _by_group(raw[chosen], chosen, found, services, years),
        "reference": _reference(reference, found, years),
        "drivers": _drivers(inputs[chosen], run, services, years),
    }
    return {**frames, "checks": checks(frames, run), "headlines": headlines(frames, run)}


def _inputs(run: StageRun, services: pd.DataFrame) -> tuple[dict[str, Inputs], np.ndarray]:
    population = run.artefact("demography", "population")
    expectancy = run.artefact("demography", "life_expectancy")
    profiles = run.vintage.read("use_profiles")
    years = np.arange(BASE_YEAR, int(population.year.max()) + 1)
    inputs = {
        alternative: engine_inputs(
            services,
            profiles,
            cube(population, "persons", alternative, years),
            cube(expectancy, "remaining_years", alternative, years),
        )
        for alternative in codes("alternatives")
    }
    return inputs, years


def _reference_inputs(run: StageRun, services: pd.DataFrame, years: np.ndarray) -> Inputs:
    people = run.artefact("demography", "reference").assign(alternative="MMM")
    cubes = [cube(people, value, "MMM", years) for value in ("persons", "remaining_years")]
    return engine_inputs(services, run.vintage.read("use_profiles"), *cubes)


def _long(values: np.ndarray, names: list[str], levels: Sequence[Sequence[object]]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(levels, names=names)
    return pd.DataFrame({"aarsverk": values.ravel()}, index=index).reset_index()


def _scoped(frame: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    narrow = frame.service.isin(services[services.scope == "narrow"].service)
    both = pd.concat([frame[narrow].assign(scope="narrow"), frame.assign(scope="wide")])
    return both.assign(region="0")


def _by_service(
    raw: dict[str, np.ndarray], found: benchmark.Benchmark, services: pd.DataFrame, years: np.ndarray
) -> pd.DataFrame:
    values = np.stack([np.stack([path, path * found.factor]) for path in raw.values()])
    levels = [list(raw), ["raw", "benchmarked"], list(services.service), list(years)]
    frame = _scoped(_long(values, ["alternative", "path", "service", "year"], levels), services)
    return frame[[*KEYS, "aarsverk"]]


def _by_group(
    raw: np.ndarray, chosen: str, found: benchmark.Benchmark, services: pd.DataFrame, years: np.ndarray
) -> pd.DataFrame:
    plain = raw[:, None, :] * found.mix[:, :, None]
    met = (raw * found.factor)[:, None, :] * found.moving_mix
    levels = [["raw", "benchmarked"], list(services.service), codes("groups"), list(years)]
    frame = _long(np.stack([plain, met]), ["path", "service", "group", "year"], levels).assign(
        alternative=chosen
    )
    return _scoped(frame[frame.aarsverk > 0], services)[[*KEYS, "group", "aarsverk"]]


def _reference(reference: np.ndarray, found: benchmark.Benchmark, years: np.ndarray) -> pd.DataFrame:
    met = np.einsum("st,skt->tk", reference * found.factor, found.moving_mix)
    return _long(met, ["year", "group"], [list(years), codes("groups")])


def _drivers(inputs: Inputs, run: StageRun, services: pd.DataFrame, years: np.ndarray) -> pd.DataFrame:
    end = int(np.flatnonzero(years == run.params.general.end_year)[0])
    assumed = assumptions(run.params.demand)
    shares = shapley(DRIVERS, lambda drivers: demand(inputs, assumed, drivers)[:, end])
    return _long(
        np.stack(list(shares.values())), ["driver", "service"], [list(shares), list(services.service)]
    )[["service", "driver", "aarsverk"]]

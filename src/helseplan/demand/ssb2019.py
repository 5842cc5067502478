"""SSB's demand projection of 2019, rebuilt: the same engine on that report's base year and assumptions.

The formula of better health and which mortality it follows were chosen on this path; nothing else was.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from helseplan.classifications import table
from helseplan.demand.engine import People, demand
from helseplan.demand.health import FORMULAS
from helseplan.demand.inputs import assumptions, cube, services_maker
from helseplan.params.sections import Demand

BASE_YEAR = 2018
YEARS = np.arange(BASE_YEAR, 2061)
MAIN, HIGH = "MMMM-18", "high"
REFERENCE = Demand()
FORMULA = REFERENCE.health_formula
"""The formula of better health that the verdicts look at, whatever formula a run has chosen."""
SCENARIOS: dict[str, tuple[str, str, dict[str, object]]] = {
    "reference": (MAIN, MAIN, {}),
    "high_population": (HIGH, MAIN, {}),
    "high_population_own_health": (HIGH, HIGH, {}),
    "no_health_improvement": (MAIN, MAIN, {"healthier_ageing": 0.0}),
    "no_standard_growth": (MAIN, MAIN, {"standard_growth_percent": 0.0}),
    "proportional_informal_care": (MAIN, MAIN, {"informal_care_follows_need": 1.0}),
}
"""Scenario → path of the population, path whose mortality health follows, and what differs from the reference."""
PARTS = ("care", "somatic", "municipal_health", "mental_health")
"""The blocks that sum to the whole; the level of 2018 is known for each."""
SUMS = {
    "all": PARTS,
    "municipal": ("care", "municipal_health"),
    "specialist": ("somatic", "mental_health"),
    "institution": ("institution_long", "institution_short"),
    "institution_long": ("institution_long",),
    "home_care": ("home_care",),
}
"""Blocks made of others, and blocks within care made of services; the printed results name them all."""


def rebuilt(
    history: pd.DataFrame, services: pd.DataFrame, profiles: pd.DataFrame, printed: pd.DataFrame
) -> pd.DataFrame:
    """Run the 2019 report's reference and its one-at-a-time scenarios.

    The årsverk of 2018 are the report's, by block; within a block they are split as in the vintage's base year, and
    use by age is the vintage's. Every scenario is run with both formulas of better health.

    Args:
        history: The artefact ``demography/history``.
        services: The series ``services``.
        profiles: The series ``use_profiles``.
        printed: The series ``ssb2019_results``.

    Returns:
        formula, scenario, block (``all`` is the sum; see ``SUMS``), year, aarsverk.
    """
    scaled = _in_2018(services, printed)
    member = _members(scaled)
    paths = {
        value: dict(zip((MAIN, HIGH), cube(history, value, "path", (MAIN, HIGH), YEARS), strict=True))
        for value in ("persons", "remaining_years", "death_rate")
    }
    make = services_maker(scaled, profiles, paths["persons"][MAIN][0])
    frames = []
    for formula, (scenario, (population, health, update)) in product(FORMULAS, SCENARIOS.items()):
        params = REFERENCE.model_copy(update={**update, "health_formula": formula})
        path = People(
            paths["persons"][population], paths["remaining_years"][health], paths["death_rate"][health]
        )
        found = member.to_numpy() @ demand(make(params), path, assumptions(params, scaled, YEARS))
        index = pd.MultiIndex.from_product([member.index, YEARS], names=["block", "year"])
        long = pd.DataFrame({"aarsverk": found.ravel()}, index=index).reset_index()
        frames.append(long.assign(formula=formula, scenario=scenario))
    return pd.concat(frames, ignore_index=True)[["formula", "scenario", "block", "year", "aarsverk"]]


def results(own: pd.DataFrame, printed: pd.DataFrame, formula: str) -> np.ndarray:
    """Return the model's own value of each printed result.

    Args:
        own: What :func:`rebuilt` returns.
        printed: The series ``ssb2019_results``, or rows of it.
        formula: The formula of better health.
    """
    value = own[own.formula == formula].set_index(["scenario", "block", "year"]).aarsverk

    def one(scenario: str, item: str, year: int, kind: str) -> float:
        taken_off = {
            "level": 0.0,
            "change": value["reference", item, BASE_YEAR],
            "change_from_2035": value["reference", item, 2035],
            "effect": value["reference", item, year],
        }
        return float(value[scenario, item, year] - taken_off[kind])

    columns = (printed.scenario, printed.item, printed.year, printed.kind)
    return np.array([one(*row) for row in zip(*columns, strict=True)])


def _members(scaled: pd.DataFrame) -> pd.DataFrame:
    """Return which services belong to each block, 1 or 0, block × service."""
    rows = {part: (scaled.block == part).to_numpy() for part in PARTS}
    for name, members in SUMS.items():
        rows[name] = (scaled.block.isin(members) | scaled.service.isin(members)).to_numpy()
    return pd.DataFrame(rows, index=scaled.service).T.astype(float)


def _in_2018(services: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """Return the services with their årsverk scaled to the blocks of 2018, and the ``block`` of each."""
    area = {row["code"]: row["area"] for row in table("services")}
    blocks = {row["code"]: row["block_2019"] for row in table("areas")}
    block = services.service.map(area).map(blocks)
    base = printed[
        (printed.scenario == "reference") & (printed.kind == "level") & (printed.year == BASE_YEAR)
    ]
    share = services.aarsverk / services.aarsverk.groupby(block).transform("sum")
    aarsverk = share * block.map(base.set_index("item").value)
    return services.assign(aarsverk=aarsverk, block=block)[block != ""].reset_index(drop=True)

"""SSB's demand projection of 2019, rebuilt: the same engine on that report's base year and assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.classifications import table
from helseplan.demand.engine import People, demand
from helseplan.demand.inputs import assumptions, cube, services_maker
from helseplan.params.sections import Demand

BASE_YEAR = 2018
YEARS = np.arange(BASE_YEAR, 2061)
MAIN, HIGH = "MMMM-18", "high"
REFERENCE = Demand()
SCENARIOS: dict[str, tuple[str, str, dict[str, object]]] = {
    "reference": (MAIN, MAIN, {}),
    "high_population": (HIGH, MAIN, {}),
    "high_population_own_health": (HIGH, HIGH, {}),
    "no_health_improvement": (MAIN, MAIN, {"healthier_ageing": 0.0}),
    "no_standard_growth": (MAIN, MAIN, {"standard_growth_percent": 0.0}),
    "proportional_informal_care": (MAIN, MAIN, {"informal_care_follows_need": 1.0}),
    "reference_age_shift": (MAIN, MAIN, {"health_formula": "age_shift"}),
    "no_health_improvement_age_shift": (MAIN, MAIN, {"health_formula": "age_shift", "healthier_ageing": 0.0}),
}
"""Scenario → path of the population, path whose mortality health follows, and what differs from the reference."""


def rebuilt(
    history: pd.DataFrame, services: pd.DataFrame, profiles: pd.DataFrame, printed: pd.DataFrame
) -> pd.DataFrame:
    """Run the 2019 report's reference and its one-at-a-time scenarios.

    The årsverk of 2018 are the report's, by block; within a block they are split as in the vintage's base year, and
    use by age is the vintage's. Nothing is fitted to the report's results.

    Args:
        history: The artefact ``demography/history``.
        services: The series ``services``.
        profiles: The series ``use_profiles``.
        printed: The series ``ssb2019_results``.

    Returns:
        scenario, block (``all`` is the sum), year, aarsverk.
    """
    scaled, block = _in_2018(services, printed)
    paths = {
        value: dict(zip((MAIN, HIGH), cube(history, value, "path", (MAIN, HIGH), YEARS), strict=True))
        for value in ("persons", "remaining_years", "death_rate")
    }
    make = services_maker(scaled, profiles, paths["persons"][MAIN][0])
    frames = []
    for scenario, (population, health, update) in SCENARIOS.items():
        params = REFERENCE.model_copy(update=update)
        path = People(
            paths["persons"][population], paths["remaining_years"][health], paths["death_rate"][health]
        )
        found = pd.DataFrame(demand(make(params), path, assumptions(params, scaled, YEARS)), block, YEARS)
        sums = found.groupby(level=0).sum()
        sums.loc["all"] = found.sum()
        long = sums.rename_axis("block").reset_index().melt("block", var_name="year", value_name="aarsverk")
        frames.append(long.assign(scenario=scenario, year=long.year.astype("int64")))
    return pd.concat(frames, ignore_index=True)[["scenario", "block", "year", "aarsverk"]]


def _in_2018(services: pd.DataFrame, printed: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the services with their årsverk scaled to the blocks of 2018, and the block of each."""
    area = {row["code"]: row["area"] for row in table("services")}
    blocks = {row["code"]: row["block_2019"] for row in table("areas")}
    block = services.service.map(area).map(blocks)
    base = printed[
        (printed.scenario == "reference") & (printed.kind == "level") & (printed.year == BASE_YEAR)
    ]
    share = services.aarsverk / services.aarsverk.groupby(block).transform("sum")
    aarsverk = share * block.map(base.set_index("item").value)
    kept = block != ""
    return services.assign(aarsverk=aarsverk)[kept].reset_index(drop=True), list(block[kept])

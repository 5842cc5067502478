"""The named choices that are compared side by side, in one run."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helseplan.chain import Outcome
from helseplan.measures.joint import Joint, run_together
from helseplan.measures.packages import Doses, named
from helseplan.measures.study import Study

LOW_STANDARD = 0.5
"""Percentage points less growth in standard a year than the run has: half of SSB's reference."""


@dataclass(frozen=True)
class Scenario:
    """A named choice.

    Attributes:
        code: Its name.
        doses: What is carried out, one draw.
        standard_points: Percentage points on the yearly growth in standard.
    """

    code: str
    doses: Doses
    standard_points: float = 0.0


@dataclass(frozen=True)
class Result:
    """What a scenario gives; arrays group × year, årsverk.

    Attributes:
        scenario: The scenario.
        joint: The measures alone and together.
        outcome: Supply and demand, one draw.
        change: Change in the gap from measures and assumptions.
    """

    scenario: Scenario
    joint: Joint
    outcome: Outcome
    change: np.ndarray


def scenarios(study: Study) -> list[Scenario]:
    """Return the scenarios in the order they are shown."""
    catalogue, level = study.catalogue, study.params.level
    nothing = named(catalogue, "none", level)
    return [
        Scenario("reference", nothing),
        Scenario("plan_low", named(catalogue, "plan", 0.0)),
        Scenario("plan_high", named(catalogue, "plan", 1.0)),
        Scenario("supply_only", named(catalogue, "supply_only", level)),
        Scenario("demand_only", named(catalogue, "demand_only", level)),
        Scenario("bottom_up", named(catalogue, "bottom_up", level)),
        Scenario("low_standard", nothing, -LOW_STANDARD),
        Scenario("chosen", study.own),
    ]


def run(study: Study, scenario: Scenario) -> Result:
    """Run a scenario: every coalition of its measures, and all of it at once."""
    levers = study.transformer.levers(scenario.doses, study.options(1))
    points = np.array([scenario.standard_points])
    outcome = study.chain.evaluate(replace(levers, standard_points=points))
    change = (outcome.balance - study.central.balance)[0]
    return Result(scenario, run_together(study, scenario.doses), outcome, change)


def closing(study: Study, factor: float) -> Result:
    """Run the run's own choice with all intensities lowered by a factor."""
    doses = Doses(study.own.intensity * factor, study.own.level)
    return run(study, Scenario("closed", doses))


def published(study: Study, register: pd.DataFrame) -> pd.DataFrame:
    """Return each measure's published effect, årsverk: measure → low and high.

    Args:
        study: The run.
        register: The series ``measures``.
    """
    printed = register.set_index("measure").reindex(list(study.catalogue.names))
    each = np.where(printed.unit == "aarsverk_per_municipality", study.params.municipalities, 1)
    return pd.DataFrame({"low": printed.effect_low * each, "high": printed.effect_high * each})

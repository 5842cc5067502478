"""Weighted least squares with priors: what the plan's figures say about the parameters, and what they leave open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from helseplan.supply.calibrate.space import SHORTAGE, Space
from helseplan.supply.calibrate.targets import (
    FITTED,
    HELD_OUT,
    Outcome,
    Targets,
    evaluate,
    is_log,
    is_test,
    read,
)
from helseplan.supply.inputs import BASE_YEAR, GROUPS, Base
from helseplan.supply.parameters import Parameters
from helseplan.vintages import Vintage
from helseplan.vintages.rules import plan_value

Demand = Callable[[pd.Series], pd.DataFrame]
"""Årsverk by group in the base year → demand by group and year, group × year."""
STEP = 1e-4
"""Step of the numerical derivative, in prior standard deviations."""
ROUNDS = 6
CLOSE = 0.5
"""Årsverk that a group's base year may move between the last two rounds."""


@dataclass(frozen=True)
class Calibration:
    """What calibration found.

    Attributes:
        parameters: Columns of the series ``supply_calibrated``, without source and quality.
        targets: Target, group, year, published, sd, before, after, role (target or test), off_before, off_after; sd
            is of the logarithm where ``is_log`` says so, off is in sd.
        levels: Årsverk by group in the base year.
        shortage: The base year's shortage by group and its posterior standard deviation: columns aarsverk, sd.
        evaluations: How many times the engine was run.
    """

    parameters: pd.DataFrame
    targets: pd.DataFrame
    levels: pd.Series
    shortage: pd.DataFrame
    evaluations: int


@dataclass
class Problem:
    """The least-squares problem for one view of demand; counts the engine's runs."""

    base: Base
    space: Space
    targets: Targets
    evaluations: int = field(default=0)

    def outcome(self, vectors: np.ndarray) -> Outcome:
        """Run the engine for vectors, draw × element."""
        self.evaluations += len(vectors)
        return evaluate(self.base, self.space.parameters(vectors))

    def residuals(self, vectors: np.ndarray) -> np.ndarray:
        """Weighted deviations from targets and priors, draw × row."""
        rows = self.targets.rows(self.outcome(vectors), self.space.shortage(vectors))
        fitted = [
            (own - published) / sd for kind, _, year, published, sd, own in rows if not is_test(kind, year)
        ]
        return np.concatenate([np.stack(fitted, axis=1), (vectors - self.space.mean) / self.space.sd], axis=1)

    def slopes(self, vector: np.ndarray) -> np.ndarray:
        """Derivatives, row × element: all elements moved at once, as a batch."""
        steps = np.diag(STEP * self.space.sd)
        moved = self.residuals(np.concatenate([vector[None], vector + steps]))
        return np.asarray((moved[1:] - moved[0]).T / (STEP * self.space.sd))

    def solve(self, start: np.ndarray) -> np.ndarray:
        """Find the vector with the least weighted deviation."""
        found = least_squares(
            lambda vector: self.residuals(vector[None])[0],
            start,
            jac=self.slopes,
            x_scale=self.space.sd,
            method="lm",
            xtol=1e-7,
            ftol=1e-7,
        )
        return np.asarray(found.x)


def calibrate(vintage: Vintage, base: Base, demand: Demand) -> Calibration:
    """Settle the parameters.

    Demand in the base year is divided between groups as supply is, because what is employed is both; so demand is
    looked up again for every new set of levels until they no longer move.

    Args:
        vintage: The data.
        base: The supply engine's inputs.
        demand: The demand engine on the benchmarked reference path.

    Raises:
        ValueError: The levels still moved after the last round.
    """
    plan, personnel = vintage.read("plan_tables"), vintage.read("personnel")
    levels = evaluate(base, _drawn(Parameters.prior())).at(BASE_YEAR)[0]
    space = Space.make(vintage.read("inflow"), levels, plan_value(plan, "text", "base_shortage", BASE_YEAR))
    vector, evaluations = space.mean, 1
    for _ in range(ROUNDS):
        demanded = demand(pd.Series(levels, index=GROUPS))
        problem = Problem(base, space, read(plan, personnel, _index(demanded), demanded[BASE_YEAR].sum()))
        vector = problem.solve(vector)
        after = problem.outcome(vector[None]).at(BASE_YEAR)[0]
        evaluations += problem.evaluations
        moved, levels = np.abs(after - levels).max(), after
        if moved < CLOSE:
            return _report(problem, vector, levels, evaluations)
    raise ValueError(f"kalibreringen kom ikke til ro; største endring er {moved:.1f} årsverk")


def _index(demanded: pd.DataFrame) -> dict[int, np.ndarray]:
    table = demanded.reindex(GROUPS)
    return {year: (table[year] / table[BASE_YEAR]).to_numpy() for year in (*FITTED, *HELD_OUT)}


def _report(problem: Problem, vector: np.ndarray, levels: np.ndarray, evaluations: int) -> Calibration:
    space = problem.space
    covariance = np.linalg.inv(problem.slopes(vector).T @ problem.slopes(vector))
    sd = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sd, sd) - np.eye(len(sd))
    closest = np.abs(correlation).argmax(axis=1)
    parameters = pd.DataFrame(space.names, columns=["parameter", "group"]).assign(
        prior=space.values(space.mean),
        prior_sd=space.spreads(space.mean, space.sd),
        value=space.values(vector),
        posterior_sd=space.spreads(vector, sd),
        learned=1 - sd / space.sd,
        closest=[" ".join(space.names[index]).strip() for index in closest],
        correlation=correlation[np.arange(len(sd)), closest],
    )
    rows = parameters[parameters.parameter == SHORTAGE].set_index("group")
    shortage = rows[["value", "posterior_sd"]].set_axis(["aarsverk", "sd"], axis=1).reindex(GROUPS)
    return Calibration(
        parameters=parameters,
        targets=_compared(problem, vector),
        levels=pd.Series(levels, index=GROUPS),
        shortage=shortage,
        evaluations=evaluations,
    )


def _compared(problem: Problem, vector: np.ndarray) -> pd.DataFrame:
    """Every target beside the model, in its own unit; ``off`` is the deviation in standard deviations."""
    both = np.stack([problem.space.mean, vector])
    rows = problem.targets.rows(problem.outcome(both), problem.space.shortage(both))
    out = pd.DataFrame(
        [
            (kind, group, year, published, sd, *own, "test" if is_test(kind, year) else "target")
            for kind, group, year, published, sd, own in rows
        ],
        columns=["target", "group", "year", "published", "sd", "before", "after", "role"],
    )
    for name in ("before", "after"):
        out[f"off_{name}"] = (out[name] - out.published) / out.sd
    log = out.target.map(is_log)
    figures = ["published", "before", "after"]
    out[figures] = out[figures].where(~log, np.exp(out[figures].where(log, 0.0)))
    return out


def _drawn(found: Parameters) -> Parameters:
    """One draw: the same parameters with a dimension in front."""
    return Parameters(**{name: np.asarray(value)[None] for name, value in found.named().items()})

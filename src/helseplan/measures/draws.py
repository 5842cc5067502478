"""What is drawn: the measures' ranges and the model's main assumptions, each with a distribution of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from helseplan.chain import LAST, Levers
from helseplan.measures.packages import Doses
from helseplan.measures.study import Study
from helseplan.measures.transformations import Options, Transformer
from helseplan.params.sections import Demand
from helseplan.params.uncertainty import BOUNDS, Uncertainty

PERCENT = 100
POPULATION, WEEKEND, IMPLEMENTATION = "population", "weekend_within_positions", "implementation"
EITHER_OR = "participation_60"
"""The transformation whose range is two readings and not a range."""
SHIFTS: dict[str, str] = {
    "standard_growth_percent": "standard_points",
    "healthier_ageing": "healthier",
    "use_trend_under_67_percent": "trend_points",
}
"""Assumptions drawn as levels, which act as what is added to the run's own."""
FACTORS = {
    "abroad_percent": "abroad_factor",
    "leaving_percent": "leaving_factor",
    "disability_percent": "disability_factor",
}
"""Assumptions that are drawn as changes in per cent."""


@dataclass(frozen=True)
class Input:
    """One thing that is drawn.

    Attributes:
        name: Code of the assumption, or of the measure whose range it is.
        kind: assumption or measure.
        low: Lowest value.
        mode: The most likely value of a triangular distribution; the run's own.
        high: Highest value.
        shape: triangular, uniform, ends (one of the two) or population (the run's own, LLL or HHH).
        weight: Probability of the run's own population.
    """

    name: str
    kind: str
    low: float
    mode: float
    high: float
    shape: str
    weight: float = 0.5

    def value(self, u: np.ndarray) -> np.ndarray:
        """Return the values at some probabilities, the inverse of the cumulative distribution."""
        if self.low == self.high:
            return np.full_like(u, self.low)
        if self.shape == "uniform":
            return np.asarray(self.low + (self.high - self.low) * u)
        if self.shape == "ends":
            return np.where(u < 0.5, self.low, self.high)
        if self.shape == POPULATION:
            tail = (1 - self.weight) / 2
            return np.where(u < tail, 1, np.where(u < 1 - tail, 0, 2))
        width = self.high - self.low
        return np.asarray(stats.triang.ppf(u, (self.mode - self.low) / width, self.low, width))


@dataclass(frozen=True)
class Draw:
    """Everything a worker needs to turn probabilities into results.

    Attributes:
        transformer: The run's measures.
        inputs: What is drawn, in order.
        intensity: The run's own intensities, measure.
        level: The run's own places in the ranges, measure; they hold for measures that are not drawn.
        options: What the sources leave open, as the run's parameters say: automated and to_first.
        own: The run's own value of each assumption that is drawn.
    """

    transformer: Transformer
    inputs: tuple[Input, ...]
    intensity: np.ndarray
    level: np.ndarray
    options: tuple[float, float]
    own: dict[str, float]

    def values(self, u: np.ndarray) -> dict[str, np.ndarray]:
        """Return input → value from probabilities between 0 and 1, draw × input."""
        return {each.name: each.value(u[:, place]) for place, each in enumerate(self.inputs)}

    def levers(self, values: dict[str, np.ndarray], carried_out: bool) -> Levers:
        """Return the levers of some draws.

        Args:
            values: What :meth:`values` returns.
            carried_out: Whether the measures are carried out; the assumptions are the same either way.
        """
        count = len(values[POPULATION])
        own = zip(self.transformer.catalogue.names, self.level, strict=True)
        level = np.stack([values.get(name, np.full(count, place)) for name, place in own], axis=1)
        share = values.get(IMPLEMENTATION, np.ones(count)) * carried_out
        intensity = self.intensity * share[:, None]
        automated, to_first = (np.full(count, value) for value in self.options)
        options = Options(values[WEEKEND], automated, to_first)
        return self._assumed(self.transformer.levers(Doses(intensity, level), options), values)

    def _assumed(self, out: Levers, values: dict[str, np.ndarray]) -> Levers:
        chain = self.transformer.chain
        changed = chain.supplied.own.changed[None]
        graduates = 1 + changed * values["graduates_percent"][:, None] / PERCENT
        position = 1 + changed * values["position_percent"][:, None] / PERCENT
        later = chain.years > chain.years[0]
        growth = values["productivity_growth_percent"] - self.own["productivity_growth_percent"]
        own_informal = self.own["informal_care_aarsverk"]
        informal = values["informal_care_aarsverk"] / own_informal if own_informal else np.ones(len(out))
        return replace(
            out,
            population=values[POPULATION].astype(int),
            exit_years=out.exit_years + changed * values["later_exit_years"][:, None],
            graduates_factor=out.graduates_factor * graduates[..., None],
            position_factor=out.position_factor * position[..., None],
            productivity_points=out.productivity_points + later * growth[:, None],
            informal_factor=informal,
            **{lever: values[name] - self.own[name] for name, lever in SHIFTS.items()},
            **{lever: 1 + values[name] / PERCENT for name, lever in FACTORS.items()},
        )


def prepare(study: Study, params: Uncertainty, demand: Demand) -> Draw:
    """Collect what is drawn in a run: every assumption, and the range of each measure that is carried out.

    Args:
        study: The run.
        params: The section ``uncertainty``.
        demand: The section ``demand``.
    """
    own = {name: getattr(demand, name) for name in BOUNDS if name in type(demand).model_fields}
    modes = {**own, WEEKEND: study.params.weekend_within_positions}
    assumed = [
        _assumption(name, params, modes.get(name, 0.0))
        for name in BOUNDS
        if name != IMPLEMENTATION or getattr(params, name)[0] < getattr(params, name)[1]
    ]
    measures = _ranges(study, params.measure_distribution)
    people = Input(POPULATION, "assumption", 0, 0, 2, POPULATION, params.population_probability)
    options = (
        study.params.task_automated_percent / PERCENT,
        study.params.task_to_secretaries_percent / PERCENT,
    )
    least, most = params.implementation
    carried_out = study.own.intensity[0] * (least if least == most else 1.0)
    level = study.own.level[0]
    return Draw(study.transformer, (people, *assumed, *measures), carried_out, level, options, own)


def _assumption(name: str, params: Uncertainty, mode: float) -> Input:
    """A range, widened to the run's own value when that lies outside; a range without width stays one value."""
    low, high = getattr(params, name)
    if low < high and name != IMPLEMENTATION:
        low, high = min(low, mode), max(high, mode)
    shape = "uniform" if name == IMPLEMENTATION else params.assumption_distribution
    return Input(name, "assumption", low, float(np.clip(mode, low, high)), high, shape)


def _ranges(study: Study, shape: str) -> list[Input]:
    """The places in the ranges of the measures that are carried out and have not been given a place of their own."""
    if shape == "fixed":
        return []
    said = {name for name, use in study.params.each.items() if use.level is not None}
    rows = zip(study.catalogue.rows, study.own.intensity[0], strict=True)
    return [
        Input(row.measure, "measure", 0.0, 0.5, 1.0, "ends" if row.transformation == EITHER_OR else shape)
        for row, intensity in rows
        if intensity and row.measure not in said and (row.low < row.high or row.transformation == EITHER_OR)
    ]


def gaps(draw: Draw, u: np.ndarray) -> np.ndarray:
    """Return what draws give for the gap of the 14 groups in the last year, without and with the measures.

    Args:
        draw: What is drawn.
        u: Probabilities, at most a chunk of draws × input.

    Returns:
        Supply less demand, 2 × draw × group, årsverk.
    """
    chain, values = draw.transformer.chain, draw.values(u)
    ways = (chain.chunk(draw.levers(values, each), LAST) for each in (False, True))
    return np.stack([way.balance[..., -1] for way in ways])

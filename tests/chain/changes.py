"""The same change said twice: as parameters of the stages, and as levers of the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from helseplan.chain import Chain, Levers
from helseplan.chain.demand import Move
from helseplan.classifications import codes
from helseplan.params.supply import Supply
from helseplan.session import StageRun
from helseplan.supply import parameters
from helseplan.supply.inputs import BASE_YEAR
from helseplan.supply.levers import changed_inflow
from helseplan.supply.model import Model, since

PERCENT = 100


@dataclass(frozen=True)
class Opened:
    """A run with its chain.

    Attributes:
        run: The measures stage of the run.
        chain: The chain opened on it, with two moves.
        model: The run's supply model.
        gap: The artefact ``gap/gap``.
    """

    run: StageRun
    chain: Chain
    model: Model
    gap: pd.DataFrame

    def column(self, name: str) -> np.ndarray:
        """A column of the gap on the path shown, group × year."""
        shown = self.gap[self.gap.path == self.run.shown_path].pivot(
            index="group", columns="year", values=name
        )
        return shown.loc[list(self.chain.groups[: self.chain.modelled])].to_numpy()


def moves(run: StageRun) -> tuple[Move, ...]:
    """Nurses' and midwives' work in two services, and nurses' work in one of them."""
    services, groups = list(run.vintage.read("services").service), codes("groups")
    both = np.array([services.index("somatic_ambulance"), services.index("mental_health_adults")])
    nurse, midwife = groups.index("sykepleier"), groups.index("jordmor")
    return (Move(both, np.array([nurse, midwife])), Move(both[:1], np.array([nurse])))


def graduates_factor(model: Model, own: Supply, change: Supply) -> np.ndarray:
    """Graduates under the change per graduate of the run's own, year × group."""
    entering = parameters.inflow(model.base, model.found)
    before, after = (
        changed_inflow(entering, model.base, each, model.population).graduates[since(BASE_YEAR) :]
        for each in (own, change)
    )
    return np.asarray(after / before)


def levers_for(given: Opened, change: Supply) -> Levers:
    """One draw that changes what ``change`` changes; both name the same first year."""
    chain, start = given.chain, given.run.params.supply.change_from_year
    assert change.change_from_year == start
    on = (chain.years >= start)[None]
    own = given.run.params.supply

    def factor(percent: float) -> np.ndarray:
        return 1 + on * percent / PERCENT

    return replace(
        chain.neutral(1),
        exit_years=on * change.later_exit_years,
        participation_factor=factor(change.participation_60_percent),
        participation_points=on * change.participation_60_points,
        position_factor=np.repeat(factor(change.position_percent)[..., None], chain.modelled, axis=2),
        sick_leave_percent=on * change.sick_leave_reduction_percent,
        graduates_factor=graduates_factor(given.model, own, change)[None],
        abroad_factor=np.array([1 + change.abroad_percent / PERCENT]),
        leaving_factor=np.array([1 + change.leaving_percent / PERCENT]),
        disability_factor=np.array([1 + change.disability_percent / PERCENT]),
    )


def all_levers_for(given: Opened, changes: Sequence[Supply]) -> Levers:
    """One draw per change."""
    return together([levers_for(given, change) for change in changes])


def random_levers(chain: Chain, count: int, seed: int) -> Levers:
    """Draws that change everything, other things each year; every third leaves something out, the first all."""
    rng = np.random.default_rng(seed)
    years, groups, services = len(chain.years), chain.modelled, len(chain.services)
    ramp = np.sort(rng.random((count, years)), axis=1)
    some = rng.random((12, count)) > 1 / 3
    some[:, 0] = False

    def at(place: int, *shape: int) -> np.ndarray:
        return some[place].reshape(-1, *(1 for _ in shape))

    def by_year(place: int, low: float, high: float) -> np.ndarray:
        return at(place, 1) * ramp * rng.uniform(low, high, count)[:, None]

    def each(place: int, low: float, high: float) -> np.ndarray:
        return some[place] * rng.uniform(low, high, count)

    landed = rng.random((count, len(chain.demanded.moves), len(chain.groups)))
    grouped = by_year(3, -0.2, 0.4)[..., None] * rng.random(groups)
    more = by_year(5, -0.3, 0.5)[..., None] * rng.random(groups)
    return Levers(
        exit_years=by_year(0, -2.5, 3),
        participation_factor=1 + by_year(1, -0.3, 0.4),
        participation_points=by_year(2, 0, 30),
        position_factor=1 + grouped,
        sick_leave_percent=by_year(4, 0, 60),
        graduates_factor=1 + more,
        abroad_factor=1 + each(6, -1, 1),
        leaving_factor=1 + each(7, -1, 2),
        disability_factor=1 + each(8, -1, 2),
        population=np.where(some[9], rng.integers(0, 3, count), 0),
        healthier=-each(10, 0, 1),
        standard_points=each(11, -1, 1),
        productivity_points=by_year(9, 0, 1),
        informal_factor=1 + each(8, -1, 1),
        trend_points=each(10, -2, 2),
        kept=1 - (by_year(7, 0, 0.3)[:, None] * rng.random(services)[:, None]),
        moved=by_year(6, 0, 0.3)[:, None] * rng.random((1, len(chain.demanded.moves), 1)),
        landed=landed / landed.sum(axis=-1, keepdims=True),
    )


def together(parts: Sequence[Levers]) -> Levers:
    """Draws one after the other."""
    return Levers(*(np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Levers)))

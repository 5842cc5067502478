"""The chain's formulas as plain loops: one draw whose changes differ from year to year.

Nothing of ``helseplan.chain`` is used but the levers and the arrays it starts from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helseplan.chain import Chain, Levers
from helseplan.params.supply import Supply
from helseplan.supply import parameters
from helseplan.supply.curves import FIRST_AGE, LAST_AGE
from helseplan.supply.inputs import BASE_YEAR, FURTHER, GROUPS, YEARS
from helseplan.supply.model import since

if TYPE_CHECKING:
    from helseplan.supply.model import Model

OLD, LATE = 60, 62
AGES = range(FIRST_AGE, LAST_AGE + 1)


def curve(values: np.ndarray, age: int, later: float) -> float:
    """The value at an age when the career after 62 goes some years later, on a straight line between whole years."""
    whole = int(np.floor(later))
    share = later - whole
    return (1 - share) * _whole(values, age, whole) + share * _whole(values, age, whole + 1)


def _whole(values: np.ndarray, age: int, years: int) -> float:
    wanted = max(age - years, LATE - 1) if age >= LATE else age
    return float(values[min(wanted, LAST_AGE) - FIRST_AGE])


def supply(model: Model, levers: Levers, changed: np.ndarray) -> np.ndarray:
    """Raw supply of the first draw, year × group; ``changed`` tells the years a run may change."""
    path, first = model.run(Supply()), since(BASE_YEAR)
    stock, gone = path.available[first].copy(), path.withdrawn[first].copy()
    out = np.zeros((len(changed), len(GROUPS)))
    for year in range(len(changed)):
        out[year] = _aarsverk(model, levers, year, stock, gone)
        if year + 1 < len(changed):
            stock, gone = _next(model, levers, year, changed, stock, gone)
    return out


def _aarsverk(model: Model, levers: Levers, year: int, stock: np.ndarray, gone: np.ndarray) -> np.ndarray:
    career, later = parameters.career(model.base, model.found), levers.exit_years[0, year]
    taking, size = (
        np.broadcast_to(each, (1, *stock.shape))[0] for each in (career.participation, career.position)
    )
    out = np.zeros(len(GROUPS))
    for group, sex, place in np.ndindex(stock.shape):
        age = AGES[place]
        share = curve(taking[group, sex], age, later)
        if age >= OLD:
            share = min(share * levers.participation_factor[0, year], 1)
        persons = stock[group, sex, place] * share
        if age >= OLD:
            everybody = stock[group, sex, place] + gone[group, sex, place]
            wanted = levers.participation_points[0, year] / 100 * everybody
            persons += min(wanted, everybody - persons)
        position = min(curve(size[group, sex], age, later) * levers.position_factor[0, year, group], 1)
        out[group] += persons * position
    present = 1 + 0.094 * min(levers.sick_leave_percent[0, year], 100) / 100
    return out * model.base.full_time * present


def _next(
    model: Model, levers: Levers, year: int, changed: np.ndarray, stock: np.ndarray, gone: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    rates = parameters.rates(model.base, model.found)
    death, abroad, disability, leaving, retirement = (
        np.broadcast_to(each, (1, *stock.shape))[0]
        for each in (rates.death, rates.emigration, rates.disability, rates.leaving, rates.retirement)
    )
    more_disabled = levers.disability_factor[0] if changed[year] else 1.0
    more_leaving = levers.leaving_factor[0] if changed[year] else 1.0
    after, out = _entering(model, levers, year + 1, changed), np.zeros_like(gone)
    for cell in np.ndindex(stock.shape):
        group, sex, place = cell
        here = (1 - death[cell]) * (1 - abroad[cell])
        stays = (
            here * (1 - min(disability[cell] * more_disabled, 1)) * (1 - min(leaving[cell] * more_leaving, 1))
        )
        stays *= 1 - curve(retirement[group, sex], AGES[place], levers.exit_years[0, year])
        if place + 1 < len(AGES):
            after[group, sex, place + 1] += stock[cell] * stays
            out[group, sex, place + 1] = gone[cell] * (1 - death[cell]) + stock[cell] * (here - stays)
    return after, out


def _entering(model: Model, levers: Levers, year: int, changed: np.ndarray) -> np.ndarray:
    inflow, place = parameters.inflow(model.base, model.found), since(BASE_YEAR) + year
    shape = (len(YEARS), len(GROUPS))
    from_norway, from_abroad = (
        np.broadcast_to(each, shape)[place] for each in (inflow.graduates, inflow.abroad)
    )
    graduates = from_norway * levers.graduates_factor[0, year]
    out = np.zeros(model.base.profile.shape)
    for group, name in enumerate(GROUPS):
        more = levers.abroad_factor[0] if changed[year] else 1.0
        out[group] += model.base.profile[group] * (graduates[group] + from_abroad[group] * more)
        if name in FURTHER:
            out[GROUPS.index(FURTHER[name])] -= model.base.profile[group] * graduates[group]
    return out


def demand(chain: Chain, need: np.ndarray, levers: Levers, own: dict[str, float]) -> np.ndarray:
    """Demand by group of the first draw, group × year.

    Args:
        chain: Where the base year's årsverk, the staffing and the moves stand.
        need: Users as a share of the base year's, service × year.
        levers: The draw.
        own: The run's own standard, productivity and informal_follows.
    """
    base, years = chain.demanded, range(len(chain.years))
    services, groups = range(len(chain.services)), range(len(chain.groups))
    out = np.zeros((len(groups), len(years)))
    standard = productivity = 1.0
    for year in years:
        if year:
            standard *= 1 + (own["standard"] + levers.standard_points[0]) / 100
            productivity *= 1 + (own["productivity"] + levers.productivity_points[0, year]) / 100
        done = np.zeros((len(services), len(groups)))
        for service in services:
            users = need[service, year] * standard / productivity
            informal = base.services.informal[service] * levers.informal_factor[0]
            left = informal * (1 - own["informal_follows"]) * (users - need[service, 0])
            whole = max(base.services.aarsverk[service] * users + left, 0)
            for group in groups:
                done[service, group] = (
                    whole * levers.kept[0, service, year] * base.weights[service, group, year]
                )
        out[:, year] = done.sum(axis=0)
        for place, move in enumerate(base.moves):
            for origin in move.origins:
                taken = sum(done[service, origin] for service in move.services) * levers.moved[0, place, year]
                out[origin, year] -= taken
                for group in groups:
                    out[group, year] += levers.landed[0, place, group] * taken
    return out

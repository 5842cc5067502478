"""Demand by draw, group and year: the populations are computed once, growth, health and measures for every draw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from helseplan.chain.levers import Levers
from helseplan.demand.engine import Assumptions, Services, aarsverk
from helseplan.need.growth import Growth

PERCENT = 100


@dataclass(frozen=True)
class Move:
    """Work that may move from some groups to others within some services.

    Attributes:
        services: Places of the services.
        origins: Places of the groups that give the work away.
    """

    services: np.ndarray
    origins: np.ndarray


@dataclass(frozen=True)
class Demanded:
    """What demand starts from: the run's own parameters, before anything is changed on top.

    Attributes:
        services: Base-year årsverk and informal care.
        healthy: Places of θ between which need is taken as a straight line, ascending, node: exact when need follows
            death rates, within a tenth of a per cent when it follows remaining years.
        need: Users as a share of the base year's, population × node × service × year.
        young: What a unit of growth in the use under 67 adds to it, same shape.
        at_start: Users in the base year before better health, population × service × 1.
        standard: Growth in standard.
        productivity: Growth in productivity.
        standard_percent: The run's own.
        productivity_percent: The run's own.
        healthier: The run's own θ.
        trend_percent: The run's own growth in the use under 67.
        informal_follows: The run's own.
        weights: Årsverk of each group per årsverk of raw demand, service × group × year, on the path chosen.
        narrow: Which services are in the narrow scope.
        moves: Work that may move.
    """

    services: Services
    healthy: np.ndarray
    need: np.ndarray
    young: np.ndarray
    at_start: np.ndarray
    standard: Growth
    productivity: Growth
    standard_percent: float
    productivity_percent: float
    healthier: float
    trend_percent: float
    informal_follows: float
    weights: np.ndarray
    narrow: np.ndarray
    moves: tuple[Move, ...]


def by_service(base: Demanded, levers: Levers) -> np.ndarray:
    """Return raw demand after measures that save work, draw × service × year, årsverk."""
    need = _need(base, levers)
    informal = base.services.informal * levers.informal_factor[:, None]
    services = replace(base.services, informal=informal)
    assumed = Assumptions(
        standard=base.standard.index(base.standard_percent + levers.standard_points),
        productivity=_productivity(base, levers),
        younger=np.ones(1),
        informal_follows=np.array(base.informal_follows),
    )
    return aarsverk(services, need, base.at_start[levers.population], assumed) * levers.kept


def by_group(base: Demanded, demanded: np.ndarray, levers: Levers, first: int = 0) -> np.ndarray:
    """Split demand between all groups, and move what is moved.

    Args:
        base: The run's own.
        demanded: What :func:`by_service` returns.
        levers: What is changed on top.
        first: The place of the first year wanted.

    Returns:
        Årsverk, wide scope, draw × group × year.
    """
    demanded, weights = demanded[..., first:], base.weights[..., first:]
    out = _split(demanded, weights)
    for place, move in enumerate(base.moves):
        share = levers.moved[:, place, first:]
        if not share.any():
            continue
        inside = _split(demanded[:, move.services], weights[move.services])
        taken = inside[:, move.origins] * share[:, None, :]
        out[:, move.origins] -= taken
        out += levers.landed[:, place, :, None] * taken.sum(axis=1)[:, None, :]
    return out


def narrow(base: Demanded, demanded: np.ndarray, levers: Levers) -> np.ndarray:
    """Return demand for all staff in the narrow scope, draw × year, årsverk; moved work that lands is still done."""
    weights = base.weights.sum(axis=1)[base.narrow]
    out = np.asarray((demanded[:, base.narrow] * weights).sum(axis=1))
    for place, move in enumerate(base.moves):
        gone = levers.moved[:, place] * (1 - levers.landed[:, place].sum(axis=1))[:, None]
        if gone.any():
            inside = move.services[base.narrow[move.services]]
            out -= gone * _split(demanded[:, inside], base.weights[inside])[:, move.origins].sum(axis=1)
    return out


def _split(demanded: np.ndarray, weights: np.ndarray) -> np.ndarray:
    out = demanded[:, 0, None, :] * weights[0]
    for service in range(1, len(weights)):
        out += demanded[:, service, None, :] * weights[service]
    return np.asarray(out)


def _need(base: Demanded, levers: Levers) -> np.ndarray:
    """Users as a share of the base year's, draw × service × year."""
    theta = np.clip(base.healthier + levers.healthier, base.healthy[0], base.healthy[-1])
    need = _between(base.healthy, base.need, levers.population, theta)
    trend = 1 + (base.trend_percent + levers.trend_points) / PERCENT
    if (trend == 1).all():
        return need
    grown = trend[:, None] ** np.arange(need.shape[-1]) - 1
    return np.asarray(need + _between(base.healthy, base.young, levers.population, theta) * grown[:, None, :])


def _between(nodes: np.ndarray, values: np.ndarray, population: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Straight lines between the nodes of θ; at a node its own value, to the bit."""
    place = np.clip(np.searchsorted(nodes, theta, side="right") - 1, 0, len(nodes) - 2)
    share = ((theta - nodes[place]) / (nodes[place + 1] - nodes[place]))[:, None, None]
    below, above = values[population, place], values[population, place + 1]
    return np.asarray((1 - share) * below + share * above)


def _productivity(base: Demanded, levers: Levers) -> np.ndarray:
    """Index of productivity, draw × service (or 1) × year; only the general rate is moved."""
    own, points = base.productivity, levers.productivity_points[:, None, :]
    yearly = own.fixed + own.free * (base.productivity_percent + points) / PERCENT
    return np.asarray(np.cumprod(1 + yearly, axis=-1))

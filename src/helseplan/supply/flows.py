"""What changes supply from one year to the next, cause by cause; adds up exactly."""

from __future__ import annotations

import numpy as np

from helseplan.supply.engine import CAUSES, Career, Inflow, Rates

FLOWS = (
    "graduates",
    "abroad",
    "further_education",
    *CAUSES,
    "age_limit",
    "career",
    "change",
)
"""Flows in and out; ``career`` is the ageing of those who stay, ``change`` is changed parameters."""
Flow = tuple[np.ndarray, np.ndarray]


def flows(stock: np.ndarray, rates: Rates, inflow: Inflow, career: Career) -> dict[str, Flow]:
    """Split the change of the stock and of supply.

    Those who leave take with them the årsverk they had; those who enter bring what their age has; those who stay
    change with their age (``career``), and with the parameters (``change``).

    Args:
        stock: Available persons, year × group × sex × age.
        rates: Rates of exit.
        inflow: Those who enter.
        career: Participation and position size.

    Returns:
        Flow → persons and årsverk, each year × group, from the second year on; exits are negative.
    """
    each = np.broadcast_to(career.aarsverk_per_person, stock.shape)
    before, after = each[:-1], each[1:]
    struck = {cause: _last(share, stock) for cause, share in rates.struck().items()}
    out = {cause: _pair(-stock[:-1] * share, before) for cause, share in struck.items()}
    stay = stock[:-1] * _last(rates.staying(), stock)
    out["age_limit"] = _pair(-stay[..., -1:], before[..., -1:])
    zero = np.zeros(out["age_limit"][0].shape)
    moved = stay[..., :-1]
    out["career"] = (zero, _sum(moved * (before[..., 1:] - before[..., :-1])))
    out["change"] = (zero, _sum(moved * (after[..., 1:] - before[..., 1:])))
    for name, persons in (("graduates", inflow.graduates), ("abroad", inflow.abroad)):
        out[name] = _pair(persons[1:, :, None, None] * inflow.profile, after)
    out["further_education"] = _pair(-inflow.retrained()[1:], after)
    return {name: out[name] for name in FLOWS}


def _last(share: np.ndarray, stock: np.ndarray) -> np.ndarray:
    return np.broadcast_to(share, stock.shape)[:-1]


def _pair(persons: np.ndarray, each: np.ndarray) -> Flow:
    return _sum(persons), _sum(persons * each)


def _sum(values: np.ndarray) -> np.ndarray:
    return np.asarray(values.sum(axis=(-1, -2)))

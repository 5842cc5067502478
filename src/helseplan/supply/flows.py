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
"""Persons and årsverk, each year × group × sex × age."""


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
        Flow → persons and årsverk, from the second year on; exits are negative. Those who leave or grow older stand
        at the age they had the year before, those who enter at the age they enter.
    """
    each = np.broadcast_to(career.aarsverk_per_person, stock.shape)
    before, after = each[:-1], each[1:]
    out = {
        cause: _worth(-stock[:-1] * _last(share, stock), before) for cause, share in rates.struck().items()
    }
    stay = stock[:-1] * _last(rates.staying(), stock)
    nobody, older = np.zeros_like(stay), stay[..., :-1]
    out["age_limit"] = _worth(np.where(np.arange(stay.shape[-1]) == stay.shape[-1] - 1, -stay, 0), before)
    out["career"] = (nobody, _but_last(older * (before[..., 1:] - before[..., :-1])))
    out["change"] = (nobody, _but_last(older * (after[..., 1:] - before[..., 1:])))
    for name, persons in (("graduates", inflow.graduates), ("abroad", inflow.abroad)):
        out[name] = _worth(persons[1:, :, None, None] * inflow.profile, after)
    out["further_education"] = _worth(-inflow.retrained()[1:], after)
    return {name: out[name] for name in FLOWS}


def _last(share: np.ndarray, stock: np.ndarray) -> np.ndarray:
    return np.broadcast_to(share, stock.shape)[:-1]


def _worth(persons: np.ndarray, each: np.ndarray) -> Flow:
    return persons, persons * each


def _but_last(values: np.ndarray) -> np.ndarray:
    """Values for all ages but the last, which is nought."""
    return np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, 1)])

"""Putting årsverk of the base year into the series ``services``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helseplan.fetching.mapping.given import BASE_YEAR
from helseplan.fetching.mapping.residual import settle

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given

__all__ = ["Level", "levels_now", "put"]

DECIMALS = 1
"""Årsverk are written with so many; what rounding leaves goes to the residual, so that the sum still holds."""


@dataclass(frozen=True)
class Level:
    """A service's årsverk in the base year.

    Attributes:
        aarsverk: The figure.
        quality: ``published`` when the table prints it, ``derived`` when it is calculated, ``assumption`` when it
            rests on a split that the table does not have.
        note: Where it comes from, in Norwegian, for the report's reader.
    """

    aarsverk: float
    quality: str
    note: str


def levels_now(given: Given, *services: str) -> pd.Series:
    """Return the årsverk that services have in the vintage under way, indexed by service."""
    return given.series("services").set_index("service").aarsverk.loc[list(services)]


def put(given: Given, levels: Mapping[str, Level]) -> dict[str, pd.DataFrame]:
    """Return ``services`` with new levels for the base year; the rest is settled against the plan's total.

    Profile, scope and order stay as they are; so do services that are not named.
    """
    services = given.series("services").copy()
    for name, level in levels.items():
        at = services.service == name
        services.loc[at, "year"] = BASE_YEAR
        services.loc[at, "aarsverk"] = round(level.aarsverk, DECIMALS)
        services.loc[at, ["note", "source", "quality"]] = [level.note, given.source, level.quality]
    return {"services": settle(services, given)}

"""Municipalities in KOSTRA: which codes they are, and putting their figures into ``municipal_care``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.fetching.mapping.pick import PERIOD
from helseplan.fetching.mapping.shape import known, replace, stamp, years
from helseplan.vintages.municipal_series import UNITS

if TYPE_CHECKING:
    from helseplan.fetching.mapping.given import Given
    from helseplan.vintages.pxweb.cube import Cube

__all__ = ["municipal", "put", "whole_sum"]

KEY = ("region", "year", "item")
MUNICIPALITY = re.compile(r"(?!2[1-68]|88|99|\d\d(?:00|99))\d{4}")
"""Four digits, and not Svalbard, the continental shelf, abroad or an unknown municipality. Aggregates have letters."""


def municipal(cube: Cube, given: Given, region: str) -> pd.DataFrame:
    """Return the cells that are numbers, for municipalities that exist in the year: columns of the table and ``year``.

    A municipality with nothing but noughts and gaps in a year did not exist then: SSB fills such years with noughts.
    """
    cells = known(cube)
    cells = cells[cells[region].map(lambda code: MUNICIPALITY.fullmatch(code) is not None)]
    cells = cells.assign(year=years(cells, given.row, PERIOD), region=cells[region])
    return cells[cells.groupby(["region", "year"]).value.transform("max") > 0]


def whole_sum(cells: pd.DataFrame, over: str, parts: int, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Sum the codes of a variable, for municipalities that have a number for every one of them.

    Args:
        cells: From :func:`municipal`.
        over: The variable that is summed away.
        parts: How many codes there shall be.
        by: Variables that are kept.

    Returns:
        Columns region, year, ``by`` and value.
    """
    keys = ["region", "year", *by]
    found = cells.groupby(keys).agg(value=("value", "sum"), parts=(over, "nunique")).reset_index()
    return found[found.parts == parts].drop(columns="parts")


def put(given: Given, items: Mapping[str, tuple[pd.DataFrame, str]]) -> dict[str, pd.DataFrame]:
    """Return ``municipal_care`` with new rows.

    Args:
        given: What the mapping was given.
        items: Item → frame with region, year and value, and the figures' quality.
    """
    parts = [
        stamp(rows[["region", "year", "value"]].assign(item=item, unit=UNITS[item]), given, quality)
        for item, (rows, quality) in items.items()
    ]
    new = pd.concat(parts, ignore_index=True)
    new = new[["region", "year", "item", "value", "unit", "source", "quality"]]
    if given.has("municipal_care"):
        return {"municipal_care": replace(given.series("municipal_care"), new, KEY)}
    return {"municipal_care": new.sort_values(list(KEY), ignore_index=True)}

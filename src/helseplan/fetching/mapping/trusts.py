"""The hospital trusts in SSB's tables of the specialist health service, known by their organisation number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from helseplan.classifications import table
from helseplan.fetching.mapping.shape import expect, replace, stamp, years
from helseplan.vintages.pxweb.layout import LayoutError

if TYPE_CHECKING:
    from helseplan.fetching.mapping.given import Given
    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube

__all__ = ["REGION", "put", "refuse_strangers", "units"]

REGION = "HelseReg"
KEY = ("unit", "year", "item")
NUMBER = re.compile(r"\d{9}")
TRUST = re.compile(r"\bHF\b")
"""A trust; a regional one (RHF) is not, and private hospitals are companies or foundations."""


def units(cube: Cube, row: Row) -> dict[str, str]:
    """Return organisation number → unit code for the trusts in ``data/classifications/units.csv``.

    Raises:
        LayoutError: The table lacks one of them.
    """
    known = {unit["organisation"]: unit["code"] for unit in table("units")}
    expect(cube, row, REGION, known)
    return known


def refuse_strangers(
    cube: Cube, row: Row, cells: pd.DataFrame, is_hospital: Callable[[pd.DataFrame], bool]
) -> None:
    """Stop at a trust that runs a hospital and is not in the classification.

    Args:
        cube: The table.
        row: Its registry row.
        cells: Its cells that are numbers.
        is_hospital: Whether a trust's cells are those of a hospital, and not of a pharmacy or a shared service.

    Raises:
        LayoutError: There is one; it says what to add and where.
    """
    known, labels = units(cube, row), cube.dimension(REGION).labels
    for code, rows in cells[~cells[REGION].isin(known)].groupby(REGION):
        name = labels.get(str(code), "")
        if NUMBER.fullmatch(str(code)) and TRUST.search(name) and is_hospital(rows):
            raise LayoutError(
                f"Tabellen {row.table} har et helseforetak som ikke er kjent: {name}. "
                "Legg det til i data/classifications/units.csv.",
                table=row.table,
                row=row.row,
                expected="bare helseforetak som står i data/classifications/units.csv",
                found=f"{code} {name}",
            )


def put(
    cube: Cube, given: Given, cells: pd.DataFrame, measurement: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Return ``hospital_trusts`` with new values.

    Args:
        cube: The table.
        given: What the mapping was given.
        cells: The cells that are numbers, with a column ``item``; those without an item are not used.
        measurement: Item → unit of measurement.
    """
    chosen = cells[cells["item"].notna() & cells[REGION].isin(units(cube, given.row))]
    new = pd.DataFrame(
        {
            "unit": chosen[REGION].map(units(cube, given.row)),
            "year": years(chosen, given.row),
            "item": chosen["item"],
            "value": chosen.value,
            "measurement": chosen["item"].map(measurement),
        }
    )
    old = given.series("hospital_trusts")
    return {"hospital_trusts": replace(old, stamp(new, given, "published"), KEY)}

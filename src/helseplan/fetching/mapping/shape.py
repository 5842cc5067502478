"""What mappings share: is the table as the registry says, and which of its cells are numbers.

A cell with a status symbol, a cell that is not valid in its year, and an empty cell are never numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from helseplan.vintages.pxweb.layout import LayoutError, close_to, listed

if TYPE_CHECKING:
    from helseplan.fetching.mapping.given import Given
    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube, Dimension

__all__ = [
    "COUNTRY",
    "Chosen",
    "alone",
    "by_text",
    "complete",
    "expect",
    "known",
    "means",
    "national",
    "one_year",
    "replace",
    "stamp",
    "years",
]

COUNTRY = "0"
"""The code of the whole country in SSB's region variables."""
Chosen = Mapping[str, Collection[str]]
"""Variable → the codes wanted."""


def expect(cube: Cube, row: Row, variable: str, codes: Iterable[str] = ()) -> Dimension:
    """Return a variable of the table, which must be there with the codes given.

    Raises:
        LayoutError: The variable or a code is missing; the message names the registry row.
    """
    have = {dimension.code: dimension for dimension in cube.dimensions}
    if variable not in have:
        names = {code: dimension.label for code, dimension in have.items()}
        raise LayoutError(
            f"Tabellen har ikke variabelen «{variable}».",
            table=cube.table,
            row=row.row,
            expected=variable,
            found=listed(list(names), names),
            close=close_to(variable, names),
        )
    dimension = have[variable]
    missing = [code for code in codes if code not in dimension.codes]
    if missing:
        raise LayoutError(
            f"Variabelen «{variable}» mangler koder som modellen trenger.",
            table=cube.table,
            row=row.row,
            expected=listed(missing),
            found=listed(dimension.codes, dimension.labels),
            close=close_to(missing[0], dimension.labels),
        )
    return dimension


def means(cube: Cube, row: Row, variable: str, wanted: Mapping[str, str]) -> None:
    """Require that codes still stand for the same: a code that has been given another meaning is found out.

    Args:
        cube: The table.
        row: Its registry row.
        variable: The variable.
        wanted: Code → regular expression that its text must match, whatever the case; a code without a text passes.

    Raises:
        LayoutError: A code is missing or its text is another.
    """
    labels = expect(cube, row, variable, wanted).labels
    for code, pattern in wanted.items():
        text = labels.get(code, code)
        if text != code and not re.search(pattern, text, re.IGNORECASE):
            what = f"Koden «{code}» i variabelen «{variable}» betyr noe annet enn før."
            found = listed([code], labels)
            raise LayoutError(what, table=cube.table, row=row.row, expected=pattern, found=found)


def by_text(cube: Cube, row: Row, variable: str, wanted: Mapping[str, str]) -> dict[str, str]:
    """Find codes by their text, for variables whose codes say little.

    Args:
        cube: The table.
        row: Its registry row.
        variable: The variable.
        wanted: Name → regular expression that the text of exactly one code must match, whatever the case.

    Returns:
        Code → name.

    Raises:
        LayoutError: No code, or more than one, has a text that matches.
    """
    labels = expect(cube, row, variable).labels
    out = {}
    for name, pattern in wanted.items():
        hits = [code for code, label in labels.items() if re.search(pattern, label, re.IGNORECASE)]
        if len(hits) != 1:
            what = f"{len(hits)} koder i variabelen «{variable}» har en tekst som passer; det skal være én."
            found = listed(hits or list(labels), labels)
            raise LayoutError(what, table=cube.table, row=row.row, expected=pattern, found=found)
        out[hits[0]] = name
    return out


def alone(cube: Cube, row: Row, *read: str) -> None:
    """Require that every variable which the mapping does not read has one code, so that nothing is counted twice.

    Args:
        cube: The table.
        row: Its registry row.
        *read: The variables that the mapping reads.

    Raises:
        LayoutError: Another variable has several codes.
    """
    for dimension in cube.dimensions:
        if dimension.code not in read and len(dimension.codes) != 1:
            raise LayoutError(
                f"Variabelen «{dimension.code}» skal ha én kode, ellers telles noe flere ganger.",
                table=cube.table,
                row=row.row,
                expected="én kode",
                found=listed(dimension.codes, dimension.labels),
            )


def known(cube: Cube, only: Chosen | None = None) -> pd.DataFrame:
    """Return the cells that are numbers: one text column per variable, and ``value``.

    Args:
        cube: The table.
        only: Variable → the codes wanted; all when it is left out.
    """
    frame = cube.frame[_wanted(cube, only or {}) & _number(cube.frame)]
    names = [dimension.code for dimension in cube.dimensions]
    return frame[[*names, "value"]].astype(dict.fromkeys(names, str)).reset_index(drop=True)


def complete(cube: Cube, row: Row, only: Chosen | None = None) -> pd.DataFrame:
    """Return cells as :func:`known` does, when every one of them is a number.

    Raises:
        LayoutError: There are no such cells, or one is not a number; the first is named with its symbol.
    """
    wanted = _wanted(cube, only or {})
    missing = cube.frame[wanted & ~_number(cube.frame)]
    if missing.empty and wanted.any():
        return known(cube, only)
    found = "ingen celler"
    if len(missing):
        first = missing.iloc[0]
        place = ", ".join(f"{dimension.code} {first[dimension.code]}" for dimension in cube.dimensions)
        found = f"{len(missing)} celler uten tall; den første er {place} («{first['status']}»)"
    what = "Tabellen mangler tall som modellen trenger."
    raise LayoutError(what, table=cube.table, row=row.row, expected="et tall i hver celle", found=found)


def years(cells: pd.DataFrame, row: Row, variable: str = "Tid") -> pd.Series:
    """Return the years of the cells as whole numbers.

    Raises:
        LayoutError: A period is not a year.
    """
    wrong = sorted({period for period in cells[variable].unique() if not re.fullmatch(r"\d{4}", period)})
    if wrong:
        what = f"Perioden i variabelen «{variable}» er ikke et år."
        raise LayoutError(what, table=row.table, row=row.row, expected="fire sifre", found=listed(wrong))
    return cells[variable].astype("int64")


def one_year(cells: pd.DataFrame, row: Row, variable: str = "Tid") -> int:
    """Return the year of the cells, when they are all of one year.

    Raises:
        LayoutError: A period is not a year, or there are several.
    """
    found = sorted(years(cells, row, variable).unique())
    if len(found) != 1:
        what = f"Variabelen «{variable}» skal ha ett år."
        texts = listed([str(year) for year in found])
        raise LayoutError(what, table=row.table, row=row.row, expected="ett år, som top(1)", found=texts)
    return int(found[0])


def national(cube: Cube, cells: pd.DataFrame, row: Row, variable: str = "Region") -> pd.DataFrame:
    """Return only the whole country's cells, without the variable.

    Raises:
        LayoutError: The table has no such region.
    """
    expect(cube, row, variable, [COUNTRY])
    return cells[cells[variable] == COUNTRY].drop(columns=variable)


def stamp(frame: pd.DataFrame, given: Given, quality: str) -> pd.DataFrame:
    """Add the columns ``source`` and ``quality``."""
    return frame.assign(source=given.source, quality=quality)


def replace(
    old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str], order: Sequence[str] = ()
) -> pd.DataFrame:
    """Put new rows in a series: they take the place of those with the same key; all others stay as and where they are.

    Args:
        old: The series as it stands.
        new: Rows with the same columns.
        key: The columns that tell which rows are replaced, for example ``["year"]`` for a year at a time.
        order: The columns that new rows of one key, and those with a new key, are sorted by; the key when left out.

    Returns:
        The series in its old order, with rows whose key is new at the end.
    """
    new = new[list(old.columns)].sort_values(list(order or key), kind="stable")
    there, came = (pd.MultiIndex.from_frame(frame[list(key)]) for frame in (old, new))
    first = pd.Series(np.arange(len(old)), index=there)
    first = first[~there.duplicated()]
    place = np.append(np.flatnonzero(~there.isin(came)), first.reindex(came).fillna(len(old)).to_numpy())
    joined = pd.concat([old[~there.isin(came)], new], ignore_index=True)
    return joined.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def _wanted(cube: Cube, only: Chosen) -> np.ndarray:
    out = np.ones(len(cube.frame), dtype=bool)
    for variable, codes in only.items():
        out &= cube.frame[variable].isin(list(codes)).to_numpy()
    return out


def _number(frame: pd.DataFrame) -> np.ndarray:
    return np.isfinite(frame["value"].to_numpy()) & (frame["status"].astype(str) == "").to_numpy()

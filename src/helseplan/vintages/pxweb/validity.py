"""Codes that were not valid in a year, which the service fills with 0: they are marked, never read as «nobody».

Halden is 3101 from 2024; before that SSB's table 07459 has 0 for 3101. Sources, the surest first: periods from KLASS;
the period in the code's text («Halden (2020-2023)», «Hobøl (-2019)»); the values: years before the first and after the
last with any value other than 0. The values are used for municipalities (four digits) only: counties, hospital
trusts and the country have real zeros. A code without such a value, and no period, is unknown and left alone.

Nothing the source has said is taken away: only a cell of 0, or an empty one, without a symbol of the source's own
becomes «not valid». Figures outside the years that KLASS gives stay, and a note tells of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from helseplan.vintages.pxweb.cube import Cube, Dimension

NOT_VALID = "not valid"
"""Status of a cell of a code that was not valid that year."""
Periods = Mapping[str, tuple[int | None, int | None]]
"""Code → first and last year it was valid; None for open."""

_IN_TEXT = re.compile(r"\((\d{4})?\s*[-–]\s*(\d{4})?\)\s*$|\(t\.o\.m\.\s*(\d{4})\)\s*$")
_MUNICIPALITY = re.compile(r"[0-9]{4}")
_SHOWN = 5
_FIRST, _LAST = -(10**6), 10**6


def valid_years(cube: Cube, geo: str = "", periods: Periods | None = None) -> pd.DataFrame:
    """Return when each region was valid, as far as the table tells.

    Args:
        cube: An extract.
        geo: The variable of region; the one with that role when empty.
        periods: Years from KLASS; a code that is there is not guessed.

    Returns:
        Columns ``code``, ``first_year`` and ``last_year`` (Int64; empty for open or unknown) and ``source``: ``klass``,
        ``text``, ``values`` or ``unknown``.
    """
    dimension = _of_role(cube, "geo", geo)
    if dimension is None:
        return _frame([])
    real = _years_with_values(cube, dimension)
    return _frame([_validity(code, dimension, periods or {}, real.get(code)) for code in dimension.codes])


def mark_not_valid(cube: Cube, geo: str = "", periods: Periods | None = None) -> Cube:
    """Return the cube where the cells of a code in a year it was not valid have no value and status ``not valid``.

    A figure other than 0, and a cell with a symbol, is left as it is; figures in years when the code was not valid
    according to KLASS give the cube a note. A cube without region or time comes back as it is. Arguments: see
    ``valid_years``.
    """
    dimension, time = _of_role(cube, "geo", geo), _of_role(cube, "time", "")
    if dimension is None or time is None:
        return cube
    years = valid_years(cube, geo, periods).set_index("code")
    first = years["first_year"].fillna(_FIRST).to_numpy(np.int64)
    last = years["last_year"].fillna(_LAST).to_numpy(np.int64)
    year = _year_of(time)
    place, when = cube.frame[dimension.code].cat.codes, year[cube.frame[time.code].cat.codes]
    outside = (when > 0) & ((when < first[place]) | (when > last[place]))
    figure = cube.frame["value"].fillna(0).to_numpy() != 0
    against = [dimension.codes[at] for at in np.unique(place[outside & figure])]
    outside &= ~figure & (cube.frame["status"] == "").to_numpy()
    notes = (*cube.notes, _disagreement(against)) if against else cube.notes
    if not outside.any():
        return replace(cube, notes=notes) if against else cube
    frame = cube.frame.assign(value=cube.frame["value"].where(~outside))
    status = frame["status"]
    if NOT_VALID not in status.cat.categories:
        status = status.cat.add_categories([NOT_VALID])
    frame["status"] = status.where(~outside, NOT_VALID)
    return replace(cube, frame=frame, notes=notes)


def _disagreement(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:_SHOWN]) + (f" og {len(codes) - _SHOWN} til" if len(codes) > _SHOWN else "")
    return f"Tabellen har tall for koder i år da de ifølge KLASS ikke gjaldt ({shown}); tallene er beholdt."


def _validity(
    code: str, dimension: Dimension, periods: Periods, real: tuple[int, int] | None
) -> tuple[str, int | None, int | None, str]:
    if code in periods:
        return (code, *periods[code], "klass")
    text = _IN_TEXT.search(dimension.labels.get(code, ""))
    if text and any(text.groups()):
        low, high = real or (_LAST, _FIRST)  # a year with figures is never outside what a text says
        first = min(int(text[1]), low) if text[1] else None
        last = text[2] or text[3]
        return code, first, max(int(last), high) if last else None, "text"
    return (
        (code, *real, "values") if real and _MUNICIPALITY.fullmatch(code) else (code, None, None, "unknown")
    )


def _years_with_values(cube: Cube, geo: Dimension) -> dict[str, tuple[int, int]]:
    """Return code → first and last year with any value other than 0."""
    time = _of_role(cube, "time", "")
    if time is None:
        return {}
    real = cube.frame["value"].fillna(0).to_numpy() != 0
    place = cube.frame[geo.code].cat.codes.to_numpy()[real]
    when = _year_of(time)[cube.frame[time.code].cat.codes.to_numpy()[real]]
    span = pd.DataFrame({"place": place, "when": when}).groupby("place")["when"].agg(["min", "max"])
    return {geo.codes[at]: (int(low), int(high)) for at, low, high in span.itertuples()}


def _year_of(time: Dimension) -> np.ndarray:
    """Return the year of each period; a period without one is never outside."""
    years = [code[:4] for code in time.codes]
    return np.array([int(year) if year.isascii() and year.isdigit() else 0 for year in years], dtype=np.int64)


def _of_role(cube: Cube, role: str, code: str) -> Dimension | None:
    if code:
        return cube.dimension(code)
    return next((dimension for dimension in cube.dimensions if dimension.role == role), None)


def _frame(rows: list[tuple[str, int | None, int | None, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["code", "first_year", "last_year", "source"])
    return frame.astype({"code": "str", "first_year": "Int64", "last_year": "Int64", "source": "str"})

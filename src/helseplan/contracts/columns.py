"""Building blocks of the contracts: one function per kind of column."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import pandera.pandas as pa

from helseplan import classifications


def code(classification: str, *, extra: tuple[str, ...] = (), optional: bool = False) -> pa.Column:
    """A column of codes from a classification; ``optional`` also allows the empty string."""
    allowed = [*classifications.codes(classification), *extra, *([""] if optional else [])]
    return pa.Column(str, pa.Check.isin(allowed), nullable=False)


def choice(*allowed: str) -> pa.Column:
    """A column with a few fixed codes."""
    return pa.Column(str, pa.Check.isin(list(allowed)), nullable=False)


def text(*, filled: bool = True) -> pa.Column:
    """A column of text; ``filled`` refuses the empty string."""
    return pa.Column(str, pa.Check.str_length(min_value=1) if filled else [], nullable=False)


def whole(low: int | None = None, high: int | None = None) -> pa.Column:
    """A column of whole numbers within bounds."""
    return pa.Column(int, _bounds(low, high), nullable=False)


def number(low: float | None = None, high: float | None = None, *, missing: bool = False) -> pa.Column:
    """A column of finite numbers within bounds; ``missing`` allows NaN, which always means *not known*."""
    return pa.Column(float, [pa.Check(_finite, name="finite"), *_bounds(low, high)], nullable=missing)


def flag() -> pa.Column:
    """A column of true and false."""
    return pa.Column(bool, nullable=False)


def table(
    columns: dict[str, pa.Column], *, key: tuple[str, ...] = (), checks: Any = ()
) -> pa.DataFrameSchema:
    """A contract: exactly these columns, a unique key, and checks on the whole frame."""
    return pa.DataFrameSchema(columns, strict=True, unique=list(key) or None, checks=list(checks))


def complete(*dimensions: str, **required: Iterable[Any]) -> pa.Check:
    """Check that every combination of the dimensions' values is there.

    Args:
        *dimensions: The columns whose values are combined; years must follow each other without a hole.
        **required: Values a column must have, whatever else it has.
    """

    def whole_product(frame: Any) -> bool:
        values = {dimension: set(frame[dimension].unique()) for dimension in (*dimensions, *required)}
        wanted = math.prod(len(values[dimension]) for dimension in dimensions)
        years = values.get("year", set()) if "year" in dimensions else set()
        return (
            len(frame[list(dimensions)].drop_duplicates()) == wanted
            and all(set(needed) <= values[column] for column, needed in required.items())
            and (not years or max(years) - min(years) + 1 == len(years))
        )

    return pa.Check(whole_product, name="complete: " + ", ".join(dict.fromkeys((*dimensions, *required))))


def _bounds(low: float | None, high: float | None) -> list[pa.Check]:
    return ([pa.Check.ge(low)] if low is not None else []) + ([pa.Check.le(high)] if high is not None else [])


def _finite(values: Any) -> Any:
    return values.isna() | (values.abs() < float("inf"))


YEAR = whole(1990, 2110)
AGE = whole(0, 105)
QUALITY = code("qualities")


def rule(name: str, test: Callable[[Any], bool]) -> pa.Check:
    """A named rule about a whole frame; the name is what the user reads when it is broken."""
    return pa.Check(test, name=f"rule: {name}")

"""Rows of the two artefacts every stage writes: checks against published figures, and headlines."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

CHECK = {
    "check": "str",
    "page": "str",
    "title": "str",
    "year": "int64",
    "item": "str",
    "unit": "str",
    "published": "float64",
    "raw": "float64",
    "benchmarked": "float64",
    "tolerance": "float64",
    "verdict": "str",
    "explanation": "str",
    "source": "str",
    "place": "str",
}
HEADLINE = {
    "headline": "str",
    "order": "int64",
    "page": "str",
    "title": "str",
    "value": "float64",
    "unit": "str",
    "decimals": "int64",
    "comment": "str",
    "quality": "str",
}

EXPLAINABLE = 3
"""How many tolerances a deviation with a known reason may be off."""


def check(
    code: str,
    title: str,
    published: float,
    *,
    page: str,
    unit: str,
    source: str,
    raw: float = math.nan,
    benchmarked: float = math.nan,
    tolerance: float = 0.0,
    year: int = 0,
    item: str = "",
    explanation: str = "",
    place: str = "",
    tested: bool = True,
    constructed: bool = False,
    used: bool = False,
    at_least: bool = False,
) -> dict[str, Any]:
    """One published figure beside the model's own.

    The verdict looks at the raw figure, because a benchmarked one meets the published by construction; only where
    there is no raw figure is the benchmarked one judged. A deviation up to three times the tolerance that has an
    explanation is *explained*; any other is *outside*. ``tested=False`` only shows the two, ``constructed=True``
    says that the model meets the figure because it starts from it. ``used=True`` says that the figure took part in a
    choice between models, so that meeting it is no test; missing it still counts. ``at_least=True`` says that the
    published figure is a lower bound. Where there is next to no deviation the explanation is left out.
    """
    own = benchmarked if math.isnan(raw) else raw
    off = max(published - own, 0.0) if at_least else abs(own - published)
    if constructed:
        verdict = "constructed"
    elif not tested or math.isnan(own):
        verdict = "shown"
    elif off <= tolerance:
        verdict = "used" if used else "within"
    else:
        near = off <= EXPLAINABLE * tolerance
        verdict = ("used" if used else "explained") if explanation and near else "outside"
    if verdict in ("within", "constructed", "used") and off < tolerance / 2:
        explanation = ""
    values = (
        *(code, page, title, year, item, unit),
        *(published, raw, benchmarked, tolerance),
        *(verdict, explanation, source, place),
    )
    return dict(zip(CHECK, values, strict=True))


def headline(
    code: str,
    order: int,
    title: str,
    value: float,
    *,
    page: str,
    unit: str,
    comment: str,
    quality: str,
    decimals: int = 0,
) -> dict[str, Any]:
    """One number for the front page, with what it means."""
    return dict(
        zip(HEADLINE, (code, order, page, title, value, unit, decimals, comment, quality), strict=True)
    )


def frame(rows: Iterable[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    """Turn rows into a frame with the artefact's columns and types, also when there are none."""
    return pd.DataFrame(list(rows), columns=list(columns)).astype(columns)


def checks_frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows of :func:`check` as the artefact ``checks``."""
    return frame(rows, CHECK)


def headlines_frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows of :func:`headline` as the artefact ``headlines``."""
    return frame(rows, HEADLINE)

"""Which sources the figures of each series are from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helseplan import formats
from helseplan.comparison.rows import columns, texts
from helseplan.comparison.why.naming import titles
from helseplan.report.display import Table
from helseplan.vintages import Vintage
from helseplan.vintages.series import SERIES


def differing(vintages: Sequence[Vintage]) -> dict[str, list[str]]:
    """Return series → its sources in each, for those that are not from the same sources."""
    found = {
        series: [_sources(vintage, series) for vintage in vintages]
        for series in SERIES
        if any(vintage.has(series) for vintage in vintages)
    }
    return {series: each for series, each in found.items() if len(set(each)) > 1}


def table(vintages: Sequence[Vintage], found: dict[str, list[str]]) -> Table:
    """One row per series that is not from the same sources in both.

    Args:
        vintages: The two.
        found: What ``differing`` returned; not empty.
    """
    names = titles(vintages)
    return Table(
        "arganger-kilder",
        "Serier med andre kilder",
        columns("Serie", [vintage.name for vintage in vintages], None),
        pd.DataFrame([texts(names.get(series, series), each) for series, each in found.items()]),
        note=(
            "Kildene har navn som i vedlegget Datakilder, med antall rader i parentes. "
            "De andre seriene har de samme kildene i begge."
        ),
    )


def _sources(vintage: Vintage, series: str) -> str:
    """The sources of a series, those with the most rows first, and how many rows each has."""
    if not vintage.has(series):
        return formats.MISSING
    frame = vintage.read(series)
    if "source" not in frame:
        return ""
    counts = frame["source"].value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return ", ".join(f"{name} ({formats.number(int(count))})" for name, count in ordered)

"""What may move the gap: four parts of the data, the parameters and the code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from helseplan.stages import STAGES, with_upstream
from helseplan.vintages import Vintage
from helseplan.vintages.reading import read_text

UNTIL_GAP = tuple(with_upstream(["gap"]))
POPULATION, NEED, SUPPLY, PLAN = "population", "need", "supply", "plan"
DATA, PARAMETERS, CODE = "data", "parameters", "code"
PARTS = (POPULATION, NEED, SUPPLY, PLAN)
ABSENT = "mangler"
"""What stands for an optional series that a vintage does not have, as in a run's manifest."""
TRACE = ("source", "quality", "note", "place", "title", "found_on")
"""Columns that say where a number is from; no stage computes with them."""
_PLAN = ("plan_tables", "anchors")
_FOLLOWS = ("groups",)
"""Series that are worked out from the others when a vintage is settled."""


@cache
def part_of() -> dict[str, str]:
    """Return series → part, for every series that the stages up to the gap read.

    A series that several stages read, belongs to one part: death rates to the population, the årsverk of the groups,
    which calibration writes, to supply.
    """
    found = dict.fromkeys(_PLAN, PLAN)
    for part, stage in ((POPULATION, "demography"), (SUPPLY, "supply"), (SUPPLY, "gap"), (NEED, "demand")):
        for series in STAGES[stage].series:
            found.setdefault(series, part)
    return found


def unlike(first: Mapping[str, str], other: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return part → its series whose checksum is not the same in both; only parts with such a series, in order."""
    differ = [series for series in part_of() if first.get(series, ABSENT) != other.get(series, ABSENT)]
    found = {part: tuple(sorted(s for s in differ if part_of()[s] == part)) for part in PARTS}
    return {part: series for part, series in found.items() if series}


def units(changed: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the smallest causes that a change of the data can be split between: ``part/series``.

    The årsverk of the groups follow from the other series, and go with them when supply has any; the plan's tables and
    the benchmark go together.

    Args:
        changed: What ``unlike`` returned.
    """
    found: list[str] = []
    for part, series in changed.items():
        own = [name for name in series if name not in _FOLLOWS] or list(series)
        found += [PLAN] if part == PLAN else [f"{part}/{name}" for name in own]
    return found


def within(player: str, series: str) -> bool:
    """Tell whether a series goes with a cause: a part, or ``part/series``."""
    part, _, name = player.partition("/")
    return part_of().get(series) == part and name in ("", series)


def contents(vintage: Vintage) -> dict[str, str]:
    """Return series → checksum of what a vintage's stages compute with: sources and notes are left out."""
    return {series: content(vintage.path(series)) for series in part_of()}


def content(path: Path) -> str:
    """Return the checksum of a series without its columns of sources and notes; ``ABSENT`` without a file."""
    if not path.is_file():
        return ABSENT
    status = path.stat()
    return _content(path, status.st_mtime_ns, status.st_size)


@cache
def _content(path: Path, mtime: int, size: int) -> str:
    frame = read_text(path)
    text = frame.drop(columns=[name for name in TRACE if name in frame]).to_csv(index=False)
    return hashlib.sha256(text.encode()).hexdigest()

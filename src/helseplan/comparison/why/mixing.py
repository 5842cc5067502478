"""A vintage with some parts from one and some from another, in a scratch folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from helseplan import anchoring
from helseplan.comparison.why import parts
from helseplan.executor.blas import one_thread_at_a_time
from helseplan.vintages import Vintage

CLOSE = 1e-6
"""How far two anchors may be from each other, as a share: one is kept as text, the other just found."""


@dataclass
class Mixer:
    """Makes mixtures of two vintages, once each.

    The two ends are the vintages themselves, untouched. In between, the benchmark follows the plan's figures, and what
    must hang together across parts (the base year's årsverk by group, and the anchors) is settled anew.

    Attributes:
        first: What parts are from when they are not named.
        other: What the named parts are from.
        scratch: Folder to make them in.
    """

    first: Vintage
    other: Vintage
    scratch: Path
    _made: dict[frozenset[str], Vintage] = field(default_factory=dict)
    _known: dict[Path, pd.DataFrame] = field(default_factory=dict)

    def mixed(self, chosen: frozenset[str]) -> Vintage:
        """Return the vintage with these parts from the other.

        Args:
            chosen: Parts that differ, or series of them as ``part/series``; or ``DATA`` alone for all of them.

        Raises:
            HelseplanError: The mixture cannot be settled.
        """
        if not chosen:
            return self.first
        if chosen in (
            frozenset(self.differing),
            frozenset(parts.units(self.changed)),
            frozenset([parts.DATA]),
        ):
            return self.other
        if chosen not in self._made:
            self._made[chosen] = self._make(chosen)
        return self._made[chosen]

    def _make(self, chosen: frozenset[str]) -> Vintage:
        folder = self.scratch / f"blanding-{len(self._made)}"
        folder.mkdir(parents=True)
        for name in ("series.csv", "sources.csv"):
            shutil.copyfile(self.first.folder / name, folder / name)
        for series in _series(self.first, self.other):
            source = self.other if any(parts.within(one, series) for one in chosen) else self.first
            if source.has(series):
                shutil.copyfile(source.path(series), folder / f"{series}.csv")
        made = Vintage(f"{self.first.name} og {self.other.name}", folder)
        plan = self.other if parts.PLAN in chosen else self.first
        _write(made, "anchors", self._anchors(plan))
        with one_thread_at_a_time()():
            settled = anchoring.settled(made)
        for series, frame in settled.items():
            _write(made, series, frame)
        return made

    @cached_property
    def changed(self) -> dict[str, tuple[str, ...]]:
        """Part → its series whose figures are not the same in the two, in order.

        A vintage without anchors is benchmarked on its own path: other data then give another benchmark.
        """
        found = parts.unlike(_without_anchors(self.first), _without_anchors(self.other))
        if parts.PLAN in found:
            both = [parts.content(vintage.path("anchors")) for vintage in (self.first, self.other)]
            found[parts.PLAN] = ("plan_tables", *(["anchors"] if both[0] != both[1] else []))
        elif found and not self._same_anchors():
            found[parts.PLAN] = ("anchors",)
        return found

    @property
    def differing(self) -> list[str]:
        """The parts that hold a series with other figures, in order."""
        return list(self.changed)

    def _same_anchors(self) -> bool:
        if self.first.has("anchors") and parts.content(self.first.path("anchors")) == parts.content(
            self.other.path("anchors")
        ):
            return True
        one, two = (_figures(self._anchors(vintage)) for vintage in (self.first, self.other))
        return one.index.equals(two.index) and np.allclose(one.to_numpy(), two.to_numpy(), CLOSE, CLOSE)

    def _anchors(self, vintage: Vintage) -> pd.DataFrame:
        if vintage.folder not in self._known:
            with one_thread_at_a_time()():
                self._known[vintage.folder] = anchoring.anchors(vintage)
        return self._known[vintage.folder]


def _without_anchors(vintage: Vintage) -> dict[str, str]:
    return parts.contents(vintage) | {"anchors": parts.ABSENT}


def _figures(frame: pd.DataFrame) -> pd.DataFrame:
    """The anchors in one order, without where they are from."""
    kept = frame.drop(columns=[name for name in parts.TRACE if name in frame])
    numbers = [name for name in kept.select_dtypes("number") if name != "year"]
    return kept.set_index([name for name in kept if name not in numbers]).sort_index()[sorted(numbers)]


def _series(*vintages: Vintage) -> list[str]:
    names = {path.stem for vintage in vintages for path in vintage.folder.glob("*.csv")}
    return sorted(names - {"series", "sources"})


def _write(vintage: Vintage, series: str, frame: pd.DataFrame) -> None:
    frame.to_csv(vintage.path(series), index=False, lineterminator="\n")

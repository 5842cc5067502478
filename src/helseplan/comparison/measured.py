"""What a run's own choice of measures does, as far as the run says it; an older run may say less or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helseplan.comparison.source import FIRST, LAST, Source
from helseplan.contracts.measures import WAYS
from helseplan.contracts.shared import MODELLED

CHOSEN, ALL = "chosen", "all"
TOTALS = (
    "joint_aarsverk",
    "overlap_aarsverk",
    "gap_after_aarsverk",
    "shortage_after_aarsverk",
    "surplus_after_aarsverk",
)
SPREAD = ("p05_aarsverk", "p50_aarsverk", "p95_aarsverk", "closes_share")
_YEARS = range(FIRST, LAST + 1)


@dataclass(frozen=True)
class Measured:
    """The run's own choice of measures; NaN for what the run does not say.

    Attributes:
        totals: ``TOTALS`` by year, årsverk.
        groups: gap_after_aarsverk by group and year, group × year.
        shares: Measure → its exact Shapley share in 2040, årsverk, in the run's order; empty when none is carried out.
        spread: ``SPREAD`` of the net gap in 2040 over the draws, by way ``none`` and ``chosen``.
    """

    totals: pd.DataFrame
    groups: pd.DataFrame
    shares: Mapping[str, float]
    spread: pd.DataFrame

    @property
    def known(self) -> bool:
        """Whether the run has worked out what is left in 2040."""
        return bool(pd.notna(self.totals.loc[LAST, "gap_after_aarsverk"]))

    @property
    def carried_out(self) -> bool:
        """Whether the run has measures that do something."""
        joint = self.totals.loc[LAST, "joint_aarsverk"]
        return self.known and (bool(self.shares) or (pd.notna(joint) and joint != 0))


def read_measured(source: Source) -> Measured:
    """Read the choice of a run.

    Raises:
        DataError: A file is damaged or changed after the run.
    """
    return Measured(_totals(source), _groups(source), _shares(source), _spread(source))


def nothing() -> Measured:
    """Return what is known of measures in a run that says nothing."""
    return Measured(
        pd.DataFrame(float("nan"), index=list(_YEARS), columns=list(TOTALS)),
        pd.DataFrame(float("nan"), index=list(MODELLED), columns=list(_YEARS)),
        {},
        pd.DataFrame(float("nan"), index=list(WAYS), columns=list(SPREAD)),
    )


def _totals(source: Source) -> pd.DataFrame:
    frame = source.read_known("measures", "totals", ("scenario", "year"), TOTALS)
    if frame is None:
        return nothing().totals
    rows = frame[frame["scenario"] == CHOSEN].drop_duplicates("year")
    return rows.set_index("year")[list(TOTALS)].reindex(list(_YEARS))


def _groups(source: Source) -> pd.DataFrame:
    frame = source.read_known("measures", "remaining", ("scenario", "year", "group"), ["gap_after_aarsverk"])
    if frame is None:
        return nothing().groups
    rows = frame[frame["scenario"] == CHOSEN].drop_duplicates(["year", "group"])
    wide = rows.pivot(index="group", columns="year", values="gap_after_aarsverk")
    return wide.reindex(index=list(MODELLED), columns=list(_YEARS))


def _shares(source: Source) -> dict[str, float]:
    keys = ("scenario", "measure", "year", "group")
    frame = source.read_known("measures", "effects", keys, ["shapley_aarsverk"])
    if frame is None:
        return {}
    rows = frame[(frame["scenario"] == CHOSEN) & (frame["year"] == LAST) & (frame["group"] == ALL)]
    found = rows.dropna().drop_duplicates("measure")
    return {
        str(name): float(share)
        for name, share in zip(found["measure"], found["shapley_aarsverk"], strict=True)
    }


def _spread(source: Source) -> pd.DataFrame:
    frame = source.read_known("measures", "distribution", ("way", "group"), SPREAD)
    if frame is None:
        return nothing().spread
    rows = frame[frame["group"] == ALL].drop_duplicates("way").set_index("way")
    return rows[list(SPREAD)].reindex(list(WAYS))

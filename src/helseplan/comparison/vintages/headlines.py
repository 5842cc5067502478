"""What the reference run gives on a vintage: the numbers a reader looks for first, without measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helseplan import contracts
from helseplan.classifications import labels
from helseplan.comparison.source import LAST
from helseplan.contracts.shared import MODELLED
from helseplan.params import Params

COLUMNS = ["størrelse", "gruppe", "bane", "år", "enhet", "verdi"]
ALL = "alle 14 grupper"
NET, GAP, PERSONS = "nettogap uten tiltak", "gap uten tiltak", "personer"
NARROW, WIDE = "etterspørsel, smal avgrensning", "etterspørsel, vid avgrensning"
SUPPLY, DEMAND = "tilbud, 14 grupper", "etterspørsel, 14 grupper"
SHORTAGE, SURPLUS = "brutto underskudd", "brutto overskudd"
POPULATION = {
    "population": "folketall 1. januar",
    "persons_67plus": "67 år og eldre",
    "persons_80plus": "80 år og eldre",
}
PATHS = {"benchmarked": "avstemt", "raw": "rå"}


@dataclass(frozen=True)
class Headlines:
    """The numbers of one vintage: columns ``COLUMNS``, one row each."""

    frame: pd.DataFrame

    def value(self, quantity: str, path: str = "benchmarked", group: str = "") -> float:
        """Return one number; NaN when there is none such."""
        frame = self.frame
        row = frame[
            (frame["størrelse"] == quantity)
            & frame["bane"].isin([PATHS[path], ""])
            & (frame["gruppe"] == group)
        ]
        return float(row["verdi"].iloc[0]) if len(row) else float("nan")


def headlines(folder: Path) -> Headlines:
    """Read the numbers for 2040 from a folder with the artefacts of the stages up to the gap.

    Raises:
        DataError: An artefact is missing or breaks its contract.
    """
    rows = [*_population(folder)]
    for path in PATHS:
        rows += [*_demand(folder, path), *_gap(folder, path)]
    return Headlines(pd.DataFrame(rows, columns=COLUMNS))


def _population(folder: Path) -> list[Sequence[object]]:
    main = Params().demography.alternative
    frames = [contracts.read(folder, "demography", name) for name in ("components", "indicators")]
    both = frames[0].merge(frames[1], on=["alternative", "year"])
    last = both[(both["alternative"] == main) & (both["year"] == LAST)].iloc[0]
    return [(said, "", "", LAST, PERSONS, float(last[name])) for name, said in POPULATION.items()]


def _demand(folder: Path, path: str) -> list[Sequence[object]]:
    frame = contracts.read(folder, "demand", "demand")
    mine = (frame["alternative"] == Params().demography.alternative) & (frame["path"] == path)
    sums = frame[mine & (frame["year"] == LAST)].groupby("scope")["aarsverk"].sum()
    return [
        (said, "", PATHS[path], LAST, "årsverk", float(sums[scope]))
        for scope, said in (("narrow", NARROW), ("wide", WIDE))
    ]


def _gap(folder: Path, path: str) -> list[Sequence[object]]:
    frame = contracts.read(folder, "gap", "gap")
    last = frame[(frame["path"] == path) & (frame["year"] == LAST)].set_index("group").loc[list(MODELLED)]
    gap, names = last["gap_aarsverk"], labels("groups")
    sums = {
        SUPPLY: last["supply_aarsverk"].sum(),
        DEMAND: last["demand_aarsverk"].sum(),
        NET: gap.sum(),
        SHORTAGE: gap.clip(upper=0).sum(),
        SURPLUS: gap.clip(lower=0).sum(),
    }
    each = [(said, "", float(value)) for said, value in sums.items()]
    each += [(GAP, names[str(group)], float(value)) for group, value in gap.items()]
    return [(said, group, PATHS[path], LAST, "årsverk", value) for said, group, value in each]

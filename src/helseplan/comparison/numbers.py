"""All numbers of a comparison as one long frame: what the CSV holds and the tables are taken from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from helseplan.classifications import labels
from helseplan.comparison.reading import FIRST, GAP, LAST, TOTALS, Run
from helseplan.contracts.shared import MODELLED

COLUMNS = (
    "kjøring",
    "scenario",
    "datagrunnlag",
    "bane",
    "størrelse",
    "gruppe",
    "år",
    "enhet",
    "verdi",
    "forskjell",
)
SUPPLY, DEMAND, NET = "tilbud", "etterspørsel", "nettogap"
SHORTAGE, SURPLUS = "brutto underskudd", "brutto overskudd"
JOINT, LEFT = "tiltakenes felles effekt", "gap etter tiltak"
ALL = "alle 14 grupper"

_TOTALS = dict(zip(TOTALS, (SHORTAGE, SURPLUS, NET), strict=True))
_GAP = dict(zip(GAP, (SUPPLY, DEMAND, "gap"), strict=True))


def numbers(runs: Sequence[Run]) -> pd.DataFrame:
    """Return every number of every run.

    Args:
        runs: The runs; differences are to the first.

    Returns:
        Columns as in ``COLUMNS``: run, scenario, vintage, path (``avstemt`` or ``rå``), quantity, group
        (or ``alle 14 grupper``), year, unit (always årsverk), value, and difference to the first run.
        A value that a run does not know is left out.
    """
    rows = pd.DataFrame([row for run in runs for row in _rows(run)])
    rows = rows[rows["verdi"].notna()]
    first = rows[rows["kjøring"] == runs[0].label].set_index(["størrelse", "gruppe", "år"])["verdi"]
    keys = pd.MultiIndex.from_frame(rows[["størrelse", "gruppe", "år"]])
    rows["forskjell"] = rows["verdi"].to_numpy() - first.reindex(keys).to_numpy()
    return rows[list(COLUMNS)].reset_index(drop=True)


def value(frame: pd.DataFrame, run: Run, quantity: str, year: int = LAST, group: str = ALL) -> float:
    """Return one number of a run; NaN when the run does not know it."""
    found = frame[
        (frame["kjøring"] == run.label)
        & (frame["størrelse"] == quantity)
        & (frame["år"] == year)
        & (frame["gruppe"] == group)
    ]
    return float(found["verdi"].iloc[0]) if len(found) else float("nan")


def _rows(run: Run) -> Iterator[dict[str, Any]]:
    about = {
        "kjøring": run.label,
        "scenario": run.scenario,
        "datagrunnlag": run.vintage,
        "bane": "avstemt" if run.benchmarked else "rå",
        "enhet": "årsverk",
    }
    for quantity, group, year, number in _numbers(run):
        yield {**about, "størrelse": quantity, "gruppe": group, "år": year, "verdi": number}


def _numbers(run: Run) -> Iterator[tuple[str, str, int, float]]:
    names, years = labels("groups"), range(FIRST, LAST + 1)
    sums = run.groups.groupby("year")[["supply_aarsverk", "demand_aarsverk"]].sum()
    by_group = run.groups.set_index(["year", "group"])
    for year in years:
        for column, quantity in {**_GAP, **_TOTALS}.items():
            if column in sums:
                yield quantity, ALL, year, float(sums.loc[year, column])
            elif column in run.totals:
                yield quantity, ALL, year, float(run.totals.loc[year, column])
    yield JOINT, ALL, LAST, run.effects["joint_aarsverk"]
    yield LEFT, ALL, LAST, run.effects["gap_after_aarsverk"]
    for column, quantity in _GAP.items():
        for group in MODELLED:
            for year in years:
                yield quantity, names[group], year, float(by_group.loc[(year, group), column])

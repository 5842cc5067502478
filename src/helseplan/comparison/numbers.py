"""All numbers of a comparison as one long frame: what the CSV holds and the tables are taken from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from helseplan.classifications import labels
from helseplan.comparison.reading import FIRST, GAP, LAST, TOTALS, Run
from helseplan.comparison.why import views
from helseplan.comparison.why.split import Split
from helseplan.contracts.shared import MODELLED

COLUMNS = (
    "kjøring",
    "scenario",
    "datagrunnlag",
    "bane",
    "størrelse",
    "gruppe",
    "tiltak",
    "år",
    "enhet",
    "verdi",
    "forskjell",
)
SUPPLY, DEMAND, NET = "tilbud uten tiltak", "etterspørsel uten tiltak", "nettogap uten tiltak"
SHORTAGE, SURPLUS = "brutto underskudd uten tiltak", "brutto overskudd uten tiltak"
GAP_BEFORE, GAP_AFTER = "gap uten tiltak", "gap etter tiltak"
JOINT, OVERLAP, SHARE = (
    "tiltakenes felles effekt",
    "overlapp mellom tiltakene",
    "tiltakets del av felles effekt",
)
NET_AFTER = "nettogap etter tiltak"
SHORTAGE_AFTER, SURPLUS_AFTER = "brutto underskudd etter tiltak", "brutto overskudd etter tiltak"
ALL = "alle 14 grupper"
WAYS = {"chosen": "etter tiltak", "none": "uten tiltak"}
SPREAD = {
    "p05_aarsverk": "5-prosentil",
    "p50_aarsverk": "median",
    "p95_aarsverk": "95-prosentil",
}
CLOSES = "andel av trekningene der nettogapet er lukket"

CAUSE = "endring i gap uten tiltak"

_TOTALS = dict(zip(TOTALS, (SHORTAGE, SURPLUS, NET), strict=True))
_GAP = dict(zip(GAP, (SUPPLY, DEMAND, GAP_BEFORE), strict=True))
_AFTER = {
    "joint_aarsverk": JOINT,
    "overlap_aarsverk": OVERLAP,
    "gap_after_aarsverk": NET_AFTER,
    "shortage_after_aarsverk": SHORTAGE_AFTER,
    "surplus_after_aarsverk": SURPLUS_AFTER,
}
_KEYS = ["størrelse", "gruppe", "tiltak", "år"]
_PERCENT = "prosent av trekningene"


@dataclass(frozen=True)
class Number:
    """One number of a run: quantity, year, value, group, measure (a short name, or empty) and unit."""

    quantity: str
    year: int
    value: float
    group: str = ALL
    measure: str = ""
    unit: str = "årsverk"


def numbers(runs: Sequence[Run]) -> pd.DataFrame:
    """Return every number of every run.

    Args:
        runs: The runs; differences are to the first.

    Returns:
        Columns as in ``COLUMNS``: run, scenario, vintage, path (``avstemt`` or ``rå``), quantity, group
        (or ``alle 14 grupper``), measure, year, unit (årsverk or a share of the draws), value, and difference to the
        first run. A value that a run does not know is left out.
    """
    rows = pd.DataFrame([row for run in runs for row in _rows(run)])
    rows = rows[rows["verdi"].notna()]
    first = rows[rows["kjøring"] == runs[0].label].set_index(_KEYS)["verdi"]
    keys = pd.MultiIndex.from_frame(rows[_KEYS])
    rows["forskjell"] = rows["verdi"].to_numpy() - first.reindex(keys).to_numpy()
    return rows[list(COLUMNS)].reset_index(drop=True)


def causes(run: Run, split: Split) -> pd.DataFrame:
    """Return the split of the change from the first run as rows of the same frame; value and difference are one.

    Args:
        run: The second run.
        split: The split.
    """
    rows = [
        (
            run.label,
            run.scenario,
            run.vintage,
            path,
            f"{CAUSE}: {cause}",
            group,
            "",
            LAST,
            "årsverk",
            share,
            share,
        )
        for cause, group, path, share in views.numbers(split)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def value(
    frame: pd.DataFrame, run: Run, quantity: str, year: int = LAST, group: str = ALL, measure: str = ""
) -> float:
    """Return one number of a run; NaN when the run does not know it."""
    found = frame[
        (frame["kjøring"] == run.label)
        & (frame["størrelse"] == quantity)
        & (frame["år"] == year)
        & (frame["gruppe"] == group)
        & (frame["tiltak"] == measure)
    ]
    return float(found["verdi"].iloc[0]) if len(found) else float("nan")


def spread(column: str, way: str) -> str:
    """Name a number of the distribution of the net gap over the draws."""
    return f"nettogap {WAYS[way]}, {SPREAD[column]}" if column in SPREAD else f"{CLOSES}, {WAYS[way]}"


def measure_name(code: str) -> str:
    """Return a measure's short name, or its code when it has none."""
    return labels("measure_names").get(code, code)


def _rows(run: Run) -> Iterator[dict[str, str | int | float]]:
    about: dict[str, str | int | float] = {
        "kjøring": run.label,
        "scenario": run.scenario,
        "datagrunnlag": run.vintage,
        "bane": "avstemt" if run.benchmarked else "rå",
    }
    for found in (*_before(run), *_after(run), *_spread(run)):
        yield {
            **about,
            "størrelse": found.quantity,
            "gruppe": found.group,
            "tiltak": found.measure,
            "år": found.year,
            "enhet": found.unit,
            "verdi": found.value,
        }


def _before(run: Run) -> Iterator[Number]:
    names, years = labels("groups"), range(FIRST, LAST + 1)
    sums = run.groups.groupby("year")[["supply_aarsverk", "demand_aarsverk"]].sum()
    by_group = run.groups.set_index(["year", "group"])
    for year in years:
        for column, quantity in {**_GAP, **_TOTALS}.items():
            if column in sums:
                yield Number(quantity, year, float(sums.loc[year, column]))
            elif column in run.totals:
                yield Number(quantity, year, float(run.totals.loc[year, column]))
    for column, quantity in _GAP.items():
        for group in MODELLED:
            for year in years:
                yield Number(quantity, year, float(by_group.loc[(year, group), column]), names[group])


def _after(run: Run) -> Iterator[Number]:
    """What is left after the measures, and what they give; no effect and no overlap where none is carried out."""
    names, found = labels("groups"), run.measured
    for column, quantity in _AFTER.items():
        if found.carried_out or quantity not in (JOINT, OVERLAP):
            for year in found.totals.index:
                yield Number(quantity, int(year), float(found.totals.loc[year, column]))
    for group in MODELLED:
        for year in found.groups.columns:
            yield Number(GAP_AFTER, int(year), float(found.groups.loc[group, year]), names[group])
    for code, share in found.shares.items():
        yield Number(SHARE, LAST, share, measure=measure_name(code))


def _spread(run: Run) -> Iterator[Number]:
    for way in WAYS if run.measured.carried_out else ["none"]:
        for column in SPREAD:
            yield Number(spread(column, way), LAST, float(run.measured.spread.loc[way, column]))
        share = float(run.measured.spread.loc[way, "closes_share"])
        yield Number(spread("closes_share", way), LAST, share * 100, unit=_PERCENT)

"""Series in another grouping, residual rows, and numbers as precise as they need to be."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helseplan.comparison.vintages.series import changes
from helseplan.comparison.vintages.tables import counted, shown
from helseplan.vintages import Vintage
from tests.comparison.altered import altered, times

NBSP = "\u00a0"


def one_change(vintage: Vintage, folder: Path, **change):
    return next(
        each
        for each in changes(vintage, altered(vintage, folder, anchored=False, **change))
        if each.series in change
    )


def next_year(frame: pd.DataFrame) -> pd.DataFrame:
    rates = frame["deaths_per_100000"].astype(float)
    return frame.assign(year="2025", deaths_per_100000=rates.where(rates.index != 39, rates * 0.98))


def in_tens(frame: pd.DataFrame) -> pd.DataFrame:
    """Five-year bands made into bands of ten years, with one person more."""
    start = frame["age_from"].astype(int) // 10 * 10
    made = frame.assign(persons=frame["persons"].astype(int), age_from=start, end=frame["age_to"].astype(int))
    keys = ["year", "region", "sex", "age_from", "source", "quality"]
    made = made.groupby(keys, as_index=False).agg(persons=("persons", "sum"), age_to=("end", "max"))
    made.loc[0, "persons"] += 1
    return made[list(frame)].astype(str)


def test_another_year_is_a_new_grouping_and_the_rates_are_compared(vintage: Vintage, tmp_path: Path) -> None:
    change = one_change(vintage, tmp_path / "ny", mortality=next_year)
    assert change.size == "regrouped"
    assert len(change.cells) == 1
    assert change.cells["relativ"].item() < 0
    assert "2024 er sammenlignet med tall for 2025" in change.compared


def test_people_in_other_age_bands_are_added_up_and_compared(vintage: Vintage, tmp_path: Path) -> None:
    change = one_change(vintage, tmp_path / "ny", population=in_tens)
    assert change.size == "regrouped"
    assert change.cells["endring"].tolist() == [1]
    assert "0–9 år" in change.cells["nøkkel"].item()


def test_a_residual_is_listed_and_does_not_count(vintage: Vintage, tmp_path: Path) -> None:
    change = one_change(vintage, tmp_path / "ny", services=times("aarsverk", 0.5, service="unallocated"))
    assert change.cells["nøkkel"].item().endswith("(restledd)")
    assert (change.size, change.counted) == ("small", 0.0)


def test_numbers_are_as_precise_as_their_series_needs() -> None:
    assert shown(48691, 48969.919579, "årsverk") == [f"48{NBSP}691", f"48{NBSP}970"]
    assert shown(0.685, 0.882353, "verdi") == ["0,685", "0,882"]
    assert shown(4659.8, 4659.9, "årsverk") == [f"4{NBSP}659,8", f"4{NBSP}659,9"]
    assert (counted(1, "celle", "celler"), counted(2, "celle", "celler")) == ("1 celle", "2 celler")

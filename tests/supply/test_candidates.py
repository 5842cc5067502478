"""Counted graduates: only the growth after the base year moves the model."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.params.supply import Supply
from helseplan.supply.candidates import education
from helseplan.supply.inputs import BASE_YEAR, GROUPS, YEARS, read
from helseplan.supply.model import Model, since
from helseplan.vintages import Vintage

NURSES = GROUPS.index("sykepleier")


def counts(later: dict[int, float], group: str = "sykepleier", first: int = 2014) -> pd.DataFrame:
    """A thousand graduates a year until the base year, and what comes later."""
    persons = dict.fromkeys(range(first, BASE_YEAR + 1), 1000.0) | later
    frame = pd.DataFrame({"year": persons.keys(), "persons": persons.values()})
    return frame.assign(group=group, source="dbh-104", quality="assumption")


def test_the_level_until_the_base_year_is_the_calibrated_one_and_the_growth_is_counted() -> None:
    own = education(counts({2025: 1100.0, 2026: 1300.0}), YEARS, BASE_YEAR, GROUPS)
    assert (own[YEARS <= BASE_YEAR] == 1).all()
    assert own[YEARS == 2025, NURSES] == pytest.approx(1.1)
    assert own[YEARS == 2026, NURSES] == pytest.approx(1.3)
    assert_allclose(own[YEARS > 2026, NURSES], np.mean([1.0, 1.1, 1.3]))
    assert (np.delete(own, NURSES, axis=1) == 1).all()


def test_too_few_counted_years_say_nothing() -> None:
    few = counts({2025: 2000.0}, first=BASE_YEAR - 1)
    assert (education(few, YEARS, BASE_YEAR, GROUPS) == 1).all()


def test_growth_before_the_base_years_is_in_the_calibrated_level_already() -> None:
    """The plan holds the capacity of its base year: what had grown by then is not counted twice."""
    grown = counts({}).assign(persons=[500.0] * 8 + [1000.0] * 3)
    assert (education(grown, YEARS, BASE_YEAR, GROUPS) == 1).all()


def test_another_level_of_counting_changes_nothing() -> None:
    """Registers count otherwise than the sources that calibration stands on."""
    one = counts({2025: 1100.0})
    twice = one.assign(persons=one.persons * 2)
    same = [education(each, YEARS, BASE_YEAR, GROUPS) for each in (one, twice)]
    assert_allclose(*same, rtol=1e-12)


def test_more_graduates_after_the_base_year_raise_supply_then_and_not_before(
    vintage: Vintage, tmp_path: Path
) -> None:
    folder = tmp_path / "flere"
    shutil.copytree(vintage.folder, folder)
    counts({2025: 1100.0}).to_csv(folder / "graduates.csv", index=False)
    everybody = pd.Series(5.5e6, index=YEARS)
    more, as_before = (
        Model.open(each, everybody, Supply()).run(Supply()).supply()
        for each in (Vintage("flere", folder), vintage)
    )
    assert_allclose(more[: since(BASE_YEAR) + 1], as_before[: since(BASE_YEAR) + 1], rtol=0)
    assert more[-1, NURSES] > as_before[-1, NURSES] * 1.005
    assert_allclose(np.delete(more[-1], NURSES), np.delete(as_before[-1], NURSES))


def test_without_counts_the_inflow_is_bit_for_bit_as_before(vintage: Vintage) -> None:
    base = read(vintage, Supply().small_group_persons)
    assert (base.education == 1).all()

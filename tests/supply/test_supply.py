"""Supply: published totals, divided between the groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from helseplan.classifications import codes
from helseplan.groups import shares
from helseplan.supply.compute import total_path

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

YEARS = np.arange(2025, 2041)


@pytest.fixture(scope="module")
def supply(chain: Chain) -> pd.DataFrame:
    return chain["supply"]["supply"]


@pytest.mark.parametrize(("year", "printed"), [(2025, 251_000), (2040, 295_300)])
def test_the_printed_totals_are_met(supply: pd.DataFrame, year: int, printed: int) -> None:
    assert_allclose(supply[supply.year == year].groupby("path").aarsverk.sum(), printed)


def test_between_the_printed_years_supply_grows_by_the_same_share_every_year(supply: pd.DataFrame) -> None:
    """295 300/251 000 over 15 years: 1.089 per cent a year."""
    totals = supply[supply.path == "raw"].groupby("year").aarsverk.sum()
    assert list(totals.index) == list(YEARS)
    assert_allclose(totals.pct_change().iloc[1:] * 100, 1.089, atol=5e-4)


def test_the_14_groups_and_no_others_share_everything(supply: pd.DataFrame, vintage: Vintage) -> None:
    share = shares(vintage.read("groups"))
    assert list(share.index) == codes("groups", modelled="true")
    assert set(supply.group) == set(share.index)
    assert share.sum() == pytest.approx(1, abs=1e-12)
    assert (share > 0).all()
    of_year = supply.aarsverk / supply.groupby(["path", "year"]).aarsverk.transform("sum")
    assert_allclose(of_year, supply.group.map(share))


def test_doubling_everybodys_hours_changes_no_share(vintage: Vintage) -> None:
    groups = vintage.read("groups")
    assert_allclose(shares(groups.assign(weekly_hours=groups.weekly_hours * 2)), shares(groups))


def test_a_person_is_at_most_one_aarsverk_where_the_week_is_shorter_than_full_time(
    supply: pd.DataFrame, vintage: Vintage
) -> None:
    hours = supply.group.map(vintage.read("groups").set_index("group").weekly_hours)
    assert_allclose(supply.persons * hours, supply.aarsverk * 37.5)
    assert (supply.persons - supply.aarsverk)[hours <= 37.5].min() > -1e-9


def test_nothing_is_raw_about_a_published_total(supply: pd.DataFrame) -> None:
    paths = supply.pivot(index=["year", "group"], columns="path", values="aarsverk")
    assert (paths.raw == paths.benchmarked).all()


@pytest.mark.parametrize("percent", [-3.0, -0.5, 1.0, 3.0])
def test_extra_growth_compounds_from_the_first_year(vintage: Vintage, percent: float) -> None:
    plan = vintage.read("plan_tables")
    ratio = total_path(plan, YEARS, percent) / total_path(plan, YEARS, 0.0)
    assert_allclose(ratio, (1 + percent / 100) ** (YEARS - 2025))


def test_extra_growth_leaves_the_reference_alone(chain: Chain, rerun: Callable) -> None:
    changed = rerun("supply", "supply.extra_growth_percent=1")
    assert_frame_equal(changed["reference"], chain["supply"]["reference"])
    assert changed["supply"].aarsverk.sum() > chain["supply"]["supply"].aarsverk.sum()

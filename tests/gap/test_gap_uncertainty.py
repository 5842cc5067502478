"""The gap when one assumption is moved at a time, and the intervals made of it, on made-up numbers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helseplan.classifications import codes
from helseplan.gap.uncertainty import COVERED, OLDER, independent, intervals, uncertainty

GROUPS = codes("groups", modelled="true")


def cases(changes: dict[tuple[str, str], float], group: str = "lege") -> pd.DataFrame:
    """Rows for all groups: the given changes for one of them, nought for the others."""
    return pd.DataFrame(
        [
            (assumption, end, "verdi", name, value if name == group else 0.0)
            for (assumption, end), value in changes.items()
            for name in GROUPS
        ],
        columns=["assumption", "end", "label", "group", "change_aarsverk"],
    )


DEMAND = cases({("standard", "low"): -300.0, ("standard", "high"): 400.0, (OLDER, "low"): 9000.0})
SUPPLY = cases({("exit", "low"): -300.0, ("exit", "high"): 100.0})


def of_doctors(demand: pd.DataFrame, supply: pd.DataFrame) -> pd.Series:
    gap = pd.Series({group: -1000.0 if group == "lege" else 50.0 for group in GROUPS})
    return intervals(uncertainty(demand, supply), gap).set_index("group").loc["lege"]


def test_more_demand_is_a_wider_gap_and_more_supply_a_narrower() -> None:
    own = uncertainty(DEMAND, SUPPLY).set_index(["group", "side", "assumption", "end"]).change_aarsverk
    assert own["lege", "demand", "standard", "high"] == -400
    assert own["lege", "supply", "exit", "high"] == 100


def test_all_is_the_sum_of_the_groups() -> None:
    found = uncertainty(cases({("standard", "low"): -5.0}), cases({("exit", "low"): 2.0}, "sykepleier"))
    keys = ["side", "assumption", "end"]
    total = found[found.group == "all"].set_index(keys).change_aarsverk
    parts = found[found.group != "all"].groupby(keys).change_aarsverk.sum()
    assert total["demand", "standard", "low"] == 5
    pd.testing.assert_series_equal(total.sort_index(), parts.sort_index())


def test_groups_outside_the_14_and_the_older_projection_are_left_out() -> None:
    outside = DEMAND[DEMAND.group == "lege"].assign(group="adm_service", change_aarsverk=1e6)
    found = uncertainty(pd.concat([DEMAND, outside]), SUPPLY)
    assert set(found.group) == {*GROUPS, "all"}
    assert OLDER not in set(found.assumption)
    assert found.change_aarsverk.abs().max() == 400


def test_an_interval_by_hand() -> None:
    """Falls of 400 and 300, rises of 300 and 100: a root of squares of 500 down and √100 000 up."""
    row = of_doctors(DEMAND, SUPPLY)
    assert (row.low_aarsverk, row.high_aarsverk) == (-1400, -700)
    assert (row.low_assumption, row.high_assumption) == ("standard", "standard")
    assert row.combined_low_aarsverk == pytest.approx(-1500)
    assert row.combined_high_aarsverk == pytest.approx(-1000 + math.sqrt(300**2 + 100**2))


def test_an_assumption_whose_two_ends_pull_the_same_way_counts_once() -> None:
    both_down = cases({("exit", "low"): -300.0, ("exit", "high"): -400.0})
    row = of_doctors(DEMAND.assign(change_aarsverk=0.0), both_down)
    assert row.combined_low_aarsverk == pytest.approx(-1400)
    assert row.high_aarsverk == row.combined_high_aarsverk == row.gap_aarsverk
    assert row.high_assumption == ""


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_gap_is_inside_its_intervals_and_the_combined_is_the_widest(seed: int) -> None:
    draw = np.random.default_rng(seed)
    names = [(name, end) for name in "abcd" for end in ("low", "high")]
    frames = [
        pd.concat([cases({key: draw.normal(0, 500) for key in names}, group) for group in GROUPS])
        .groupby(["assumption", "end", "label", "group"], as_index=False)
        .change_aarsverk.sum()
        for _ in range(2)
    ]
    found = intervals(uncertainty(*frames), pd.Series(draw.normal(0, 2000, len(GROUPS)), GROUPS))
    assert list(found.group) == [*GROUPS, "all"]
    assert (found.low_aarsverk <= found.gap_aarsverk).all()
    assert (found.gap_aarsverk <= found.high_aarsverk).all()
    assert (found.combined_low_aarsverk <= found.low_aarsverk + 1e-9).all()
    assert (found.high_aarsverk <= found.combined_high_aarsverk + 1e-9).all()


@pytest.mark.parametrize(
    ("follows", "kept"), [("main", "population"), ("alternative", "population_own_health")]
)
def test_only_one_population_case_counts_and_supply_is_never_left_out(follows: str, kept: str) -> None:
    every = uncertainty(
        cases({(name, "low"): -1.0 for name in (*COVERED, "standard")}), cases({("population", "low"): 1.0})
    )
    left = independent(every, follows)
    assert set(left[left.side == "demand"].assumption) == {kept, "standard"}
    assert set(left[left.side == "supply"].assumption) == {"population"}


def test_the_cases_an_interval_leaves_out_are_those_that_overlap() -> None:
    """Each stands for something another case covers; one more or fewer would count it twice or not at all."""
    assert {
        "population",
        "population_own_health",
        "fertility",
        "life_expectancy",
        "life_expectancy_own_health",
        "net_migration",
        "raised_productivity",
        "health_formula",
        "informal_care_path",
    } == COVERED

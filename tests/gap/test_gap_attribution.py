"""The change in the gap divided between demand, supply and the benchmark, on made-up numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from helseplan.classifications import codes
from helseplan.gap.attribution import attribution
from helseplan.gap.compute import with_gap

GROUPS = codes("groups", modelled="true")
DRIVERS = ("population_size", "age_structure", "productivity")
FLOWS = ("graduates", "retirement", "change")
BASE, YEARS = 2024, range(2024, 2041)


def made_up(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """A gap with two paths, and the drivers and flows its raw path is made of."""
    draw = np.random.default_rng(seed)
    shape = (len(YEARS), len(GROUPS))
    pushed = draw.normal(0, 50, (len(DRIVERS), *shape)).cumsum(axis=1)
    pushed[:, 0] = 0
    moved = draw.normal(0, 80, (len(FLOWS), *shape))
    moved[:, 0] = 0
    demand, supply = 5000 + pushed.sum(axis=0), 4800 + moved.sum(axis=0).cumsum(axis=0)
    shortage = np.broadcast_to(draw.normal(100, 300, len(GROUPS)), shape)
    frames = []
    for path, scale, added in (("raw", 1.0, 0.0), ("benchmarked", 1.01, draw.normal(0, 90, shape))):
        columns = {
            "supply_aarsverk": supply * scale,
            "demand_aarsverk": demand / scale,
            "base_shortage_aarsverk": shortage,
            "adjustment_aarsverk": np.broadcast_to(added, shape),
        }
        index = pd.MultiIndex.from_product([[path], YEARS, GROUPS], names=["path", "year", "group"])
        frames.append(pd.DataFrame({k: v.ravel() for k, v in columns.items()}, index=index).reset_index())
    gap = with_gap(pd.concat(frames, ignore_index=True))
    return gap[gap.year > BASE], long(pushed, DRIVERS, "driver"), long(moved, FLOWS, "flow")


def long(values: np.ndarray, names: tuple[str, ...], by: str) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([names, YEARS, GROUPS], names=[by, "year", "group"])
    return pd.DataFrame({"aarsverk": values.ravel()}, index=index).reset_index()


def change(gap: pd.DataFrame) -> pd.Series:
    wide = gap.pivot(index=["path", "group"], columns="year", values="gap_aarsverk")
    return wide[2040] - wide[2025]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_parts_sum_to_the_change_for_each_group_and_path(seed: int) -> None:
    gap, drivers, flows = made_up(seed)
    parts = attribution(gap, drivers, flows).groupby(["path", "group"]).aarsverk.sum()
    assert_allclose(parts.reindex(change(gap).index), change(gap), atol=1e-6)


def test_the_raw_path_has_nothing_from_the_benchmark_and_the_other_has() -> None:
    parts = attribution(*made_up(1)).query("side == 'benchmark'").groupby("path").aarsverk
    assert parts.apply(lambda part: part.abs().max())["raw"] == pytest.approx(0, abs=1e-9)
    assert parts.apply(lambda part: part.abs().max())["benchmarked"] > 10


def test_a_flow_that_goes_missing_breaks_the_sum() -> None:
    """The benchmark is not what remains: an error in the parts shows."""
    gap, drivers, flows = made_up(2)
    parts = (
        attribution(gap, drivers, flows[flows.flow != "graduates"]).groupby(["path", "group"]).aarsverk.sum()
    )
    assert (parts - change(gap)).abs().max() > 1


def test_more_demand_widens_the_gap_and_more_graduates_narrow_it() -> None:
    gap, drivers, flows = made_up(3)
    own = attribution(gap, drivers, flows).set_index(["path", "group", "driver"]).aarsverk
    pushed = drivers.set_index(["driver", "year", "group"]).aarsverk
    for group in GROUPS:
        grown = pushed["age_structure", 2040, group] - pushed["age_structure", 2025, group]
        assert own["raw", group, "age_structure"] == pytest.approx(-grown)
        added = flows.query("flow == 'graduates' and group == @group and year >= 2026").aarsverk.sum()
        assert own["benchmarked", group, "graduates"] == pytest.approx(added)


def test_groups_outside_the_14_are_left_out() -> None:
    gap, drivers, flows = made_up(4)
    outside = drivers[drivers.group == GROUPS[0]].assign(group="adm_service")
    parts = attribution(gap, pd.concat([drivers, outside]), flows)
    assert set(parts.group) == set(GROUPS)

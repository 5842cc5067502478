"""Drivers and cases of demand by personnel group."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.classifications import codes, labels
from helseplan.demand.by_group import OLDER, STAFFING_MIX
from helseplan.demand.engine import DRIVERS
from helseplan.demand.sensitivity import LABELS
from helseplan.demand.views.growth import DRIVER_NAMES

if TYPE_CHECKING:
    from tests.conftest import Chain, Frames

MOVING = "demand.staffing_trend_percent={sykepleier: 1.0, lege: -0.5}"
RUNS = [
    ("referanse", ()),
    ("referanse", (MOVING,)),
    ("hoy_befolkning", ("demand.use_trend_under_67_percent=1",)),
    ("referanse", ("demand.base_aarsverk={dental: 4000}",)),
    ("uten_bedre_helse", ("general.end_year=2060",)),
]


def raw(frames: Frames) -> pd.DataFrame:
    """Raw demand in the wide scope, group × year."""
    frame = frames["demand_by_group"].query("path == 'raw' and scope == 'wide'")
    return frame.groupby(["group", "year"]).aarsverk.sum().unstack()


@pytest.mark.parametrize(("scenario", "sets"), RUNS)
def test_the_drivers_sum_to_every_groups_change_in_every_year(
    rerun: Callable, scenario: str, sets: tuple[str, ...]
) -> None:
    frames = rerun("demand", *sets, scenario=scenario)
    own = raw(frames)
    found = frames["drivers_by_group"].groupby(["group", "year"]).aarsverk.sum().unstack()
    assert set(found.index) == set(codes("groups"))
    assert_allclose(found.reindex_like(own), own.sub(own[2024], axis=0), atol=1e-6)


def test_the_groups_drivers_are_those_of_the_services(chain: Chain) -> None:
    drivers = chain["demand"]["drivers_by_group"].query("year == 2040").groupby("driver").aarsverk.sum()
    services = chain["demand"]["drivers"].groupby("driver").aarsverk.sum()
    assert_allclose(drivers[list(DRIVERS)], services[list(DRIVERS)], atol=1e-6)


def test_nothing_drives_demand_in_the_base_year(chain: Chain) -> None:
    base = chain["demand"]["drivers_by_group"].query("year == 2024")
    assert base.aarsverk.abs().max() < 1e-6


def test_the_staffing_is_a_driver_only_when_it_moves(chain: Chain, rerun: Callable) -> None:
    still = chain["demand"]["drivers_by_group"].query(f"driver == {STAFFING_MIX!r}")
    assert still.aarsverk.abs().max() < 1e-6
    moved = rerun("demand", MOVING)["drivers_by_group"].query(f"driver == {STAFFING_MIX!r} and year == 2040")
    by_group = moved.set_index("group").aarsverk
    assert by_group["sykepleier"] > 0 > by_group["lege"]
    assert by_group.sum() == pytest.approx(0, abs=1e-6)


def test_the_cases_by_group_sum_to_the_cases_by_scope(rerun: Callable) -> None:
    for sets in ((), (MOVING,)):
        frames = rerun("demand", *sets)
        summed = frames["sensitivity_by_group"].groupby(["assumption", "end"]).change_aarsverk.sum()
        wide = frames["sensitivity"].query("scope == 'wide'").set_index(["assumption", "end"]).change_aarsverk
        assert_allclose(summed.reindex(wide.index), wide, atol=1e-6)
        assert set(summed.index.get_level_values(0)) - set(wide.index.get_level_values(0)) == {
            OLDER.assumption
        }


def test_a_case_by_group_is_what_a_run_with_it_gives(chain: Chain, rerun: Callable) -> None:
    moved = raw(rerun("demand", "demand.healthier_ageing=0.0"))[2040] - raw(chain["demand"])[2040]
    cases = chain["demand"]["sensitivity_by_group"].query("assumption == 'healthier_ageing' and end == 'low'")
    assert_allclose(cases.set_index("group").change_aarsverk.reindex(moved.index), moved, atol=1e-6)


def test_the_cases_are_for_2040_whatever_end_year_the_run_has(chain: Chain, rerun: Callable) -> None:
    later = rerun("demand", "general.end_year=2060")["sensitivity_by_group"]
    own = chain["demand"]["sensitivity_by_group"]
    assert_allclose(later.change_aarsverk, own.change_aarsverk, atol=1e-6)


def test_the_older_projection_moves_midwives_less_than_home_carers(chain: Chain) -> None:
    """Its life expectancy is lower, and its births and migration are those believed in in 2018."""
    own = chain["demand"]["sensitivity_by_group"].query("assumption == @OLDER.assumption")
    change = own.set_index("group").change_aarsverk
    demand = raw(chain["demand"])[2040]
    assert 0 < change.abs().sum() < 0.05 * demand.sum()
    assert change["helsefagarbeider"] < 0


@pytest.mark.parametrize("scenario", ["hoy_befolkning", "uten_standardvekst", "hoyere_produktivitet"])
def test_no_scenario_changes_demand_in_the_base_year(chain: Chain, rerun: Callable, scenario: str) -> None:
    own = rerun("demand", scenario=scenario)
    for path in ("raw", "benchmarked"):
        query = f"year == 2024 and scope == 'wide' and path == '{path}'"
        keys = ["service", "group"]
        before = chain["demand"]["demand_by_group"].query(query).set_index(keys).aarsverk
        assert_allclose(own["demand_by_group"].query(query).set_index(keys).aarsverk, before)


def test_the_shared_names_are_those_of_the_demand_pages() -> None:
    shared = {code: labels("drivers")[code] for code in DRIVERS}
    assert shared == DRIVER_NAMES
    assert {code: labels("assumptions")[code] for code in codes("assumptions", side="demand")} == LABELS

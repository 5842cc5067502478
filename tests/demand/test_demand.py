"""The demand stage against the plan's printed figures, raw and benchmarked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from helseplan.classifications import codes, table
from helseplan.demand.benchmark import base_mix, progress
from helseplan.errors import ParameterError

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

KEYS = ["path", "scope", "year", "service"]


def totals(frame: pd.DataFrame, *by: str) -> pd.Series:
    return frame[frame.alternative == "MMM"].groupby(list(by)).aarsverk.sum()


@pytest.fixture(scope="module")
def demand(chain: Chain) -> pd.DataFrame:
    return chain["demand"]["demand"]


@pytest.fixture(scope="module")
def by_group(chain: Chain) -> pd.DataFrame:
    return chain["demand"]["demand_by_group"]


def test_publicly_financed_services_sum_to_343_500_in_2024(demand: pd.DataFrame) -> None:
    base = demand[(demand.year == 2024) & (demand.scope == "narrow")]
    assert_allclose(base.groupby(["alternative", "path"]).aarsverk.sum(), 343_500, atol=1e-6)


def test_the_wide_scope_is_the_narrow_and_other_services(demand: pd.DataFrame) -> None:
    sums = totals(demand, "path", "year", "scope").unstack()
    other = totals(demand[demand.service == "other_wide"], "path", "year")
    assert_allclose(sums.wide - sums.narrow, other)
    assert "other_wide" not in set(demand[demand.scope == "narrow"].service)


@pytest.mark.parametrize(("scope", "printed"), [("narrow", 461_500), ("wide", 500_500)])
def test_benchmarked_demand_in_2040_is_the_printed(demand: pd.DataFrame, scope: str, printed: int) -> None:
    """Table 2.1."""
    assert totals(demand, "path", "scope", "year")["benchmarked", scope, 2040] == pytest.approx(
        printed, abs=0.5
    )


@pytest.mark.parametrize(("scope", "printed"), [("narrow", 461_500), ("wide", 500_500)])
def test_raw_demand_in_2040_is_within_three_per_cent_of_the_printed(
    demand: pd.DataFrame, scope: str, printed: int
) -> None:
    assert totals(demand, "path", "scope", "year")["raw", scope, 2040] == pytest.approx(printed, rel=0.03)


@pytest.mark.parametrize(
    ("groups", "year", "printed"),
    [
        (codes("groups", modelled="true"), 2040, 329_000),
        (codes("groups", modelled="false"), 2040, 171_500),
        (["annen_helse"], 2040, 41_000),
        (["uten_relevant"], 2040, 73_300),
        (["adm_service"], 2040, 57_200),
        (["annen_helse"], 2024, 30_734),
        (["uten_relevant"], 2024, 52_442),
        (["adm_service"], 2024, 43_870),
        (codes("groups", modelled="false"), 2024, 127_046),
    ],
)
def test_benchmarked_groups_are_the_printed(
    by_group: pd.DataFrame, groups: list[str], year: int, printed: int
) -> None:
    """Tables 2.1 and 2.3, wide scope."""
    own = totals(by_group[by_group.group.isin(groups)], "path", "scope", "year")["benchmarked", "wide", year]
    assert own == pytest.approx(printed, abs=0.5)


def test_the_14_groups_start_from_what_the_plan_implies(by_group: pd.DataFrame) -> None:
    """251 000 + 9 900 − 8 600 = 252 300 in 2025, taken back one year to 247 900."""
    own = totals(by_group[by_group.group.isin(codes("groups", modelled="true"))], "path", "scope", "year")
    assert own["raw", "wide", 2024] == pytest.approx(247_900, abs=10)
    assert own["raw", "wide", 2025] == pytest.approx(252_300, rel=0.01)


def test_raw_and_benchmarked_are_the_same_in_the_base_year(
    demand: pd.DataFrame, by_group: pd.DataFrame
) -> None:
    for frame in (demand, by_group):
        keys = [name for name in frame if name not in ("path", "aarsverk")]
        base = frame[frame.year == 2024].pivot(index=keys, columns="path", values="aarsverk")
        assert_allclose(base.benchmarked, base.raw)


def test_groups_sum_to_the_service_on_both_paths(demand: pd.DataFrame, by_group: pd.DataFrame) -> None:
    assert_allclose(totals(by_group, *KEYS), totals(demand, *KEYS), rtol=1e-7)


def test_the_reference_is_the_benchmarked_wide_path_by_group(chain: Chain, by_group: pd.DataFrame) -> None:
    own = totals(by_group[(by_group.path == "benchmarked") & (by_group.scope == "wide")], "year", "group")
    reference = chain["demand"]["reference"].set_index(["year", "group"]).aarsverk
    assert_allclose(own.reindex(reference.index).fillna(0), reference)


def test_the_raw_mix_is_frozen_at_the_base_year(by_group: pd.DataFrame) -> None:
    raw = by_group[(by_group.path == "raw") & (by_group.scope == "wide")]
    cells = raw.pivot(index=["service", "group"], columns="year", values="aarsverk")
    shares = cells / cells.groupby("service").transform("sum")
    assert_allclose(shares, np.broadcast_to(shares[[2024]], shares.shape))


def test_table_2_4_stands_in_the_staffing(by_group: pd.DataFrame, vintage: Vintage) -> None:
    areas = {row["code"]: row["area"] for row in table("services")}
    base = by_group.query("year == 2024 and scope == 'narrow'")
    base = base.assign(area=base.service.map(areas)).groupby(["path", "area", "group"]).aarsverk.sum()
    printed = vintage.read("plan_tables").query("table == '2.4' and row == 'staff'")
    assert len(printed) == 6
    for cell in printed.itertuples():
        for path in ("raw", "benchmarked"):
            assert base[path, cell.service, cell.group] == pytest.approx(cell.value, abs=0.5)


def test_the_staffing_table_divides_every_service_and_meets_every_group(vintage: Vintage) -> None:
    services, plan = vintage.read("services"), vintage.read("plan_tables")
    mix = base_mix(services, vintage.read("staffing"), vintage.read("groups"), plan)
    assert mix.shape == (len(services), 17)
    assert (mix >= 0).all()
    assert_allclose(mix.sum(axis=1), 1)
    aarsverk = pd.Series(services.aarsverk.to_numpy() @ mix, index=codes("groups"))
    assert aarsverk[["annen_helse", "adm_service", "uten_relevant"]].sum() == pytest.approx(127_046, abs=0.5)


def test_the_benchmark_grows_in_evenly_and_is_held_after_2040() -> None:
    years = np.arange(2024, 2061)
    share = progress(years)
    assert share[0] == 0
    assert_allclose(np.diff(share[:17]), 1 / 16)
    assert_allclose(share[16:], 1)


def test_the_same_factor_holds_for_every_publicly_financed_service(demand: pd.DataFrame) -> None:
    paths = totals(demand[demand.scope == "narrow"], "path", "service", "year").unstack("path")
    factor = (paths.benchmarked / paths.raw).unstack("year")
    assert_allclose(factor, np.broadcast_to(factor.iloc[:1], factor.shape))
    assert factor.max(axis=None) < 1.05


def test_institutions_grow_most_then_home_care_and_somatic_care_and_mental_health_least(
    demand: pd.DataFrame,
) -> None:
    """The plan, chapter 2.1; on the raw path, which the benchmark does not touch."""
    own = totals(demand[demand.scope == "narrow"], "path", "year", "service")
    areas = own.index.get_level_values("service").map({row["code"]: row["area"] for row in table("services")})
    by_area = own.groupby(
        [own.index.get_level_values("path"), own.index.get_level_values("year"), areas]
    ).sum()
    growth = by_area["raw", 2040] / by_area["raw", 2024]
    assert growth.idxmax() == "institution"
    assert growth["mental_health"] < growth[["home_care", "somatic_ambulance"]].min()


def test_demand_grows_every_year_to_2040(demand: pd.DataFrame) -> None:
    sums = totals(demand, "path", "scope", "year").unstack("year").loc[:, 2024:2040]
    assert (sums.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


def test_a_larger_population_needs_more(demand: pd.DataFrame) -> None:
    sums = (
        demand.groupby(["path", "scope", "year", "alternative"]).aarsverk.sum().unstack().query("year > 2024")
    )
    assert (sums.LLL < sums.MMM).all()
    assert (sums.MMM < sums.HHH).all()


def test_the_drivers_add_up_to_the_raw_change_of_every_service(chain: Chain, demand: pd.DataFrame) -> None:
    raw = demand.query("alternative == 'MMM' and path == 'raw' and scope == 'wide'")
    paths = raw.pivot(index="service", columns="year", values="aarsverk")
    drivers = chain["demand"]["drivers"].groupby("service").aarsverk.sum()
    change = (paths[2040] - paths[2024]).reindex(drivers.index)
    assert_allclose(drivers, change, rtol=0, atol=1e-9 * paths[2024].sum())


def test_each_driver_pulls_the_way_it_should(chain: Chain) -> None:
    sums = chain["demand"]["drivers"].groupby("driver").aarsverk.sum()
    assert (sums[["population_size", "age_structure", "standard", "informal_care"]] > 0).all()
    assert (sums[["health", "productivity"]] < 0).all()
    assert sums["younger_users"] == 0


@pytest.mark.parametrize(
    ("scenario", "sets"),
    [
        ("hoyere_produktivitet", ()),
        ("uten_bedre_helse", ()),
        ("uten_standardvekst", ()),
        ("referanse", ("demography.mean_age_at_birth=36",)),
    ],
)
def test_a_scenario_moves_the_benchmarked_path_as_much_as_the_raw(
    chain: Chain, compute: Callable[..., Chain], rerun: Callable, scenario: str, sets: tuple[str, ...]
) -> None:
    """Benchmarking is found once, on the reference path."""
    changed = compute("demand", scenario, *sets)["demand"] if sets else rerun("demand", scenario=scenario)
    moved = (totals(changed["demand"], *KEYS) / totals(chain["demand"]["demand"], *KEYS)).unstack("path")
    assert (moved.raw.xs(2040, level="year") != 1).any()
    assert_allclose(moved.benchmarked, moved.raw, rtol=1e-9)


@pytest.mark.parametrize("scenario", ["hoyere_produktivitet", "uten_standardvekst"])
def test_a_scenario_leaves_the_reference_alone(chain: Chain, rerun: Callable, scenario: str) -> None:
    assert_frame_equal(rerun("demand", scenario=scenario)["reference"], chain["demand"]["reference"])


def outside_care(frame: pd.DataFrame, year: int) -> pd.Series:
    """Årsverk by path and service where there is no informal care: growth then only compounds."""
    care = ["institution_long", "institution_short", "home_care", "day_activity"]
    wide = frame[(frame.scope == "wide") & ~frame.service.isin(care) & (frame.year == year)]
    return totals(wide, "path", "service")


def test_07_in_place_of_05_per_cent_saves_what_the_ratio_of_the_two_says_and_more_in_care(
    chain: Chain, rerun: Callable
) -> None:
    """(1.005/1.007)^16: about 3 per cent. In care informal care stays, so that formal care falls by more."""
    raised, ratio = rerun("demand", scenario="hoyere_produktivitet")["demand"], (1.005 / 1.007) ** 16
    own = chain["demand"]["demand"]
    assert_allclose(outside_care(raised, 2040) / outside_care(own, 2040), ratio)
    moved = totals(raised, *KEYS) / totals(own, *KEYS)
    assert (moved.xs(("home_care", 2040), level=("service", "year")) < ratio).all()


def test_without_standard_growth_2040_needs_fewer_by_its_compound_growth(
    chain: Chain, rerun: Callable
) -> None:
    without = rerun("demand", scenario="uten_standardvekst")["demand"]
    assert_allclose(outside_care(chain["demand"]["demand"], 2040) / outside_care(without, 2040), 1.01**16)


def test_a_trend_in_staffing_moves_the_shares_and_not_the_services(chain: Chain, rerun: Callable) -> None:
    moved = rerun("demand", "demand.staffing_trend_percent.sykepleier=2")
    assert_frame_equal(moved["demand"], chain["demand"]["demand"])
    assert_allclose(totals(moved["demand_by_group"], *KEYS), totals(moved["demand"], *KEYS), rtol=1e-7)
    own, new = (
        totals(frames["demand_by_group"], "path", "scope", "year", "group")
        for frames in (chain["demand"], moved)
    )
    for path in ("raw", "benchmarked"):
        change = (new - own)[path, "narrow", 2040]
        assert change["sykepleier"] > 0
        assert (change.drop("sykepleier") <= 0).all()
        assert_allclose((new - own)[path, "narrow", 2024], 0, atol=1e-6)


def test_own_aarsverk_in_the_base_year_keep_the_total_and_too_many_are_refused(rerun: Callable) -> None:
    own = totals(rerun("demand", "demand.base_aarsverk.dental=4000")["demand"], "path", "scope", "year")
    assert own["raw", "narrow", 2024] == pytest.approx(343_500, abs=1e-6)
    with pytest.raises(ParameterError, match="større enn planens sum"):
        rerun("demand", "demand.base_aarsverk.dental=40000")


def test_a_low_population_changes_only_what_is_shown_by_group(chain: Chain, rerun: Callable) -> None:
    low = rerun("demand", "demography.alternative=LLL")
    assert_frame_equal(low["demand"], chain["demand"]["demand"])
    assert set(low["demand_by_group"].alternative) == {"LLL"}


@pytest.fixture(scope="module")
def of_the_plan(chain: Chain) -> pd.DataFrame:
    checks = chain["demand"]["checks"]
    return checks[~checks.check.str.startswith("ssb2019_")]


def test_every_printed_total_of_the_plan_that_the_raw_path_is_held_against_is_met(
    of_the_plan: pd.DataFrame,
) -> None:
    later = of_the_plan[of_the_plan.year == 2040]
    assert set(of_the_plan[of_the_plan.year < 2040].verdict) == {"constructed"}
    assert set(later.verdict) <= {"within", "explained"}
    for check in ("demand", "demand_wide", "demand_groups_14", "employment_share"):
        assert set(later[later.check == check].verdict) == {"within"}


def test_a_total_may_be_off_by_a_tenth_of_its_printed_growth(of_the_plan: pd.DataFrame) -> None:
    rows = of_the_plan[of_the_plan.year == 2040].set_index(["check", "item"]).tolerance
    assert rows["demand", ""] == pytest.approx(0.1 * (461_500 - 343_500))
    assert rows["demand_groups_14", ""] == pytest.approx(0.1 * (329_000 - 247_900), abs=1)
    assert rows["demand_outside", "Annen helseutdanning"] == pytest.approx(0.1 * (41_000 - 30_734), abs=0.1)


def test_the_14_groups_of_2025_are_no_test(of_the_plan: pd.DataFrame) -> None:
    """The base of 2024 was carried back from them."""
    row = of_the_plan[(of_the_plan.check == "demand_groups_14") & (of_the_plan.year == 2025)]
    assert list(row.verdict) == ["constructed"]


def test_the_plans_17_300_is_compatible_with_the_model_in_at_least_one_scope(
    of_the_plan: pd.DataFrame,
) -> None:
    """The plan does not say which scope; both are shown, and the wide saves more."""
    rows = of_the_plan[of_the_plan.check == "raised_productivity"]
    assert list(rows.published) == [17_300, 17_300]
    assert len(set(rows.item)) == 2
    assert rows.raw.is_monotonic_increasing
    assert set(rows.tolerance) == {1_730}
    assert "within" in set(rows.verdict)


def test_no_reason_says_that_something_is_unpublished_or_has_typed_numbers(of_the_plan: pd.DataFrame) -> None:
    assert not of_the_plan.explanation.str.contains("ikke publisert|14 400").any()

"""The plan's measures: effects alone, sums, and what is missing rather than nought."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal

from helseplan.errors import ParameterError
from helseplan.measures.compute import ramp, with_effect

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain

SCENARIOS = ["plan_low", "plan_high", "chosen"]


@pytest.fixture(scope="module")
def register(vintage: Vintage) -> pd.DataFrame:
    return vintage.read("measures").set_index("measure")


@pytest.fixture(scope="module")
def totals(chain: Chain) -> pd.DataFrame:
    return chain["measures"]["totals"].set_index(["scenario", "year"])


def chosen(frames: dict[str, pd.DataFrame]) -> pd.Series:
    """Each measure's effect in the run's own scenario."""
    effects = frames["effects"]
    return effects[effects.scenario == "chosen"].set_index(["measure", "year"]).alone_aarsverk


def every(register: pd.DataFrame, strength: float) -> tuple[str, ...]:
    """Overrides that give every measure the same strength."""
    return tuple(
        f"measures.intensity.{name}={strength}" for name in with_effect(register.reset_index()).measure
    )


@pytest.mark.parametrize(
    ("scenario", "supply", "demand"), [("plan_low", 41_700, 17_300), ("plan_high", 61_100, 17_300)]
)
def test_the_plans_own_sums_in_2040(totals: pd.DataFrame, scenario: str, supply: int, demand: int) -> None:
    """Table 3.1 prints 41 800 where its rows are 41 700; 61 100 and table 3.2's 17 300 are exact."""
    last = totals.loc[scenario, 2040]
    assert last.supply_sum_aarsverk == pytest.approx(supply)
    assert last.demand_sum_aarsverk == pytest.approx(demand)
    assert last.simple_sum_aarsverk == pytest.approx(supply + demand)


def test_the_default_is_in_the_middle_of_the_range(totals: pd.DataFrame) -> None:
    assert totals.simple_sum_aarsverk["chosen", 2040] == pytest.approx((41_700 + 61_100) / 2 + 17_300)


def test_the_sum_is_of_the_measures_in_tables_3_1_and_3_2(register: pd.DataFrame) -> None:
    in_sum = register[register.in_plan_sum]
    assert sorted(in_sum[in_sum.side == "supply"].index) == [
        "education_capacity",
        "later_exit",
        "participation_60plus",
        "position_size",
        "sick_leave",
        "weekend_work",
    ]
    assert list(in_sum[in_sum.side == "demand"].index) == ["productivity_07"]
    assert in_sum.quantified.all()


def test_a_measure_without_a_number_is_never_nought(chain: Chain, register: pd.DataFrame) -> None:
    unquantified = register[~register.quantified]
    assert len(unquantified) > 50
    assert unquantified[["effect_low", "effect_high"]].isna().all(axis=None)
    assert (unquantified.quality == "not_quantified").all()
    assert not set(chain["measures"]["effects"].measure) & set(unquantified.index)


def test_only_an_effect_in_aarsverk_in_a_stated_year_has_a_place_in_time(
    chain: Chain, register: pd.DataFrame
) -> None:
    timed = register[register.quantified & (register.unit == "aarsverk") & (register.horizon != "")]
    assert set(chain["measures"]["effects"].measure) == set(timed.index)
    assert "digital_supervision" not in timed.index


def test_what_is_not_computed_jointly_is_missing_and_not_nought(chain: Chain) -> None:
    missing = ["joint_aarsverk", "overlap_aarsverk", "gap_after_aarsverk"]
    assert chain["measures"]["totals"][missing].isna().all(axis=None)
    assert chain["measures"]["effects"].shapley_aarsverk.isna().all()


def test_a_measure_at_strength_nought_does_nothing(
    chain: Chain, register: pd.DataFrame, rerun: Callable
) -> None:
    frames = rerun("measures", *every(register, 0))
    assert (chosen(frames) == 0).all()
    sums = frames["totals"].query("scenario == 'chosen'")
    assert (sums[["supply_sum_aarsverk", "demand_sum_aarsverk", "simple_sum_aarsverk"]] == 0).all(axis=None)


def test_strength_leaves_the_plans_own_range_and_the_gap_alone(
    chain: Chain, register: pd.DataFrame, rerun: Callable
) -> None:
    def plans(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
        return frames["totals"].query("scenario != 'chosen'").reset_index(drop=True)

    frames = rerun("measures", *every(register, 0))
    assert_frame_equal(plans(frames), plans(chain["measures"]))
    assert_allclose(frames["totals"].gap_before_aarsverk, chain["measures"]["totals"].gap_before_aarsverk)


@pytest.mark.parametrize("strength", [0.25, 0.5, 1.0])
def test_the_effect_is_linear_in_strength(
    chain: Chain, register: pd.DataFrame, rerun: Callable, strength: float
) -> None:
    assert_allclose(
        chosen(rerun("measures", *every(register, strength))), strength * chosen(chain["measures"])
    )


def test_the_strength_of_one_measure_changes_no_other(chain: Chain, rerun: Callable) -> None:
    own, changed = chosen(chain["measures"]), chosen(rerun("measures", "measures.intensity.sick_leave=0.5"))
    ratio = (changed / own).xs(2040, level="year")
    assert ratio.pop("sick_leave") == pytest.approx(0.5)
    assert (ratio == 1).all()


@pytest.mark.parametrize(("level", "scenario"), [("0", "plan_low"), ("1", "plan_high")])
def test_the_ends_of_the_level_are_the_plans_lowest_and_highest(
    rerun: Callable, level: str, scenario: str
) -> None:
    totals = rerun("measures", f"measures.level={level}")["totals"].set_index("scenario")
    assert_allclose(totals.loc["chosen"].simple_sum_aarsverk, totals.loc[scenario].simple_sum_aarsverk)


def test_nothing_in_the_start_year_and_everything_in_the_full_year(
    chain: Chain, register: pd.DataFrame
) -> None:
    effects = chain["measures"]["effects"]
    assert (effects[effects.year == 2026].alone_aarsverk == 0).all()
    last = effects[effects.year == 2040].pivot(index="measure", columns="scenario", values="alone_aarsverk")
    assert_allclose(last.plan_low, register.effect_low.reindex(last.index))
    assert_allclose(last.plan_high, register.effect_high.reindex(last.index))


@settings(max_examples=50, deadline=None)
@given(start=st.integers(2024, 2039), span=st.integers(1, 20))
def test_the_ramp_is_even_between_the_two(start: int, span: int) -> None:
    share = ramp(np.arange(start - 3, start + span + 4), start, start + span)
    assert_allclose(share[:4], 0)
    assert_allclose(np.diff(share[3 : 4 + span]), 1 / span)
    assert_allclose(share[3 + span :], 1)


def test_halfway_there_is_half_the_effect(totals: pd.DataFrame) -> None:
    assert totals.simple_sum_aarsverk["plan_high", 2033] == pytest.approx((61_100 + 17_300) / 2)


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("sick_leav", "Mente du «sick_leave»?"),
        ("work_environment", ""),
        ("digital_supervision", ""),
        ("helt_ukjent", "measures.csv"),
    ],
)
def test_strength_of_an_unknown_or_unquantified_measure_is_refused(
    rerun: Callable, name: str, fix: str
) -> None:
    with pytest.raises(ParameterError, match=name) as error:
        rerun("measures", f"measures.intensity.{name}=0.5")
    assert error.value.where == "measures.intensity"
    assert error.value.fix
    assert fix in error.value.fix
    assert "sick_leave" in error.value.expected


@pytest.mark.parametrize(
    ("start", "full"), [(2024, 2030), (2024, 2060), (2025, 2027), (2039, 2040), (2040, 2041)]
)
def test_every_allowed_pair_of_years_can_be_run(
    chain: Chain, rerun: Callable, tmp_path: object, start: int, full: int
) -> None:
    from helseplan import contracts

    frames = rerun("measures", f"measures.start_year={start}", f"measures.full_effect_year={full}")
    for name, frame in frames.items():
        contracts.write(tmp_path, "measures", name, frame)
    assert frames["totals"].year.max() == 2040


def test_the_plans_range_is_the_plans_whatever_pace_the_run_chooses(rerun: Callable) -> None:
    """The plan prints its effects for 2040; only the run's own scenario may be slower."""
    slow = rerun("measures", "measures.full_effect_year=2060")["totals"].set_index(["scenario", "year"])
    assert slow.simple_sum_aarsverk["plan_low", 2040] == pytest.approx(41_700 + 17_300)
    assert slow.simple_sum_aarsverk["chosen", 2040] < 41_700 + 17_300


def test_the_gap_before_is_the_benchmarked_net_gap(
    chain: Chain, totals: pd.DataFrame, rerun: Callable
) -> None:
    net = chain["gap"]["totals"].set_index(["path", "year"]).net_aarsverk
    raw = rerun("measures", "general.benchmark=false")["totals"].set_index(["scenario", "year"])
    for scenario in SCENARIOS:
        assert totals.gap_before_aarsverk[scenario, 2040] == pytest.approx(net["benchmarked", 2040])
        assert raw.gap_before_aarsverk[scenario, 2040] == pytest.approx(net["raw", 2040])


def test_every_measure_has_a_chapter_an_evidence_grade_a_caveat_and_a_place(register: pd.DataFrame) -> None:
    assert register.index.is_unique
    assert set(register.chapter) == set(range(4, 11))
    for column in ("title", "goal", "evidence", "caveat", "source", "place", "overlap_group"):
        assert (register[column] != "").all()

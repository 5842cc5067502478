"""When measures work: nothing before the start, all of it from the full year, a straight line between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pydantic import ValidationError

from helseplan.errors import ParameterError
from helseplan.measures.catalogue import levels_from_sums
from helseplan.measures.packages import as_published, members, own, pace, ramp
from helseplan.params import load
from helseplan.params.measures import MeasureUse
from tests.measures.doses import only

if TYPE_CHECKING:
    from helseplan.measures.study import Study

YEARS = np.arange(2024, 2041)


def course(study: Study, name: str) -> dict[int, float]:
    values = pace(study.catalogue, study.params, study.chain.years)[study.catalogue.place(name)]
    return dict(zip(study.chain.years.tolist(), values.tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(start=st.integers(2025, 2040), span=st.integers(0, 20))
def test_a_ramp_is_nothing_then_even_steps_then_everything(start: int, span: int) -> None:
    years = np.arange(start - 4, start + span + 5)
    share = ramp(years, start, start + span)
    assert (share[years < start] == 0).all()
    assert (share[years >= start + span] == 1).all()
    inside = share[(years >= start - 1) & (years <= start + span)]
    assert_allclose(np.diff(inside), 1 / (span + 1))


def test_the_runs_own_pace(study_of: Callable[..., Study]) -> None:
    found = course(study_of("measures.start_year=2028", "measures.full_effect_year=2032"), "sick_leave")
    assert [found[year] for year in range(2026, 2034)] == pytest.approx([0, 0, 0.2, 0.4, 0.6, 0.8, 1, 1])


def test_the_source_goes_before_the_runs_pace_and_the_measures_own_years_before_both(
    study_of: Callable[..., Study],
) -> None:
    sets = ("measures.start_year=2030", "measures.full_effect_year=2030")
    assert course(study_of(*sets), "education_capacity")[2026] == 1
    each = "measures.each.education_capacity"
    found = course(
        study_of(*sets, f"{each}.start_year=2034", f"{each}.full_effect_year=2035"), "education_capacity"
    )
    assert [found[year] for year in (2033, 2034, 2035, 2040)] == pytest.approx([0, 0.5, 1, 1])


def test_digital_interaction_goes_by_its_source_through_300_in_2030(study: Study) -> None:
    """300 årsverk in 2030 and 2 000 in 2040; the share of the work that is saved goes straight between."""
    found = course(study, "digital_interaction")
    assert found[2025] == 0
    assert found[2035] == pytest.approx((found[2030] + 1) / 2)
    assert found[2040] == 1
    steps = np.diff([found[year] for year in range(2025, 2031)])
    assert_allclose(steps, found[2030] / 5)
    carried_out = study.outcomes(only(study, digital_interaction=1.0))
    saved = (study.central.all_staff - carried_out.all_staff)[0]
    assert saved[study.years == 2030][0] == pytest.approx(300, abs=1e-6)
    assert saved[-1] == pytest.approx(2000, abs=1e-6)


def test_read_as_sums_the_levels_sum_to_300_and_2000() -> None:
    via, last = levels_from_sums(300, 2000, 2030, 2040)
    years = np.arange(2025, 2041)
    level = np.interp(years, [2025, 2030, 2040], [0, via, last])
    assert level[years <= 2030].sum() == pytest.approx(300)
    assert level.sum() == pytest.approx(2000)
    assert 0 < via < last < 2000


def test_the_run_may_choose_to_read_them_as_sums(study_of: Callable[..., Study]) -> None:
    study = study_of("measures.digital_interaction_reading=cumulative")
    row = study.catalogue.rows[study.catalogue.place("digital_interaction")]
    via, last = levels_from_sums(300, 2000, 2030, 2040)
    assert row.high == row.low == pytest.approx(last)
    carried_out = study.outcomes(only(study, digital_interaction=1.0))
    saved = (study.central.all_staff - carried_out.all_staff)[0]
    assert saved[study.years == 2030][0] == pytest.approx(via, abs=1e-6)


@pytest.mark.parametrize("name", ["sick_leave", "productivity_07", "later_exit", "tasen"])
def test_nothing_is_changed_before_the_start_and_something_is_after(
    study_of: Callable[..., Study], name: str
) -> None:
    each = f"measures.each.{name}"
    study = study_of(f"{each}.start_year=2031", f"{each}.full_effect_year=2036")
    found = study.outcomes(only(study, **{name: 1.0}))
    supplied = (found.supply - study.central.supply)[0].sum(axis=0)
    demanded = (study.central.demand - found.demand)[0].sum(axis=0)
    effect = supplied + demanded
    assert (effect[study.years < 2031] == 0).all()
    assert (effect[study.years >= 2031] > 0).all()
    first = study.years <= 2036
    assert (np.diff(effect[first & (study.years >= 2030)]) > 0).all()


def test_published_effects_are_counted_in_full_from_the_first_year(study: Study) -> None:
    """SSB's runs change the years ahead; higher productivity is counted from the year after the base year."""
    found = as_published(study.catalogue, YEARS)
    assert set(np.unique(found)) == {0, 1}
    first = dict(zip(study.catalogue.names, YEARS[found.argmax(axis=1)], strict=True))
    assert first.pop("productivity_07") == 2025
    assert set(first.values()) == {2026}


@pytest.mark.parametrize(
    "sets",
    [
        ("measures.start_year=2036", "measures.full_effect_year=2035"),
        ("measures.each.sick_leave.start_year=2036", "measures.each.sick_leave.full_effect_year=2030"),
        ("measures.each.sick_leave.start_year=2036",),
        ("measures.each.sick_leave.full_effect_year=2025",),
    ],
)
def test_an_end_before_the_start_is_refused(sets: tuple[str, ...]) -> None:
    with pytest.raises(ParameterError, match="skal ikke ligge før start_year"):
        load("referanse", sets)


def test_a_use_of_its_own_is_checked_by_itself() -> None:
    with pytest.raises(ValidationError):
        MeasureUse(start_year=2030, full_effect_year=2029)
    assert MeasureUse(start_year=2030, full_effect_year=2030).intensity is None


PLAN_SUPPLY = {
    "later_exit",
    "participation_60plus",
    "sick_leave",
    "position_size",
    "weekend_work",
    "education_capacity",
}


def test_the_packages_are_the_plans_tables(study: Study) -> None:
    """Table 3.1 is the side of supply, table 3.2's number is higher productivity."""

    def inside(name: str) -> set[str]:
        return set(members(study.catalogue, name))

    assert inside("supply_only") == PLAN_SUPPLY
    assert inside("demand_only") == {"productivity_07"}
    assert inside("plan") == PLAN_SUPPLY | {"productivity_07"}
    assert inside("none") == set()
    assert inside("bottom_up") & inside("plan") == PLAN_SUPPLY
    assert "productivity_07" not in inside("bottom_up")
    assert "education_plus10" not in inside("bottom_up")
    assert len(inside("bottom_up") - PLAN_SUPPLY) == 9


def test_a_measure_outside_the_package_is_carried_out_when_it_is_given_an_intensity(
    study_of: Callable[..., Study],
) -> None:
    study = study_of(
        "measures.package=supply_only",
        "measures.each.tasen.intensity=0.4",
        "measures.each.weekend_work.intensity=0",
        "measures.each.later_exit.level=1",
    )
    doses = own(study.catalogue, study.params)
    intensity = dict(zip(study.catalogue.names, doses.intensity[0], strict=True))
    level = dict(zip(study.catalogue.names, doses.level[0], strict=True))
    assert (intensity["tasen"], intensity["weekend_work"], intensity["sick_leave"]) == (0.4, 0, 1)
    assert {name for name, value in intensity.items() if value} == PLAN_SUPPLY - {"weekend_work"} | {"tasen"}
    assert (level["later_exit"], level["sick_leave"]) == (1, 0.5)

"""What a run may change in supply: bounded, later than its year, and nothing at all when nothing is changed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.errors import ParameterError
from helseplan.params.supply import EducationChange, Supply
from helseplan.supply.cases import ASSUMPTIONS, PUBLISHED
from helseplan.supply.curves import AGES
from helseplan.supply.engine import aarsverk, project
from helseplan.supply.inputs import BASE_YEAR, FURTHER, GROUPS, YEARS
from helseplan.supply.levers import moved
from helseplan.supply.model import Model, Path, since
from helseplan.supply.parameters import PRIOR, Parameters, career, inflow, rates
from helseplan.vintages.within_supply import BOUNDS, BY_GROUP
from tests.supply.lever_values import LEVERS, one_lever, sections

few = settings(max_examples=25, deadline=None)
BASE = since(BASE_YEAR)


def at(path: Path, year: int) -> np.ndarray:
    return path.supply()[since(year)]


def more(percent: float, **options: object) -> Supply:
    change = EducationChange(from_year=2028, graduates_percent=percent, **options)  # type: ignore[arg-type]
    return Supply(education_changes=[change])


@few
@given(sections())
def test_with_every_lever_on_the_flows_are_the_change(model: Model, params: Supply) -> None:
    path = model.run(params)
    found = path.flows()
    persons, yearly = (sum(flow[part] for flow in found.values()).sum(axis=(2, 3)) for part in (0, 1))
    assert_allclose(np.diff(path.available.sum(axis=(2, 3)), axis=0), persons, rtol=1e-9, atol=1e-6)
    assert_allclose(np.diff(path.supply(), axis=0), yearly, rtol=1e-9, atol=1e-6)


@few
@given(sections())
def test_shares_stay_shares_and_nobody_works_twice(model: Model, params: Supply) -> None:
    path = model.run(params)
    for share in (path.career.participation, path.career.position, *path.rates.struck().values()):
        assert share.min() >= 0
        assert share.max() <= 1
    everybody = path.available + path.withdrawn
    assert (path.returned >= 0).all()
    assert (path.returned <= everybody - path.available * path.career.participation + 1e-9).all()
    assert (path.working <= everybody + 1e-9).all()
    assert path.aarsverk.min() >= -1e-9


@few
@given(sections())
def test_no_lever_reaches_a_year_before_its_own(model: Model, reference: Path, params: Supply) -> None:
    first = min([params.change_from_year, *(change.from_year for change in params.education_changes)])
    path = model.run(params)
    for own, before in (
        (path.available, reference.available),
        (path.working, reference.working),
        (path.aarsverk, reference.aarsverk),
    ):
        assert_array_equal(own[: since(first)], before[: since(first)])
    assert first > BASE_YEAR


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_changes_the_last_year_and_not_the_base_year(
    model: Model, reference: Path, name: str, high: bool
) -> None:
    update = one_lever(name, high)
    path = model.run(Supply(**update))
    assert_array_equal(path.aarsverk[: BASE + 1], reference.aarsverk[: BASE + 1])
    nothing = name in ("participation_60_points", "sick_leave_reduction_percent") and not high
    assert (abs(path.supply()[-1] - reference.supply()[-1]).max() > 1) != nothing


def test_no_lever_is_the_reference_bit_for_bit(model: Model, reference: Path) -> None:
    for year in (2025, 2033, 2040):
        path = model.run(Supply(change_from_year=year))
        assert_array_equal(path.aarsverk, reference.aarsverk)
        assert_array_equal(path.withdrawn, reference.withdrawn)
    found, own = model.found, model.base
    stock = project(own.available, rates(own, found).staying(), inflow(own, found).entering())
    assert_array_equal(stock, reference.available)
    assert_allclose(aarsverk(stock, career(own, found)), reference.supply(), rtol=1e-12)


@given(
    st.fixed_dictionaries({name: st.floats(*BOUNDS[name]) for name in PRIOR}),
    st.lists(st.floats(*BOUNDS["retirement_shift"]), min_size=14, max_size=14),
)
@settings(max_examples=50, deadline=None)
def test_any_parameters_within_bounds_give_shares(model: Model, values: dict, shifts: list) -> None:
    common = {name: np.array(value) for name, value in values.items() if name not in BY_GROUP}
    found = Parameters(inflow=np.full(14, values["inflow"]), retirement_shift=np.array(shifts), **common)
    leaving, own = rates(model.base, found), career(model.base, found)
    for share in (*leaving.struck().values(), leaving.staying(), own.participation, own.position):
        assert share.min() >= 0
        assert share.max() <= 1


def test_ten_per_cent_more_graduates_give_exactly_ten_times_one(model: Model, reference: Path) -> None:
    none = reference.supply()
    ten, one = (model.run(more(percent)).supply() - none for percent in (10.0, 1.0))
    assert_allclose(ten, 10 * one, rtol=1e-7, atol=1e-7)
    assert ten[-1].sum() > 0


def test_a_number_a_year_is_the_same_as_the_per_cent_that_gives_it(model: Model) -> None:
    lege = GROUPS.index("lege")
    own = inflow(model.base, model.found).graduates[0, lege]
    by_number = model.run(more_doctors(graduates_per_year=own * 1.25))
    by_percent = model.run(more_doctors(graduates_percent=25.0))
    assert_allclose(by_number.supply(), by_percent.supply(), rtol=1e-12)


def more_doctors(**change: float) -> Supply:
    return Supply(education_changes=[EducationChange(from_year=2031, groups=["lege"], **change)])


@pytest.mark.parametrize(("further", "origin"), FURTHER.items())
def test_what_a_further_education_adds_its_origin_loses(
    model: Model, reference: Path, further: str, origin: str
) -> None:
    path = model.run(more(50.0, groups=[further]))
    change = path.available - reference.available
    first = since(2028)
    gained, lost = change[first, GROUPS.index(further)], change[first, GROUPS.index(origin)]
    assert gained.sum() > 0
    assert_allclose(gained, -lost, atol=1e-9)
    others = [k for k, group in enumerate(GROUPS) if group not in (further, origin)]
    assert not change[:, others].any()


def test_leaving_later_never_lowers_any_groups_supply(model: Model) -> None:
    found = [model.run(Supply(later_exit_years=float(years))).supply() for years in range(6)]
    for less, later in pairwise(found):
        assert (later - less).min() >= -1e-9
        assert later[-1].sum() > less[-1].sum()
    earlier = [model.run(Supply(later_exit_years=float(years))).supply()[-1].sum() for years in range(-3, 1)]
    assert earlier == sorted(earlier)


def test_a_later_career_moves_everything_after_62_and_nothing_before() -> None:
    ages = AGES.astype(float)
    assert_array_equal(moved(ages, 0.0), ages)
    two = moved(ages, 2.0)
    assert_array_equal(two[AGES < 62], ages[AGES < 62])
    assert list(two[(AGES >= 62) & (AGES <= 65)]) == [61, 61, 62, 63]
    assert moved(ages, -1.0)[-1] == 74
    assert_allclose(moved(ages, 1.25), 0.75 * moved(ages, 1.0) + 0.25 * two)


def test_no_position_is_larger_than_full(model: Model, reference: Path) -> None:
    larger = model.run(Supply(position_percent=50.0))
    assert larger.career.position.max() == 1
    assert (larger.supply() >= reference.supply() - 1e-9).all()
    assert at(larger, 2040).sum() < at(reference, 2040).sum() * 1.5


def test_points_over_60_reach_those_who_have_withdrawn_and_stop_when_nobody_is_idle(
    model: Model, reference: Path
) -> None:
    effects = [at(model.run(Supply(participation_60_points=p)), 2040).sum() for p in (0.0, 10.0, 20.0, 50.0)]
    assert effects == sorted(effects)
    some = model.run(Supply(participation_60_points=10.0))
    old = AGES >= 60
    assert not some.returned[..., ~old].any()
    everybody = (some.available + some.withdrawn)[-1][..., old].sum()
    assert some.returned[-1].sum() == pytest.approx(0.10 * everybody, rel=0.02)


def test_the_lag_waits_for_the_length_of_study(model: Model) -> None:
    now = model.run(Supply(capacity_follows_population=True))
    later = model.run(Supply(capacity_follows_population=True, capacity_lag=True))
    for group, study in enumerate(model.base.study_years):
        waited = later.inflow.graduates[:, group]
        assert waited[since(BASE_YEAR + int(study))] == pytest.approx(waited[BASE])
        assert waited[-1] == pytest.approx(now.inflow.graduates[-1 - study, group])
    assert at(later, 2040).sum() < at(now, 2040).sum()


def test_completion_is_a_share_of_those_who_start(model: Model, reference: Path) -> None:
    path = model.run(Supply(completion_points=10.0))
    wanted = np.minimum(model.base.completion + 0.10, 1) / model.base.completion
    assert_allclose(path.inflow.graduates[-1] / reference.inflow.graduates[-1], wanted)
    assert_allclose(model.base.capacity * model.base.completion, model.base.graduates)


def test_doubling_everybody_doubles_supply(model: Model, reference: Path) -> None:
    twice = replace(
        model.base,
        available=model.base.available * 2,
        graduates=model.base.graduates * 2,
        abroad=model.base.abroad * 2,
    )
    assert_allclose(replace(model, base=twice).run(Supply()).supply(), 2 * reference.supply(), rtol=1e-12)


def test_there_is_nobody_below_zero_and_the_years_are_all_there(reference: Path) -> None:
    assert reference.available.shape[0] == len(YEARS) == 28
    assert reference.available.min() >= 0
    assert reference.withdrawn.min() >= 0


def test_a_change_from_a_later_year_goes_before_an_earlier_and_they_do_not_compound(model: Model) -> None:
    """10 per cent from 2028 and 50 from 2035 is 50 from 2035, whatever the order they are written in."""
    first = EducationChange(from_year=2028, groups=["lege"], graduates_percent=10.0)
    second = EducationChange(from_year=2035, groups=["lege"], graduates_percent=50.0)
    doctors = [
        model.run(Supply(education_changes=changes)).inflow.graduates[:, GROUPS.index("lege")]
        for changes in ([first, second], [second, first], [])
    ]
    assert_allclose(doctors[0], doctors[1])
    factor = doctors[0] / doctors[2]
    assert_allclose(factor[YEARS < 2028], 1)
    assert_allclose(factor[(YEARS >= 2028) & (YEARS < 2035)], 1.1)
    assert_allclose(factor[YEARS >= 2035], 1.5)


def test_more_midwives_than_there_are_nurses_is_refused(model: Model) -> None:
    change = EducationChange(from_year=2026, groups=["jordmor"], graduates_per_year=50_000.0)
    with pytest.raises(ParameterError, match="videreutdannes"):
        model.run(Supply(education_changes=[change]))


def test_published_changes_and_moves_stand_on_top_of_the_runs_own() -> None:
    own = Supply(later_exit_years=2.0, leaving_percent=100.0, abroad_percent=-50.0)
    later = next(case for case in PUBLISHED if case.code == "later_exit_1")
    assert later.apply(own).later_exit_years == 3
    moved = {(case.assumption, case.end): case.apply(own) for case in ASSUMPTIONS}
    assert moved["leaving", "low"].leaving_percent == -100
    assert moved["leaving", "high"].leaving_percent == 300
    assert moved["abroad", "low"].abroad_percent == -75

"""More of a measure is never less effect, and nothing is done that cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from helseplan.chain import Outcome
from helseplan.measures.packages import Doses
from helseplan.measures.transformations import Options
from tests.measures.doses import only

if TYPE_CHECKING:
    from helseplan.chain import Chain
    from helseplan.measures.study import Study

ROUNDING = 1e-6
SEEDS = st.integers(0, 2**32 - 1)


def outcomes(study: Study, doses: Doses, options: Options) -> Outcome:
    levers = study.transformer.levers(doses, options)
    return study.chain.evaluate(levers)


def package(study: Study, seed: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """Random intensities, a third of them nought, and levels."""
    rng = np.random.default_rng(seed)
    count = len(study.catalogue.rows)
    return rng.random(count) * (rng.random(count) > 1 / 3), rng.random(count), rng


def raised(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One row per measure, in which that measure alone is raised."""
    each = np.repeat(values[None], len(values), axis=0)
    np.fill_diagonal(each, values + (1 - values) * rng.random(len(values)))
    return each


def same_options(rng: np.random.Generator, count: int) -> Options:
    return Options(*(np.full(count, rng.random()) for _ in range(3)))


def origins(study: Study, name: str) -> np.ndarray:
    row = study.catalogue.rows[study.catalogue.place(name)]
    return np.array([study.chain.groups.index(group) for group in row.origins])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_more_intensity_or_a_higher_level_never_widens_the_gap(study: Study, seed: int) -> None:
    """In total for the 14 groups, in every year, whatever else is carried out."""
    intensity, level, rng = package(study, seed)
    count = len(intensity)
    still = np.repeat(level[None], count, axis=0), np.repeat(intensity[None], count, axis=0)
    doses = Doses(
        np.concatenate([intensity[None], raised(intensity, rng), still[1]]),
        np.concatenate([level[None], still[0], raised(level, rng)]),
    )
    found = outcomes(study, doses, same_options(rng, len(doses)))
    balance = found.balance.sum(axis=1)
    less = balance[1:] < balance[0] - ROUNDING
    names = [f"{kind} {name}" for kind in ("intensity", "level") for name in study.catalogue.names]
    assert not less.any(), [name for name, worse in zip(names, less.any(axis=1), strict=True) if worse]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_more_task_shifting_takes_more_work_from_those_it_is_taken_from(study: Study, seed: int) -> None:
    intensity, level, rng = package(study, seed)
    doses = Doses(raised(intensity, rng), np.repeat(level[None], len(level), axis=0))
    both = Doses(
        np.concatenate([intensity[None], doses.intensity]), np.concatenate([level[None], doses.level])
    )
    demand = outcomes(study, both, same_options(rng, len(both))).demand
    for place in study.catalogue.moves:
        name = study.catalogue.names[place]
        groups = origins(study, name)
        assert (demand[1 + place, groups] <= demand[0, groups] + ROUNDING).all(), name


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=SEEDS)
def test_nobody_is_fewer_than_none_and_no_demand_is_below_nought(study: Study, seed: int) -> None:
    intensity, level, rng = package(study, seed)
    doses = Doses(np.stack([intensity, np.ones_like(intensity)]), np.stack([level, np.ones_like(level)]))
    found = outcomes(study, doses, same_options(rng, 2))
    for item in fields(Outcome):
        assert getattr(found, item.name).min() >= 0, item.name


@pytest.mark.parametrize("name", ["ado_nbm_out", "ado_nbm_shift", "tasen"])
@pytest.mark.parametrize("automated", [0.0, 0.4, 1.0])
def test_work_that_is_moved_is_still_done_unless_it_is_automated(
    study: Study, name: str, automated: float
) -> None:
    """All staff's demand falls by what is automated and no more; only work that leaves the 14 in hospitals can be."""
    one = np.ones(1)
    found = outcomes(study, only(study, **{name: 1.0}), Options(one, one * automated, one * 0.5))
    less = (study.central.demand - found.demand)[0]
    taken = less[origins(study, name)].sum(axis=0)
    gone = automated * taken if name == "ado_nbm_out" else 0 * taken
    assert_allclose((study.central.all_staff - found.all_staff)[0], gone, atol=ROUNDING)
    assert taken[-1] > 2000
    assert_allclose((study.central.narrow - found.narrow)[0], gone, atol=ROUNDING)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_what_nurses_give_away_in_hospitals_lands_with_two_groups(study: Study, share: float) -> None:
    one = np.ones(1)
    found = outcomes(study, only(study, ado_nbm_shift=1.0), Options(one, one, one * share))
    more = (found.demand - study.central.demand)[0, :, -1]
    by_group = dict(zip(study.chain.groups, more, strict=False))
    given_away = -by_group.pop("sykepleier")
    assert by_group.pop("helsesekretaer") == pytest.approx(share * given_away, abs=ROUNDING)
    assert by_group.pop("helsefagarbeider") == pytest.approx((1 - share) * given_away, abs=ROUNDING)
    assert max(map(abs, by_group.values())) < ROUNDING


def full(chain: Chain, **levers: np.ndarray) -> np.ndarray:
    """Supply with these levers, group × year."""
    return chain.evaluate(replace(chain.neutral(1), **levers)).supply[0]


@pytest.mark.parametrize("within", [0.0, 1.0])
def test_positions_and_weekend_work_together_never_give_more_than_full_positions(
    study: Study, within: float
) -> None:
    """With every other measure of supply in company; a factor of a billion is a full position for all at work."""
    names = ("later_exit", "participation_60plus", "sick_leave", "education_capacity")
    others = only(study, **dict.fromkeys(names, 1.0))
    both = only(study, **dict.fromkeys((*names, "position_size", "weekend_work"), 1.0))
    one = np.ones(1)
    options = Options(one * within, one * 0, one * 0.5)
    most = study.transformer.levers(others, options)
    most = replace(most, position_factor=most.position_factor * 1e9)
    found, limit = outcomes(study, both, options).supply, study.chain.evaluate(most).supply
    assert (found <= limit + ROUNDING).all()
    assert found[0, :, -1].sum() < 0.999 * limit[0, :, -1].sum()


def test_with_all_of_it_inside_weekend_work_adds_nothing_to_larger_positions(
    study_of: Callable[..., Study],
) -> None:
    """10 per cent larger positions are more than weekend work gives, so nothing of it is left; else some is."""
    effects = []
    for within in (1.0, 0.5, 0.0):
        study = study_of(f"measures.weekend_within_positions={within}")
        both = study.effects(only(study, position_size=1.0, weekend_work=1.0))[0, :, -1].sum()
        size = study.effects(only(study, position_size=1.0))[0, :, -1].sum()
        effects.append(both - size)
    assert effects[0] == pytest.approx(0, abs=ROUNDING)
    assert effects[0] < effects[1] < effects[2] < 6400

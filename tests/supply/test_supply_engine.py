"""Stocks and flows: nobody appears, disappears or leaves twice, and nothing depends on the order of groups."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.supply.engine import Career, Inflow, Rates, aarsverk, project, withdrawn
from helseplan.supply.flows import FLOWS, flows
from helseplan.supply.prospects import supply
from tests.supply.small import AGES, CELLS, GROUPS, SEXES, YEARS, World, world

seeds = st.integers(0, 10_000)
EXACT = {"rtol": 1e-9, "atol": 1e-9}


def summed(found: dict, part: int) -> np.ndarray:
    """Persons (0) or årsverk (1) of all flows, year × group."""
    return sum(flow[part] for flow in found.values()).sum(axis=(2, 3))


@given(seeds)
def test_the_stock_is_last_years_stock_and_the_flows_by_cause(seed: int) -> None:
    own = world(seed)
    stock = own.stock()
    found = flows(stock, own.rates, own.inflow, own.career)
    assert tuple(found) == FLOWS
    assert_allclose(np.diff(stock.sum(axis=(2, 3)), axis=0), summed(found, 0), **EXACT)


@given(seeds)
def test_the_flows_aarsverk_are_the_change_in_supply(seed: int) -> None:
    own = world(seed)
    stock = own.stock()
    found = flows(stock, own.rates, own.inflow, own.career)
    change = np.diff(aarsverk(stock, own.career), axis=0)
    assert_allclose(change, summed(found, 1), **EXACT)


@given(seeds)
def test_exits_take_away_and_entries_bring(seed: int) -> None:
    own = world(seed)
    found = flows(own.stock(), own.rates, own.inflow, own.career)
    for name in ("death", "emigration", "disability", "leaving", "retirement", "further_education"):
        assert (found[name][0] <= 0).all()
        assert (found[name][1] <= 0).all()
    for name in ("graduates", "abroad"):
        assert (found[name][0] >= 0).all()


@given(seeds)
def test_nobody_leaves_twice(seed: int) -> None:
    rates = world(seed).rates
    shares = [*rates.struck().values(), rates.staying()]
    assert all((share >= 0).all() for share in shares)
    assert_allclose(sum(shares), 1, rtol=1e-12)


@given(seeds)
def test_a_closed_cohort_only_ages_leaves_and_dies(seed: int) -> None:
    stock = world(seed, closed=True).stock()
    assert (stock[1:, :, :, 1:] <= stock[:-1, :, :, :-1]).all()
    assert (stock[1:, :, :, 0] == 0).all()


@given(seeds)
def test_everybody_in_a_closed_cohort_is_accounted_for(seed: int) -> None:
    """Available, withdrawn, dead, emigrated and past the last age make the same number every year."""
    own = world(seed, closed=True)
    stock, start = own.stock(), np.random.default_rng(seed).uniform(0, 90, CELLS)
    left = withdrawn(start, stock, own.rates)
    struck, alive = own.rates.struck(), 1 - own.rates.death
    lost = stock * (struck["death"] + struck["emigration"]) + left * own.rates.death
    after = stock * (1 - struck["death"] - struck["emigration"]) + left * alive
    gone = lost.sum(axis=(1, 2, 3)) + after[..., -1].sum(axis=(1, 2))
    there = (stock + left).sum(axis=(1, 2, 3))
    assert (left >= 0).all()
    assert_allclose(there[1:] + np.cumsum(gone)[:-1], there[0], **EXACT)


@given(seeds, st.floats(0.1, 10))
def test_twice_the_persons_give_twice_the_supply(seed: int, factor: float) -> None:
    own = world(seed)
    more = replace(
        own,
        start=own.start * factor,
        inflow=replace(
            own.inflow, graduates=own.inflow.graduates * factor, abroad=own.inflow.abroad * factor
        ),
    )
    assert_allclose(aarsverk(more.stock(), own.career), aarsverk(own.stock(), own.career) * factor, **EXACT)


@given(seeds)
def test_ten_per_cent_more_graduates_are_ten_times_one_per_cent(seed: int) -> None:
    own = world(seed)

    def with_more(percent: float) -> np.ndarray:
        graduates = own.inflow.graduates * (1 + percent / 100)
        return aarsverk(replace(own, inflow=replace(own.inflow, graduates=graduates)).stock(), own.career)

    none = with_more(0)
    assert_allclose(with_more(10) - none, 10 * (with_more(1) - none), rtol=1e-6, atol=1e-8)


@given(seeds)
def test_those_who_take_a_further_education_leave_the_group_they_came_from(seed: int) -> None:
    own = world(seed)
    entering = own.inflow.entering()
    further = own.inflow.graduates[:, 2, None, None] * own.inflow.profile[2]
    assert_allclose(own.inflow.retrained()[:, 0], further, **EXACT)
    assert not own.inflow.retrained()[:, 1:].any()
    everybody = own.inflow.graduates[:, :2].sum(axis=1) + own.inflow.abroad.sum(axis=1)
    assert_allclose(entering.sum(axis=(1, 2, 3)), everybody, **EXACT)


@given(seeds, st.permutations(range(GROUPS)))
def test_the_order_of_groups_means_nothing(seed: int, order: list[int]) -> None:
    own = world(seed)
    moved = World(
        start=own.start[order],
        rates=replace(own.rates, retirement=own.rates.retirement[:, order]),
        inflow=Inflow(
            own.inflow.graduates[:, order],
            own.inflow.abroad[:, order],
            own.inflow.profile[order],
            own.inflow.trained_from[np.ix_(order, order)],
        ),
        career=Career(
            own.career.participation[:, order], own.career.position[:, order], own.career.full_time[order]
        ),
    )
    assert_allclose(moved.stock(), own.stock()[:, order], rtol=1e-12)
    expected = aarsverk(own.stock(), own.career)[:, order]
    assert_allclose(aarsverk(moved.stock(), moved.career), expected, rtol=1e-12)


@given(seeds)
def test_draws_together_are_draws_one_at_a_time(seed: int) -> None:
    own = world(seed, front=(4,))
    together = aarsverk(own.stock(), own.career)
    for draw in range(4):
        rates = Rates(**{f.name: _one(getattr(own.rates, f.name), draw) for f in fields(Rates)})
        inflow = replace(own.inflow, graduates=own.inflow.graduates[draw], abroad=own.inflow.abroad[draw])
        career = Career(own.career.participation[draw], own.career.position[draw], own.career.full_time)
        alone = project(own.start, rates.staying(), inflow.entering())
        assert_allclose(together[draw], aarsverk(alone, career), rtol=1e-12)


def _one(rate: np.ndarray, draw: int) -> np.ndarray:
    return rate[draw] if rate.ndim > 2 else rate


@given(seeds, st.integers(1, 6), st.integers(1, 5))
def test_what_persons_give_in_the_years_ahead_sums_to_supply(seed: int, years: int, draws: int) -> None:
    own = world(seed, years=years, alike=True, front=(draws,))
    found = supply(own.start, own.rates, own.inflow, own.career)
    assert_allclose(found, aarsverk(own.stock(), own.career), **EXACT)


@given(seeds)
def test_one_year_written_out_in_loops(seed: int) -> None:
    own = world(seed, years=2)
    stock, left = own.stock(), withdrawn(np.zeros(CELLS), own.stock(), own.rates)
    for group in range(GROUPS):
        total = at_work = 0.0
        for sex in range(SEXES):
            for age in range(AGES):
                here, gone = _entering(own, group, sex, age), 0.0
                if age:
                    persons = own.start[group, sex, age - 1]
                    for cause in ("death", "emigration", "disability", "leaving", "retirement"):
                        rate = np.broadcast_to(getattr(own.rates, cause), (2, *CELLS))[0, group, sex, age - 1]
                        gone += persons * rate if cause not in ("death", "emigration") else 0.0
                        persons -= persons * rate
                    here += persons
                assert_allclose(stock[1, group, sex, age], here, rtol=1e-12, atol=1e-10)
                assert_allclose(left[1, group, sex, age], gone, rtol=1e-12, atol=1e-10)
                part = own.career.participation[1, group, sex, age]
                at_work += here * part
                total += (
                    here * part * own.career.position[1, group, sex, age] * own.career.full_time[group, 0, 0]
                )
        assert_allclose(aarsverk(stock, own.career)[1, group], total, rtol=1e-10)
        assert_allclose((stock * own.career.participation).sum(axis=(2, 3))[1, group], at_work, rtol=1e-10)


def _entering(own: World, group: int, sex: int, age: int) -> float:
    inflow = own.inflow
    coming = (inflow.graduates[1, group] + inflow.abroad[1, group]) * inflow.profile[group, sex, age]
    leaving = inflow.graduates[1, 2] * inflow.profile[2, sex, age] if group == 0 else 0.0
    return float(coming - leaving)


@given(seeds)
def test_the_first_year_is_the_start(seed: int) -> None:
    own = world(seed)
    assert_array_equal(own.stock()[0], own.start)
    assert own.stock().shape == (YEARS, *CELLS)


@given(seeds)
def test_ageing_is_valued_by_the_year_before_and_changed_parameters_by_the_year_after(seed: int) -> None:
    """Those who stay change first with their age, by last year's careers; what is left is the careers' change."""
    own = world(seed)
    stock, each = own.stock(), np.broadcast_to(own.career.aarsverk_per_person, own.stock().shape)
    stay = (stock * own.rates.staying())[:-1, ..., :-1]
    found = flows(stock, own.rates, own.inflow, own.career)
    ageing = (stay * (each[:-1, ..., 1:] - each[:-1, ..., :-1])).sum(axis=(2, 3))
    assert_allclose(found["career"][1].sum(axis=(2, 3)), ageing, **EXACT)

"""The batch computes what the formulas say when changes are phased in: held against plain loops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.chain import Levers
from helseplan.demand.engine import demand
from tests.chain import plain
from tests.chain.changes import Opened, random_levers
from tests.chain.test_chain_stages import engine_parts

Open = Callable[..., Opened]
EQUAL = 1e-9
SEED, COUNT = 5, 40
DRAWS = (0, 7, 31)


@pytest.fixture(scope="module")
def levers(on_reference: Open) -> Levers:
    return random_levers(on_reference().chain, COUNT, SEED)


def test_the_draws_held_against_the_loops_change_everything(on_reference: Open, levers: Levers) -> None:
    neutral, chosen = on_reference().chain.neutral(len(DRAWS)), levers.part(np.array(DRAWS))
    for item in fields(Levers):
        same = getattr(chosen, item.name) == getattr(neutral, item.name)
        assert not same.all(), item.name
    by_year = (
        "exit_years",
        "position_factor",
        "graduates_factor",
        "participation_points",
        "sick_leave_percent",
    )
    for name in by_year:
        assert np.ptp(getattr(chosen, name), axis=1).max() > 0.1, name


@pytest.mark.parametrize("draw", DRAWS)
def test_supply_with_changes_that_grow_from_year_to_year(
    on_reference: Open, levers: Levers, draw: int
) -> None:
    given = on_reference()
    found = given.chain.evaluate(levers).supply[draw] / given.chain.benchmark[:, 1:]
    wanted = plain.supply(given.model, levers.part(slice(draw, draw + 1)), given.chain.years >= 2026)
    assert_allclose(found, wanted[1:].T, rtol=EQUAL)


@pytest.mark.parametrize("follows", [0.0, 0.4])
@pytest.mark.parametrize("draw", DRAWS)
def test_demand_with_changes_that_grow_from_year_to_year(
    on_reference: Open, levers: Levers, draw: int, follows: float
) -> None:
    given = on_reference(f"demand.informal_care_follows_need={follows}")
    draws = replace(levers, population=np.zeros(COUNT, dtype=int))
    found = given.chain.evaluate(draws).demand[draw]
    own = given.run.params.demand
    params = own.model_copy(
        update={
            "standard_growth_percent": 0.0,
            "productivity_growth_percent": 0.0,
            "informal_care_aarsverk": 0.0,
            "healthier_ageing": max(own.healthier_ageing + draws.healthier[draw], 0),
            "use_trend_under_67_percent": own.use_trend_under_67_percent + draws.trend_points[draw],
        }
    )
    made, people, assumed = engine_parts(given, params, "MMM")
    years = slice(0, len(given.chain.years))
    need = demand(made, people, assumed)[0][:, years] / made.aarsverk[:, None]
    rates = {
        "standard": own.standard_growth_percent,
        "productivity": own.productivity_growth_percent,
        "informal_follows": follows,
    }
    wanted = plain.demand(given.chain, need, draws.part(slice(draw, draw + 1)), rates)
    assert_allclose(found, wanted[: given.chain.modelled, 1:], rtol=EQUAL)

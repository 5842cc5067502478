"""What is physically there: no position over a full one, nobody at work twice, no absence below nought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.chain import Chain
from helseplan.params.supply import Supply
from helseplan.supply.curves import AGES
from helseplan.supply.inputs import BASE_YEAR
from helseplan.supply.model import since
from tests.chain.changes import Opened

Open = Callable[..., Opened]
HUGE = 1e9


def supply(chain: Chain, **levers: np.ndarray) -> np.ndarray:
    """Raw supply with these levers, group × year."""
    return chain.evaluate(replace(chain.neutral(1), **levers)).supply[0] / chain.benchmark[:, 1:]


def every_year(chain: Chain, value: float) -> np.ndarray:
    return np.full((1, len(chain.years)), value)


def test_the_largest_positions_are_full_positions(on_reference: Open) -> None:
    given = on_reference()
    factor = np.full((1, len(given.chain.years), given.chain.modelled), HUGE)
    path = given.model.run(Supply())
    at_work = (path.working * path.career.full_time).sum(axis=(-1, -2))
    assert_allclose(supply(given.chain, position_factor=factor), at_work[since(BASE_YEAR) + 1 :].T, rtol=1e-9)


@pytest.mark.parametrize("lever", ["participation_factor", "participation_points"])
def test_nobody_over_60_works_twice(on_reference: Open, lever: str) -> None:
    """A factor reaches those in the labour force, points also those who have withdrawn."""
    given = on_reference()
    path, old = given.model.run(Supply()), AGES >= 60
    persons = path.available + (path.withdrawn if lever == "participation_points" else 0)
    working = np.where(old, persons, path.working)
    wanted = (working * path.career.position * path.career.full_time).sum(axis=(-1, -2))
    found = supply(given.chain, **{lever: every_year(given.chain, HUGE)})
    assert_allclose(found, wanted[since(BASE_YEAR) + 1 :].T, rtol=1e-9)


def test_absence_stops_at_none(on_reference: Open) -> None:
    """A run with 90 per cent less sick leave and a measure with 20 per cent less have none, not less than none."""
    given = on_reference("supply.sick_leave_reduction_percent=90")
    found = supply(given.chain, sick_leave_percent=every_year(given.chain, 20.0))
    none = given.model.run(Supply(sick_leave_reduction_percent=100.0)).supply()[since(BASE_YEAR) + 1 :].T
    years = given.chain.years[1:] >= 2026
    assert_allclose(found[:, years], none[:, years], rtol=1e-12)
    own = given.model.run(Supply()).supply()[since(BASE_YEAR) + 1 :].T
    assert_allclose(none[:, years], 1.094 * own[:, years], rtol=1e-12)


def test_saving_all_work_leaves_none(on_reference: Open) -> None:
    chain = on_reference().chain
    found = chain.evaluate(replace(chain.neutral(1), kept=np.zeros_like(chain.neutral(1).kept)))
    assert not found.demand.any()
    assert not found.all_staff.any()


def test_moving_all_work_leaves_none_where_it_was_and_all_of_it_somewhere(on_reference: Open) -> None:
    given = on_reference()
    chain = given.chain
    neutral = chain.neutral(1)
    moved, landed = neutral.moved.copy(), neutral.landed.copy()
    moved[:, 0], landed[:, 0, chain.groups.index("helsesekretaer")] = 1, 1
    found, own = chain.evaluate(replace(neutral, moved=moved, landed=landed)), chain.evaluate(neutral)
    assert_allclose(found.all_staff, own.all_staff, rtol=1e-12)
    services = chain.demanded.moves[0].services
    grouped = given.run.artefact("demand", "demand_by_group").query(
        "path == 'benchmarked' and scope == 'wide'"
    )
    inside = grouped[
        grouped.service.isin([chain.services[place] for place in services]) & (grouped.year == 2040)
    ]
    taken = inside.groupby("group").aarsverk.sum()
    less = dict(zip(chain.groups, (own.demand - found.demand)[0, :, -1], strict=False))
    assert less["sykepleier"] == pytest.approx(taken["sykepleier"])
    assert less["jordmor"] == pytest.approx(taken["jordmor"])
    assert less["helsesekretaer"] == pytest.approx(-taken["sykepleier"] - taken["jordmor"])
    assert less["lege"] == 0

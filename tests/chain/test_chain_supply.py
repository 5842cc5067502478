"""Every lever of supply is the supply stage's own parameter, alone and together, from any year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from numpy.testing import assert_allclose

from helseplan.errors import ParameterError
from helseplan.params.supply import Supply
from helseplan.supply.cases import MORE_GRADUATES
from helseplan.supply.inputs import BASE_YEAR
from helseplan.supply.model import since
from tests.chain.changes import Opened, all_levers_for, levers_for
from tests.supply.lever_values import BOUNDS, one_lever, sections

Open = Callable[..., Opened]
AARSVERK = 1e-6
FROM = (2025, 2026, 2030, 2040)
TOGETHER: list[dict[str, Any]] = [
    {"later_exit_years": 1.5},
    {"later_exit_years": -0.25},
    {"later_exit_years": 2.5, "participation_60_points": 7.0, "participation_60_percent": 5.0},
    {"position_percent": 8.0, "sick_leave_reduction_percent": 15.0, "disability_percent": 20.0},
    {"abroad_percent": 40.0, "leaving_percent": -50.0, "graduates_percent": 12.0, "later_exit_years": 0.1},
    {
        "education_changes": list(MORE_GRADUATES),
        "capacity_follows_population": True,
        "completion_points": 3.0,
    },
    {"participation_60_percent": 100.0, "participation_60_points": 50.0, "position_percent": 50.0},
]


def by_model(opened: Opened, change: Supply) -> np.ndarray:
    """Raw supply of the supply stage, group × year from the year after the base year on."""
    return opened.model.run(change).supply()[since(BASE_YEAR) + 1 :].T


def raw(opened: Opened, changes: list[Supply]) -> np.ndarray:
    """Raw supply of the chain, change × group × year."""
    return opened.chain.evaluate(all_levers_for(opened, changes)).supply / opened.chain.benchmark[:, 1:]


@pytest.mark.parametrize("year", FROM)
def test_every_lever_at_its_ends_is_the_stages_parameter(on_reference: Open, year: int) -> None:
    given = on_reference(f"supply.change_from_year={year}")
    ends = [one_lever(name, high) for name in BOUNDS for high in (False, True)]
    changes = [Supply(change_from_year=year, **values) for values in ends]
    for change, found in zip(changes, raw(given, changes), strict=True):
        assert_allclose(found, by_model(given, change), rtol=0, atol=AARSVERK, err_msg=str(change))


@pytest.mark.parametrize("year", FROM)
def test_fractions_of_years_and_combinations_are_the_stages(on_reference: Open, year: int) -> None:
    given = on_reference(f"supply.change_from_year={year}")
    changes = [Supply(change_from_year=year, **values) for values in TOGETHER]
    for change, found in zip(changes, raw(given, changes), strict=True):
        assert_allclose(found, by_model(given, change), rtol=0, atol=AARSVERK, err_msg=str(change))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(change=sections())
def test_any_section_is_the_stages(on_reference: Open, change: Supply) -> None:
    opened = on_reference("supply.change_from_year=2030")
    change = change.model_copy(update={"change_from_year": 2030})
    try:
        wanted = by_model(opened, change)
    except ParameterError:
        assume(False)
    assert_allclose(raw(opened, [change])[0], wanted, rtol=0, atol=AARSVERK)


def test_what_is_changed_lies_on_top_of_what_the_run_has_changed(on_reference: Open) -> None:
    """Years and points add, per cents compound."""
    own = ("supply.later_exit_years=1", "supply.position_percent=10", "supply.leaving_percent=50")
    given = on_reference(*own, "supply.participation_60_percent=20", "supply.participation_60_points=3")
    more = Supply(
        later_exit_years=0.5,
        position_percent=-20.0,
        leaving_percent=100.0,
        participation_60_percent=10.0,
        participation_60_points=4.0,
        graduates_percent=0.0,
    )
    both = Supply(
        later_exit_years=1.5,
        position_percent=-12.0,
        leaving_percent=200.0,
        participation_60_percent=32.0,
        participation_60_points=7.0,
    )
    found = given.chain.evaluate(levers_for(given, more)).supply[0] / given.chain.benchmark[:, 1:]
    assert_allclose(found, by_model(given, both), rtol=0, atol=AARSVERK)


def test_nothing_happens_before_the_year_it_starts(on_reference: Open) -> None:
    """The rates of a year strike between it and the next, so the first changed year has the old stock."""
    given = on_reference("supply.change_from_year=2030")
    change = Supply(
        change_from_year=2030, leaving_percent=-100.0, disability_percent=-100.0, abroad_percent=50.0
    )
    before = given.chain.evaluate(given.chain.neutral(1)).supply[0]
    after = given.chain.evaluate(levers_for(given, change)).supply[0]
    years = given.chain.years[1:]
    assert (after[:, years < 2030] == before[:, years < 2030]).all()
    assert (after[:, years > 2030] > before[:, years > 2030]).all()

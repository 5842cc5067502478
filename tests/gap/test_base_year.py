"""No scenario changes the base year: what differs, differs from 2025 on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from pandas.testing import assert_frame_equal

from helseplan.params import Params, load, scenarios

if TYPE_CHECKING:
    from tests.conftest import Chain

BASE = 2024
LATER = {"measures", "uncertainty"}
"""Sections that only what comes after the gap reads."""


def touches_the_gap(scenario: str) -> bool:
    params, default = load(scenario), Params()
    changed = {name for name in Params.model_fields if getattr(params, name) != getattr(default, name)}
    return bool(changed - LATER)


@pytest.mark.parametrize("scenario", [name for name in scenarios() if touches_the_gap(name)])
def test_a_scenario_leaves_the_base_year_alone(chain: Chain, compute: Callable, scenario: str) -> None:
    """Bit for bit, supply and demand by group; a scenario that changed nothing would be no scenario."""
    own = compute("gap", scenario)
    for stage, name in (("supply", "supply"), ("demand", "demand_by_group")):
        keys = [column for column in own[stage][name] if column != "alternative"]
        base = [frame[frame.year == BASE][keys] for frame in (own[stage][name], chain[stage][name])]
        assert_frame_equal(*(frame.reset_index(drop=True) for frame in base), check_exact=True)
    assert not own["gap"]["gap"].equals(chain["gap"]["gap"]) or len(own["gap"]["substitution"])

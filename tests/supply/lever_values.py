"""Any allowed values of the section ``supply``."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from helseplan.params.supply import EducationChange, Supply
from helseplan.supply.inputs import GROUPS

BOUNDS = {
    "graduates_percent": (-100, 200),
    "completion_points": (-40, 15),
    "abroad_percent": (-100, 200),
    "leaving_percent": (-100, 300),
    "disability_percent": (-100, 300),
    "later_exit_years": (-3, 5),
    "participation_60_percent": (-50, 100),
    "participation_60_points": (0, 50),
    "position_percent": (-50, 50),
    "sick_leave_reduction_percent": (0, 100),
}
LEVERS = (*BOUNDS, "education_changes", "capacity_follows_population")
"""Everything that changes supply; the rest says when and how."""


def one_lever(name: str, high: bool) -> dict[str, Any]:
    """A lever at one of its ends."""
    if name in BOUNDS:
        return {name: float(BOUNDS[name][high])}
    if name == "education_changes":
        return {name: [EducationChange(from_year=2026, graduates_percent=25.0 if high else -25.0)]}
    return {name: True, "capacity_lag": high}


CHANGES = st.builds(
    EducationChange,
    from_year=st.integers(2026, 2040),
    groups=st.lists(st.sampled_from(GROUPS), max_size=3),
    graduates_percent=st.floats(-100, 300),
)


@st.composite
def sections(draw: st.DrawFn) -> Supply:
    """Several levers at once, from any year."""
    follows = draw(st.booleans())
    return Supply(
        change_from_year=draw(st.integers(2025, 2040)),
        education_changes=draw(st.lists(CHANGES, max_size=2)),
        capacity_follows_population=follows,
        capacity_lag=follows and draw(st.booleans()),
        **{name: draw(st.floats(low, high)) for name, (low, high) in BOUNDS.items()},
    )

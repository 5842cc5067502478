"""How far the gap moves when one assumption is moved at a time, and what that makes of intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helseplan.classifications import codes

ALL = "all"
OLDER = "older_population"
"""The case for the bridge from SSB's older gap: a path that was believed in once, not a range of today's."""
POPULATION = {"main": "population", "alternative": "population_own_health"}
"""``demand.health_follows`` → the case that stands for the whole population."""
COVERED = frozenset(
    {
        *POPULATION.values(),
        "fertility",
        "life_expectancy",
        "life_expectancy_own_health",
        "net_migration",
        "raised_productivity",
        "health_formula",
        "informal_care_path",
    }
)
"""Cases that overlap. Three are parts of the population alternatives, which have two readings: an interval counts one
of those. The plan's wish for productivity lies inside the range of productivity growth. The other formula of better
health lies inside θ = 0, where the formula counts for nothing, and informal care that follows need does the same as
no informal care."""
COLUMNS = ["group", "side", "assumption", "end", "label", "change_aarsverk"]


def uncertainty(demand: pd.DataFrame, supply: pd.DataFrame) -> pd.DataFrame:
    """Put the cases of demand and supply together as changes in the gap in 2040, raw path.

    Args:
        demand: The artefact ``demand/sensitivity_by_group``.
        supply: The artefact ``supply/sensitivity``.

    Returns:
        group (the 14 and ``all``), side, assumption, end, label, change_aarsverk: more demand is a larger shortage,
        so the cases of demand have their sign reversed. Every case is there, also those that overlap.
    """
    turned = demand[demand.assumption != OLDER]
    both = pd.concat(
        [
            turned.assign(side="demand", change_aarsverk=-turned.change_aarsverk),
            supply.assign(side="supply"),
        ]
    )
    own = both[both.group.isin(codes("groups", modelled="true"))]
    keys = ["side", "assumption", "end", "label"]
    summed = own.groupby(keys, as_index=False, sort=False, observed=True).change_aarsverk.sum()
    return pd.concat([own, summed.assign(group=ALL)], ignore_index=True)[COLUMNS]


def independent(cases: pd.DataFrame, health_follows: str) -> pd.DataFrame:
    """Return the cases an interval counts: of those that overlap, only the run's reading of the whole population.

    Args:
        cases: What :func:`uncertainty` returns.
        health_follows: The parameter ``demand.health_follows``.
    """
    left_out = COVERED - {POPULATION[health_follows]}
    return cases[~((cases.side == "demand") & cases.assumption.isin(left_out))]


def intervals(cases: pd.DataFrame, gap: pd.Series) -> pd.DataFrame:
    """Return for each group how far the gap moves.

    An interval is the range the gap has under the ends we have chosen for each assumption. It has no probability,
    and says nothing of what is not moved.

    Args:
        cases: Cases that do not overlap, see :func:`independent`.
        gap: Gap in 2040 by group; ``all`` is its sum.

    Returns:
        group, gap_aarsverk, low_aarsverk and high_aarsverk (the largest single fall and rise), low_assumption and
        high_assumption (which; empty when none moves the gap that way), combined_low_aarsverk and
        combined_high_aarsverk (the root of the summed squares of the largest fall, or rise, of each assumption).
    """
    by_case = cases.groupby(["group", "side", "assumption"], sort=False, observed=True).change_aarsverk
    falls, rises = by_case.min().clip(upper=0), by_case.max().clip(lower=0)
    rows = []
    for group, value in [*gap.items(), (ALL, gap.sum())]:
        fall, rise = falls[group], rises[group]
        rows.append(
            {
                "group": group,
                "gap_aarsverk": value,
                "low_aarsverk": value + fall.min(),
                "high_aarsverk": value + rise.max(),
                "low_assumption": _name(fall, fall.idxmin()),
                "high_assumption": _name(rise, rise.idxmax()),
                "combined_low_aarsverk": value - np.sqrt((fall**2).sum()),
                "combined_high_aarsverk": value + np.sqrt((rise**2).sum()),
            }
        )
    return pd.DataFrame(rows)


def _name(moves: pd.Series, place: tuple[str, str]) -> str:
    """The assumption at a place (side and assumption), or nothing when it does not move the gap."""
    return place[1] if moves[place] else ""

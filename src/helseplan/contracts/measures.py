"""The contracts of the artefacts of measures."""

from __future__ import annotations

import pandera.pandas as pa

from helseplan.contracts.columns import YEAR, choice, code, flag, number, table, text

SCENARIOS = (
    "reference",
    "plan_low",
    "plan_high",
    "supply_only",
    "demand_only",
    "bottom_up",
    "low_standard",
    "chosen",
)
"""What is compared side by side; ``chosen`` is the run's own choice, ``reference`` the run without measures."""
CLOSED = "closed"
"""The run's own choice with all intensities lowered until the net gap in the last year is nought."""
WAYS = ("none", "chosen")
COMPARED = ("groups_14", "all_staff", "narrow", "origins")
"""Whose årsverk a published effect is held against: the 14 groups, all staff in the wide or the narrow scope, or the
groups that work is moved from."""
GROUP_OR_ALL = code("groups", extra=("all",))

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "effects": table(
        {
            "scenario": choice(*SCENARIOS),
            "measure": text(),
            "year": YEAR,
            "group": GROUP_OR_ALL,
            "alone_aarsverk": number(),
            "shapley_aarsverk": number(),
        },
        key=("scenario", "measure", "year", "group"),
    ),
    "totals": table(
        {
            "scenario": choice(*SCENARIOS),
            "year": YEAR,
            "supply_sum_aarsverk": number(0),
            "demand_sum_aarsverk": number(0),
            "simple_sum_aarsverk": number(0),
            "alone_sum_aarsverk": number(),
            "joint_aarsverk": number(),
            "overlap_aarsverk": number(),
            "assumptions_aarsverk": number(),
            "gap_before_aarsverk": number(),
            "gap_after_aarsverk": number(),
            "shortage_after_aarsverk": number(None, 0),
            "surplus_after_aarsverk": number(0),
            "supply_aarsverk": number(0),
            "demand_aarsverk": number(0),
            "all_staff_aarsverk": number(0),
            "narrow_aarsverk": number(0),
        },
        key=("scenario", "year"),
    ),
    "remaining": table(
        {
            "scenario": choice(*SCENARIOS, CLOSED),
            "year": YEAR,
            "group": code("groups"),
            "gap_before_aarsverk": number(),
            "change_aarsverk": number(),
            "gap_after_aarsverk": number(),
        },
        key=("scenario", "year", "group"),
    ),
    "singles": table(
        {
            "measure": text(),
            "bound": choice("low", "high"),
            "published_aarsverk": number(0),
            "groups_14_aarsverk": number(),
            "all_staff_aarsverk": number(),
            "narrow_aarsverk": number(),
            "origins_aarsverk": number(),
            "compared": choice(*COMPARED),
            "model_aarsverk": number(),
            "difference_aarsverk": number(),
            "constructed": flag(),
            "reason": text(filled=False),
        },
        key=("measure", "bound"),
    ),
    "interactions": table(
        {
            "scenario": choice(*SCENARIOS),
            "measure": text(),
            "other": text(),
            "interaction_aarsverk": number(),
        },
        key=("scenario", "measure", "other"),
    ),
    "distribution": table(
        {
            "way": choice(*WAYS),
            "group": GROUP_OR_ALL,
            "draws": number(1),
            "mean_aarsverk": number(),
            **{f"p{share:02d}_aarsverk": number(missing=True) for share in (5, 10, 25, 50, 75, 90, 95)},
            "closes_share": number(0, 1),
        },
        key=("way", "group"),
    ),
    "histogram": table(
        {
            "way": choice(*WAYS),
            "from_aarsverk": number(),
            "to_aarsverk": number(),
            "share": number(0, 1),
        },
        key=("way", "from_aarsverk"),
    ),
    "sobol": table(
        {
            "way": choice(*WAYS),
            "input": text(),
            "kind": choice("assumption", "measure"),
            "low": number(),
            "mode": number(),
            "high": number(),
            "shape": choice("triangular", "uniform", "ends", "population"),
            "first_order": number(),
            "first_low": number(),
            "first_high": number(),
            "total": number(),
            "total_low": number(),
            "total_high": number(),
        },
        key=("way", "input"),
    ),
    "goals": table(
        {
            "mix": text(),
            "target": GROUP_OR_ALL,
            "gap_aarsverk": number(),
            "intensity": number(0, 1, missing=True),
            "left_aarsverk": number(),
        },
        key=("mix", "target"),
    ),
    "share_rule": table(
        {
            "ceiling_percent": number(0, 100),
            "productivity_percent": number(missing=True),
            "share_without_percent": number(0, 100),
            "from_year": YEAR,
        },
        key=("ceiling_percent",),
    ),
}

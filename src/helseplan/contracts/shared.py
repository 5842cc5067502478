"""What several contracts share: dimensions, units and tolerances."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from helseplan.classifications import codes
from helseplan.contracts.columns import choice

PATHS = ("raw", "benchmarked")
MODELLED = codes("groups", modelled="true")
CELLS: dict[str, Iterable[Any]] = {"alternative": codes("alternatives"), "sex": ("1", "2"), "age": range(106)}
PATH = choice(*PATHS)
SCOPE = choice("narrow", "wide")
EXACT = 1e-6
UNIT = choice(
    "aarsverk", "persons", "percent", "percentage_points", "index", "index_points", "years", "year", "ratio"
)
DRIVERS = (
    "population_size",
    "age_structure",
    "health",
    "younger_users",
    "standard",
    "productivity",
    "informal_care",
)

"""Figures, tables and findings of the demand stage."""

from helseplan.demand.views.anchors import benchmark, paths, tests
from helseplan.demand.views.base import base_year
from helseplan.demand.views.groups import by_group
from helseplan.demand.views.growth import driver_table, drivers, finding
from helseplan.demand.views.services import by_service
from helseplan.demand.views.share import share
from helseplan.demand.views.ssb import informal_care, ssb2019, ssb2019_effects, ssb2019_formulas
from helseplan.demand.views.step import since_2019
from helseplan.demand.views.uncertainty import fan, tornado
from helseplan.demand.views.use import use_by_age

__all__ = [
    "base_year",
    "benchmark",
    "by_group",
    "by_service",
    "driver_table",
    "drivers",
    "fan",
    "finding",
    "informal_care",
    "paths",
    "share",
    "since_2019",
    "ssb2019",
    "ssb2019_effects",
    "ssb2019_formulas",
    "tests",
    "tornado",
    "use_by_age",
]

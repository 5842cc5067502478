"""Figures, tables and findings of the supply stage."""

from helseplan.supply.views.ages import age_table, ages
from helseplan.supply.views.calibration import by_group as parameters_by_group
from helseplan.supply.views.calibration import common as parameters_common
from helseplan.supply.views.calibration import identified
from helseplan.supply.views.curves import career, exits
from helseplan.supply.views.education import education
from helseplan.supply.views.effects import effects, effects_in_words
from helseplan.supply.views.exit_ages import exit_ages
from helseplan.supply.views.finding import finding
from helseplan.supply.views.flows import flow_table, flows
from helseplan.supply.views.groups import by_group
from helseplan.supply.views.growth import growth
from helseplan.supply.views.replacement import replacement
from helseplan.supply.views.sensitivity import tornado
from helseplan.supply.views.targets import held_out, targets
from helseplan.supply.views.unknown import unknown

__all__ = [
    "age_table",
    "ages",
    "by_group",
    "career",
    "education",
    "effects",
    "effects_in_words",
    "exit_ages",
    "exits",
    "finding",
    "flow_table",
    "flows",
    "growth",
    "held_out",
    "identified",
    "parameters_by_group",
    "parameters_common",
    "replacement",
    "targets",
    "tornado",
    "unknown",
]

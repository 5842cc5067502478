"""Figures, tables and findings of the measures stage."""

from helseplan.measures.views.bridge import bridge
from helseplan.measures.views.chapters import chapter, chapter_finding, effects
from helseplan.measures.views.company import company, reasons
from helseplan.measures.views.finding import finding
from helseplan.measures.views.goals import about_goals, about_share, goals, share_rule
from helseplan.measures.views.groups import by_group, groups, when_closed
from helseplan.measures.views.others import about_others, indicators, others
from helseplan.measures.views.pairs import about_pairs, interactions
from helseplan.measures.views.scenarios import scenario_table, scenarios
from helseplan.measures.views.scope import about_scope, alternatives, bottom_up, scope
from helseplan.measures.views.sharing import task_sharing
from helseplan.measures.views.sobol import sobol
from helseplan.measures.views.students import students
from helseplan.measures.views.unknown import quantiles, spread, what_it_is
from helseplan.measures.views.waterfall import waterfall, waterfall_chosen
from helseplan.measures.views.years import by_year

__all__ = [
    "about_goals",
    "about_others",
    "about_pairs",
    "about_scope",
    "about_share",
    "alternatives",
    "bottom_up",
    "bridge",
    "by_group",
    "by_year",
    "chapter",
    "chapter_finding",
    "company",
    "effects",
    "finding",
    "goals",
    "groups",
    "indicators",
    "interactions",
    "others",
    "quantiles",
    "reasons",
    "scenario_table",
    "scenarios",
    "scope",
    "share_rule",
    "sobol",
    "spread",
    "students",
    "task_sharing",
    "waterfall",
    "waterfall_chosen",
    "what_it_is",
    "when_closed",
]

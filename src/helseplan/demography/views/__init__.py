"""Figures, tables and findings of the demography stage."""

from helseplan.demography.views.ageing import finding, oldest, support_ratio
from helseplan.demography.views.knowledge import age_bands, alternatives, components, origin, size
from helseplan.demography.views.lifetime import remaining
from helseplan.demography.views.structure import pyramid
from helseplan.demography.views.tested import tests

__all__ = [
    "age_bands",
    "alternatives",
    "components",
    "finding",
    "oldest",
    "origin",
    "pyramid",
    "remaining",
    "size",
    "support_ratio",
    "tests",
]

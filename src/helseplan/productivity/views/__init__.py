"""Figures, tables and findings of the productivity stage."""

from helseplan.productivity.views.breaks import break_table, break_warning
from helseplan.productivity.views.counterfactual import about_counterfactual, counterfactual
from helseplan.productivity.views.efficiency import efficiency, efficiency_finding
from helseplan.productivity.views.efficiency_data import (
    about_regional_front,
    about_special,
    about_trusts,
    models,
)
from helseplan.productivity.views.efficiency_municipal import municipal
from helseplan.productivity.views.efficiency_outliers import outliers
from helseplan.productivity.views.efficiency_peers import peers, targets
from helseplan.productivity.views.efficiency_potential import potential, twenty_per_cent
from helseplan.productivity.views.efficiency_scale import scale, scale_test
from helseplan.productivity.views.efficiency_sensitivity import sensitivity
from helseplan.productivity.views.efficiency_years import about_years, by_year
from helseplan.productivity.views.growth import about_accounts, accounts, decomposition
from helseplan.productivity.views.index import about_editions, finding, index
from helseplan.productivity.views.literature import about_literature, literature, printed_potential
from helseplan.productivity.views.raised import about_raised, raised, raised_nearest
from helseplan.productivity.views.regions import (
    about_regions_drg,
    region_changes,
    region_levels,
    region_points,
)
from helseplan.productivity.views.samdata import samdata_levels

__all__ = [
    "about_accounts",
    "about_counterfactual",
    "about_editions",
    "about_literature",
    "about_raised",
    "about_regional_front",
    "about_regions_drg",
    "about_special",
    "about_trusts",
    "about_years",
    "accounts",
    "break_table",
    "break_warning",
    "by_year",
    "counterfactual",
    "decomposition",
    "efficiency",
    "efficiency_finding",
    "finding",
    "index",
    "literature",
    "models",
    "municipal",
    "outliers",
    "peers",
    "potential",
    "printed_potential",
    "raised",
    "raised_nearest",
    "region_changes",
    "region_levels",
    "region_points",
    "samdata_levels",
    "scale",
    "scale_test",
    "sensitivity",
    "targets",
    "twenty_per_cent",
]

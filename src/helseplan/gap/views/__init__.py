"""Figures, tables and findings of the gap stage."""

from helseplan.gap.views.attribution import attribution, attribution_by_group
from helseplan.gap.views.gross import composition, net_and_gross
from helseplan.gap.views.groups import by_group, finding
from helseplan.gap.views.intervals import cases, intervals
from helseplan.gap.views.outside import outside
from helseplan.gap.views.published import bridge, reconciliation, sums, table_2_2, table_2_2_last
from helseplan.gap.views.substitution import substitution
from helseplan.gap.views.turning import turning

__all__ = [
    "attribution",
    "attribution_by_group",
    "bridge",
    "by_group",
    "cases",
    "composition",
    "finding",
    "intervals",
    "net_and_gross",
    "outside",
    "reconciliation",
    "substitution",
    "sums",
    "table_2_2",
    "table_2_2_last",
    "turning",
]

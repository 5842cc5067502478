"""Efficiency analysis of tables: frames in Python, CSV files on the command line.

The numbers come from `helseplan.productivity.dea`, which knows arrays only. Here are the names: which column plays
which part, which row of which file a fault is in, and a result that can be joined to the data it came from.
"""

from __future__ import annotations

from helseplan.productivity.table.growth import malmquist_table
from helseplan.productivity.table.scores import efficiency_table

__all__ = ["efficiency_table", "malmquist_table"]

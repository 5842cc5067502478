"""Data envelopment analysis: how far each unit is from the best practice seen among comparable units.

A package on its own: arrays in, arrays out, and nothing from the rest of helseplan. Rows are units (decision
making units), columns are inputs or outputs. What counts as what:

- Scores follow Farrell (1957). An input score is the share of its inputs a unit would need at best practice,
so
  it is at most 1; an output score is how many times its outputs it could produce, so it is at least 1.
  Packages that report Shephard distances give 1 / score. Against a separate reference set both bounds may be
  broken.
- A zero in a single cell is a value like any other. Input orientation compares a unit that uses none of an
input
  only with units that use none of it either; an output the unit does not have puts no demand on its peers.
- A column that is zero for every unit has no effect; a unit with only zero inputs or only zero outputs is
refused. - Duplicate units are allowed and get the same score. One unit alone is efficient by definition. -
More dimensions than units is allowed, but then most units are efficient for want of anyone to compare with. -
Scores measure technical efficiency on the columns given. Quality, case mix and research are not seen unless
  they are among the columns.

Sources: Farrell (1957), JRSS A 120; Charnes, Cooper and Rhodes (1978), EJOR 2; Banker, Charnes and Cooper
(1984), Management Science 30; textbook: Cooper, Seiford and Tone (2007), Data Envelopment Analysis, 2nd ed.
"""

from __future__ import annotations

from helseplan.productivity.dea.potential import sector_potential
from helseplan.productivity.dea.radial import Efficiency, radial_efficiency
from helseplan.productivity.dea.scale import ScaleEfficiency, scale_efficiency
from helseplan.productivity.dea.validation import DeaError

__all__ = [
    "DeaError",
    "Efficiency",
    "ScaleEfficiency",
    "radial_efficiency",
    "scale_efficiency",
    "sector_potential",
]

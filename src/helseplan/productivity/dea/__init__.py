"""Data envelopment analysis: how far each unit is from the best practice seen among comparable units.

A package on its own: arrays in, arrays out, and nothing from the rest of helseplan. Rows are units (decision making
units), columns are inputs or outputs. What counts as what:

- Scores follow Farrell (1957). An input score is the share of its inputs a unit would need at best practice, so it is
  at most 1; an output score is how many times its outputs it could produce, so it is at least 1. Packages that report
  Shephard distances give 1 / score. Against a separate reference set both bounds may be broken.
- A zero in a single cell is a value like any other. Input orientation compares a unit that uses none of an input only
  with units that use none of it either; an output the unit does not have puts no demand on its peers.
- A column that is zero for every unit has no effect; a unit with only zero inputs or only zero outputs is refused, and
  so are missing, non-finite and negative values.
- A unit whose inputs per output are more than 10^10 times the mean, or less than 10^-10 of it, is refused: of the
  others only rounding errors are left.
- Duplicate units are allowed and get the same score. One unit alone is efficient by definition.
- More dimensions than units is allowed, but then most units are efficient for want of anyone to compare with.
- Scores measure technical efficiency on the columns given. Quality, case mix and research are not seen unless they are
  among the columns.

How a score comes about: `geometry` turns tables into a cone, `kernel` (compiled) finds where each unit's ray leaves it
and certifies the answer by its optimality conditions, `solver` sends what is not certified to HiGHS and says how many.

Sources: Farrell (1957), JRSS A 120; Charnes, Cooper and Rhodes (1978), EJOR 2; Banker, Charnes and Cooper (1984),
Management Science 30; textbooks: Cooper, Seiford and Tone (2007), Data Envelopment Analysis, 2nd ed.; Bogetoft and Otto
(2011), Benchmarking with DEA, SFA, and R; Coelli, Rao, O'Donnell and Battese (2005), 2nd ed.
"""

from __future__ import annotations

from helseplan.productivity.dea.bootstrap import Bootstrap, bootstrap
from helseplan.productivity.dea.bounds import WeightBounds
from helseplan.productivity.dea.cost import CostEfficiency, cost_efficiency
from helseplan.productivity.dea.malmquist import Malmquist, malmquist
from helseplan.productivity.dea.outliers import Outliers, outliers
from helseplan.productivity.dea.potential import sector_potential
from helseplan.productivity.dea.radial import Efficiency, Multipliers, radial_efficiency
from helseplan.productivity.dea.scale import ScaleEfficiency, scale_efficiency
from helseplan.productivity.dea.scale_test import ScaleTest, returns_to_scale_test
from helseplan.productivity.dea.second_stage import SecondStage, second_stage
from helseplan.productivity.dea.supers import SuperEfficiency, super_efficiency
from helseplan.productivity.dea.validation import DeaError

__all__ = [
    "Bootstrap",
    "CostEfficiency",
    "DeaError",
    "Efficiency",
    "Malmquist",
    "Multipliers",
    "Outliers",
    "ScaleEfficiency",
    "ScaleTest",
    "SecondStage",
    "SuperEfficiency",
    "WeightBounds",
    "bootstrap",
    "cost_efficiency",
    "malmquist",
    "outliers",
    "radial_efficiency",
    "returns_to_scale_test",
    "scale_efficiency",
    "second_stage",
    "sector_potential",
    "super_efficiency",
]

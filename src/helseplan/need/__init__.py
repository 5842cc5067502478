"""Demography and demand in one: from assumptions to årsverk, for many draws or many regions at once.

The stages write tables and figures; this computes the raw path by the same formulas and keeps only arrays.
"""

from helseplan.need.draws import Draws
from helseplan.need.model import CHUNK, SCOPES, Need

__all__ = ["CHUNK", "SCOPES", "Draws", "Need"]

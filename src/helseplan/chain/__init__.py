"""Population → need → supply → gap as one function of what is changed, for thousands of draws at a time.

The stages write tables and figures; this computes the same paths by the same formulas and keeps only arrays. Whatever
stands in front of a result is a draw: a coalition of measures, a scenario, or a draw from distributions.
"""

from helseplan.chain.levers import Levers
from helseplan.chain.model import CHUNK, LAST, Chain, Outcome

__all__ = ["CHUNK", "LAST", "Chain", "Levers", "Outcome"]

"""Parameters: what an analyst may change, with bounds, units and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helseplan.params.freeze import frozen, read_frozen
from helseplan.params.load import load, scenarios
from helseplan.params.publish import rows
from helseplan.params.sections import Params

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Params", "describe", "frozen", "load", "read_frozen", "rows", "scenarios"]


def describe() -> pd.DataFrame:
    """Return every parameter as a frame.

    Columns: section, name, description, unit, default, lower, upper, source, quality.
    """
    import pandas as pd  # noqa: PLC0415 - the command line must start without pandas

    return pd.DataFrame(list(rows()))

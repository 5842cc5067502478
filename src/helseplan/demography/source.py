"""Where a vintage's population comes from, and whether it can; read without numpy, before a run."""

from __future__ import annotations

from helseplan.errors import ParameterError
from helseplan.vintages import Vintage

SERIES = "projection_table"


def from_table(source: str, vintage: Vintage) -> bool:
    """Whether the population is an official table's: when asked for, or by itself when the vintage has one.

    Raises:
        ParameterError: A table is asked for, and the vintage has none.
    """
    require_source(source, vintage)
    return source != "engine" and vintage.has(SERIES)


def require_source(source: str, vintage: Vintage) -> None:
    """Refuse ``table`` for a vintage without a projection table.

    Raises:
        ParameterError: The vintage has no table.
    """
    if source == "table" and not vintage.has(SERIES):
        raise ParameterError(
            f"Årgangen «{vintage.name}» har ingen framskrivingstabell.",
            where="demography.source",
            expected=f"serien {SERIES} i årgangen",
            found="table",
            fix="Sett demography.source=auto, eller velg en årgang med tabellen.",
        )

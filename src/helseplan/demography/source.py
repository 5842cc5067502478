"""Whether a vintage can give the population that the parameters ask for; read without numpy, before a run."""

from __future__ import annotations

from helseplan.errors import ParameterError
from helseplan.vintages import Vintage

SERIES = "projection_table"


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
            fix="Sett demography.source=engine, eller velg en årgang med tabellen.",
        )

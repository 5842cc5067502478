"""One file per kind of table: from the source's codes to the series that the stages read.

Every mapping is a module with ``to_series(cube, given)``; the registry's column ``mapping`` names the module.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

from helseplan.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.fetching.mapping.given import Given
    from helseplan.fetching.registry import Row
    from helseplan.vintages.pxweb.cube import Cube

__all__ = ["Mapping", "mapping_of"]


class Mapping(Protocol):
    """What a mapping does: a table's cells → whole new series, by name."""

    def __call__(self, cube: Cube, given: Given) -> dict[str, pd.DataFrame]:
        """Return series name → the whole new frame, with the columns of the series' contract."""


def mapping_of(row: Row) -> Mapping:
    """Return the mapping that a row of the registry names.

    Raises:
        DataError: The row has none, or there is no such file.
    """
    name = f"{__name__}.{row.mapping}"
    if not row.mapping.isidentifier() or find_spec(name) is None:
        raise DataError(
            "Tabellen kan ikke leses til en serie.",
            where=f"data/tables.csv, raden «{row.row}», kolonnen mapping",
            expected="navnet på en fil i src/helseplan/fetching/mapping",
            found=f"«{row.mapping}»",
            fix="Se docs/nye_data.md om hvordan en tabell legges til.",
        )
    found: Mapping = import_module(name).to_series
    return found

"""One run folder as a source of artefacts: what is damaged, changed or missing is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helseplan.comparison.origin import Origin
from helseplan.contracts.shared import MODELLED
from helseplan.errors import DataError
from helseplan.runner.manifest import sha256

FIRST, LAST = 2025, 2040
"""The years of the gap; the plan's figures end in 2040."""


@dataclass(frozen=True)
class Source:
    """A run folder.

    Attributes:
        folder: Where it lies.
        origin: What its manifest says.
        remake: How to run it again, in Norwegian.
    """

    folder: Path
    origin: Origin
    remake: str

    def read(self, stage: str, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Read the columns asked for; an older run may have others besides.

        Raises:
            DataError: The artefact is missing, damaged, changed after the run, or without one of the columns.
        """
        file = self._file(stage, name)
        if not file.is_file():
            raise DataError(
                f"Kjøringen har ikke artefaktet {stage}/{name}, som sammenligningen trenger.",
                where=str(self.folder),
                found="trinnene " + (", ".join(self.origin.stages) or "er ukjente"),
                fix=self.remake.replace("helseplan run", f"helseplan run --stage {stage}"),
            )
        frame = self._whole(stage, name)
        if missing := [column for column in columns if column not in frame]:
            raise DataError(
                "Artefaktet er fra en annen versjon av programmet og mangler kolonner.",
                where=str(file),
                found="uten " + ", ".join(missing),
                fix=self.remake,
            )
        return frame[list(columns)]

    def read_known(
        self, stage: str, name: str, keys: Sequence[str], columns: Sequence[str]
    ) -> pd.DataFrame | None:
        """Read what the run has of the columns, NaN for the rest; None without the artefact or its keys.

        Raises:
            DataError: The artefact is damaged or changed after the run.
        """
        if not self._file(stage, name).is_file():
            return None
        frame = self._whole(stage, name)
        return frame.reindex(columns=[*keys, *columns]) if set(keys) <= set(frame) else None

    def require_whole(self, groups: pd.DataFrame, totals: pd.DataFrame) -> None:
        """Every modelled group and every year must be there, once, with a number.

        Raises:
            DataError: They are not.
        """
        wanted = {(year, group) for year in range(FIRST, LAST + 1) for group in MODELLED}
        found = list(zip(groups["year"], groups["group"], strict=True))
        whole = (
            set(found) >= wanted
            and len(set(found)) == len(found)
            and groups["gap_aarsverk"].notna().all()
            and set(totals.index) >= set(range(FIRST, LAST + 1))
            and totals.index.is_unique
        )
        if not whole:
            raise DataError(
                f"Gapet er ikke helt: år eller grupper mangler mellom {FIRST} og {LAST}.",
                where=str(self.folder / "artefacts" / "gap"),
                fix=self.remake,
            )

    def require_untouched(self, inside: str) -> None:
        """The file must be the one the manifest tells of.

        Raises:
            DataError: It is not.
        """
        digest = self.origin.files.get(inside)
        if digest and sha256(self.folder / inside) != digest:
            raise DataError(
                "Filen er endret etter kjøringen; tallene er ikke lenger de kjøringen ga.",
                where=str(self.folder / inside),
                fix=self.remake,
            )

    def _file(self, stage: str, name: str) -> Path:
        return self.folder / "artefacts" / stage / f"{name}.parquet"

    def _whole(self, stage: str, name: str) -> pd.DataFrame:
        file = self._file(stage, name)
        try:
            frame: pd.DataFrame = pq.read_table(file).to_pandas()
        except (pa.ArrowException, OSError, ValueError) as error:
            raise DataError(
                "Artefaktet kan ikke leses.", where=str(file), found=str(error), fix=self.remake
            ) from None
        self.require_untouched(f"artefacts/{stage}/{name}.parquet")
        return frame

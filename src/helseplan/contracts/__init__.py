"""Artefacts: written and read only through their contracts, with the same bytes for the same content."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helseplan.contracts.artefacts import schema
from helseplan.contracts.validate import require
from helseplan.errors import DataError

__all__ = ["path", "read", "write"]

RERUN = "Kjør «helseplan run --force»; blir feilen stående, er den i programmet og bør meldes."


def path(folder: Path, stage: str, name: str) -> Path:
    """Return where an artefact lies in a run folder."""
    return folder / "artefacts" / stage / f"{name}.parquet"


def write(folder: Path, stage: str, name: str, frame: pd.DataFrame) -> Path:
    """Check a frame against its contract and write it as Parquet.

    Raises:
        DataError: The frame breaks the contract; nothing is written.
    """
    frame = require(frame.reset_index(drop=True), schema(stage, name), where=f"{stage}/{name}", fix=RERUN)
    file = path(folder, stage, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, file, compression="zstd", version="2.6", store_schema=False)
    return file


def read(folder: Path, stage: str, name: str) -> pd.DataFrame:
    """Read an artefact and check it against its contract.

    Raises:
        DataError: The file is missing, is not Parquet, or breaks the contract.
    """
    file = path(folder, stage, name)
    try:
        frame = pq.read_table(file).to_pandas()
    except FileNotFoundError:
        raise DataError("Artefaktet mangler.", where=f"{stage}/{name}", fix="Kjør «helseplan run».") from None
    except (pa.ArrowException, OSError) as error:
        raise DataError("Artefaktet kan ikke leses.", where=str(file), found=str(error), fix=RERUN) from None
    return require(frame, schema(stage, name), where=f"{stage}/{name}", fix=RERUN)

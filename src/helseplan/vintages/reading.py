"""From a CSV file to a typed frame: text stays text, numbers are numbers, and nothing is guessed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from helseplan.contracts.validate import require
from helseplan.errors import DataError
from helseplan.vintages import Vintage
from helseplan.vintages.series import SERIES

NUMERIC = ("int64", "float64", "bool")
FAULTS: dict[type[Exception], str] = {
    pd.errors.ParserError: "rader med ulikt antall celler",
    pd.errors.EmptyDataError: "en tom fil",
    UnicodeDecodeError: "tegn som ikke er UTF-8",
}
TRUTH = {"true": True, "false": False}


def read_series(vintage: Vintage, series: str) -> pd.DataFrame:
    """Read one series of a vintage, typed and checked; read from disk once per process.

    Raises:
        DataError: The file is missing or unreadable, a cell is not of its column's kind, or the contract is broken.
    """
    return _read_once(vintage.name, vintage.path(series), series).copy()


@cache
def _read_once(vintage: str, path: Path, series: str) -> pd.DataFrame:
    where = f"{vintage}/{series}.csv"
    frame = typed(read_text(path), SERIES[series], where)
    return require(frame, SERIES[series], where=where, fix="Rett filen og kjør «helseplan check».")


def forget() -> None:
    """Read series from disk again; for a vintage under way, whose files change under their names."""
    _read_once.cache_clear()


def read_text(path: Path) -> pd.DataFrame:
    """Read a CSV file with every cell as text; an empty cell is the empty string."""
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8", index_col=False)
    except FileNotFoundError:
        raise DataError("Filen mangler.", where=str(path.name), fix="Hent årgangen på nytt.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise DataError(
            "Filen kan ikke leses.",
            where=path.name,
            expected="UTF-8, komma som skilletegn og like mange celler i hver rad",
            found=FAULTS[type(error)],
            fix="Lagre filen på nytt som CSV med komma og UTF-8.",
        ) from None
    if frame.empty:
        raise DataError("Filen har ingen rader.", where=path.name, fix="Hent årgangen på nytt.")
    return frame


def typed(frame: pd.DataFrame, schema: pa.DataFrameSchema, where: str) -> pd.DataFrame:
    """Turn text columns into the types of a contract.

    Raises:
        DataError: A cell does not hold what its column asks for; row and column are named.
    """
    out = frame.copy()
    for name, column in schema.columns.items():
        if name not in out or str(column.dtype) not in NUMERIC:
            continue
        cells = out[name].str.strip()
        if str(column.dtype) == "bool":
            values = cells.map(TRUTH)
        else:
            values = pd.to_numeric(cells.replace("", None), errors="coerce")
        wrong = values.isna() & ((cells != "") | (str(column.dtype) == "bool"))
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise DataError(
                "En celle har feil form.",
                where=f"{where}, rad {row + 1}, kolonne {name}",
                expected={"bool": "true eller false", "int64": "et helt tall"}.get(
                    str(column.dtype), "et tall med punktum"
                ),
                found=f"«{cells.iloc[row]}»",
                fix="Rett cellen og kjør «helseplan check».",
            )
        whole = str(column.dtype) == "int64"
        if whole and (values.isna().any() or (values % 1 != 0).any()):
            row = int((values.isna() | (values % 1 != 0)).to_numpy().argmax())
            raise DataError(
                "En celle skal være et helt tall.",
                where=f"{where}, rad {row + 1}, kolonne {name}",
                found=f"«{cells.iloc[row]}»",
                fix="Rett cellen og kjør «helseplan check».",
            )
        out[name] = values.astype(str(column.dtype))
    return out

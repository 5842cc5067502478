"""Holding a frame against its contract, with faults a person can act on."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from helseplan.errors import DataError

SHOWN = 6


def faults(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> list[str]:
    """Return every fault of a frame as one Norwegian line each; empty when it keeps the contract."""
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        return list(_lines(error.failure_cases))
    return []


def require(frame: pd.DataFrame, schema: pa.DataFrameSchema, *, where: str, fix: str) -> pd.DataFrame:
    """Return the frame when it keeps the contract.

    Raises:
        DataError: It does not; the message lists the first faults.
    """
    found = faults(frame, schema)
    if found:
        more = [f"… og {len(found) - SHOWN} til"] if len(found) > SHOWN else []
        shown = "\n".join(f"  • {line}" for line in [*found[:SHOWN], *more])
        raise DataError(f"Dataene bryter kontrakten:\n{shown}", where=where, fix=fix)
    return frame


def _lines(cases: pd.DataFrame) -> Iterator[str]:
    told: set[str] = set()
    twice = cases.check == "multiple_fields_uniqueness"
    # A key without one of its columns, or with a wrong one, comes twice for that reason.
    missing = (cases.check == "column_in_dataframe").any()
    for row in pd.concat([cases[~twice], cases[twice & (not missing)]]).itertuples():
        line = _explain(str(row.column), str(row.check), row.failure_case, row.index)
        if line not in told:
            told.add(line)
            yield line


def _explain(column: str, check: str, value: object, index: object) -> str:
    if check == "column_in_dataframe":
        return f"kolonnen {value} mangler"
    if check == "column_in_schema":
        return f"kolonnen {value} er ukjent"
    if check.startswith("complete"):
        return f"kombinasjoner mangler i {check.removeprefix('complete: ')}"
    if check.startswith("rule: "):
        return check.removeprefix("rule: ")
    place = f"rad {_row(index)}, kolonne {column}" if _is_row(index) else column
    if "unique" in check or check == "multiple_fields_uniqueness":
        return f"rad {_row(index)}: nøkkelen finnes flere ganger"
    if check == "not_nullable":
        return f"{place}: verdien mangler"
    if check.startswith("isin"):
        return f"{place}: ukjent kode «{value}»"
    if check.startswith("dtype"):
        return f"{column}: feil type ({value})"
    if check == "finite":
        return f"{place}: {value} er ikke et endelig tall"
    limits = {"greater_than_or_equal_to": "minst", "less_than_or_equal_to": "høyst"}
    for name, word in limits.items():
        if check.startswith(name):
            return f"{place}: {value} skal være {word} {check[len(name) + 1 : -1]}"
    if check.startswith("str_length"):
        return f"{place}: teksten er tom"
    return f"{place}: {value} bryter «{check}»"


def _row(index: object) -> str:
    return str(int(index) + 1) if _is_row(index) and isinstance(index, int | float) else str(index)


def _is_row(index: object) -> bool:
    return isinstance(index, int | float) and not math.isnan(index)

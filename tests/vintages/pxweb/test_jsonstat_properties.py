"""The reader against one written as the format's text reads: nested loops over the codes, one cell at a time."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helseplan.vintages.pxweb import cells, jsonstat
from helseplan.vintages.pxweb.cube import join
from tests.pxtable import cut

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=6)
CODE = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=4)
NUMBER = st.one_of(
    st.none(), st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False, width=64)
)
SYMBOL = st.sampled_from(["", ".", "..", ":", '","', '"7":"', "å\\", "}{]["])


def numbered(draw: st.DrawFn, codes: list[str]) -> Any:
    """The codes as a list, or as an object out of order."""
    if draw(st.booleans()):
        return codes
    pairs = draw(st.permutations(list(enumerate(codes))))
    return {code: place for place, code in pairs}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(
        st.lists(
            CODE.filter(lambda name: name not in ("value", "status")), min_size=1, max_size=4, unique=True
        )
    )
    codes = {name: draw(st.lists(CODE, min_size=1, max_size=4, unique=True)) for name in names}
    size = [len(codes[name]) for name in names]
    values = draw(st.lists(NUMBER, min_size=math.prod(size), max_size=math.prod(size)))
    symbols = draw(st.lists(SYMBOL, min_size=len(values), max_size=len(values)))
    document = {
        "version": "2.0",
        "class": "dataset",
        "id": names,
        "size": size,
        "dimension": {
            name: {
                "category": {
                    "index": numbered(draw, codes[name]),
                    "label": {code: draw(TEXT) for code in codes[name]},
                }
            }
            for name in names
        },
        "value": values,
    }
    if draw(st.booleans()):
        places = draw(st.permutations(range(len(values))))
        document["value"] = {str(place): values[place] for place in places if values[place] is not None}
    shape = draw(st.sampled_from(["none", "one", "list", "object"]))
    if shape == "one":
        document["status"] = symbols[0]
    elif shape == "list":
        document["status"] = symbols
    elif shape == "object":
        document["status"] = {str(place): symbol for place, symbol in enumerate(symbols) if symbol}
    return document


def plainly(document: dict[str, Any]) -> list[tuple]:
    """Rows of codes, value and symbol, from the definition of the format."""
    every = []
    for name in document["id"]:
        index = document["dimension"][name]["category"]["index"]
        every.append(index if isinstance(index, list) else sorted(index, key=lambda code, at=index: at[code]))
    rows = []
    for place, codes in enumerate(itertools.product(*every)):
        value, status = document["value"], document.get("status", "")
        number = value[place] if isinstance(value, list) else value.get(str(place))
        symbol = status if isinstance(status, str) else None
        if isinstance(status, list):
            symbol = status[place]
        elif isinstance(status, dict):
            symbol = status.get(str(place), "")
        missing = number is None or symbol in (".", "..", ":")
        rows.append((*codes, math.nan if missing else float(number), symbol))
    return rows


def must_be_equal(frame: pd.DataFrame, rows: list[tuple]) -> None:
    found = list(frame.itertuples(index=False, name=None))
    assert [row[:-2] for row in found] == [row[:-2] for row in rows]
    assert [row[-1] for row in found] == [row[-1] for row in rows]
    np.testing.assert_array_equal([row[-2] for row in found], [row[-2] for row in rows])


def encoded(document: dict[str, Any], spaces: int | None, ascii_only: bool) -> bytes:
    return json.dumps(document, indent=spaces, ensure_ascii=ascii_only).encode()


@settings(deadline=None)
@given(documents(), st.sampled_from([None, 1]), st.booleans(), st.integers(1, 40))
def test_every_cell_reads_as_the_format_says(
    document: dict, spaces: int | None, ascii_only: bool, piece: int
) -> None:
    """Also when the cells are cut into pieces of a few bytes, which real answers of this size never are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "PIECE", piece)
        frame = jsonstat.read(encoded(document, spaces, ascii_only)).frame
    must_be_equal(frame, plainly(document))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """A table as PxWeb writes it: values in a list, symbols in an object, categories in order."""
    document = draw(documents())
    rows = plainly(document)
    for name in document["id"]:
        index = document["dimension"][name]["category"]["index"]
        codes = index if isinstance(index, list) else sorted(index, key=index.__getitem__)
        document["dimension"][name]["category"]["index"] = {code: at for at, code in enumerate(codes)}
    document["value"] = [None if math.isnan(row[-2]) else row[-2] for row in rows]
    document["status"] = {str(at): row[-1] for at, row in enumerate(rows) if row[-1]}
    return document


@settings(deadline=None)
@given(tables(), st.data())
def test_parts_split_along_any_variables_join_to_the_whole(document: dict, data: st.DataObject) -> None:
    chunks = {}
    for name in document["id"]:
        codes = list(document["dimension"][name]["category"]["index"])
        at = data.draw(st.integers(0, len(codes) - 1))
        chunks[name] = [part for part in (codes[:at], codes[at:]) if part]
    parts = [
        jsonstat.read(encoded(cut(document, dict(zip(chunks, chosen, strict=True))), None, True))
        for chosen in itertools.product(*chunks.values())
    ]
    whole = jsonstat.read(encoded(document, None, True))
    must_be_equal(join(parts).frame, plainly(document))
    assert [item.codes for item in join(parts).dimensions] == [item.codes for item in whole.dimensions]

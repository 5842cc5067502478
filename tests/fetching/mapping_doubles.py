"""What a mapping is given in a test: the registry's row, the embedded vintage's series, and what was mapped before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import pandas as pd

from helseplan.errors import DataError
from helseplan.fetching.mapping import mapping_of
from helseplan.fetching.mapping.given import Given
from helseplan.fetching.registry import find
from helseplan.session import DEFAULT_VINTAGE
from helseplan.vintages import open_vintage
from helseplan.vintages.pxweb import jsonstat, metadata, selection
from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.pxweb.validity import mark_not_valid
from tests.pxtable import cut, metadata_of

SOURCE = "prøve-2027-01-01"
Frames = dict[str, pd.DataFrame]


def given(row: str, before: Mapping[str, pd.DataFrame] | None = None) -> Given:
    """The row and the embedded series; those in ``before`` take their place."""
    mapped, vintage = before or {}, open_vintage(DEFAULT_VINTAGE)

    def series(name: str) -> pd.DataFrame:
        if name in mapped:
            return mapped[name].copy()
        if not vintage.has(name):
            raise DataError("Serien mangler.", where=name)
        return vintage.read(name)

    (found,) = (one for one in find([row]) if one.row == row)
    return Given(found, SOURCE, series, lambda name: name in mapped or vintage.has(name))


def read(document: Mapping[str, Any]) -> Cube:
    """The cube of a json-stat2 document, as a fetch reads it."""
    return mark_not_valid(jsonstat.read(json.dumps(document).encode()))


def selected(row: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a document that the registry row's selection asks for, as the service would answer it."""
    about = metadata.read(json.dumps(metadata_of(document)).encode(), row, row)
    extract = selection.resolve(about, given(row).row.selection, row, _no_codelist)
    return cut(document, {choice.variable: choice.codes for choice in extract.choices})


def _no_codelist(name: str) -> NoReturn:
    raise AssertionError(name)


def mapped(row: str, document: Mapping[str, Any], before: Mapping[str, pd.DataFrame] | None = None) -> Frames:
    """The series that the row's own mapping makes of a document."""
    there = given(row, before)
    return mapping_of(there.row)(read(document), there)

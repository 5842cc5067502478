"""A csv answer and the json-stat2 answer of the same extract agree, whatever way the csv is written."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pandas as pd
import pytest

from helseplan.errors import DataError
from helseplan.vintages.pxweb import jsonstat
from helseplan.vintages.pxweb.cube import Cube
from tests import delimited
from tests.pxtable import px_table
from tests.samples import needs_samples, sample

CODES = {
    "Region": {"0301": "Oslo", "1103": "Sør-Varanger, øst"},
    "Kjonn": {"2": "Kvinner", "1": "Menn"},
    "ContentsCode": {"Personer": "Personer", "Alder": "Snitt"},
    "Tid": ["2024", "2025"],
}
VALUES = [1, 2.5, None, -4, 0, 6, 7, 8, 9.25, 10, 11, None, 13, 14, 15, 16]
STATUS = {2: "..", 11: ":"}
FORMS: dict[str, Any] = {
    "codes": lambda code, text: code,
    "both": lambda code, text: f"{code} - {text}",
    "texts": lambda code, text: text,
}


@pytest.fixture
def cube() -> Cube:
    return jsonstat.read(json.dumps(px_table("07459", CODES, VALUES, status=STATUS)).encode())


def written(cube: Cube, form: str, separator: str, spread: list[str]) -> str:
    """The cube as PxWeb writes it: rows of the variables that are not spread, columns for those that are."""
    name = FORMS[form]
    stub = [item for item in cube.dimensions if item.code not in spread]
    heads = [cube.dimension(code) for code in spread]
    cells = cube.frame.set_index([item.code for item in cube.dimensions])

    def row(texts: list[str]) -> str:
        return separator.join(texts) + "\r\n"

    def quoted(item: Any, code: str) -> str:
        return f'"{name(code, item.labels[code])}"'

    def figure(codes: dict[str, str]) -> str:
        value, status = cells.loc[tuple(codes[item.code] for item in cube.dimensions)]
        return f'"{status}"' if status else f"{value:g}"

    columns = list(itertools.product(*(item.codes for item in heads)))
    title = [" ".join(name(c, i.labels[c]) for i, c in zip(heads, chosen, strict=True)) for chosen in columns]
    out = row(
        [
            *(f'"{name(item.code, item.label)}"' for item in stub),
            *(f'"{text}"' for text in title or ["verdi"]),
        ]
    )
    for codes in itertools.product(*(item.codes for item in stub)):
        at = dict(zip([item.code for item in stub], codes, strict=True))
        figures = [figure({**at, **dict(zip(spread, chosen, strict=True))}) for chosen in columns]
        out += row([*(quoted(item, at[item.code]) for item in stub), *figures])
    return out


@needs_samples
@pytest.mark.parametrize("language", ["nor", "eng"])
def test_ssbs_two_answers_of_one_extract_agree_cell_by_cell(language: str) -> None:
    cube = jsonstat.read(sample(f"ssb_v2_03024_response_{language}.json"))
    frame = delimited.read(sample(f"ssb_v2_03024_response_{language}.csv"), cube)
    pd.testing.assert_frame_equal(frame, cube.frame)


@needs_samples
def test_a_changed_figure_in_the_csv_is_seen() -> None:
    cube = jsonstat.read(sample("ssb_v2_03024_response_nor.json"))
    content = sample("ssb_v2_03024_response_nor.csv").replace(b"11364;125.36", b"11365;125.36")
    assert (delimited.read(content, cube)["value"] != cube.frame["value"]).sum() == 1


@pytest.mark.parametrize(
    "spread", [[], ["ContentsCode"], ["ContentsCode", "Tid"], ["Tid", "ContentsCode"]], ids=str
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("form", FORMS)
def test_the_same_cells_whatever_the_layout(cube: Cube, form: str, separator: str, spread: list[str]) -> None:
    content = written(cube, form, separator, spread).encode()
    pd.testing.assert_frame_equal(delimited.read(content, cube), cube.frame)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1"])
def test_norwegian_letters_in_either_encoding(cube: Cube, encoding: str) -> None:
    content = written(cube, "texts", ";", ["Tid"]).encode(encoding)
    pd.testing.assert_frame_equal(delimited.read(content, cube), cube.frame)


def test_rows_may_come_in_any_order_below_a_title(cube: Cube) -> None:
    first, *rows = written(cube, "codes", ";", ["Tid"]).splitlines(keepends=True)
    content = '"07459: Befolkning"\r\n\r\n' + first + "".join(reversed(rows))
    frame = delimited.read(content.encode(), cube)
    pd.testing.assert_series_equal(frame["value"], cube.frame["value"])
    assert frame["status"].tolist() == cube.frame["status"].tolist()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"0301";"2";"Alder";', '"0302";"2";"Alder";', "Fant: 0302"),
        ('"0301";"2";"Alder";', '"0301";"1";"Alder";', "1 celler mangler|2 celler mangler"),
        ("2.5", "2,5", "«2,5», linje 2"),
        ("2.5", "nan", "«nan»"),
        ("2.5", "1_0", "«1_0»"),
        ("2.5", "2.5;3", "6 felt i linje 2"),
        ('"2025"', '"2026"', "ikke er koder"),
        ('"Kjonn"', '"Region"', "to kolonner"),
        ('"Kjonn"', '"Sivilstand"', "andre kolonner"),
        ('"0301";"2";"Personer"', '"0301;"2";"Personer"', "kan ikke leses"),
    ],
)
def test_a_csv_of_another_extract_is_refused(cube: Cube, old: str, new: str, message: str) -> None:
    text = written(cube, "codes", ";", ["Tid"])
    assert old in text
    with pytest.raises(DataError, match=message):
        delimited.read(text.replace(old, new, 1).encode(), cube)


def test_a_missing_row_is_noticed(cube: Cube) -> None:
    lines = written(cube, "codes", ";", ["Tid"]).splitlines(keepends=True)
    with pytest.raises(DataError, match="2 celler mangler"):
        delimited.read("".join(lines[:-1]).encode(), cube)


@pytest.mark.parametrize("content", [b"", b"\r\n", b'"07459: Befolkning"\r\n'])
def test_an_answer_without_figures_is_refused(cube: Cube, content: bytes) -> None:
    with pytest.raises(DataError, match="ingen tall"):
        delimited.read(content, cube)


def test_texts_shared_by_two_codes_do_not_pick_one_of_them() -> None:
    codes = {"Region": {"0301": "Oslo", "0399": "Oslo"}, "Tid": ["2024"]}
    cube = jsonstat.read(json.dumps(px_table("07459", codes, [1, 2])).encode())
    content = written(cube, "texts", ";", ["Tid"]).encode()
    with pytest.raises(DataError, match="samme tekst"):
        delimited.read(content, cube)

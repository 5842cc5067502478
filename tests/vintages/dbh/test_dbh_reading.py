"""DBH's answers become a cube: codes, texts, numbers written in every way DBH writes them, and what is no number."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from helseplan.errors import DataError
from helseplan.vintages.dbh import Choice, read
from helseplan.vintages.pxweb.layout import LayoutError

CHOICE = Choice(("Årstall", "Institusjonskode"), (), "dbh-123")


def row(**changes: Any) -> dict[str, Any]:
    usual = {
        "Årstall": "2024",
        "Institusjonskode": "0211",
        "Institusjonsnavn": "Høgskolen i Bodø",
        "Antall": "12",
    }
    return usual | changes


def content(*rows: dict[str, Any]) -> bytes:
    return json.dumps(rows, ensure_ascii=False).encode()


def value(cell: Any) -> tuple[float, str]:
    frame = read(content(row(Antall="1"), row(Årstall="2025", Antall=cell)), CHOICE).frame
    return frame["value"].iloc[1], frame["status"].iloc[1]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12", 12),
        (12, 12),
        (3.5, 3.5),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("-2", -2),
        ("1 234", 1234),
        ("1\u00a0234,5", 1234.5),
    ],
)
def test_a_number_is_read_however_it_is_written(cell: Any, expected: float) -> None:
    assert value(cell) == (expected, "")


@pytest.mark.parametrize("cell", [None, "", " "])
def test_an_empty_cell_is_no_number(cell: Any) -> None:
    number, status = value(cell)

    assert math.isnan(number)
    assert status == ""


@pytest.mark.parametrize("symbol", [".", "..", ":", "*", "-"])
def test_a_symbol_is_kept_apart_from_the_value(symbol: str) -> None:
    number, status = value(symbol)

    assert math.isnan(number)
    assert status == symbol


@pytest.mark.parametrize("cell", ["1.234,5", "tolv", True, [1], "1e5", "nan", "inf"])
def test_a_column_with_something_else_is_not_taken_for_numbers(cell: Any) -> None:
    with pytest.raises(DataError, match="ingen kolonne med tall"):
        value(cell)


@pytest.mark.parametrize("cell", ["9" * 400, "-" + "9" * 400 + ",5"])
def test_a_number_too_large_for_any_computer_is_refused(cell: str) -> None:
    with pytest.raises(DataError, match="for stort"):
        value(cell)
    with pytest.raises(DataError, match="for stort"):
        value(int(cell.partition(",")[0]))


@pytest.mark.parametrize("text", ["\ud800", "Bod\udfff"])
def test_half_a_character_is_no_text(text: str) -> None:
    with pytest.raises(DataError, match="ikke JSON"):
        read(json.dumps([row(Institusjonskode=text)]).encode(), CHOICE)


def test_codes_keep_their_zeroes_and_get_their_texts() -> None:
    cube = read(
        content(row(), row(Institusjonskode="1110", Institusjonsnavn="UiB")), CHOICE, "123", "Studenter"
    )

    found = cube.dimension("Institusjonskode")
    assert found.codes == ("0211", "1110")
    assert found.labels == {"0211": "Høgskolen i Bodø", "1110": "UiB"}
    assert [item.code for item in cube.dimensions] == ["Årstall", "Institusjonskode", "variabel"]
    assert [item.role for item in cube.dimensions] == ["time", "", "metric"]
    assert (cube.table, cube.label) == ("123", "Studenter")


def test_every_counted_column_is_a_code_of_variabel_and_the_last_goes_fastest() -> None:
    rows = [row(Kvinner="7", Menn="5"), row(Årstall="2025", Antall="9", Kvinner="6", Menn=None)]

    frame = read(content(*rows), CHOICE).frame

    assert list(frame["variabel"]) == ["Antall", "Kvinner", "Menn"] * 2
    assert frame["value"].fillna(-1).tolist() == [12, 7, 5, 9, 6, -1]
    assert frame["status"].tolist() == [""] * 6


def test_only_the_combinations_that_exist_are_rows() -> None:
    frame = read(
        content(row(), row(Årstall="2025", Institusjonskode="1110", Institusjonsnavn="UiB")), CHOICE
    ).frame

    assert len(frame) == 2  # not 2 × 2


def test_a_text_that_does_not_follow_its_code_is_a_variable_of_its_own() -> None:
    """The same programme code has another name at another institution."""
    rows = [row(), row(Institusjonsnavn="Nord universitet")]

    cube = read(content(*rows), CHOICE)

    assert cube.dimension("Institusjonsnavn").codes == ("Høgskolen i Bodø", "Nord universitet")


def test_the_notes_say_that_figures_may_be_rounded() -> None:
    (note,) = read(content(row()), CHOICE).notes

    assert "GDPR" in note
    assert "runder" in note


def test_a_renamed_column_is_found_out_and_the_registry_row_named() -> None:
    renamed = {("Aarstall" if name == "Årstall" else name): cell for name, cell in row(Antall=None).items()}

    with pytest.raises(LayoutError) as caught:
        read(content(renamed), CHOICE, "123")

    assert "raden «dbh-123»" in str(caught.value)
    assert "Årstall" in caught.value.expected
    assert "«Aarstall»" in str(caught.value)


def test_a_combination_twice_is_refused() -> None:
    with pytest.raises(DataError, match="to ganger"):
        read(content(row(), row(Antall="13")), CHOICE)


@pytest.mark.parametrize("cell", [None, "", True, {}])
def test_a_code_may_not_be_empty(cell: Any) -> None:
    with pytest.raises(DataError, match="kode"):
        read(content(row(Årstall=cell)), CHOICE)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "ingen tall"),
        (b"[]", "ingen tall"),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "ikke JSON"),
        (b'[{"a": "1"}, {"a"', "ikke JSON"),
        (b'[{"a": NaN}]', "ikke JSON"),
        (b"\xff\xfe", "ikke JSON"),
        (b"[" * 100_000, "ikke JSON"),
        (b"[1, 2]", "ikke rader"),
        (b'"tekst"', "ikke rader"),
        (b'[{"a": "1"}, {"b": "1"}]', "ulike kolonner"),
        (b'{"message": "Tabellen finnes ikke"}', "Tabellen finnes ikke"),
    ],
)
def test_what_is_no_table_is_said(raw: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        read(raw, CHOICE, "123")

    assert "<script" not in str(caught.value)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read(b"\xef\xbb\xbf" + content(row()), CHOICE).frame["value"].tolist() == [12]

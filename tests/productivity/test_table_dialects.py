"""Any way of writing a table as CSV gives the same numbers, and what cannot be told apart is refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helseplan.errors import DataError
from helseplan.productivity.table.csvfile import read_csv
from helseplan.productivity.table.numerals import Cell, decimal_sign, parse

EXAMPLES = settings(max_examples=150, deadline=None, derandomize=True)
NAMES = st.text(st.characters(codec="cp1252", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=8)
SPACES = ("", " ", "\u00a0", "\u202f")


def written(rows: list[list[str]], delimiter: str, newline: str, quote: bool) -> str:
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return text.getvalue()


def figure(value: float, decimal: str, thousands: str) -> str:
    return f"{value:_.4f}".replace(".", decimal).replace("_", thousands)


@EXAMPLES
@given(
    ids=st.lists(NAMES.filter(lambda name: name.strip()), min_size=1, max_size=5),
    values=st.lists(st.floats(0, 1e9).map(lambda value: round(value, 4)), min_size=5, max_size=5),
    shape=st.tuples(
        st.sampled_from(";\t,|"),
        st.sampled_from(",."),
        st.sampled_from(SPACES),
        st.sampled_from(["\n", "\r\n"]),
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    quote=st.booleans(),
)
def test_the_dialect_does_not_change_the_table(
    tmp_path_factory: pytest.TempPathFactory,
    ids: list[str],
    values: list[float],
    shape: tuple[str, str, str, str],
    encoding: str,
    quote: bool,
):
    delimiter, decimal, thousands, newline = shape
    if encoding == "cp1252" and thousands == "\u202f":
        thousands = "\u00a0"
    values = values[: len(ids)]
    head = ["annet", "Årsverk i alt", "navn på enhet"]
    body = [["x", figure(v, decimal, thousands), name] for name, v in zip(ids, values, strict=True)]
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    path.write_bytes(written([head, *body], delimiter, newline, quote).encode(encoding))
    table = read_csv(path, texts=("navn på enhet",), numbers=("Årsverk i alt",))
    assert table.frame["Årsverk i alt"].tolist() == values
    assert table.frame["navn på enhet"].tolist() == [name.strip() for name in ids]
    assert table.dialect.delimiter == delimiter
    assert table.dialect.decimal == decimal
    assert table.dialect.newline == newline


def read(tmp_path: Path, text: str | bytes, **wanted: tuple[str, ...]) -> list[list[object]]:
    path = tmp_path / "data.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    frame = read_csv(path, **({"texts": ("id",), "numbers": ("a",)} | wanted)).frame
    return [list(row) for row in frame.itertuples()]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("id;a\nx;1,5\n", [[2, "x", 1.5]]),
        ("id,a\nx,1.5", [[2, "x", 1.5]]),
        ('id,a\nx,"1,5"\n', [[2, "x", 1.5]]),
        ("id;a\nx;1.234,5\n", [[2, "x", 1234.5]]),
        ('id,a\nx,"1,234.5"\n', [[2, "x", 1234.5]]),
        ("id;a\nx;1.234.567\ny;2\n", [[2, "x", 1234567.0], [3, "y", 2.0]]),
        ("id;a\nx;1 234\ny;12\u00a0345,5\n", [[2, "x", 1234.0], [3, "y", 12345.5]]),
        ("id;a\nx;0.125\ny;12\n", [[2, "x", 0.125], [3, "y", 12.0]]),
        ("id;a\nx;12.345\ny;1.200\n", [[2, "x", 12.345], [3, "y", 1.2]]),
        ("id;a\nx;12,345\ny;1,200\n", [[2, "x", 12.345], [3, "y", 1.2]]),
        ('id,a\nx,"12,345"\ny,"1,200"\n', [[2, "x", 12345.0], [3, "y", 1200.0]]),
        ("id\ta\nx\t1e-3\ny\t+2E2\n", [[2, "x", 0.001], [3, "y", 200.0]]),
        ("id;a\nx;\u22123,5\n", [[2, "x", -3.5]]),
        ("sep=;\nid;a\nx;1\n", [[3, "x", 1.0]]),
        ("Tabell 123: årsverk\n\nid;a\n\nx;1\n;\ny;2\n;;;\n", [[5, "x", 1.0], [7, "y", 2.0]]),
        ('id;a\n"x\ny";1\nz;2\n', [[2, "x\ny", 1.0], [4, "z", 2.0]]),
        (' "id" ; a \n x ; 1 \n'.replace('"', ""), [[2, "x", 1.0]]),
        ("id;a;\nx;1;\n", [[2, "x", 1.0]]),
        ('id;a\n"Si ""hei""";1\n', [[2, 'Si "hei"', 1.0]]),
        ("id;a\n0301;1\n", [[2, "0301", 1.0]]),
    ],
)
def test_ways_of_writing(tmp_path: Path, text: str, rows: list[list[object]]):
    assert read(tmp_path, text) == rows


@pytest.mark.parametrize("mark", ["", ".", "..", ":", "-", "NA", "nan", "#I/T"])
def test_marks_of_a_missing_value_are_missing(tmp_path: Path, mark: str):
    (row,) = read(tmp_path, f"id;a\nx;{mark}\n")
    assert row[2] != row[2]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["Filen er tom", "data.csv"]),
        ("  \n\n", ["Filen er tom"]),
        (b"PK\x03\x04\x00\x00", ["ikke en tekstfil", "CSV"]),
        ("id;a\n", ["ingen rader"]),
        ("navn;b\nx;1\n", ["«id» finnes ikke", "Fant: navn, b"]),
        ("id;a;a\nx;1;2\n", ["«a» finnes 2 ganger"]),
        ("id;a\nx;1\ny;fire\n", ["ikke et tall", "linje 3, kolonnen «a»", "Fant: fire"]),
        ("id;a\nx;12 34\n", ["ikke et tall", "linje 2"]),
        ("id;a\nx;1e999\n", ["ikke et tall", "1e999"]),
        ("id;a\nx;inf\n", ["ikke et tall", "inf"]),
        ("id;a\nx;3,5\ny;3.5\n", ["både komma og punktum", "linje 2", "linje 3", "3,5 og 3.5"]),
        ("id;a\nx;3,500\ny;3.500\n", ["både komma og punktum"]),
        ("id;a\nx;950\ny;1.200\n", ["desimaler eller tusener", "linje 3, kolonnen «a»", "1200"]),
        ("id;a\nx;950\ny;1,200\n", ["desimaler eller tusener", "1,200"]),
        ("id;a\nx;1\ny\n", ["ikke like mange felter", "linje 3", "2 felter", "1 felter"]),
        ("id;a\nx;1;7\n", ["ikke like mange felter", "linje 2"]),
        ('id;a\nx;1\n"y;2\nz;3\n', ["anførselstegn", "linje 3"]),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, text: str | bytes, parts: list[str]):
    with pytest.raises(DataError) as caught:
        read(tmp_path, text)
    for part in parts:
        assert part in str(caught.value)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path):
    with pytest.raises(DataError, match="Filen finnes ikke"):
        read_csv(tmp_path / "no.csv", texts=("id",), numbers=("a",))
    with pytest.raises(DataError, match="en mappe"):
        read_csv(tmp_path, texts=("id",), numbers=("a",))


def test_one_column_of_decimals_settles_the_sign_for_all(tmp_path: Path):
    rows = read(tmp_path, "id;a;b\nx;950;3,5\ny;1,200;4\n", numbers=("a", "b"))
    assert rows == [[2, "x", 950.0, 3.5], [3, "y", 1.2, 4.0]]


@EXAMPLES
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(",."))
def test_every_number_python_writes_is_read_back_to_the_last_bit(value: float, decimal: str):
    cell = Cell(repr(value).replace(".", decimal), "a", "linje 1")
    assert parse(cell, decimal) == value  # type: ignore[arg-type]


@EXAMPLES
@given(st.text(max_size=12))
def test_no_text_breaks_the_reader_of_numbers(text: str):
    cell = Cell(text, "a", "linje 1")
    try:
        parse(cell, decimal_sign([[cell]], ","))
    except DataError as error:
        assert "linje 1" in str(error)

"""What a json-stat2 answer may look like, and what each fault says."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helseplan.errors import DataError
from helseplan.vintages.pxweb import cells, jsonstat
from helseplan.vintages.pxweb.cube import Cube
from tests.pxtable import metadata_of, px_table

Document = dict[str, Any]
CODES = {
    "Region": {"0301": "Oslo", "1103": "Stavanger"},
    "ContentsCode": ["Personer"],
    "Tid": ["2023", "2024", "2025"],
}


def table(**changes: Any) -> Document:
    document = px_table(
        "07459", CODES, [1, 2.5, None, -4, 0, 6], status={2: ".."}, notes=["Merknad til tabellen."]
    )
    return {**document, **changes}


def read(document: Any) -> Cube:
    return jsonstat.read(json.dumps(document, ensure_ascii=False).encode())


def with_category(name: str, **category: Any) -> Document:
    document = table()
    document["dimension"][name]["category"] = category
    return document


def values(document: Document) -> list:
    return [None if np.isnan(value) else value for value in read(document).frame["value"]]


def test_a_cube_says_what_the_table_says_about_itself() -> None:
    cube = read(table())
    assert (cube.table, cube.source, cube.notes) == (
        "07459",
        "Statistisk sentralbyrå",
        ("Merknad til tabellen.",),
    )
    assert cube.dimension("Region").labels == {"0301": "Oslo", "1103": "Stavanger"}
    assert cube.dimension("ContentsCode").units == {"Personer": "antall"}
    assert cube.frame.columns.tolist() == ["Region", "ContentsCode", "Tid", "value", "status"]
    assert cube.frame["status"].tolist() == ["", "", "..", "", "", ""]
    assert values(table()) == [1, 2.5, None, -4, 0, 6]


def test_codes_take_one_byte_a_cell() -> None:
    frame = read(table()).frame
    assert {frame[name].cat.codes.dtype.name for name in ("Region", "ContentsCode", "Tid", "status")} == {
        "int8"
    }
    many = px_table("1", {"Region": [str(code) for code in range(200)]}, list(range(200)))
    assert read(many).frame["Region"].cat.codes.dtype == np.int16
    assert read(many).frame["Region"].astype(int).tolist() == list(range(200))


@pytest.mark.parametrize(
    "index",
    [["0301", "1103"], {"0301": 0, "1103": 1}, {"1103": 1, "0301": 0}],
    ids=["list", "object", "out of order"],
)
def test_categories_come_in_the_order_of_their_numbers(index: Any) -> None:
    assert read(with_category("Region", index=index)).dimension("Region").codes == ("0301", "1103")


def test_a_single_category_may_have_only_a_text() -> None:
    cube = read(with_category("ContentsCode", label={"Personer": "Personer i alt"}))
    assert cube.dimension("ContentsCode").codes == ("Personer",)


@pytest.mark.parametrize(
    "given", [{"0": 1, "1": 2.5, "3": -4, "4": 0, "5": 6}, {"5": 6, "1": 2.5, "0": 1, "3": -4, "4": 0}]
)
def test_values_may_be_listed_by_their_place(given: dict) -> None:
    assert values(table(value=given)) == [1, 2.5, None, -4, 0, 6]
    assert values(table(value={})) == [None] * 6


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (":", [":"] * 6),
        (["", None, "..", ".", "", ":"], ["", "", "..", ".", "", ":"]),
        ({"5": ":", "2": ".."}, ["", "", "..", "", "", ":"]),
        (None, [""] * 6),
    ],
    ids=["one", "list", "object", "none"],
)
def test_symbols_stand_apart_from_values(status: Any, found: list) -> None:
    frame = read(table(status=status)).frame
    assert frame["status"].tolist() == found
    assert frame["value"].dtype == np.float64


def test_more_symbols_than_fit_in_a_byte() -> None:
    document = px_table("1", {"Tid": [str(year) for year in range(300)]}, [None] * 300)
    document["status"] = {str(at): f"s{at}" for at in range(300)}
    assert read(document).frame["status"].tolist() == [f"s{at}" for at in range(300)]


def test_a_byte_order_mark_is_passed_over() -> None:
    content = json.dumps(table(label="Årsverk på sjukehus"), ensure_ascii=False).encode("utf-8-sig")
    assert jsonstat.read(content).label == "Årsverk på sjukehus"


def test_notes_to_categories_name_the_category() -> None:
    document = table()
    document["dimension"]["Region"]["note"] = ["Til variabelen."]
    document["dimension"]["Region"]["category"]["note"] = {"1103": ["Ny kode."]}
    assert read(document).dimension("Region").notes == ("Til variabelen.", "Stavanger: Ny kode.")


def test_an_unknown_variable_is_answered_with_those_there_are() -> None:
    with pytest.raises(DataError) as error:
        read(table()).dimension("region")
    assert "Region, ContentsCode, Tid" in str(error.value)
    assert "Mente du «Region»" in str(error.value)


def remove(name: str) -> Document:
    return {key: part for key, part in table().items() if key != name}


FAULTS: dict[str, tuple[Document, str]] = {
    "fewer values": (table(value=[1, 2, 3]), "Ventet: 6\n.*Fant: 3"),
    "more values": (table(value=[1] * 7), "Ventet: 6\n.*Fant: 7"),
    "no value": (remove("value"), "ingen verdier"),
    "value is null": (table(value=None), "ingen verdier"),
    "description only": (metadata_of(table()), "uten tall"),
    "text among values": (
        table(value=[1, 2, "..", 4, 5, 6]),
        r"value\[2\].*\n.*\n.*Ventet: tall eller tomt felt\n.*Fant: tekst",
    ),
    "true among values": (table(value=[1, 2, True, 4, 5, 6]), r"value\[2\]"),
    "list among values": (table(value=[1, [2, 3], 4, 5, 6]), r"value|gyldige"),
    "place outside": (table(value={"6": 1}), "utenfor tabellen"),
    "place below zero": (table(value={"-1": 1}), "value"),
    "place no number": (table(value={"a": 1}), "value"),
    "too few symbols": (table(status=["."]), "symboler"),
    "symbol outside": (table(status={"9": "."}), "utenfor tabellen"),
    "symbol a number": (table(status={"1": 3}), "status"),
    "symbols a number": (table(status=3), "status"),
    "collection": (table(**{"class": "collection"}), "ikke et datasett"),
    "no class": (remove("class"), "ikke et datasett"),
    "first version": (table(version="1.3"), "ikke et datasett"),
    "no variables": (table(id=[], size=[]), "hvilke variabler"),
    "sizes of another number": (table(size=[2, 1]), "3 variabler og 2 størrelser"),
    "another size": (table(size=[2, 1, 4]), "«Tid» har ikke så mange koder"),
    "huge size": (table(size=[2, 1, 10**15]), "«Tid» har ikke så mange koder"),
    "same variable twice": (table(id=["Region", "Tid", "Tid"]), "skilles"),
    "variable not described": (table(id=["Region", "ContentsCode", "Alder"]), "Ventet: Alder"),
    "variable called value": (table(id=["Region", "ContentsCode", "value"]), "skilles"),
    "no index": (with_category("Region", label={"0301": "Oslo", "1103": "Stavanger"}), "mangler rekkefølgen"),
    "hole in the index": (with_category("Region", index={"0301": 0, "1103": 2}), "ikke en hel rekke"),
    "same number twice": (with_category("Region", index={"0301": 0, "1103": 0}), "ikke en hel rekke"),
    "same code twice": (with_category("Region", index=["0301", "0301"]), "samme kode flere ganger"),
    "no codes": (with_category("Region", index=[]), "ingen koder"),
    "number as text": (with_category("Region", index={"0301": "0", "1103": "1"}), "feil slag"),
    "size as text": (table(size=["2", "1", "3"]), "size"),
    "no category": (table(dimension={"Region": {"label": "region"}}), "mangler et felt"),
}


@pytest.mark.parametrize(("document", "message"), FAULTS.values(), ids=FAULTS)
def test_an_answer_that_contradicts_itself_is_refused(document: Document, message: str) -> None:
    with pytest.raises(DataError, match=f"(?s){message}") as error:
        read(document)
    assert "Hvor: svaret" in str(error.value)
    assert "Slik retter du det: " in str(error.value)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text[: len(text) // 2], "avkortet"),
        (lambda text: text[:-1], "avkortet"),
        (lambda text: "", "tomt svar"),
        (lambda text: "\r\n<!DOCTYPE html><html><body>Vedlikehold</body></html>", "nettside"),
        (lambda text: "\ufeff<html><body>Vedlikehold</body></html>", "nettside"),
        (lambda text: "\ufeff", "tomt svar"),
        (lambda text: '{"class": 1, "a": ' + "[" * 100_000, "ikke et datasett"),
        (lambda text: text + "}", "gyldig JSON"),
        (lambda text: text.replace('"class"', "class"), "gyldig JSON"),
        (lambda text: "[1, 2]", "ikke et datasett"),
        (lambda text: '"hei"', "ikke et datasett"),
        (lambda text: '{"a":' * 100_000, "for mange nivåer"),
        (lambda text: text.replace('"value": [', '"value": [' + "[" * 100_000), "for mange nivåer"),
        (lambda text: '{"type":"about:blank","title":"Not found","status":404}', "ikke et datasett"),
    ],
)
def test_what_is_no_whole_document_is_refused(spoil: Callable[[str], str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        jsonstat.read(spoil(json.dumps(table())).encode())


def test_letters_in_another_encoding_are_refused() -> None:
    with pytest.raises(DataError, match="UTF-8"):
        jsonstat.read(json.dumps(table(label="Årsverk"), ensure_ascii=False).encode("iso-8859-1"))


@pytest.mark.parametrize("piece", [1, 3, 1 << 17])
@pytest.mark.parametrize(
    "inside",
    [
        "1,,2,3,4,5",
        "1 2,3,4,5,6,7",
        "1,2,3,4,5,NaN",
        "1,2,3,4,5,6,",
        ",1,2,3,4,5",
        "1,2,3,4,5,01",
        "1,2,3,4,5,1e999",
        "1,2,3,4,5,-Infinity",
    ],
)
def test_no_cut_makes_something_valid_of_what_is_not(
    inside: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "PIECE", piece)
    text = json.dumps(table(value="HERE")).replace('"HERE"', f"[{inside}]")
    with pytest.raises(DataError):
        jsonstat.read(text.encode())


@pytest.mark.parametrize("piece", range(1, 80, 3))
def test_a_symbol_with_commas_and_quotes_is_not_cut(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "PIECE", piece)
    symbols = ["a, b", ',"7":', '","', "x,\\", ",", ', "8" :']
    assert read(table(status=dict(enumerate(symbols)))).frame["status"].tolist() == symbols


def test_the_number_of_a_faulty_cell_counts_from_the_first_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "PIECE", 3)
    with pytest.raises(DataError, match=r"value\[4\]"):
        read(table(value=[1, 2, 3, 4, "5", 6]))


@pytest.mark.parametrize("piece", [1, 1 << 17])
def test_a_cell_given_twice_is_refused(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "PIECE", piece)
    text = json.dumps(table(value="HERE")).replace('"HERE"', '{"0": 1, "1": 2, "0": 3}')
    with pytest.raises(DataError, match="flere ganger"):
        jsonstat.read(text.encode())


def test_a_short_answer_cannot_ask_for_much_memory() -> None:
    """A thousand codes for each of four variables would be a million million cells."""
    codes = [str(code) for code in range(1000)]
    dimension = {name: {"category": {"index": codes}} for name in "ABCD"}
    document = {"class": "dataset", "id": list("ABCD"), "size": [1000] * 4, "dimension": dimension}
    for given in ({"0": 1}, [1]):
        with pytest.raises(DataError, match=r"for stort|like mange"):
            read({**document, "value": given})

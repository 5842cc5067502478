"""What mappings share: a changed layout is found out, and a symbol is never a number."""

from __future__ import annotations

import pandas as pd
import pytest

from helseplan.fetching import registry
from helseplan.fetching.mapping import people, shape
from helseplan.vintages.pxweb.layout import LayoutError
from tests.fetching.tables import AGES, cube

ROW = registry.find(["07459"])[0]


def ages(texts: dict[str, str]) -> dict[str, tuple[int, int]]:
    return people.age_bands(cube("07459", {"Alder": texts, "Tid": ["2024"]}, [1] * len(texts)), ROW)


def test_a_renamed_variable_names_what_it_may_have_become() -> None:
    table = cube("07459", {"Alderen": AGES, "Tid": ["2024"]}, [1] * 106)
    with pytest.raises(LayoutError) as caught:
        shape.expect(table, ROW, "Alder")
    assert "Alderen" in caught.value.fix and "ssb-07459" in caught.value.where


def test_a_missing_code_is_named() -> None:
    table = cube("07459", {"Region": {"3101": "Halden"}, "Tid": ["2024"]}, [1])
    with pytest.raises(LayoutError) as caught:
        shape.national(table, shape.known(table), ROW)
    assert caught.value.expected == "0" and "3101 (Halden)" in caught.value.found


def test_a_symbol_a_hole_and_not_valid_are_no_numbers() -> None:
    table = cube(
        "07459",
        {"Region": ["0", "1", "2", "3"], "Tid": ["2024"]},
        [5, None, 0, 0],
        status={1: "..", 2: "not valid"},
    )
    assert shape.known(table).Region.tolist() == ["0", "3"]
    assert shape.known(table)["value"].tolist() == [5, 0]


def test_a_needed_cell_without_a_number_is_named_with_its_symbol() -> None:
    table = cube("07459", {"Region": ["0", "1"], "Tid": ["2024"]}, [5, None], status={1: ":"})
    with pytest.raises(LayoutError) as caught:
        shape.complete(table, ROW)
    assert "Region 1, Tid 2024 («:»)" in caught.value.found
    assert len(shape.complete(table, ROW, {"Region": ["0"]})) == 1


def test_no_cells_at_all_is_not_complete() -> None:
    table = cube("07459", {"Region": ["0"], "Tid": ["2024"]}, [5])
    with pytest.raises(LayoutError):
        shape.complete(table, ROW, {"Region": ["9"]})


def test_a_quarter_is_not_a_year() -> None:
    table = cube("07459", {"Tid": ["2024K1", "2024K2"]}, [1, 2])
    with pytest.raises(LayoutError) as caught:
        shape.years(shape.known(table), ROW)
    assert "2024K1" in caught.value.found


def test_a_code_with_another_meaning_is_found() -> None:
    table = cube("07459", {"Kjonn": {"1": "Kvinner", "2": "Menn"}, "Tid": ["2024"]}, [1, 2])
    with pytest.raises(LayoutError) as caught:
        people.sexes(table, ROW)
    assert "1 (Kvinner)" in caught.value.found


def test_both_sexes_together_beside_each_would_be_counted_twice() -> None:
    table = cube("07459", {"Kjonn": {"0": "Begge", "1": "Menn", "2": "Kvinner"}, "Tid": ["2024"]}, [3, 1, 2])
    with pytest.raises(LayoutError):
        people.sexes(table, ROW)


def test_a_variable_nobody_reads_may_have_one_code_only() -> None:
    table = cube("07459", {"Region": ["0"], "Sivilstand": ["1", "2"], "Tid": ["2024"]}, [1, 2])
    with pytest.raises(LayoutError) as caught:
        shape.alone(table, ROW, "Region", "Tid")
    assert "Sivilstand" in caught.value.what
    shape.alone(table, ROW, "Region", "Tid", "Sivilstand")


def test_a_text_must_fit_exactly_one_code() -> None:
    table = cube(
        "07459", {"Tjeneste": {"a": "Langtidsopphald", "b": "Korttid", "c": "Langtid, alt"}}, [1, 2, 3]
    )
    assert shape.by_text(table, ROW, "Tjeneste", {"short": "^kort"}) == {"b": "short"}
    with pytest.raises(LayoutError):
        shape.by_text(table, ROW, "Tjeneste", {"long": "^langtid"})


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        (
            {
                "Ialt": "I alt",
                "00-49": "0-49 år",
                "50-66": "50-66 år",
                "67-79": "67-79 år",
                "80+": "80 år og over",
            },
            [(0, 49), (50, 66), (67, 79), (80, 105)],
        ),
        (
            {"a": "Under 67 år", "b": "67–79 år", "c": "80 år eller eldre", "u": "Uoppgitt alder"},
            [(0, 66), (67, 79), (80, 105)],
        ),
        (
            {"00-17": "00-17", "18-89": "18-89", "90+": "90+", "999": "Alle aldre"},
            [(0, 17), (18, 89), (90, 105)],
        ),
    ],
)
def test_ages_are_read_from_texts(texts: dict[str, str], groups: list[tuple[int, int]]) -> None:
    assert list(ages(texts).values()) == groups


def test_ages_above_105_belong_to_the_open_age() -> None:
    read = ages({f"{age:03d}": f"{age} år" for age in range(119)} | {"119": "119 år eller eldre"})
    assert len(read) == 120 and read["119"] == (105, 105) and read["104"] == (104, 104)


@pytest.mark.parametrize(
    "texts",
    [
        {"a": "0-49 år", "b": "51 år og over"},
        {"a": "0-50 år", "b": "50 år og over"},
        {"a": "0-49 år", "b": "50-66 år"},
        {"a": "0-49 år", "b": "mange"},
        {"a": "I alt"},
    ],
    ids=["hole", "overlap", "no open age", "unread", "only a total"],
)
def test_ages_that_do_not_cover_everybody_are_refused(texts: dict[str, str]) -> None:
    with pytest.raises(LayoutError):
        ages(texts)


def test_new_rows_take_the_place_of_the_old_and_no_others() -> None:
    old = pd.DataFrame({"year": [1, 1, 2], "age": [0, 1, 0], "n": [1.0, 2.0, 3.0]})
    new = pd.DataFrame({"n": [9.0], "age": [0], "year": [1]})
    assert shape.replace(old, new, ["year"]).n.tolist() == [9.0, 3.0]
    assert shape.replace(old, new, ["year", "age"]).n.tolist() == [9.0, 2.0, 3.0]
    assert list(shape.replace(old, new, ["year"]).columns) == list(old.columns)


def test_the_old_order_is_kept_and_new_keys_come_last() -> None:
    old = pd.DataFrame({"year": [3, 1, 2], "n": [3.0, 1.0, 2.0]})
    new = pd.DataFrame({"year": [5, 4, 1], "n": [50.0, 40.0, 10.0]})
    assert shape.replace(old, new, ["year"]).n.tolist() == [3.0, 10.0, 2.0, 40.0, 50.0]

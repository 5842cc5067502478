"""Every fault in the series behind supply and the gap gives a clear message: file, row or rule, and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from helseplan.vintages import OPTIONAL
from helseplan.vintages.supply_series import SUPPLY_SERIES
from tests.vintages.faults import Change, only, put, times, without

if TYPE_CHECKING:
    from tests.vintages.conftest import Copy

COUNT = {"group": "lege", "year": "2013", "item": "health_employed"}
BANDS = "sysselsatte i helse og omsorg i fire aldersgrupper"
TRAITS = "alle gruppene skal ha alle trekkene"
THERE = sorted(SUPPLY_SERIES.keys() - OPTIONAL)
"""The series that every vintage has."""


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("personnel", without(**COUNT, age_from="67"), BANDS),
        ("personnel", without(group="jordmor", year="2013", item="labour_force"), "arbeidsstyrken i 2013"),
        ("authorised_by_age", without(sex="2", age_from="40"), "uten hull"),
        ("authorised_by_age", without(sex="1"), "uten hull"),
        ("authorised_by_age", without(age_from="75"), "uten hull"),
        ("group_traits", without(group="lege", item="study_years"), TRAITS),
        ("group_traits", without(group="jordmor", item="completion"), TRAITS),
        ("inflow", without(group="lege", item="abroad"), "både graduates og abroad"),
        ("inflow", put("persons", "0", group="lege", item="graduates"), "noen kandidater"),
        ("career", without(item="retirement"), "alle kurvene skal finnes"),
        ("career", put("sex", "1", item="leaving"), "for begge kjønn samlet (0) eller hvert av dem"),
        ("career", put("age", "75", item="emigration", age="74"), "mellom 20 og 74 år"),
        ("supply_calibrated", without(parameter="leaving"), "en parameter som modellen bygger på, mangler"),
        ("supply_calibrated", without(parameter="inflow", group="lege"), "bygger på, mangler"),
        ("base_shortage", without(group="lege"), "alle de 14 gruppene"),
        ("groups", without(group="lege"), "de 14 modellerte gruppene"),
    ],
)
def test_what_is_missing_is_one_broken_rule(copy: Copy, series: str, change: Change, says: str) -> None:
    assert says in only(copy.frame(series, change), series).what


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("personnel", put("persons", "90000", **COUNT, age_from="40"), "flere sysselsatte i helse og omsorg"),
        ("authorised_by_age", put("persons", "0", sex="1", age_from="50"), "noen i hver gruppe under 75 år"),
        ("group_traits", put("unit", "percent", item="position_size"), "hvert trekk skal ha sin egen enhet"),
        ("group_traits", put("unit", "hours_per_week", item="study_years"), "sin egen enhet"),
        ("group_traits", put("value", "101", group="lege", item="women_share"), "0 og 100 (percent)"),
        ("group_traits", put("value", "89", group="lege", item="position_size"), "mellom 0 og 1 (ratio)"),
        ("group_traits", put("value", "0", group="lege", item="completion"), "mellom 0 og 1 (ratio)"),
        ("group_traits", put("value", "19", group="lege", item="entry_age_first"), "20–40 år"),
        ("group_traits", put("value", "20", group="lege", item="entry_age_mean"), "gjennomsnittet høyere"),
        ("career", put("value", "0.61", item="retirement", age="67"), "høyst 0,6"),
        ("career", put("unit", "relative", item="leaving"), "avgang skal være per_year"),
        ("career", put("value", "0", item="participation", age="30"), "relative og over 0"),
        (
            "supply_calibrated",
            put("value", "11", parameter="inflow", group="lege"),
            "utenfor det som har mening",
        ),
        ("supply_calibrated", put("value", "-9", parameter="retirement_shift", group="lege"), "har mening"),
        ("supply_calibrated", put("value", "1.1", parameter="stay_share"), "utenfor det som har mening"),
        ("base_shortage", times("aarsverk", -1), "underskuddene skal være klart større enn overskuddene"),
    ],
)
def test_what_cannot_be_is_one_broken_rule(copy: Copy, series: str, change: Change, says: str) -> None:
    assert says in only(copy.frame(series, change), series).what


@pytest.mark.parametrize(
    ("series", "row", "column", "value", "says"),
    [
        ("personnel", 3, "persons", "-1", "rad 3, kolonne persons: -1.0 skal være minst 0"),
        ("personnel", 3, "persons", "mange", "«mange»"),
        ("personnel", 3, "item", "ansatte", "rad 3, kolonne item: ukjent kode «ansatte»"),
        ("personnel", 1, "group", "hjelpepleier", "rad 1, kolonne group: ukjent kode «hjelpepleier»"),
        ("authorised_by_age", 3, "persons", "", "rad 3, kolonne persons: verdien mangler"),
        ("group_traits", 1, "value", "nan", "«nan»"),
        ("group_traits", 1, "value", "-1", "rad 1, kolonne value: -1.0 skal være minst 0"),
        ("inflow", 2, "persons", "-5", "rad 2, kolonne persons: -5.0 skal være minst 0"),
        ("inflow", 2, "persons", "inf", "inf er ikke et endelig tall"),
        ("career", 1, "value", "-0.1", "rad 1, kolonne value: -0.1 skal være minst 0"),
        ("career", 1, "value", "0,1", "et tall med punktum"),
        ("supply_calibrated", 1, "learned", "1.2", "rad 1, kolonne learned: 1.2 skal være høyst 1"),
        ("supply_calibrated", 1, "prior_sd", "-1", "rad 1, kolonne prior_sd: -1.0 skal være minst 0"),
        ("supply_targets", 1, "role", "prøve", "rad 1, kolonne role: ukjent kode «prøve»"),
        ("supply_targets", 1, "published", "", "rad 1, kolonne published: verdien mangler"),
        ("base_shortage", 1, "aarsverk", "", "rad 1, kolonne aarsverk: verdien mangler"),
        ("groups", 1, "aarsverk", "0", "rad 1, kolonne aarsverk: 0.0 skal være minst 1"),
    ],
)
def test_a_bad_cell_is_one_message_with_its_row(
    copy: Copy, series: str, row: int, column: str, value: str, says: str
) -> None:
    assert says in str(only(copy.cell(series, row, column, value), series))


@pytest.mark.parametrize("series", ["inflow", "group_traits", "base_shortage", "career", "authorised_by_age"])
def test_an_unknown_code_in_a_key_is_named(copy: Copy, series: str) -> None:
    """Where every group or age must be there, an unknown one also leaves a hole."""
    column = {"career": "item", "authorised_by_age": "sex"}.get(series, "group")
    problems = copy.cell(series, 1, column, "ukjent")
    assert f"rad 1, kolonne {column}: ukjent kode «ukjent»" in [problem.what for problem in problems]
    assert all(f"{series}.csv" in problem.where and problem.fix for problem in problems)
    assert len(problems) <= 4, [problem.what for problem in problems]


@pytest.mark.parametrize("series", [*THERE, "groups"])
def test_a_duplicate_key_is_named_by_its_row(copy: Copy, series: str) -> None:
    problems = copy.frame(series, lambda frame: pd.concat([frame, frame.iloc[[2]]]))
    assert "rad 3: nøkkelen finnes flere ganger" in [problem.what for problem in problems]
    assert all(f"{series}.csv" in problem.where and problem.fix for problem in problems)


@pytest.mark.parametrize("series", THERE)
def test_a_missing_column_is_named(copy: Copy, series: str) -> None:
    problems = copy.frame(series, lambda frame: frame.drop(columns="source"))
    assert "kolonnen source mangler" in problems[0].what + problems[0].found


@pytest.mark.parametrize("series", THERE)
def test_an_unknown_source_is_named(copy: Copy, series: str) -> None:
    problems = copy.cell(series, 1, "source", "avisen")
    assert any("Kilden «avisen» brukes" in problem.what for problem in problems)

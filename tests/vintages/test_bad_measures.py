"""Every fault in the registers of measures gives a clear message: file, row or rule, and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.vintages.faults import Change, only, put, without

if TYPE_CHECKING:
    from tests.vintages.conftest import Copy

REGISTERS = ["measures", "measures_other", "measure_groups"]


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("measures", put("effect_low", "5000", measure="sick_leave"), "større enn effect_high"),
        ("measures", put("effect_low", "", measure="tasen"), "når og bare når effekten har tall"),
        ("measures", put("effect_low", "5", measure="ia_agreement"), "quantified skal være true"),
        ("measures", put("unit", "", measure="tasen"), "unit når og bare når det er tallfestet"),
        ("measures", put("unit", "aarsverk", measure="ia_agreement"), "unit når og bare når"),
        ("measures", put("quality", "published", measure="ia_agreement"), "quality skal være not_quantified"),
        ("measures", put("quality", "not_quantified", measure="tasen"), "quality skal være not_quantified"),
        ("measures", put("effect_high", "101", measure="ado_oe_nurses"), "over 100 prosent"),
        ("measures", put("horizon", "snart", measure="tasen"), "horizon skal være et årstall"),
        ("measures", put("horizon", "2040", measure="ia_agreement"), "uten tall skal ikke ha horizon"),
        ("measures", put("section", "5.4", measure="work_environment"), "section skal høre til chapter"),
        ("measures", put("in_plan_sum", "true", measure="one_more_year_ks"), "planens sum"),
        ("measures", put("scope", "local", measure="weekend_work"), "bare landstall i årsverk"),
        ("measures", put("place", "side 12", measure="tasen"), "«tegn» og et tall"),
        ("measures", without(chapter="9"), "kapitler 4–9 skal ha tiltak"),
        ("measures_other", put("effect_low", "40000", measure="ho21_full_time"), "større enn effect_high"),
        ("measures_other", put("effect_high", "", measure="ho21_full_time"), "quantified skal være true"),
        ("measures_other", put("unit", "", measure="ho21_full_time"), "unit når og bare når"),
        ("measures_other", put("quality", "derived", measure="nou_one_level"), "quality skal være"),
        ("measures_other", put("place", "tegn 5", measure="nou_one_level"), "«linje» og et tall"),
        ("measures_other", without(source="nou-2023-4"), "hvert av de fire andre dokumentene"),
        ("measure_groups", without(measure="tasen", dimension="group"), "minst én tjeneste og én"),
        (
            "measure_groups",
            put("code", "lege", measure="online_doctor", code="general_practice"),
            "dimension",
        ),
        ("measure_groups", put("code", "all", measure="tasen", code="sykepleier"), "all skal stå alene"),
    ],
)
def test_a_broken_rule_is_one_message(copy: Copy, series: str, change: Change, says: str) -> None:
    problems = copy.frame(series, change)
    told = [problem for problem in problems if not problem.what.startswith("Kilden")]
    assert says in only(told, series).what


@pytest.mark.parametrize(("low", "high"), [("0", "0"), ("", "0")])
def test_no_effect_is_never_written_as_nought(copy: Copy, low: str, high: str) -> None:
    problems = copy.frame(
        "measures",
        lambda frame: put("effect_low", low, measure="tasen")(
            put("effect_high", high, measure="tasen")(frame)
        ),
    )
    assert any("ingen effekt skal stå tomt" in problem.what for problem in problems)


@pytest.mark.parametrize(
    ("series", "change", "where", "says"),
    [
        ("measures", without(measure="heltom_bergen"), "measure_groups", "«heltom_bergen» står ikke i"),
        ("measures", without(measure="opticians"), "measure_groups", "«opticians» står ikke i measures"),
        ("measure_groups", without(measure="opticians"), "measure_groups", "«opticians» mangler tjeneste"),
        (
            "measure_groups",
            put("code", "dental", measure="tasen", code="institution_long"),
            "measure_groups",
            "«tasen» gjelder institution, men berører tjenesten «dental»",
        ),
        (
            "measures_other",
            put("plan_measure", "overtretment", measure="nou_low_value_care"),
            "measures_other",
            "viser til «overtretment», som ikke står i measures.csv",
        ),
        (
            "measures_other",
            put("measure", "tasen", measure="nou_non_clinical"),
            "measures_other",
            "Koden «tasen» er brukt i measures.csv også",
        ),
    ],
)
def test_lists_that_do_not_fit_each_other_are_named(
    copy: Copy, series: str, change: Change, where: str, says: str
) -> None:
    assert says in only(copy.frame(series, change), where).what


@pytest.mark.parametrize("series", ["measures", "measures_other"])
@pytest.mark.parametrize("column", ["side", "scope", "evidence", "unit", "quality"])
def test_an_unknown_code_is_named_with_its_row(copy: Copy, series: str, column: str) -> None:
    problems = copy.cell(series, 3, column, "ukjent")
    assert f"rad 3, kolonne {column}: ukjent kode «ukjent»" in [problem.what for problem in problems]


@pytest.mark.parametrize(
    ("column", "value"), [("code", "tannfe"), ("dimension", "sted"), ("quality", "derived")]
)
def test_an_unknown_service_or_group_is_named_with_its_row(copy: Copy, column: str, value: str) -> None:
    problems = copy.cell("measure_groups", 3, column, value)
    assert f"rad 3, kolonne {column}: ukjent kode «{value}»" in [problem.what for problem in problems]
    assert all("measure_groups.csv" in problem.where and problem.fix for problem in problems)


@pytest.mark.parametrize("series", REGISTERS)
def test_a_measure_that_stands_twice_is_named_by_its_row(copy: Copy, series: str) -> None:
    problems = copy.frame(series, lambda frame: pd.concat([frame, frame.iloc[[2]]]))
    assert "rad 3: nøkkelen finnes flere ganger" in [problem.what for problem in problems]


@pytest.mark.parametrize("series", REGISTERS)
@pytest.mark.parametrize("column", ["source", "place"])
def test_a_measure_without_a_source_is_refused(copy: Copy, series: str, column: str) -> None:
    problems = copy.cell(series, 2, column, "")
    assert f"rad 2, kolonne {column}: teksten er tom" in [problem.what for problem in problems]

"""Every fault in how measures act on the model gives a clear message: file, row or rule, and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.vintages.faults import Change, only, put

if TYPE_CHECKING:
    from tests.vintages.conftest import Copy

SERIES = "measure_models"


def both(*changes: Change) -> Change:
    """One change after the other."""

    def apply(frame: pd.DataFrame) -> pd.DataFrame:
        for change in changes:
            frame = change(frame)
        return frame

    return apply


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("low", "4", measure="later_exit"), "low skal ikke være større enn high"),
        (put("unit", "percent", measure="later_exit"), "en enhet passer ikke til tiltakets transformation"),
        (put("unit", "aarsverk", measure="overtreatment"), "en enhet passer ikke"),
        (put("services", "sykehus", measure="overtreatment"), "services skal bare ha koder fra services.csv"),
        (put("services", "all sykehus", measure="overtreatment"), "services skal bare ha koder"),
        (put("from_groups", "tannfe", measure="tasen"), "from_groups skal bare ha koder fra groups.csv"),
        (put("to_groups", "tannfe", measure="tasen"), "to_groups skal bare ha koder fra groups.csv"),
        (put("services", "", measure="tasen"), "services skal stå på flytting"),
        (put("services", "home_care", measure="sick_leave"), "services skal stå på flytting"),
        (put("from_groups", "", measure="tasen"), "from_groups og to_groups skal stå på flytting"),
        (put("to_groups", "", measure="tasen"), "from_groups og to_groups skal stå på flytting"),
        (
            put("from_groups", "lege", measure="overtreatment"),
            "from_groups og to_groups skal stå på flytting",
        ),
        (put("to_groups", "sykepleier", measure="tasen"), "arbeid kan ikke flyttes til gruppen det tas fra"),
        (
            both(
                put("transformation", "later_exit", measure="sick_leave"),
                put("unit", "years", measure="sick_leave"),
                put("low", "1", measure="sick_leave"),
                put("high", "2", measure="sick_leave"),
            ),
            "to tiltak kan ikke endre det samme i modellen",
        ),
        (put("excludes", "four_day_week", measure="tasen"), "excludes skal bare ha tiltak fra samme fil"),
        (put("high", "12", measure="later_exit"), "senere avgang er høyst 5 år"),
        (put("high", "150", measure="overtreatment"), "annet 100 prosent"),
        (
            put("excludes", "later_exit", measure="sick_leave"),
            "utelukke seg selv eller et annet i samme pakke",
        ),
        (put("excludes", "tasen productivity_07", measure="tasen"), "utelukke seg selv"),
        (
            both(
                put("start_year", "2036", measure="tasen"),
                put("full_effect_year", "2030", measure="tasen"),
            ),
            "full_effect_year skal ikke ligge før start_year",
        ),
        (put("via_effect", "", measure="digital_interaction"), "via_year og via_effect hører sammen"),
        (put("via_year", "", measure="digital_interaction"), "via_year og via_effect hører sammen"),
        (put("via_effect", "2001", measure="digital_interaction"), "via_effect er høyst low"),
    ],
)
def test_a_broken_rule_is_one_message(copy: Copy, change: Change, says: str) -> None:
    assert says in only(copy.frame(SERIES, change), SERIES).what


@pytest.mark.parametrize("column", ["transformation", "unit", "package", "quality"])
def test_an_unknown_code_is_named_with_its_row(copy: Copy, column: str) -> None:
    problems = copy.cell(SERIES, 3, column, "ukjent")
    assert f"rad 3, kolonne {column}: ukjent kode «ukjent»" in [problem.what for problem in problems]
    assert all(f"{SERIES}.csv" in problem.where and problem.fix for problem in problems)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("low", "-1", "-1.0 skal være minst 0"),
        ("high", "", "verdien mangler"),
        ("high", "mange", "«mange»"),
        ("start_year", "2020", "skal være minst 2025"),
        ("full_effect_year", "2070", "skal være høyst 2060"),
        ("source", "", "teksten er tom"),
        ("place", "", "teksten er tom"),
        ("note", "", "teksten er tom"),
    ],
)
def test_a_bad_cell_is_named_with_its_row(copy: Copy, column: str, value: str, says: str) -> None:
    problems = copy.cell(SERIES, 1, column, value)
    assert any(says in str(each) and column in str(each) for each in problems), problems


def test_a_measure_that_stands_twice_is_named_by_its_row(copy: Copy) -> None:
    problems = copy.frame(SERIES, lambda frame: pd.concat([frame, frame.iloc[[2]]]))
    assert "rad 3: nøkkelen finnes flere ganger" in [problem.what for problem in problems]


def test_a_measure_that_is_not_in_the_register_is_refused(copy: Copy) -> None:
    problems = copy.frame(SERIES, put("measure", "four_day_week", measure="sick_leave"))
    assert any("four_day_week" in problem.what for problem in problems)

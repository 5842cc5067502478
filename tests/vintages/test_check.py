"""Every way to spoil a vintage is found, placed, and comes with a way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from helseplan.vintages import OPTIONAL
from helseplan.vintages.check import check_vintage
from helseplan.vintages.series import SERIES

if TYPE_CHECKING:
    from tests.vintages.conftest import Copy

Change = Callable[[pd.DataFrame], pd.DataFrame]


def text(problems: list) -> str:
    return "\n".join(str(problem) for problem in problems)


def without(**where: str) -> Change:
    """Leave out the rows where every column has the value."""
    return lambda frame: frame[~(frame[list(where)] == pd.Series(where)).all(axis=1)]


def instead(column: str, old: str, new: str) -> Change:
    """Replace a value in a column."""
    return lambda frame: frame.assign(**{column: frame[column].replace(old, new)})


def test_the_embedded_vintage_is_whole() -> None:
    assert check_vintage("plan-2026") == []


def test_an_untouched_copy_is_whole(copy: Copy) -> None:
    assert copy.registered("population") == []


@pytest.mark.parametrize(
    ("series", "row", "column", "value", "says"),
    [
        ("population", 4, "persons", "-5", "skal være minst 0"),
        ("population", 4, "persons", "inf", "ikke et endelig tall"),
        ("population", 4, "persons", "nan", "«nan»"),
        ("population", 4, "persons", "", "verdien mangler"),
        ("population", 4, "persons", "mange", "«mange»"),
        ("population", 4, "persons", "1 000", "«1 000»"),
        ("population", 4, "persons", "12,5", "et tall med punktum"),
        ("population", 4, "age_to", "19.5", "helt tall"),
        ("population", 4, "age_to", "", "helt tall"),
        ("population", 4, "sex", "3", "3"),
        ("population", 4, "region", "0301", "ukjent kode «0301»"),
        ("population", 4, "quality", "sikkert", "ukjent kode «sikkert»"),
        ("population", 4, "source", "", "teksten er tom"),
        ("mortality", 2, "deaths_per_100000", "90001", "skal være høyst 90000"),
        ("services", 1, "service", "sykehjem", "ukjent kode «sykehjem»"),
        ("groups", 1, "aarsverk", "-375", "skal være minst 1"),
        ("staffing", 1, "group", "hjelpepleier", "ukjent kode «hjelpepleier»"),
        ("plan_tables", 6, "value", "−4 000", "«−4 000»"),
        ("measures", 1, "quantified", "ja", "true eller false"),
        ("measures", 1, "in_plan_sum", "", "in_plan_sum"),
        ("measures", 1, "chapter", "11", "skal være høyst 10"),
        ("hospital_trusts", 3, "unit", "aker", "ukjent kode «aker»"),
        ("projection_results", 1, "alternative", "MMMM", "ukjent kode «MMMM»"),
    ],
)
def test_a_bad_cell_is_found_by_file_row_and_column(
    copy: Copy, series: str, row: int, column: str, value: str, says: str
) -> None:
    problems = copy.cell(series, row, column, value)
    hit = [problem for problem in problems if f"{series}.csv" in problem.where and column in str(problem)]
    assert hit, text(problems)
    assert f"rad {row}" in text(hit)
    assert says in text(hit)
    assert all(problem.fix for problem in hit)


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("population", lambda frame: frame.drop(columns="persons"), "kolonnen persons mangler"),
        ("population", lambda frame: frame.drop(columns="source"), "kolonnen source mangler"),
        ("population", lambda frame: frame.assign(note="x"), "kolonnen note er ukjent"),
        ("population", lambda frame: frame.drop(5), "uten hull eller overlapp"),
        ("population", instead("age_from", "5", "4"), "uten hull eller overlapp"),
        ("mortality", without(age_from="90"), "uten hull eller overlapp"),
        ("migration_age", without(age_from="0"), "uten hull eller overlapp"),
        ("use_profiles", without(profile="dental", age_from="3"), "uten hull eller overlapp"),
        (
            "population",
            lambda frame: pd.concat([frame, frame.iloc[[4]]]),
            "rad 5: nøkkelen finnes flere ganger",
        ),
        ("groups", lambda frame: pd.concat([frame, frame.iloc[[4]]]), "rad 5: nøkkelen finnes flere ganger"),
        ("groups", without(group="lege"), "de 14 modellerte gruppene"),
        ("staffing", lambda frame: frame.assign(weight="1"), "weight eller aarsverk"),
        ("measures", lambda frame: frame.assign(effect_low=""), "quantified"),
        (
            "measures",
            lambda frame: frame.assign(effect_low=frame.effect_high + "9"),
            "større enn effect_high",
        ),
    ],
)
def test_a_broken_table_is_found_in_its_file(copy: Copy, series: str, change: Change, says: str) -> None:
    problems = copy.frame(series, change)
    hit = [problem for problem in problems if says in str(problem)]
    assert hit, text(problems)
    assert all(f"{series}.csv" in problem.where and problem.fix for problem in hit)


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("population", instead("persons", "157929", "157930"), "folketallet er 5425270"),
        ("services", instead("aarsverk", "48691", "48791"), "planen har 343500"),
        ("staffing", without(service="dental"), "Tjenesten «dental» har ingen bemanning"),
        ("staffing", instead("aarsverk", "3214", "3215"), "planens 4249 årsverk (tabell 2.4)"),
        ("staffing", instead("aarsverk", "26075", "26057"), "planens 26075 årsverk (tabell 2.4)"),
        ("measures", instead("effect_high", "8200", "8300"), "tabell 3.1 (3400–8200)"),
        ("measures", instead("effect_low", "2400", "2300"), "tabell 3.1 (2400–4800)"),
        ("measures", without(measure="later_exit"), "«later_exit» fra tabell 3.1 mangler"),
        ("measures", lambda frame: frame.replace("17300", "18300"), "tabell 3.2"),
    ],
)
def test_a_wrong_sum_is_held_against_the_printed_one(
    copy: Copy, series: str, change: Change, says: str
) -> None:
    problems = copy.frame(series, change)
    assert says in text(problems), text(problems)
    assert [(f"{series}.csv" in problem.where, bool(problem.fix)) for problem in problems] == [(True, True)]


def test_a_service_needs_an_age_profile(copy: Copy) -> None:
    (problem,) = copy.frame("services", instead("profile", "dental", "tenner"))
    assert "«tenner» mangler" in problem.what
    assert "use_profiles.csv" in problem.where


def test_a_file_with_only_a_header_is_found(copy: Copy) -> None:
    wanted = [series for series in SERIES if series not in OPTIONAL]
    for series in set(wanted) - {"population"}:
        file = copy.folder / f"{series}.csv"
        file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
        copy.register(series)
    problems = copy.frame("population", lambda frame: frame.iloc[:0])
    assert {series for series in SERIES if f"{series}.csv" in text(problems)} == set(wanted)


@pytest.mark.parametrize(
    ("series", "change"),
    [
        ("population", without(sex="2")),
        ("mortality", without(sex="2")),
        ("use_profiles", without(profile="home_care", sex="2")),
        ("projection_assumptions", without(component="fertility", level="H")),
        ("projection_assumptions", without(component="net_migration", level="L")),
        ("projection_assumptions", without(component="life_expectancy", sex="1")),
        ("plan_tables", without(table="2.2", group="lege", year="2035")),
        ("plan_tables", without(row="demand_groups_14", year="2024")),
        ("plan_tables", without(table="3.2")),
        ("hospital_trusts", without(year="2024")),
        ("hospital_trusts", without(item="discharges_somatic", unit="helse_fonna")),
        ("productivity", without(item="drg_points_change_2019_2024")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cell_that_a_stage_needs_may_not_be_missing(copy: Copy, series: str, change: Change) -> None:
    problems = copy.frame(series, change)
    assert any(f"{series}.csv" in problem.where for problem in problems), text(problems)


@pytest.mark.parametrize(
    ("series", "row", "column", "value"),
    [("mortality", 2, "deaths_per_100000", "0"), ("mortality", 19, "deaths_per_100000", "0")],
)
def test_nobody_lives_for_ever(copy: Copy, series: str, row: int, column: str, value: str) -> None:
    assert f"{series}.csv" in text(copy.cell(series, row, column, value))


def test_a_profile_is_for_both_sexes_or_for_each(copy: Copy) -> None:
    def both_and_men(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([frame, frame[frame.profile == "somatic"].assign(sex="1")])

    assert "use_profiles.csv" in text(copy.frame("use_profiles", both_and_men))


@pytest.mark.parametrize(
    ("series", "change"),
    [
        ("population", lambda content: b""),
        ("measures", lambda content: content.decode().encode("iso-8859-1", "replace")),
        ("population", lambda content: content.replace(b",", b";")),
        ("population", lambda content: content.replace(b"157929,", b"157929,,")),
        ("population", lambda content: content[: len(content) // 2]),
        ("population", lambda content: b"PAR1" + bytes(range(256))),
    ],
    ids=["empty", "not utf-8", "semicolons", "a cell too many", "truncated", "binary"],
)
def test_an_unreadable_file_is_named_with_a_way_out(copy: Copy, series: str, change: Callable) -> None:
    problems = copy.bytes(series, change)
    assert f"{series}.csv" in text(problems)
    assert all(problem.fix for problem in problems), text(problems)


def test_a_broken_file_does_not_cast_doubt_on_its_sources(copy: Copy) -> None:
    assert "ikke brukt" not in text(copy.cell("population", 4, "persons", "mange"))


@pytest.mark.parametrize("file", ["population", "plan_tables", "sources"])
def test_a_missing_file_is_named(copy: Copy, file: str) -> None:
    (copy.folder / f"{file}.csv").unlink()
    problems = check_vintage("plan-2026")
    hit = [problem for problem in problems if problem.what == "Filen mangler."]
    assert [(f"{file}.csv" in problem.where, bool(problem.fix)) for problem in hit] == [(True, True)]


def test_a_changed_file_is_found_by_its_checksum(copy: Copy) -> None:
    file = copy.folder / "indicators.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    (problem,) = check_vintage("plan-2026")
    assert problem.where == "plan-2026/indicators.csv"
    assert len(problem.expected) == len(problem.found) == 64
    assert "series.csv" in problem.fix


def test_a_series_must_stand_in_the_register(copy: Copy) -> None:
    (problem,) = copy.frame("series", without(series="services"))
    assert "services" in problem.fix
    assert "series.csv" in problem.where


def test_a_source_must_be_listed_for_its_series(copy: Copy) -> None:
    problems = copy.frame("population", lambda frame: frame.assign(source="avisen"))
    assert "Kilden «avisen» brukes, men er ikke oppgitt for serien." in text(problems)


def test_a_listed_source_must_be_used(copy: Copy) -> None:
    (problem,) = copy.frame(
        "sources", lambda frame: pd.concat([frame, frame.iloc[[0]].assign(source="avisen")])
    )
    assert "«avisen»" in problem.what
    assert "sources.csv" in problem.where

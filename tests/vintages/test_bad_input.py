"""Every fault in population, rates, assumptions and profiles gives one message: file, row or rule, and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.vintages.faults import Change, again, only, put, times, without

if TYPE_CHECKING:
    from tests.vintages.conftest import Copy

SMALL_BAND = {"profile": "somatic", "age_from": "0"}


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("population", without(year="2022", sex="1", age_from="40"), "uten hull eller overlapp"),
        ("population", without(year="2020", sex="2", age_from="0"), "uten hull eller overlapp"),
        ("population", without(year="2022", sex="2"), "begge kjønn skal være med i alle år"),
        ("population", without(year="2020", sex="1"), "begge kjønn skal være med i alle år"),
        ("population", without(year="2020"), "tellingene fra 2020 og 2022"),
        ("population", without(year="2022"), "tellingene fra 2020 og 2022"),
        ("population_totals", without(item="deaths", year="2023"), "et registrert tall"),
        ("mortality", without(sex="1", age_from="85"), "uten hull eller overlapp"),
        ("mortality", without(sex="2"), "begge kjønn"),
        ("migration_age", without(age_from="20"), "uten hull eller overlapp"),
        ("projection_assumptions", without(component="fertility", level="L"), "nivåene L, M og H"),
        (
            "projection_assumptions",
            without(component="life_expectancy", level="M", sex="2"),
            "levealder M for hvert kjønn",
        ),
        ("ssb2019_assumptions", without(component="fertility", level="H_minus_M"), "nivåene M og H_minus_M"),
        ("ssb2019_assumptions", without(component="life_expectancy", sex="1"), "nivåene M og H_minus_M"),
        ("ssb2019_results", without(item="care", year="2018"), "årsverkene i 2018"),
        ("ssb2019_results", without(year="2018"), "årsverkene i 2018"),
        ("ssb2019_results", without(item="all", year="2018"), "årsverkene i 2018"),
    ],
)
def test_what_is_missing_is_one_broken_rule(copy: Copy, series: str, change: Change, says: str) -> None:
    assert says in only(copy.frame(series, change), series).what


@pytest.mark.parametrize(
    ("series", "row", "column", "value", "says"),
    [
        ("population", 4, "persons", "-1", "rad 4, kolonne persons: -1.0 skal være minst 0"),
        ("population", 4, "persons", "", "rad 4, kolonne persons: verdien mangler"),
        ("mortality", 5, "deaths_per_100000", "-1", "rad 5, kolonne deaths_per_100000: -1.0 skal være minst"),
        ("mortality", 5, "deaths_per_100000", "0", "rad 5, kolonne deaths_per_100000: 0.0 skal være minst"),
        ("mortality", 5, "deaths_per_100000", "", "verdien mangler"),
        ("mortality", 5, "deaths_per_100000", "14,5", "et tall med punktum"),
        ("migration_age", 3, "net_migration", "inf", "inf er ikke et endelig tall"),
        ("migration_age", 3, "net_migration", "", "verdien mangler"),
        ("projection_assumptions", 2, "value", "", "rad 2, kolonne value: verdien mangler"),
        ("projection_assumptions", 2, "value", "inf", "rad 2, kolonne value: inf er ikke et endelig tall"),
        ("projection_assumptions", 2, "value", "nan", "«nan»"),
        ("projection_assumptions", 4, "year", "1890", "rad 4, kolonne year: 1890 skal være minst 1990"),
        ("ssb2019_assumptions", 2, "value", "", "rad 2, kolonne value: verdien mangler"),
        ("ssb2019_results", 2, "value", "mange", "«mange»"),
        ("ssb2019_results", 9, "kind", "nivå", "rad 9, kolonne kind: ukjent kode «nivå»"),
    ],
)
def test_a_bad_cell_is_one_message_with_its_row(
    copy: Copy, series: str, row: int, column: str, value: str, says: str
) -> None:
    assert says in str(only(copy.cell(series, row, column, value), series))


@pytest.mark.parametrize(
    ("series", "row", "column", "value"),
    [
        ("population", 4, "persons", "-inf"),
        ("population", 4, "sex", "0"),
        ("population", 4, "region", "Norge"),
        ("mortality", 5, "deaths_per_100000", "inf"),
        ("mortality", 5, "sex", "9"),
        ("projection_assumptions", 2, "component", "flytting"),
        ("projection_assumptions", 2, "level", "X"),
    ],
)
def test_a_cell_that_breaks_two_rules_is_named_first_and_every_message_stays_in_the_file(
    copy: Copy, series: str, row: int, column: str, value: str
) -> None:
    """−inf is both below 0 and not finite; an unknown code also leaves a hole where the right one was."""
    problems = copy.cell(series, row, column, value)
    assert any(problem.what.startswith(f"rad {row}, kolonne {column}: ") for problem in problems)
    assert all(f"{series}.csv" in problem.where and problem.fix for problem in problems)
    assert len(problems) <= 3, [problem.what for problem in problems]


@pytest.mark.parametrize(
    ("series", "row"),
    [("population", 4), ("mortality", 7), ("migration_age", 2), ("projection_assumptions", 3)],
)
def test_a_duplicate_key_is_named_by_its_rows_and_nothing_else_is_said(
    copy: Copy, series: str, row: int
) -> None:
    problems = copy.frame(series, lambda frame: pd.concat([frame, frame.iloc[[row - 1]]]))
    assert len(problems) == 2
    assert problems[0].what == f"rad {row}: nøkkelen finnes flere ganger"
    assert all("nøkkelen finnes flere ganger" in problem.what for problem in problems)
    assert all(f"{series}.csv" in problem.where and problem.fix for problem in problems)


@pytest.mark.parametrize(
    ("component", "value", "says"),
    [
        ("fertility", "-1", "fruktbarheten skal være mellom 0,5 og 4"),
        ("fertility", "0", "fruktbarheten skal være mellom 0,5 og 4"),
        ("fertility", "40", "fruktbarheten skal være mellom 0,5 og 4"),
        ("life_expectancy", "150", "levealderen skal være mellom 70 og 105"),
        ("life_expectancy", "30", "levealderen skal være mellom 70 og 105"),
        ("life_expectancy", "-83", "levealderen skal være mellom 70 og 105"),
        ("net_migration", "5000000", "nettoinnvandringen skal være mellom"),
        ("net_migration", "-300000", "nettoinnvandringen skal være mellom"),
    ],
)
@pytest.mark.parametrize(
    ("series", "year"), [("projection_assumptions", "2050"), ("ssb2019_assumptions", "2040")]
)
def test_an_impossible_assumption_is_refused(
    copy: Copy, series: str, year: str, component: str, value: str, says: str
) -> None:
    change = put("value", value, component=component, level="M", year=year)
    assert says in only(copy.frame(series, change), series).what


@pytest.mark.parametrize(
    ("component", "value"),
    [("fertility", "1.76"), ("life_expectancy", "87.8"), ("net_migration", "-7700")],
)
def test_a_step_up_to_the_high_path_is_small_and_not_a_level(copy: Copy, component: str, value: str) -> None:
    change = put("value", value, component=component, level="H_minus_M", year="2040")
    problem = only(copy.frame("ssb2019_assumptions", change), "ssb2019_assumptions")
    assert "i H_minus_M skal være mellom 0 og" in problem.what


@pytest.mark.parametrize(
    ("series", "change", "says"),
    [
        ("mortality", times("deaths_per_100000", 0.01), "mellom 5 000 og 80 000 per 100 000"),
        (
            "projection_assumptions",
            put("unit", "percent", component="fertility", level="M", year="2030"),
            "children_per_woman",
        ),
        (
            "ssb2019_assumptions",
            put("unit", "years", component="net_migration"),
            "nettoinnvandring i persons",
        ),
        ("use_profiles", put("unit", "per_1000", **SMALL_BAND), "samme form og samme enhet"),
        ("mortality", again(year="2023"), "filen skal gjelde ett år"),
        ("migration_age", again(year="2023"), "filen skal gjelde ett år"),
        ("migration_age", times("net_migration", -1), "større enn null"),
        ("population_totals", put("persons", "-43803", item="deaths", year="2023"), "kan ikke være negative"),
    ],
)
def test_a_wrong_unit_or_sign_is_one_broken_rule(copy: Copy, series: str, change: Change, says: str) -> None:
    assert says in only(copy.frame(series, change), series).what


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("use", "0", **SMALL_BAND), "en glatt profil (smooth) kan ikke ha en aldersgruppe uten bruk"),
        (put("shape", "steps", **SMALL_BAND), "en profil skal ha samme form og samme enhet"),
        (put("shape", "rett", **SMALL_BAND), "ukjent kode «rett»"),
        (put("use", "-1", **SMALL_BAND), "-1.0 skal være minst 0"),
        (without(**SMALL_BAND), "uten hull eller overlapp"),
    ],
)
def test_a_spoiled_profile_is_found(copy: Copy, change: Change, says: str) -> None:
    problems = copy.frame("use_profiles", change)
    assert says in "\n".join(map(str, problems))
    assert all("use_profiles.csv" in problem.where and problem.fix for problem in problems)


def test_a_profile_in_steps_may_have_a_band_without_use(copy: Copy) -> None:
    assert copy.frame("use_profiles", put("use", "0", profile="dental", age_from="19")) == []

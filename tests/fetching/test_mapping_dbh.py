"""Candidates, students and completion from DBH's rows: which group a programme is, which year counts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from helseplan.classifications import codes, table
from helseplan.contracts.validate import faults
from helseplan.errors import DataError
from helseplan.fetching.mapping import mapping_of
from helseplan.fetching.mapping.programmes import group_of
from helseplan.vintages.dbh.reading import read
from helseplan.vintages.dbh.selection import selection
from helseplan.vintages.pxweb.layout import LayoutError
from helseplan.vintages.series import SERIES
from tests.fetching.mapping_doubles import Frames, given

PROGRAMMES = {
    "SYK": "Bachelor i sykepleie",
    "ANE": "Videreutdanning i anestesisykepleie",
    "MSY": "Master i sykepleie",
    "VER": "Vernepleie, bachelor",
    "MED": "Medisin, profesjonsstudium",
    "ØKO": "Økonomi og administrasjon",
}


def dbh(
    row: str, rows: Sequence[Mapping[str, Any]], before: Mapping[str, pd.DataFrame] | None = None
) -> Frames:
    """The series that the row's mapping makes of DBH's answer."""
    there = given(row, before)
    choice = selection(there.row.selection, there.row.row)
    cube = read(json.dumps(list(rows)).encode(), choice, there.row.table)
    return mapping_of(there.row)(cube, there)


def candidates(counts: Mapping[str, int], terms: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {
            "Institusjonskode": place,
            "Institusjonsnavn": f"Skole {place}",
            "Årstall": year,
            "Semester": term,
            "Studieprogramkode": code,
            "Studieprogramnavn": PROGRAMMES[code],
            "Antall totalt": str(count),
            "Antall kvinner": str(count // 2),
        }
        for place in ("1101", "1102")
        for year, term in terms
        for code, count in counts.items()
    ]


def cohorts(code: str, figures: Mapping[int, tuple[int, int, int, int]]) -> list[dict[str, str]]:
    return [
        {
            "Institusjonskode": "1101",
            "Årstall": str(year),
            "Studieprogramkode": code,
            "Studieprogramnavn": PROGRAMMES[code],
            "Startkull": str(start),
            "Fullført normert": str(done // 2),
            "Fullført normert2": str(done),
            "Studerer2": str(still),
            "Frafalt2": str(left),
        }
        for year, (start, done, still, left) in figures.items()
    ]


TERMS = [("2024", "1"), ("2024", "3"), ("2025", "1")]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Bachelor i sykepleie", "sykepleier"),
        ("Sjukepleie, bachelorstudium", "sykepleier"),
        ("Sykepleie, deltid", "sykepleier"),
        ("Master i sykepleie - klinisk forskning", None),
        ("Videreutdanning i intensivsykepleie", None),
        ("Master i helsesykepleie", "helsesykepleier"),
        ("Helsesøsterutdanning", "helsesykepleier"),
        ("Master i jordmorfag", "jordmor"),
        ("Bioingeniørutdanning", "bioingenior"),
        ("Radiografi", "radiograf"),
        ("Tannpleie", "tannpleier"),
        ("Odontologi, master", "tannlege"),
        ("Fysioterapi", "fysioterapeut"),
        ("Master i manuellterapi for fysioterapeuter", None),
        ("Ergoterapi", "ergoterapeut"),
        ("Psykologi - profesjonsstudium", "psykolog"),
        ("Bachelor i psykologi", None),
        ("Medisin, profesjonsstudium", "lege"),
        ("Medisin", "lege"),
        ("Bachelor i medisinsk teknologi", None),
        ("Vernepleie", "vernepleier"),
        ("Barnevern", None),
        ("Lektorutdanning", None),
        ("Geriatrisk sykepleie", None),
        ("Palliativ/Onkologisk sykepleie", None),
        ("Stomisykepleie", None),
        ("Hjertesykepleie", None),
        ("Sykepleievitenskap", None),
        ("Veiledning i sykepleie", None),
        ("Master i fysioterapi", None),
        ("Fysioterapi for barn", None),
        ("Fysioterapi, bachelor", "fysioterapeut"),
        ("Bachelor i sykepleie, spesialordning", "sykepleier"),
        ("Bachelor i sykepleie - klinisk studium", "sykepleier"),
        ("Bachelor of Science in Nursing", "sykepleier"),
        ("Sykepleie", "sykepleier"),
        ("Sykepleierutdanning", "sykepleier"),
        ("Sykepleie, desentralisert", "sykepleier"),
        ("Sykepleie, heltid", "sykepleier"),
        ("Sykepleie, deltid/desentralisert", "sykepleier"),
        ("Medisinstudiet", "lege"),
    ],
)
def test_a_programme_belongs_to_one_group_or_none(name: str, group: str | None) -> None:
    assert group_of(name) == group


def test_every_rule_is_marked_as_an_assumption_and_names_a_modelled_group() -> None:
    rules = table("study_programmes")
    assert {rule["quality"] for rule in rules} == {"assumption"}
    assert {rule["code"] for rule in rules} <= set(codes("groups", modelled="true"))


def test_candidates_are_added_up_over_schools_and_terms_of_whole_years() -> None:
    frames = dbh("dbh-104", candidates({"SYK": 500, "ANE": 60, "MSY": 40, "VER": 90, "ØKO": 300}, TERMS))
    rows = frames["graduates"].set_index(["group", "year"])
    assert rows.persons.to_dict() == {("sykepleier", 2024): 500 * 4, ("vernepleier", 2024): 90 * 4}
    assert set(rows.quality) == {"assumption"}
    assert faults(frames["graduates"], SERIES["graduates"]) == []


def test_a_group_without_candidates_in_a_year_between_has_none() -> None:
    rows = candidates({"SYK": 500, "VER": 90}, [("2023", "1"), ("2023", "3"), ("2024", "1"), ("2024", "3")])
    kept = [row for row in rows if (row["Studieprogramkode"], row["Årstall"]) != ("VER", "2023")]
    persons = dbh("dbh-104", kept)["graduates"].set_index(["group", "year"]).persons
    assert persons["vernepleier", 2023] == 0
    assert persons["sykepleier", 2023] == 500 * 4


@pytest.mark.parametrize(("after", "said"), [(0, "til 0 i 2024"), (240, "til 960 i 2024")])
def test_a_group_that_vanishes_or_is_halved_stops_and_its_lost_programmes_are_named(
    after: int, said: str
) -> None:
    rows = candidates({"SYK": 500, "VER": 90}, [("2023", "1"), ("2023", "3")])
    later = candidates({"SYK": after, "VER": 90, "ØKO": 500, "MSY": 40}, [("2024", "1"), ("2024", "3")])
    kept = [row for row in later if row["Antall totalt"] != "0"]
    with pytest.raises(LayoutError) as error:
        dbh("dbh-104", [*rows, *kept])
    assert "sykepleier" in error.value.what and said in error.value.what.replace("\u00a0", " ")
    assert (
        error.value.found.replace("\u00a0", " ")
        .split(": ")[1]
        .startswith("Økonomi og administrasjon (2 000), ")
    )
    assert "study_programmes.csv" in error.value.fix


def test_a_small_group_may_have_none() -> None:
    rows = candidates({"SYK": 500, "VER": 7}, [("2023", "1"), ("2023", "3")])
    later = candidates({"SYK": 500}, [("2024", "1"), ("2024", "3")])
    persons = dbh("dbh-104", [*rows, *later])["graduates"].set_index(["group", "year"]).persons
    assert persons["vernepleier", 2024] == 0


def test_half_a_year_is_no_year() -> None:
    with pytest.raises(LayoutError, match="både vår og høst") as error:
        dbh("dbh-104", candidates({"SYK": 500}, [("2025", "1")]))
    assert "2025: 1" in error.value.found


def test_a_table_without_one_known_programme_stops() -> None:
    with pytest.raises(LayoutError, match="personellgruppe"):
        dbh("dbh-104", candidates({"ØKO": 300}, TERMS))


def test_the_same_code_at_two_schools_with_two_names_is_two_programmes() -> None:
    rows = candidates({"SYK": 500}, TERMS)
    for row in rows:
        if row["Institusjonskode"] == "1102":
            row["Studieprogramnavn"] = "Økonomi"
    persons = dbh("dbh-104", rows)["graduates"].set_index(["group", "year"]).persons
    assert persons["sykepleier", 2024] == 500 * 2


def test_completion_is_that_of_the_last_cohort_that_has_been_followed_to_the_end() -> None:
    followed, unfinished = (1000, 780, 40, 180), (1000, 300, 0, 100)
    rows = cohorts("SYK", {2018: (1000, 700, 50, 250), 2019: followed, 2022: unfinished})
    traits = dbh("dbh-707", rows)["group_traits"].set_index(["group", "item"])
    assert traits.value["sykepleier", "completion"] == pytest.approx(0.78)
    assert traits.year["sykepleier", "completion"] == 2019
    assert faults(traits.reset_index(), SERIES["group_traits"]) == []


def test_a_small_cohort_says_nothing() -> None:
    before = given("dbh-707").series("group_traits").set_index(["group", "item"])
    after = dbh("dbh-707", cohorts("VER", {2019: (12, 10, 0, 2)}))["group_traits"].set_index(
        ["group", "item"]
    )
    assert after.value["vernepleier", "completion"] == before.value["vernepleier", "completion"]


def test_a_missing_column_stops() -> None:
    rows = cohorts("SYK", {2019: (1000, 780, 40, 180)})
    with pytest.raises(LayoutError) as error:
        dbh("dbh-707", [{key: cell for key, cell in row.items() if key != "Frafalt2"} for row in rows])
    assert "Frafalt2" in error.value.expected


MET = "Møtt til studiestart"


def met(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same counts as those who met at the start of their studies."""
    return [{(MET if key == "Antall totalt" else key): cell for key, cell in row.items()} for row in rows]


def persons(frames: Frames) -> dict[tuple[str, int, str], float]:
    rows = frames["students"]
    assert faults(rows, SERIES["students"]) == []
    assert set(rows.quality) == {"assumption"}
    return rows.set_index(["group", "year", "item"]).persons.to_dict()


def test_new_students_are_those_of_both_terms_in_years_with_an_autumn() -> None:
    found = persons(dbh("dbh-379", met(candidates({"SYK": 500, "ANE": 60}, TERMS))))
    assert found == {("sykepleier", 2024, "admitted"): 500 * 4}


def test_registered_students_are_counted_in_the_autumn() -> None:
    found = persons(dbh("dbh-123", candidates({"SYK": 1500, "VER": 90}, TERMS)))
    assert found == {
        ("sykepleier", 2024, "registered"): 1500 * 2,
        ("vernepleier", 2024, "registered"): 90 * 2,
    }


def test_each_table_replaces_its_own_item_and_leaves_the_other() -> None:
    registered = dbh("dbh-123", candidates({"SYK": 1500}, TERMS))["students"]
    older = registered.assign(item="admitted", year=2019)
    both = pd.concat([registered, older], ignore_index=True)
    rows = met(candidates({"SYK": 500}, TERMS))
    found = persons(dbh("dbh-379", rows, {"students": both}))
    assert found == {("sykepleier", 2024, "registered"): 3000, ("sykepleier", 2024, "admitted"): 2000}


def test_a_group_whose_new_students_vanish_stops() -> None:
    rows = candidates({"SYK": 500, "VER": 90}, [("2023", "3")])
    with pytest.raises(LayoutError, match="til 0 i 2024") as error:
        dbh("dbh-379", met([*rows, *candidates({"VER": 90}, [("2024", "3")])]))
    assert "studenter i 2024" in error.value.expected


@pytest.mark.parametrize("row", ["dbh-379", "dbh-123", "dbh-104"])
@pytest.mark.parametrize("sign", [":", None])
def test_a_withheld_count_is_not_nought(row: str, sign: str | None) -> None:
    rows: list[dict[str, Any]] = [dict(each) for each in candidates({"SYK": 500, "ØKO": 300}, TERMS)]
    rows[2]["Antall totalt"] = sign  # nurses at one school in the autumn
    assert (rows[2]["Semester"], rows[2]["Studieprogramkode"]) == ("3", "SYK")
    with pytest.raises(LayoutError, match="mangler tall") as error:
        dbh(row, met(rows) if row == "dbh-379" else rows)
    assert "1 celler" in error.value.found and "SYK" in error.value.found
    assert "--partial" in error.value.fix


def test_a_withheld_count_of_another_programme_matters_to_none() -> None:
    rows: list[dict[str, Any]] = [dict(each) for each in candidates({"SYK": 500, "ØKO": 300}, TERMS)]
    rows[3]["Antall totalt"] = ":"
    assert persons(dbh("dbh-123", rows)) == {("sykepleier", 2024, "registered"): 1000}


def test_an_old_halving_does_not_stop_the_new_students() -> None:
    counts = {"2022": 90, "2023": 40, "2024": 40}
    rows = [row for year, count in counts.items() for row in candidates({"SYK": count}, [(year, "3")])]
    assert len(persons(dbh("dbh-379", met(rows)))) == 3


@pytest.mark.parametrize("text", ["<5", "1e+308"])
def test_a_text_among_counts_is_named(text: str) -> None:
    rows: list[dict[str, Any]] = [dict(each) for each in candidates({"SYK": 500}, TERMS)]
    rows[1]["Antall totalt"] = text
    with pytest.raises(DataError, match="ikke et tall") as error:
        dbh("dbh-123", rows)
    assert "rad 2, kolonnen Antall totalt" in error.value.where and error.value.found == text


@pytest.mark.parametrize("row", ["dbh-379", "dbh-123"])
def test_students_without_one_autumn_stop(row: str) -> None:
    spring = candidates({"SYK": 500}, [("2025", "1")])
    with pytest.raises(LayoutError, match="høstsemesteret") as error:
        dbh(row, met(spring) if row == "dbh-379" else spring)
    assert error.value.found == "2025: 1"


def test_a_renamed_count_of_new_students_stops() -> None:
    with pytest.raises(LayoutError) as error:
        dbh("dbh-379", candidates({"SYK": 500}, TERMS))
    assert MET in error.value.expected

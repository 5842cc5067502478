"""The registry's selection text becomes explicit codes, checked against the table."""

from __future__ import annotations

import pytest

from helseplan.vintages.pxweb import LayoutError
from helseplan.vintages.pxweb.expressions import UnknownCodeError, expand
from tests.pxtable import px_table
from tests.vintages.pxweb.services import Px, client, population

ALL = "Region=0;Kjonn=*;Alder=*;ContentsCode=Personer1;Tid=2026"
YEARS = [str(year) for year in range(2020, 2027)]
AGES = ["000", "001", "002", "103", "104", "105+"]


def resolve(text: str, table=None):
    asked = client(Px(table))
    return asked.resolve(asked.metadata("07459"), text, "ssb-07459")


def codes(text: str) -> dict[str, tuple[str, ...]]:
    return {choice.variable: choice.codes for choice in resolve(text).choices}


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("*", YEARS),
        ("2024", ["2024"]),
        ("top(2)", ["2025", "2026"]),
        ("top(2,1)", ["2024", "2025"]),
        ("TOP(2, 1)", ["2024", "2025"]),
        ("bottom(2)", ["2020", "2021"]),
        ("top(99)", YEARS),
        ("from(2025)", ["2025", "2026"]),
        ("to(2021)", ["2020", "2021"]),
        ("range(2021,2023)", ["2021", "2022", "2023"]),
        ("range(2023,2021)", ["2021", "2022", "2023"]),
        ("202?", YEARS),
        ("2*4", ["2024"]),
        ("*5", ["2025"]),
    ],
)
def test_expressions_mean_what_the_service_means_by_them(expression, found):
    assert expand(expression, YEARS, True) == found
    assert codes(ALL.replace("2026", expression))["Tid"] == tuple(found)


def test_the_top_of_a_variable_that_is_not_time_is_its_first():
    assert expand("top(2)", AGES, False) == ["000", "001"]
    assert expand("bottom(1)", AGES, False) == ["105+"]


def test_the_top_of_time_is_the_newest_whatever_order_the_table_has():
    assert expand("top(2)", YEARS[::-1], True) == ["2026", "2025"]
    assert expand("bottom(1)", YEARS[::-1], True) == ["2020"]


def test_a_code_goes_before_an_expression_and_signs_are_taken_as_they_are():
    assert expand("a*", ["ab", "a*"], False) == ["a*"]
    assert expand("105+", AGES, False) == ["105+"]
    assert expand("[0]?", ["[0]1", "01"], False) == ["[0]1"]
    with pytest.raises(UnknownCodeError):
        expand("105", AGES, False)


def test_codes_come_in_the_tables_order_each_once():
    found = codes("Region=3103,0,31*;Kjonn=1,2;Alder=105+,00?;ContentsCode=*;Tid=2026,top(2)")
    assert found["Region"] == ("0", "3101", "3103")
    assert found["Kjonn"] == ("2", "1")
    assert found["Alder"] == ("000", "001", "002", "105+")
    assert found["Tid"] == ("2025", "2026")


def test_the_extract_counts_its_cells_and_carries_the_tables_version():
    extract = resolve(ALL)
    assert (extract.table, extract.cells, extract.updated) == ("07459", 12, "2026-02-25T07:00:00Z")
    assert extract.eliminated == ()


def test_the_open_age_is_a_code_of_its_own():
    assert codes(ALL)["Alder"][-1] == "105+"


def test_white_space_and_a_semicolon_at_the_end_are_of_no_matter():
    assert resolve(" Region = 0 ; Kjonn=* ;Alder=* ; ContentsCode=Personer1;Tid= 2026 ;") == resolve(ALL)


def test_a_variable_that_is_not_named_would_be_summed():
    with pytest.raises(LayoutError) as caught:
        resolve(ALL.replace("Kjonn=*;", ""))
    message = str(caught.value)
    assert "Utvalget nevner ikke «Kjonn»" in message
    assert "Kjonn ville blitt summert bort" in message
    assert "Kjonn: 2 (Kvinner), 1 (Menn)" in message
    assert "data/tables.csv, raden «ssb-07459»" in message


def test_a_mandatory_variable_that_is_not_named_is_an_error_too():
    with pytest.raises(LayoutError, match="nevner ikke «Region»") as caught:
        resolve(ALL.replace("Region=0;", ""))
    assert "summert" not in caught.value.what


def test_a_variable_is_summed_away_only_on_purpose_and_only_when_it_may_be():
    extract = resolve(ALL.replace("Kjonn=*", "Kjonn=-"))
    assert extract.eliminated == ("Kjonn",)
    assert [choice.variable for choice in extract.choices] == ["Region", "Alder", "ContentsCode", "Tid"]
    assert extract.cells == 6
    with pytest.raises(LayoutError, match="«Region» i tabell 07459 kan ikke summeres bort"):
        resolve(ALL.replace("Region=0", "Region=-"))


def test_an_unknown_variable_is_named_with_what_it_may_have_meant():
    with pytest.raises(LayoutError, match=r"ingen variabel «Kjønn»[\s\S]*Mente du «Kjonn»\?"):
        resolve(ALL.replace("Kjonn", "Kjønn"))


def test_a_renamed_variable_points_at_the_one_that_is_left():
    """Region has become KOKkommuneregion0000: nothing in the names is alike."""
    table = px_table(
        "07459", {"KOKkommuneregion0000": ["0"], "ContentsCode": ["Personer1"], "Tid": ["2026"]}, lambda *_: 1
    )
    with pytest.raises(LayoutError, match=r"ingen variabel «Region»[\s\S]*Mente du «KOKkommuneregion0000»"):
        resolve("Region=0;ContentsCode=Personer1;Tid=2026", table)


def test_every_unknown_code_is_named_with_what_exists():
    with pytest.raises(LayoutError) as caught:
        resolve(ALL.replace("Alder=*", "Alder=105,106,000").replace("Personer1", "Personer1"))
    message = str(caught.value)
    assert "har ikke kodene «105», «106»" in message
    assert "Mente du «105+»" in message
    assert "105+ (105 år +)" in message


def test_a_code_may_be_looked_for_by_its_text():
    with pytest.raises(LayoutError, match="Mente du «0301»"):
        resolve(ALL.replace("Region=0", "Region=Oslo"))


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("top(0)", "velger ingen"),
        ("top(x)", "hele tall"),
        ("top(1,99)", "hopper over alle"),
        ("range(2020)", "to koder"),
        ("from(2020,2021)", "én kode"),
        ("from()", "én kode"),
        ("from(1999)", "«1999»"),
        ("2030", "«2030»"),
        ("19*", r"«19\*»"),
    ],
)
def test_an_expression_that_picks_nothing_is_an_error(expression, wrong):
    with pytest.raises(LayoutError, match=wrong):
        resolve(ALL.replace("2026", expression))


@pytest.mark.parametrize(
    "text", ["", "Region", "Region=", "=0", "Region=0,,1", "Region@=0", "Region=0;;Tid=1;X"]
)
def test_a_text_that_cannot_be_read_says_how_it_should_be(text):
    with pytest.raises(LayoutError, match=r"Variabel=kode,kode"):
        resolve(text)


def test_a_variable_named_twice_is_an_error():
    with pytest.raises(LayoutError, match="«Region» to ganger"):
        resolve("Region=0;" + ALL)


def test_codes_of_a_code_list_are_used_as_they_are():
    extract = resolve(ALL.replace("Region=0", "Region@agg_KommFylker=F-03,*1"))
    choice = extract.choices[0]
    assert (choice.codes, choice.codelist, choice.output) == (
        ("F-31", "F-03"),
        "agg_KommFylker",
        "aggregated",
    )


def test_a_code_list_the_variable_lacks_is_an_error():
    with pytest.raises(LayoutError, match=r"ingen kodeliste «agg_KommFylke»[\s\S]*Mente du «agg_KommFylker»"):
        resolve(ALL.replace("Region=0", "Region@agg_KommFylke=*"))
    with pytest.raises(LayoutError, match="har ikke koden «0301»"):
        resolve(ALL.replace("Region=0", "Region@agg_KommFylker=0301"))


def test_text_from_the_service_is_plain_in_messages():
    table = population()
    table["dimension"]["Kjonn"]["category"]["label"]["2"] = "<script>alert(1)</script>\nKvinner"
    with pytest.raises(LayoutError) as caught:
        resolve(ALL.replace("Kjonn=*", "Kjonn=9"), table)
    assert "<script>" not in str(caught.value)
    assert "Kvinner" in str(caught.value)

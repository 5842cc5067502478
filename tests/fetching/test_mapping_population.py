"""Population and its changes: what SSB counted is what the series have."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helseplan.fetching.mapping import population, population_changes
from helseplan.paths import ROOT
from helseplan.vintages import open_vintage
from helseplan.vintages.pxweb import jsonstat
from helseplan.vintages.pxweb.layout import LayoutError
from tests.fetching.tables import AGES, PLAN, SEXES, cube, given, kept

SHARED = ROOT.parent / "shared" / "data"
COUNT = SHARED / "population" / "ssb07459_norway_age_sex_2020_2022.csv"
HALDEN = SHARED / "pxweb_samples" / "ssb_v2_07459_halden_2005_2026.json"
ROW = "ssb-07459"


def needs(path: Path) -> None:
    if not path.is_file():
        pytest.skip(f"the shared data are not here: {path.name}")


def counts(years: tuple[str, ...] = ("2020", "2022", "2023"), **options: object):
    dimensions = {
        "Region": {"0": "Hele landet"},
        "Kjonn": SEXES,
        "Alder": AGES,
        "ContentsCode": {"Personer1": "Personer"},
        "Tid": years,
    }

    def value(region: str, sex: str, age: str, contents: str, year: str) -> int:
        return int(sex) * 10_000 + int(age[:3]) + int(year)

    return cube("07459", dimensions, value, **options)


def test_the_real_count_comes_out_as_published() -> None:
    needs(COUNT)
    real = pd.read_csv(COUNT)
    cells = real.set_index(["sex", "age", "year"]).persons
    table = cube(
        "07459",
        {
            "Region": {"0": "Hele landet"},
            "Kjonn": SEXES,
            "Alder": AGES,
            "ContentsCode": {"Personer1": "Personer"},
            "Tid": [str(year) for year in sorted(real.year.unique())],
        },
        lambda region, sex, age, contents, year: int(cells[int(sex), int(age[:3]), int(year)]),
    )
    made = population.to_series(table, given(ROW))
    sums = made["population"].groupby("year").persons.sum()
    assert sums[2020] == 5_367_580 and sums[2022] == 5_425_270
    totals = made["population_totals"]
    there = totals[totals["item"] == "population_1jan"].set_index("year").persons
    assert there[2022] == 5_425_270 and there[2024] == 5_550_203
    assert kept("population", made["population"]) == []
    assert kept("population_totals", totals) == []


def test_every_cell_lands_on_its_sex_and_age() -> None:
    made = population.to_series(counts(), given(ROW))["population"].set_index(["year", "sex", "age_from"])
    assert made.persons[2023, "2", 7] == 20_000 + 7 + 2023
    assert made.persons[2020, "1", 105] == 10_000 + 105 + 2020
    assert (made.age_to == made.index.get_level_values("age_from")).all()
    assert set(made.source) == {f"{ROW}-test"} and set(made.quality) == {"published"}


def test_a_year_the_table_does_not_give_stays_as_it_was() -> None:
    before = open_vintage(PLAN).read("population")
    made = population.to_series(counts(("2022", "2023")), given(ROW))["population"]
    pd.testing.assert_frame_equal(
        made[made.year == 2020].reset_index(drop=True),
        before[before.year == 2020].sort_values(["year", "region", "sex", "age_from"], ignore_index=True),
    )


def test_a_sum_is_derived_and_what_was_published_otherwise_stays() -> None:
    totals = population.to_series(counts(), given(ROW))["population_totals"].set_index(["item", "year"])
    assert totals.quality["population_1jan", 2020] == "derived"
    assert totals.quality["births", 2024] == "published"
    assert totals.source["births", 2024] == "ssb-befolkning"


def test_a_missing_cell_stops() -> None:
    with pytest.raises(LayoutError) as caught:
        population.to_series(counts(status={5: ".."}), given(ROW))
    assert "«..»" in caught.value.found


def test_a_municipality_is_not_the_country() -> None:
    """A real answer: Halden's code is new in 2024, and 0 before that means not valid."""
    needs(HALDEN)
    with pytest.raises(LayoutError) as caught:
        population.to_series(jsonstat.read(HALDEN.read_bytes()), given(ROW))
    assert "Halden" in str(caught.value) or "celler" in str(caught.value)


CHANGES = {
    "Folkemengde": (5_488_984, 5_550_203, 5_594_340, 5_627_000),
    "Levende": (51_980, 54_013, 55_000, None),
    "Dode": (43_803, 44_242, 44_000, None),
    "Nettoinnflytting": (52_578, 34_083, 21_660, None),
}


def changes(numbers: dict[str, tuple[int | None, ...]] = CHANGES, **options: object):
    cells = [number for item in numbers.values() for number in item]
    years = ("2023", "2024", "2025", "2026")
    dimensions = {"Region": {"0": "Hele landet"}, "ContentsCode": list(numbers), "Tid": years}
    return cube("06913", dimensions, cells, **options)


def test_the_account_of_the_year_closes_and_a_year_under_way_has_its_population_only() -> None:
    made = population_changes.to_series(changes(), given("ssb-06913"))["population_totals"]
    by = made.set_index(["item", "year"]).persons
    assert by["births", 2025] == 55_000 and by["population_1jan", 2026] == 5_627_000
    assert ("births", 2026) not in by.index and ("deaths", 2022) in by.index
    assert kept("population_totals", made) == []


def test_noughts_in_a_year_that_is_not_over_are_not_taken_for_births() -> None:
    numbers = {item: (*cells[:3], cells[3] or 0) for item, cells in CHANGES.items()}
    made = population_changes.to_series(changes(numbers), given("ssb-06913"))["population_totals"]
    assert set(made[made.year == 2026]["item"]) == {"population_1jan"}


def test_an_account_that_does_not_close_is_found_by_the_contract() -> None:
    numbers = {**CHANGES, "Nettoinnflytting": (52_578, 134_083, 21_660, None)}
    made = population_changes.to_series(changes(numbers), given("ssb-06913"))["population_totals"]
    assert any("neste års folketall" in fault for fault in kept("population_totals", made))


def test_a_renamed_item_names_the_row() -> None:
    numbers = {("Levendefodte" if item == "Levende" else item): cells for item, cells in CHANGES.items()}
    with pytest.raises(LayoutError) as caught:
        population_changes.to_series(changes(numbers), given("ssb-06913"))
    assert "Levendefodte" in caught.value.fix and "ssb-06913" in caught.value.where

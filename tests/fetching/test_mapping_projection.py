"""Projections: alternatives by their letters, the country only, single ages 0–105."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from helseplan.classifications import codes
from helseplan.fetching.mapping import projection
from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.pxweb.layout import LayoutError
from tests.fetching.tables import AGES, SEXES, cube, given, kept, population

REGIONAL = {
    "Personer": "Hovedalternativet (MMMM)",
    "Personer1": "Lav nasjonal vekst (LLML)",
    "Personer2": "Høy nasjonal vekst (HHMH)",
    "Personer3": "Lav nettoinnvandring (MMML)",
    "Personer4": "Høy nettoinnvandring (MMMH)",
    "Personer5": "Sterk aldring (LHML)",
    "Personer6": "Svak aldring (HLMH)",
    "Personer7": "Ingen nettoinnvandring (MMM0)",
    "Personer8": "Ingen flytting (MM00)",
}
"""The texts and codes of SSB's regional tables."""
TO_100 = {**{f"{age:03d}": f"{age} år" for age in range(100)}, "100": "100 år eller eldre"}
TO_119 = {**{f"{age:03d}": f"{age} år" for age in range(119)}, "119": "119 år eller eldre"}


def regional(
    contents: Mapping[str, str] = REGIONAL,
    ages: Mapping[str, str] = AGES,
    years: tuple[str, ...] = ("2026", "2027"),
) -> Cube:
    order = {code: place for place, code in enumerate(REGIONAL)}
    return cube(
        "14746",
        {
            "Region": {"0": "Hele landet", "3101": "Halden"},
            "Kjonn": SEXES,
            "Alder": ages,
            "ContentsCode": contents,
            "Tid": years,
        },
        lambda region, sex, age, code, year: (
            100 * (order[code] + 1) + int(age[:3].rstrip("+")) / 1000 + int(sex) * 10
            if region == "0"
            else 1e6
        ),
    )


def national(names: Mapping[str, str], years: range) -> Cube:
    dimensions = {
        "Kjonn": SEXES,
        "Alder": AGES,
        "InnvandrLandbakgr": {"999": "Hele befolkningen"},
        "Framskriv": names,
        "ContentsCode": {"Folkemengde": "Folkemengde"},
        "Tid": [str(year) for year in years],
    }
    return cube("14282", dimensions, lambda *_: 1000.0)


def test_alternatives_are_known_by_their_letters_whatever_their_order() -> None:
    turned = dict(reversed(REGIONAL.items()))
    made = projection.to_series(regional(turned), given("ssb-14746"))["projection_table"]
    by = made.set_index(["alternative", "year", "sex", "age"]).persons
    assert set(made.alternative) == {"MMM", "LLL", "HHH", "MML", "MMH"}
    assert by["MMM", 2026, "2", 5] == pytest.approx(120.005)
    assert by["HHH", 2027, "1", 105] == pytest.approx(310.105)


def test_only_the_country_is_read() -> None:
    made = projection.to_series(regional(), given("ssb-14746"))["projection_table"]
    assert set(made.region) == {"0"} and made.persons.max() < 1000


def test_no_moves_within_the_country_is_not_a_national_alternative() -> None:
    """MM00 changes the third letter, so it may not become the national MM0."""
    alone = {**{code: REGIONAL[code] for code in ("Personer", "Personer8")}}
    made = projection.to_series(regional(alone), given("ssb-14746"))["projection_table"]
    assert set(made.alternative) == {"MMM"}


def test_a_national_table_with_every_alternative_keeps_the_contract() -> None:
    names = {str(place): f"Alternativ {name}" for place, name in enumerate(codes("alternatives"))}
    made = projection.to_series(national(names, range(2024, 2061)), given("ssb-14282"))["projection_table"]
    assert kept("projection_table", made) == []
    assert set(made.quality) == {"published"} and set(made.source) == {"ssb-14282-test"}


def test_immigrants_beside_the_whole_population_would_be_counted_twice() -> None:
    dimensions = {
        "Kjonn": SEXES,
        "Alder": AGES,
        "InnvandrLandbakgr": {"999": "Hele befolkningen", "1": "Innvandrere"},
        "Framskriv": {"MMM": "Hovedalternativet (MMM)"},
        "Tid": ["2024"],
    }
    with pytest.raises(LayoutError) as caught:
        projection.to_series(cube("14282", dimensions, lambda *_: 1.0), given("ssb-14282"))
    assert "InnvandrLandbakgr" in caught.value.what and "Hele befolkningen" in caught.value.found


@pytest.mark.parametrize(
    "contents",
    [
        {"Personer": "Middels", "Personer1": "Lav"},
        {"Personer1": "Lav nasjonal vekst (LLML)"},
        {"Personer": "Hovedalternativet (MMMM)", "Personer1": "Hovedalternativet (MMMM)"},
    ],
    ids=["no letters", "no main alternative", "twice"],
)
def test_alternatives_that_cannot_be_told_are_refused(contents: dict[str, str]) -> None:
    with pytest.raises(LayoutError) as caught:
        projection.to_series(regional(contents), given("ssb-14746"))
    assert "ssb-14746" in caught.value.where


def test_an_open_age_of_100_is_split_by_the_newest_count_and_keeps_its_sum() -> None:
    """Sixteen people of 100 years and over for each of 105: shares follow the count, sums are the table's."""
    base = population((2020, 2022), lambda sex, age: float(106 - age) * int(sex))
    made = projection.to_series(regional(ages=TO_100), given("ssb-14746", population=base))[
        "projection_table"
    ]
    part = made[(made.alternative == "LLL") & (made.year == 2026) & (made.sex == "1")].set_index("age")
    old = part.loc[100:]
    assert part.index.tolist() == list(range(106))
    assert old.persons.sum() == pytest.approx(200 + 10 + 0.1)
    assert (old.persons / old.persons.sum()).tolist() == pytest.approx(
        [6 / 21, 5 / 21, 4 / 21, 3 / 21, 2 / 21, 1 / 21]
    )
    assert set(old.quality) == {"derived"} and set(part.loc[:99].quality) == {"published"}


def test_a_count_in_five_year_groups_can_split_it_too() -> None:
    """The plan's own count has 100 years and over as one group."""
    made = projection.to_series(regional(ages=TO_100), given("ssb-14746"))["projection_table"]
    part = made[(made.alternative == "MMM") & (made.year == 2026) & (made.sex == "2")]
    assert len(part) == 106 and (part.persons > 0).all()
    assert part[part.age >= 100].persons.sum() == pytest.approx(120.1)


def test_ages_above_105_are_added_to_105_and_marked_derived() -> None:
    made = projection.to_series(regional(ages=TO_119), given("ssb-14746"))["projection_table"]
    part = made[(made.alternative == "MMM") & (made.year == 2027) & (made.sex == "1")].set_index("age")
    assert part.persons[105] == pytest.approx(sum(110 + age / 1000 for age in range(105, 120)))
    assert part.quality[105] == "derived" and part.quality[104] == "published"


def test_five_year_groups_are_refused() -> None:
    groups = {f"{low:02d}": f"{low}-{low + 4} år" for low in range(0, 90, 5)} | {"90+": "90 år eller eldre"}
    with pytest.raises(LayoutError) as caught:
        projection.to_series(regional(ages=groups), given("ssb-14746"))
    assert "0–4 år" in caught.value.found


def test_totals_of_age_are_not_counted_beside_the_ages() -> None:
    made = projection.to_series(regional(ages={**AGES, "999": "Alle aldre"}), given("ssb-14746"))[
        "projection_table"
    ]
    assert len(made[made.alternative == "MMM"]) == 2 * 2 * 106

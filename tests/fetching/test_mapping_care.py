"""Use of care by age: users and hours against the people they are counted among."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helseplan.demand.profiles import use_by_age
from helseplan.errors import DataError
from helseplan.fetching.mapping import care_hours, care_users
from helseplan.vintages import open_vintage
from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.pxweb.layout import LayoutError
from tests.fetching.tables import PLAN, cube, given, kept, population

AGES = {
    "00-49": "0-49 år",
    "50-66": "50-66 år",
    "67-79": "67-79 år",
    "80-89": "80-89 år",
    "90+": "90 år og over",
}
SERVICES = {
    "18": "Tidsavgrensa opphald – utgreiing og behandling",
    "19": "Tidsavgrensa opphald – habilitering og rehabilitering",
    "20": "Tidsavgrensa opphald – anna",
    "21": "Langtidsopphald i institusjon",
}
HOME = {"01": "Praktisk hjelp: daglege gjeremål", "15": "Helsetenester i heimen"}
WIDTH = {"00-49": 50, "50-66": 17, "67-79": 13, "80-89": 10, "90+": 16}
USERS = {"00-49": 50, "50-66": 170, "67-79": 1300, "80-89": 4000, "90+": 3200}


def users(
    services: dict[str, str] = SERVICES, ages: dict[str, str] = AGES, year: str = "2024", **options: object
) -> Cube:
    dimensions = {
        "Region": {"0": "Hele landet"},
        "Alder": ages,
        "TenesteType": services,
        "ContentsCode": {"Brukere1": "Brukere"},
        "Tid": [year],
    }
    return cube(
        "11645", dimensions, lambda r, age, service, *_: USERS[age] * (3 if service == "21" else 1), **options
    )


def hours(ages: dict[str, str] = AGES, year: str = "2024") -> Cube:
    dimensions = {
        "Region": {"0": "Hele landet"},
        "Alder": ages,
        "TenesteType": HOME,
        "ContentsCode": {"Timeforbruk": "Timar"},
        "Tid": [year],
    }
    return cube("11643", dimensions, lambda r, age, service, *_: 1000.0 * USERS.get(age, 1))


def test_users_are_divided_by_the_people_of_their_age() -> None:
    """A thousand people of each sex and age: 2 000 per single year."""
    made = care_users.to_series(users(), given("ssb-11645", population=population((2024, 2025))))[
        "use_profiles"
    ]
    by = made.set_index(["profile", "age_from"])
    assert by.use["institution_long", 80] == pytest.approx(3 * 4000 / 20_000)
    assert by.use["institution_short", 67] == pytest.approx(3 * 1300 / 26_000)
    rows = made[made["profile"].str.startswith("institution")]
    assert set(rows.unit) == {"users_per_inhabitant"} and set(rows.quality) == {"derived"}
    assert set(rows.year) == {2024} and set(rows.sex) == {"0"}


def test_use_times_people_gives_the_users_back() -> None:
    people = population((2025,), lambda sex, age: 100.0 + age * int(sex))
    made = care_users.to_series(users(), given("ssb-11645", population=people))["use_profiles"]
    for row in made[made["profile"] == "institution_long"].itertuples():
        there = people[people.age_from.between(row.age_from, row.age_to)].persons.sum()
        code = next(code for code, text in AGES.items() if text.startswith(f"{row.age_from}"))
        assert row.use * there == pytest.approx(3 * USERS[code])


def test_users_at_the_end_of_the_year_meet_the_people_of_the_next_day() -> None:
    people = pd.concat([population((2024,)), population((2025,), lambda sex, age: 2000.0)])
    both = care_users.to_series(users(), given("ssb-11645", population=people))["use_profiles"]
    first = care_users.to_series(users(), given("ssb-11645", population=population((2024,))))["use_profiles"]
    chosen = both["profile"] == "institution_long"
    assert both[chosen].use.to_numpy() == pytest.approx(first[chosen].use.to_numpy() / 2)


def test_a_year_without_a_count_asks_for_the_population() -> None:
    with pytest.raises(DataError) as caught:
        care_users.to_series(users(), given("ssb-11645"))
    assert "07459" in caught.value.fix and "2024" in caught.value.what


def test_the_other_profiles_stay_and_the_contract_is_kept() -> None:
    before = open_vintage(PLAN).read("use_profiles")
    made = care_users.to_series(users(), given("ssb-11645", population=population((2024,))))["use_profiles"]
    other = before[~before["profile"].str.startswith("institution")]
    merged = made.merge(other, on=list(other.columns))
    assert len(merged) == len(other)
    assert kept("use_profiles", made) == []


def test_the_demand_model_can_smooth_the_new_profile() -> None:
    people = population((2024,), lambda sex, age: max(1.0, 1200.0 - 11 * age))
    made = care_users.to_series(users(), given("ssb-11645", population=people))["use_profiles"]
    counted = people.pivot(index="sex", columns="age_from", values="persons").to_numpy()
    profile = made[made["profile"] == "institution_long"]
    curve = use_by_age(profile, counted, flat_from=95)
    for row in profile.itertuples():
        ages = slice(row.age_from, row.age_to + 1)
        assert np.average(curve[:, ages], weights=counted[:, ages]) == pytest.approx(row.use)


def test_a_service_whose_code_has_another_meaning_is_found() -> None:
    moved = {**SERVICES, "21": "Kommunal øyeblikkeleg hjelp"}
    with pytest.raises(LayoutError) as caught:
        care_users.to_series(users(moved), given("ssb-11645", population=population((2024,))))
    assert "øyeblikkeleg" in caught.value.found


def test_a_suppressed_number_of_the_country_stops() -> None:
    with pytest.raises(LayoutError):
        care_users.to_series(users(status={0: ":"}), given("ssb-11645", population=population((2024,))))


def test_hours_add_up_to_the_tables_within_each_group() -> None:
    people = population((2024,), lambda sex, age: 500.0 + 3 * age)
    made = care_hours.to_series(hours(), given("ssb-11643", population=people))["use_profiles"]
    counted = people.set_index(["sex", "age_from"]).persons
    rows = made[made["profile"] == "home_care"].assign(
        hours=lambda frame: [
            row.use * sum(counted[row.sex, age] for age in range(row.age_from, row.age_to + 1))
            for row in frame.itertuples()
        ]
    )
    young = rows[rows.age_to <= 49].hours.sum()
    assert young * care_hours.WEEKS == pytest.approx(2 * 1000 * USERS["00-49"])
    assert rows.hours.sum() * care_hours.WEEKS == pytest.approx(2 * 1000 * sum(USERS.values()))


def test_the_sexes_keep_their_relation() -> None:
    before = (
        open_vintage(PLAN).read("use_profiles").set_index(["profile", "sex", "age_from"]).use["home_care"]
    )
    made = care_hours.to_series(hours(), given("ssb-11643", population=population((2024,))))["use_profiles"]
    after = made.set_index(["profile", "sex", "age_from"]).use["home_care"]
    assert (after["2"] / after["1"]).to_numpy() == pytest.approx((before["2"] / before["1"]).to_numpy())
    assert kept("use_profiles", made) == []
    rows = made[made["profile"] == "home_care"]
    assert set(rows.unit) == {"hours_per_week_per_inhabitant"} and set(rows.quality) == {"derived"}


def test_a_profile_across_the_tables_groups_is_refused() -> None:
    ages = {"00-59": "0-59 år", "60+": "60 år og over"}
    with pytest.raises(DataError) as caught:
        care_hours.to_series(hours(ages), given("ssb-11643", population=population((2024,))))
    assert "50–66" in caught.value.what

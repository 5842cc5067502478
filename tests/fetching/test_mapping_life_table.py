"""Mortality from the life table: rates that give the life table back."""

from __future__ import annotations

import numpy as np
import pytest

from helseplan.demography.mortality import schedule
from helseplan.fetching.mapping import life_table
from helseplan.vintages import open_vintage
from helseplan.vintages.pxweb.cube import Cube
from helseplan.vintages.pxweb.layout import LayoutError
from tests.fetching import world
from tests.fetching.mapping_doubles import mapped, selected
from tests.fetching.tables import PLAN, cube, given, kept

ROW = "ssb-07902"
SEXES = {"1": "Menn", "2": "Kvinner"}
TEXT = {"Dodssannsynlighet": "Dødssannsynlighet (per 1 000)"}


def gompertz(sex: str, age: int) -> float:
    """Probability of dying per 1 000: about Norway's level, doubling every eight years."""
    hazard = 0.00004 * (1.0 if sex == "1" else 0.7) * 2 ** (age / 8)
    return float(1000 * (1 - np.exp(-hazard)))


def table(
    ages: int = 107, contents: dict[str, str] = TEXT, years: tuple[str, ...] = ("2025",), **options: object
) -> Cube:
    dimensions = {
        "Kjonn": SEXES,
        "AlderX": {f"{age:03d}": f"{age} år" for age in range(ages)},
        "ContentsCode": contents,
        "Tid": years,
    }
    return cube("07902", dimensions, lambda sex, age, *_: gompertz(sex, int(age)), **options)


def test_a_constant_rate_comes_back_in_every_group() -> None:
    """One in a hundred dies each year: every group has the same rate, also the open one."""
    q = np.full(106, 0.01)
    hazard = 0.01 / (1 - 0.005) * 1e5
    assert life_table.rate(q, 5, 9) == pytest.approx(hazard)
    assert life_table.rate(q, 90, 105) == pytest.approx(hazard)


def test_infants_who_die_live_little_of_their_first_year() -> None:
    q = np.full(106, 0.003)
    assert life_table.rate(q, 0, 0) == pytest.approx(0.003 / (1 - 0.86 * 0.003) * 1e5)


def test_the_series_keeps_its_groups_and_its_contract() -> None:
    old = open_vintage(PLAN).read("mortality")
    made = life_table.to_series(table(), given(ROW))["mortality"]
    assert kept("mortality", made) == []
    assert made[["sex", "age_from", "age_to"]].equals(old[["sex", "age_from", "age_to"]])
    assert set(made.year) == {2025} and set(made.quality) == {"derived"}


def test_the_model_reads_the_rates_back_near_the_life_table() -> None:
    made = life_table.to_series(table(), given(ROW))["mortality"]
    rates = schedule(made, np.ones((2, 106)))
    for sex in (0, 1):
        wanted = [-np.log(1 - gompertz("12"[sex], age) / 1000) for age in range(30, 85)]
        assert rates[sex, 30:85] == pytest.approx(wanted, rel=0.05)


def test_ages_beyond_the_open_one_are_not_counted_twice() -> None:
    to_106 = life_table.to_series(table(107), given(ROW))["mortality"]
    to_110 = life_table.to_series(table(111), given(ROW))["mortality"]
    assert to_106.deaths_per_100000.tolist() == to_110.deaths_per_100000.tolist()


def test_the_made_up_world_has_the_deaths_it_says() -> None:
    """Every group, the open one too, comes back from the life table two per cent below the embedded year."""
    new = mapped(ROW, selected(ROW, world.life_table()))["mortality"].deaths_per_100000
    ratio = new / open_vintage(PLAN).read("mortality").deaths_per_100000
    assert ratio.tolist() == pytest.approx([world.FEWER_DIE] * len(ratio), rel=0.02)


def test_several_years_are_refused() -> None:
    with pytest.raises(LayoutError):
        life_table.to_series(table(years=("2024", "2025")), given(ROW))


def test_a_code_that_means_life_expectancy_is_not_read_as_risk() -> None:
    with pytest.raises(LayoutError):
        life_table.to_series(
            table(contents={"Dodssannsynlighet": "Forventet gjenstående levetid"}), given(ROW)
        )


def test_a_missing_age_stops() -> None:
    with pytest.raises(LayoutError) as caught:
        life_table.to_series(table(status={40: ".."}), given(ROW))
    assert "AlderX 040" in caught.value.found

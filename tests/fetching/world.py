"""The whole of what is fetched: one document for every table read automatically, with figures near the real ones.

The population is the embedded vintage's, in single ages by the engine, with two per cent more people of 80 years and
over than the engine gives, so that the newer data show. All else is made here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from helseplan.ages import spread_counts
from helseplan.demography.mortality import schedule
from helseplan.params import Params
from helseplan.session import DEFAULT_VINTAGE
from helseplan.vintages import open_vintage
from tests.conftest import stage_run
from tests.fetching.tables import AGES, SEXES
from tests.fetching.test_mapping_care import AGES as CARE_AGES
from tests.fetching.test_mapping_care import HOME, SERVICES
from tests.fetching.test_mapping_projection import REGIONAL
from tests.fetching.test_mapping_trusts import NUMBERS, activity, staff
from tests.fetching.world_dbh import dbh
from tests.fetching.world_kostra import MUNICIPALITIES, SIZE, kostra
from tests.pxtable import px_table
from tests.standin import StandIn

__all__ = ["CONFIG", "COUNTED", "open_world", "population", "sick_leave", "tables"]

Document = dict[str, Any]
CONFIG = {"maxDataCells": 30_000, "maxCallsPerTimeWindow": 10_000}
"""A cell limit that splits the projection; calls enough that no test waits."""
COUNTED = range(2020, 2027)
PROJECTED = range(2026, 2051)
OLD, MORE = 80, 1.02
FEWER_DIE = 0.98
REGIONS = {"0": "Hele landet", "3101": "Halden"}
HALDEN = 0.0058
BIRTHS = {2022: 51_480, 2023: 51_980, 2024: 54_013, 2025: 54_600}
DEATHS = {2022: 45_774, 2023: 43_803, 2024: 44_242, 2025: 44_300}
LONG_STAY = {"00-49": 420, "50-66": 1_700, "67-79": 6_100, "80-89": 12_600, "90+": 10_700}
SHORT_STAY = {"00-49": 500, "50-66": 1_300, "67-79": 3_000, "80-89": 3_700, "90+": 1_700}
SHORT_PARTS = {"18": 0.2, "19": 0.3, "20": 0.5}
WEEKS = 365.25 / 7
HOME_PARTS = {"15": 0.75, "01": 0.25}


def open_world() -> StandIn:
    """A server that has every table, and KLASS."""
    valid = [(code, name, "2024-01-01", None) for code, name in MUNICIPALITIES.items()]
    return StandIn(tables=tables(), config=CONFIG, dbh=dbh(), klass={131: valid})


def tables() -> list[Document]:
    """Every document of SSB's."""
    return [*people(), *care(), *services(), *kostra(), *trusts(), sick_leave()]


@cache
def engine() -> dict[str, np.ndarray]:
    """Alternative → persons by year from 2022, sex and single age, as the engine projects the embedded data."""
    with TemporaryDirectory() as folder:
        run = stage_run("demography", Path(folder), Params(), open_vintage(DEFAULT_VINTAGE))
        frame = run.compute()["population"]
    frame = frame[frame.region == "0"].sort_values(["alternative", "year", "sex", "age"])
    return {
        str(name): part.persons.to_numpy().reshape(-1, 2, 106) for name, part in frame.groupby("alternative")
    }


@cache
def population() -> dict[int, np.ndarray]:
    """Whole persons on 1 January by sex and single age, 2020–2026."""
    vintage = open_vintage(DEFAULT_VINTAGE)
    groups, totals = vintage.read("population"), vintage.read("population_totals")
    printed = totals[totals["item"] == "population_1jan"].set_index("year").persons
    found = {
        year: np.stack([spread_counts(part[part.sex == sex], "persons") for sex in "12"])
        for year, part in groups.groupby("year")
    }
    found[2021] = (found[2020] + found[2022]) / 2
    for year in range(2023, 2026):
        own = engine()["MMM"][year - 2022]
        found[year] = own * printed[year] / own.sum()
    found[2026] = tilted(engine()["MMM"][4])
    return {int(year): whole(found[year]) for year in sorted(found)}


def tilted(persons: np.ndarray) -> np.ndarray:
    """More old people than the engine gives; the others as they are."""
    return persons * np.where(np.arange(106) >= OLD, MORE, 1.0)


def whole(persons: np.ndarray) -> np.ndarray:
    """Whole persons with the same sum."""
    return np.diff(np.round(np.cumsum(persons.ravel())), prepend=0).reshape(persons.shape)


def people() -> list[Document]:
    """Population, its changes, the life table and the projection."""
    counts = population()

    def counted(region: str, sex: str, age: str, _: str, year: str) -> float:
        if region != "0":
            return 0 if year < "2024" else 150.0
        return float(counts[int(year)][int(sex) - 1, int(age[:3])])

    by_age = {
        "Region": REGIONS,
        "Kjonn": SEXES,
        "Alder": AGES,
        "ContentsCode": {"Personer1": "Personer"},
        "Tid": [str(year) for year in COUNTED],
    }
    return [
        px_table("07459", by_age, counted, label="07459: Befolkning", notes=["Tall per 1. januar."]),
        changes(),
        life_table(),
        projection(),
    ]


def changes() -> Document:
    """Net migration closes the account; the last year has its population only."""
    sums = {year: float(persons.sum()) for year, persons in population().items()}
    rows = {"Folkemengde": sums, "Levende": BIRTHS, "Dode": DEATHS}
    net = {year: sums[year + 1] - sums[year] - BIRTHS[year] + DEATHS[year] for year in BIRTHS}
    rows["Nettoinnflytting"] = net
    years = [str(year) for year in range(2022, 2027)]
    dimensions = {"Region": REGIONS, "ContentsCode": list(rows), "Tid": years}

    def cell(region: str, item: str, year: str) -> float | None:
        value = rows[item].get(int(year))
        return None if value is None else value if region == "0" else round(value * HALDEN)

    document = px_table("06913", dimensions, cell)
    empty = [place for place, value in enumerate(document["value"]) if value is None]
    return {**document, "status": {str(place): ".." for place in empty}}


def life_table() -> Document:
    """Two per cent fewer die in each age group than in the embedded year."""
    risk = 1000 * (1 - np.exp(-FEWER_DIE * death_rates()))
    dimensions = {
        "Kjonn": {"0": "Begge kjønn", **SEXES},
        "AlderX": {f"{age:03d}": f"{age} år" for age in range(107)},
        "ContentsCode": {"Dode": "Døde", "Dodssannsynlighet": "Dødssannsynlighet (per 1 000)"},
        "Tid": ["2024", "2025"],
    }

    def cell(sex: str, age: str, *_: str) -> float:
        return round(float(risk[max(int(sex) - 1, 0), min(int(age), 105)]), 3)

    return px_table("07902", dimensions, cell)


def death_rates() -> np.ndarray:
    """The embedded year's rates by sex and single age, which give each group's printed rate over those who live on."""
    printed = open_vintage(DEFAULT_VINTAGE).read("mortality")
    rates = np.array(schedule(printed, population()[2024]))
    alive = np.exp(rates / 2 - np.cumsum(rates, axis=1))
    for group in printed.itertuples():
        at = (int(group.sex) - 1, slice(group.age_from, group.age_to + 1))
        rates[at] *= group.deaths_per_100000 / 1e5 / np.average(rates[at], weights=alive[at])
    return rates


def projection() -> Document:
    """Every alternative of the table, from the last count on; those without a name in the model are as the main."""
    letters = {code: text[-5:-1] for code, text in REGIONAL.items()}
    paths = {code: _path(name[:2] + name[3]) for code, name in letters.items()}

    def cell(region: str, sex: str, age: str, code: str, year: str) -> float:
        persons = paths[code][int(year)][int(sex) - 1, int(age[:3])]
        return float(persons) if region == "0" else round(float(persons) * HALDEN)

    dimensions = {
        "Region": REGIONS,
        "Kjonn": SEXES,
        "Alder": AGES,
        "ContentsCode": REGIONAL,
        "Tid": [str(year) for year in PROJECTED],
    }
    return px_table("14746", dimensions, cell, label="14746: Framskrevet folkemengde")


def _path(alternative: str) -> dict[int, np.ndarray]:
    """Year → persons, from the last count, where the alternatives have not parted yet."""
    start, own = population()[2026], engine().get(alternative, engine()["MMM"])
    scale = start.sum() / tilted(own[2026 - 2022]).sum()
    later = {year: whole(tilted(own[year - 2022]) * scale) for year in PROJECTED if year > 2026}
    return {2026: start, **later}


def care() -> list[Document]:
    """Users by age (11645), and hours by age and municipality (11643)."""

    def users(region: str, age: str, service: str, _: str, year: str) -> float:
        by_age = LONG_STAY if service == "21" else SHORT_STAY
        number = sum(by_age.values()) if age == "Ialt" else by_age[age]
        share = SHORT_PARTS.get(service, 1.0) * (1 if region == "0" else HALDEN)
        return round(number * share * (1 if year == "2025" else 0.98))

    ages, years = {"Ialt": "I alt", **CARE_AGES}, ["2024", "2025"]
    by_user = {
        "Region": REGIONS,
        "Alder": ages,
        "TenesteType": SERVICES,
        "ContentsCode": {"Brukere1": "Brukarar"},
        "Tid": years,
    }
    by_hour = {
        "Region": {"0": "Hele landet", **MUNICIPALITIES},
        "Alder": ages,
        "TenesteType": HOME,
        "ContentsCode": {"Timeforbruk": "Timar"},
        "Tid": years,
    }
    return [px_table("11645", by_user, users), px_table("11643", by_hour, hours)]


def hours(region: str, age: str, service: str, _: str, year: str) -> float:
    """Hours in the year: the embedded profile times the people, and a municipality's share by its size."""
    by_age = home_hours()
    number = sum(by_age.values()) if age == "Ialt" else by_age[age]
    place = 1.0 if region == "0" else SIZE[region] / sum(SIZE.values()) * (1 + int(region) % 17 / 60)
    return round(number * HOME_PARTS[service] * place * (1 if year == "2025" else 0.97))


@cache
def home_hours() -> dict[str, float]:
    """Age group → hours of care at home in the year."""
    profile = open_vintage(DEFAULT_VINTAGE).read("use_profiles")
    profile = profile[profile["profile"] == "home_care"]
    persons = population()[2026]
    out = dict.fromkeys(CARE_AGES, 0.0)
    edges = dict(zip((0, 50, 67, 80, 90), CARE_AGES, strict=True))
    for row in profile.itertuples():
        group = edges[max(low for low in edges if low <= row.age_from)]
        out[group] += row.use * persons[int(row.sex) - 1, row.age_from : row.age_to + 1].sum() * WEEKS
    return out


def services() -> list[Document]:
    """The country's årsverk in the base year: specialist services by area."""
    areas = {"SOM": 99_600, "AMB": 5_100, "VOP": 19_900, "BUP": 4_200, "TSB": 5_100, "AOS": 7_500}
    areas["TOT"] = sum(areas.values())
    dimensions = {
        "HelseReg": {"H00": "Hele landet"},
        "HelseTjenomr": list(areas),
        "Utdanning": {"TOT": "I alt", "01": "Leger"},
        "ContentsCode": ["Arsverk"],
        "Tid": ["2024", "2025"],
    }

    def cell(_: str, area: str, education: str, *__: str) -> float:
        return areas[area] if education == "TOT" else areas[area] / 8

    return [px_table("13954", dimensions, cell, geo="HelseReg")]


def trusts() -> list[Document]:
    """Årsverk and activity as embedded, and costs by årsverk."""
    dimensions = {
        "HelseReg": {"H00": "Hele landet", **NUMBERS},
        "HelseTjenomr": ["TOT"],
        "InntektKostnad": ["K00"],
        "ContentsCode": ["LopendePriser"],
        "Tid": ["2024", "2025"],
    }
    size = {code: 1_500.0 + 700 * place for place, code in enumerate(dimensions["HelseReg"])}
    costs = px_table("14022", dimensions, lambda code, *_: size[code], geo="HelseReg")
    return [staff(), activity(), costs]


def sick_leave(last: str = "2026K2", updated: str = "2026-09-10T06:00:00Z") -> Document:
    """Per cent by quarter from 2015, higher in the winter; the last quarter is the one named."""
    quarters = [f"{year}K{quarter}" for year in range(2015, 2028) for quarter in range(1, 5)]
    industries = {"A-U": "Alle næringer", "C": "Industri", "Q": "Helse- og sosialtjenester"}
    level = {"A-U": 6.4, "C": 5.6, "Q": 8.7}
    times = quarters[: quarters.index(last) + 1]

    def cell(industry: str, sex: str, _: str, __: str, period: str) -> float:
        more = 0.04 * times.index(period) / 4 + (0.3 if period.endswith("K1") else 0.0)
        return round(level[industry] + more + (0.8 if sex == "2" else 0.0), 1)

    dimensions = {
        "NACE2007": industries,
        "Kjonn": {"0": "Begge kjønn", "2": "Kvinner"},
        "Justering": {"S": "Sesongjustert", "U": "Ikke justert"},
        "ContentsCode": {"SykefravProsent": "Sykefravær (prosent)"},
        "Tid": times,
    }
    return px_table("13935", dimensions, cell, updated=updated)

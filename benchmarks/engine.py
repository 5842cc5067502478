"""Times the fast evaluation against plain pandas, one at a time and by region: ``python benchmarks/engine.py``.

The pandas version holds the same formulas, written as merges and grouped sums. It must agree with the engine before
anything is timed. Ratios within one run, not seconds, are compared with the targets.
"""

from __future__ import annotations

import argparse
import resource
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
from timing import Target, fastest, finish, long

from helseplan.ages import AGES, OPEN_AGE
from helseplan.classifications import codes
from helseplan.demand.engine import YOUNG
from helseplan.demography.assumptions import between
from helseplan.need import CHUNK, SCOPES, Draws, Need

MUNICIPALITIES = (
    Path(__file__).parents[2] / "shared/data/population/ssb07459_municipality_age_sex_2022.csv.gz"
)
CELL = ["sex", "age"]
INFANT_YEARS = 0.14
RISING_FROM = 35
EQUAL = 1e-9
MANY = 1000
ALONE = 200
GIB = 1024**3
SPANS = {
    "fertility": (-1, 1),
    "life_expectancy": (-1, 1),
    "net_migration": (-1, 1),
    "standard_percent": (0.5, 1.5),
    "productivity_percent": (0, 1),
    "healthier": (0, 1),
    "informal_aarsverk": (0, 136_000),
    "informal_follows": (0, 1),
    "use_trend_under_67_percent": (0, 2),
}


@dataclass(frozen=True)
class Frames:
    """What the pandas version reads: the engine's inputs as frames. Making them is not timed."""

    start: pd.DataFrame
    rates: pd.DataFrame
    main_rates: pd.DataFrame
    years: pd.DataFrame
    mothers: pd.DataFrame
    migrants: pd.DataFrame
    use: pd.DataFrame
    services: pd.DataFrame
    mix: pd.DataFrame
    boys: float
    base_year: int
    theta: float
    follows: float
    from_age: int


def frames(need: Need, draws: Draws) -> Frames:
    """The inputs of one draw as frames; death rates are given, so the search for them is the engine's work alone."""
    years, sexes, ages = list(need.years), [0, 1], list(AGES)
    inputs = need.paths

    def rates(place: float) -> pd.DataFrame:
        found = inputs.mortality.meeting(between(inputs.life_expectancy, np.array(place)))
        return long(found, "rate", year=years, sex=sexes, age=ages)

    one = {item.name: float(getattr(draws, item.name)[0]) for item in fields(draws)}
    passed = need.years - need.years[0]
    names = [f"s{row}" for row in range(len(need.services.aarsverk))]
    mix = long(need.mix, "share", scope=list(SCOPES), service=names, group=codes("groups"), year=years)
    return Frames(
        start=long(need.start, "persons", sex=sexes, age=ages),
        rates=rates(one["life_expectancy"]),
        main_rates=rates(0.0),
        years=pd.DataFrame(
            {
                "year": years,
                "fertility": between(inputs.fertility, np.array(one["fertility"])),
                "net_migration": between(inputs.net_migration, np.array(one["net_migration"])),
                "standard": (1 + one["standard_percent"] / 100) ** passed,
                "productivity": (1 + one["productivity_percent"] / 100) ** passed,
                "younger": (1 + one["use_trend_under_67_percent"] / 100) ** passed,
            }
        ),
        mothers=long(inputs.pattern.mothers, "mothers", age=ages),
        migrants=long(inputs.pattern.migrants, "migrants", sex=sexes, age=ages),
        use=long(need.services.use, "use", service=names, sex=sexes, age=ages),
        services=pd.DataFrame(
            {
                "service": names,
                "aarsverk": need.services.aarsverk,
                "informal": need.services.informal * one["informal_aarsverk"],
                "users": need.services.users,
                "care": need.care,
            }
        ),
        mix=mix[mix.share > 0],
        boys=inputs.pattern.boys,
        base_year=int(need.years[0]),
        theta=one["healthier"],
        follows=one["informal_follows"],
        from_age=need.demand.healthier_from_age,
    )


def survival(rates: pd.DataFrame) -> pd.DataFrame:
    """Chance of living through the year, by year, sex and age on 1 January."""
    following = rates.groupby(["year", "sex"]).rate.shift(-1).fillna(rates.rate)
    infant = rates.rate / (1 + (1 - INFANT_YEARS) * rates.rate)
    alive = np.exp(-(rates.rate + following) / 2)
    first = (1 - infant * INFANT_YEARS) * np.exp(-following / 2)
    found = rates.assign(alive=alive.where(rates.age > 0, first))
    return found.assign(newborn=1 - infant * (1 - INFANT_YEARS))


def older(frame: pd.DataFrame, column: str) -> pd.Series:
    """Everyone a year older; the open age takes both."""
    moved = frame.assign(age=(frame.age + 1).clip(upper=OPEN_AGE))
    return moved.groupby(CELL)[column].sum()


def one_year(people: pd.DataFrame, given: Frames, chances: pd.DataFrame, year: pd.Series) -> pd.DataFrame:
    """Carry a population through a year."""
    here = people.merge(chances, on=CELL).merge(given.migrants, on=CELL)
    here = here.assign(half=here.migrants * year.net_migration / 2)
    here = here.assign(opening=here.persons + here.half)
    here = here.assign(survivors=here.opening * here.alive)
    women = here[here.sex == 1].merge(given.mothers, on="age")
    following = women.mothers.shift(-1).fillna(0)
    born = year.fertility * (women.opening * women.mothers + women.survivors * following).sum() / 2
    babies = here[here.age == 0].set_index("sex").newborn * [born * given.boys, born * (1 - given.boys)]
    after = older(here.assign(staying=here.persons + here.half - (here.opening - here.survivors)), "staying")
    newborn = pd.concat({0: babies}, names=["age"]).swaplevel()
    after = pd.concat([after, newborn]).rename("persons").reset_index()
    after = after.merge(here[[*CELL, "half"]], on=CELL)
    return after.assign(persons=after.persons + after.half)[[*CELL, "persons"]]


def population(given: Frames) -> pd.DataFrame:
    """Persons on 1 January by year, sex and age."""
    chances = survival(given.rates)
    now, found = given.start, []
    for _, year in given.years.iterrows():
        found.append(now.assign(year=int(year.year)))
        now = one_year(now, given, chances[chances.year == year.year][[*CELL, "alive", "newborn"]], year)
    return pd.concat(found, ignore_index=True)


def felt_ages(given: Frames) -> pd.DataFrame:
    """The age with the same death rate in the base year, by year, sex and age."""
    logs = given.main_rates.assign(log=np.log(given.main_rates.rate))
    base = logs[(logs.year == given.base_year) & (logs.age >= RISING_FROM)]
    parts = [
        part.assign(
            felt=np.interp(part.log, base[base.sex == sex].log, base[base.sex == sex].age).clip(0, OPEN_AGE)
        )
        for sex, part in logs.groupby("sex")
    ]
    return pd.concat(parts)[["year", *CELL, "felt"]]


def moved(people: pd.DataFrame, given: Frames) -> pd.DataFrame:
    """People by the age they feel."""
    here = people.merge(felt_ages(given), on=["year", *CELL])
    share = np.where(here.age >= given.from_age, given.theta, 0.0)
    below = np.minimum(np.floor(here.felt), OPEN_AGE - 1).astype(int)
    part = here.felt - below
    pieces = [
        here.assign(persons=here.persons * (1 - share)),
        here.assign(age=below, persons=here.persons * share * (1 - part)),
        here.assign(age=below + 1, persons=here.persons * share * part),
    ]
    return pd.concat(pieces).groupby(["year", *CELL], as_index=False).persons.sum()


def users(people: pd.DataFrame, given: Frames) -> pd.DataFrame:
    """Users as a share of the country's base-year users, by service and year."""
    cells = people.merge(given.use, on=CELL).merge(given.services, on="service").merge(given.years, on="year")
    younger = cells.younger.where(cells.care & (cells.age < YOUNG), 1.0)
    cells = cells.assign(need=cells.persons * cells.use * younger / cells.users)
    return cells.groupby(["service", "year"], as_index=False).need.sum()


def pandas_demand(given: Frames) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The whole evaluation: årsverk by service and year, and by scope, group and year."""
    people = population(given)
    need = (
        users(moved(people, given), given).merge(given.services, on="service").merge(given.years, on="year")
    )
    at_start = users(people[people.year == given.base_year], given)
    need = need.merge(at_start[["service", "need"]], on="service", suffixes=("", "_start"))
    grown = need.need * need.standard / need.productivity
    left = need.informal * (1 - given.follows)
    formal = (need.aarsverk * grown + left * (grown - need.need_start)).clip(lower=0)
    by_service = need.assign(demand=formal)[["service", "year", "demand"]]
    cells = by_service.merge(given.mix, on=["service", "year"])
    cells = cells.assign(demand=cells.demand * cells.share)
    return by_service, cells.groupby(["scope", "group", "year"], as_index=False).demand.sum()


def must_agree(need: Need, draws: Draws) -> None:
    """End the run when the two versions differ."""
    by_service, by_group = pandas_demand(frames(need, draws))
    rows = by_service.pivot(index="service", columns="year", values="demand")
    rows = rows.loc[[f"s{row}" for row in range(len(rows))]].to_numpy()
    groups = by_group.set_index(["scope", "group", "year"]).demand.unstack()
    groups = np.stack([groups.loc[scope].loc[codes("groups")].to_numpy() for scope in SCOPES])
    demanded = need.evaluate(draws)[0]
    off = max(np.abs(rows / demanded - 1).max(), np.abs(groups / need.evaluate_groups(draws)[0] - 1).max())
    print(f"largest relative difference from pandas: {off:.1e}")
    if not off < EQUAL:
        sys.exit("the pandas version and the engine differ; nothing is timed")


def peak() -> float:
    """The most memory this process has held so far, GiB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / GIB


def drawn(count: int) -> Draws:
    """Assumptions drawn evenly from their spans, the same every time."""
    rng = np.random.default_rng(2024)
    return Draws(*(rng.uniform(*SPANS[item.name], count) for item in fields(Draws)))


def against_pandas(need: Need) -> Target:
    """One evaluation, services and groups, by the engine and by pandas."""
    reference = Draws.reference(1)
    must_agree(need, reference)
    must_agree(need, drawn(1))
    given = frames(need, reference)
    slow = fastest(lambda: pandas_demand(given), 3)

    def engine(model: Need) -> np.ndarray:
        return model.groups(model.evaluate(reference))

    fast = fastest(lambda: engine(replace(need)), 50)  # a copy has nothing looked up from before
    warm = fastest(lambda: engine(need), 50)
    print(
        f"one evaluation: pandas {slow * 1e3:.0f} ms, engine {fast * 1e3:.2f} ms "
        f"({warm * 1e3:.2f} ms when the ages felt are known from an earlier one)"
    )
    return ("pandas / engine, at least 50", slow / fast, slow / fast >= 50)


def against_one_at_a_time(need: Need) -> Target:
    """Many evaluations together and one at a time."""
    draws = drawn(MANY)
    singles = [draws.part(slice(row, row + 1)) for row in range(ALONE)]
    together = need.evaluate(draws)
    alone = np.concatenate([need.evaluate(one) for one in singles])
    if not np.abs(alone / together[:ALONE] - 1).max() < EQUAL:
        sys.exit("together and one at a time differ; nothing is timed")
    single = fastest(lambda: [need.evaluate(one) for one in singles], 7) / ALONE
    many = fastest(lambda: need.evaluate(draws), 7) / MANY
    print(
        f"{MANY} evaluations in chunks of {CHUNK}: {many * 1e3:.3f} ms each, one at a time {single * 1e3:.2f} ms; "
        f"peak memory {peak():.2f} GiB, the result {together.nbytes / GIB:.3f} GiB"
    )
    return ("one at a time / together, at least 5", single / many, single / many >= 5)


def municipalities(path: Path) -> np.ndarray:
    """Read persons by municipality, sex and single age; those without a municipality are left out."""
    frame = pd.read_csv(path, sep=";", skiprows=1, encoding="latin-1")
    frame.columns = ["region", "sex", "age", "persons"]
    frame = frame[frame.region.str.match(r"K-\d")]
    frame = frame.assign(
        age=frame.age.str.extract(r"(\d+)", expand=False).astype(int), sex=frame.sex == "Females"
    )
    cells = frame.pivot(index="region", columns=CELL, values="persons")
    return cells.to_numpy(dtype=float).reshape(-1, 2, len(AGES))


def by_region(need: Need, path: Path) -> list[Target]:
    """A share of the municipalities at a time: time must grow no faster than their number."""
    regions = municipalities(path)
    found, country = need.regions(regions).sum(axis=0), need.regions(regions.sum(axis=0)[None])[0]
    if not np.abs(found / country - 1).max() < EQUAL:
        sys.exit("the regions do not sum to what they are together; nothing is timed")
    counts = np.array([len(regions) // part for part in (8, 4, 2, 1)])
    seconds = np.array([fastest(lambda some=regions[:count]: need.regions(some), 15) for count in counts])
    for count, each in zip(counts, seconds, strict=True):
        print(f"{count:4} municipalities: {each * 1e3:.1f} ms")
    slope = float(np.polyfit(np.log(counts), np.log(seconds), 1)[0])
    return [("time by number of municipalities, slope at most 1.1", slope, slope <= 1.1)]


def main() -> None:
    """Run every part and say whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--municipalities", type=Path, default=MUNICIPALITIES, help="SSB table 07459, 2022")
    path = parser.parse_args().municipalities
    need = Need.from_vintage()
    targets = [against_pandas(need), against_one_at_a_time(need)]
    if path.is_file():
        targets += by_region(need, path)
    else:
        print("municipalities: left out, the file is not there; give --municipalities FILE")
    targets.append(("peak memory in GiB, under 2", peak(), peak() < 2))
    finish(targets)


if __name__ == "__main__":
    main()

"""Times supply and gap against plain pandas, in batches, and calibration: ``python benchmarks/supply.py``.

The pandas version holds the same formulas, written as merges and grouped sums on a long frame of persons. It must agree
with the engine before anything is timed. Ratios within one run, not seconds, are compared with the targets.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from timing import Target, fastest, finish, long

from helseplan import calibrating
from helseplan.params import Params
from helseplan.supply import prospects
from helseplan.supply.calibrate import calibrate
from helseplan.supply.calibrate.targets import evaluate
from helseplan.supply.curves import AGES
from helseplan.supply.engine import CAUSES, aarsverk, project
from helseplan.supply.inputs import BASE_YEAR, GROUPS, SEXES, START_YEAR, YEARS, Base, read
from helseplan.supply.parameters import Parameters, career, inflow, rates
from helseplan.vintages import open_vintage

VINTAGE = "plan-2026"
CELL = ["group", "sex", "age"]
EQUAL = 1e-9
CHUNK, ALONE = 64, 16
"""Draws in one batch, and draws one at a time that take about as long."""
CEILING = 3000
"""Evaluations that a calibration may cost."""
SPREAD = 0.1


@dataclass(frozen=True)
class Case:
    """What one evaluation reads besides the parameters.

    Attributes:
        base: The vintage's inputs.
        found: The calibrated parameters.
        demand: Demand from the base year on, year × group.
        shortage: The base year's shortage, group.
    """

    base: Base
    found: Parameters
    demand: np.ndarray
    shortage: np.ndarray


def case() -> Case:
    """The embedded vintage; demand by group is the demand engine's, on the benchmarked path."""
    vintage = open_vintage(VINTAGE)
    levels = vintage.read("groups").set_index("group").aarsverk.reindex(GROUPS)
    demand = calibrating.benchmarked_demand(vintage)(levels).loc[GROUPS]
    last = demand.columns <= YEARS[-1]
    return Case(
        read(vintage, Params().supply.small_group_persons),
        Parameters.from_series(vintage.read("supply_calibrated")),
        demand.loc[:, last].to_numpy().T,
        vintage.read("base_shortage").set_index("group").aarsverk.reindex(GROUPS).to_numpy(),
    )


def one(given: Case, found: Parameters) -> np.ndarray:
    """One evaluation from scratch: parameters, rates, stocks, supply and gap, year × group."""
    stock = project(
        given.base.available, rates(given.base, found).staying(), inflow(given.base, found).entering()
    )
    return gap(given, aarsverk(stock, career(given.base, found)))


def batch(given: Case, found: Parameters) -> np.ndarray:
    """The same for draws together, draw × year × group."""
    base = given.base
    supply = prospects.supply(base.available, rates(base, found), inflow(base, found), career(base, found))
    return gap(given, supply)


def gap(given: Case, supply: np.ndarray) -> np.ndarray:
    """Supply less demand less the base year's shortage; demand follows supply's composition in the base year."""
    later = supply[..., BASE_YEAR - START_YEAR :, :]
    start = later[..., :1, :]
    composed = start / start.sum(axis=-1, keepdims=True) * given.demand[0].sum()
    return later - composed * (given.demand / given.demand[0]) - given.shortage


@dataclass(frozen=True)
class Frames:
    """What the pandas version reads: the vintage's inputs as frames. Making them is not timed."""

    start: pd.DataFrame
    hazards: pd.DataFrame
    death: pd.DataFrame
    career: pd.DataFrame
    profile: pd.DataFrame
    entrants: pd.DataFrame
    origins: pd.DataFrame
    index: pd.DataFrame
    demand_base: float
    common: dict[str, float]


def frames(given: Case) -> Frames:
    """One draw's inputs."""
    base, found, cells = given.base, given.found, {"group": GROUPS, "sex": list(SEXES), "age": list(AGES)}
    traits = pd.DataFrame(
        {
            "group": GROUPS,
            "graduates": base.graduates,
            "abroad": base.abroad,
            "full_time": base.full_time,
            "inflow": found.inflow,
            "shift": found.retirement_shift,
            "disabled": base.disability_factor,
            "shortage": given.shortage,
        }
    )
    years = list(range(BASE_YEAR, YEARS[-1] + 1))
    pairs = [(GROUPS[group], GROUPS[origin]) for origin, group in np.argwhere(base.trained_from)]
    return Frames(
        start=long(base.available, "persons", **cells),
        hazards=pd.DataFrame({"age": AGES, **base.hazards}),
        death=long(base.death, "death", sex=list(SEXES), age=list(AGES)),
        career=long(base.participation, "participation", **cells).assign(position=base.position.ravel()),
        profile=long(base.profile, "profile", **cells),
        entrants=traits,
        origins=pd.DataFrame(pairs, columns=["group", "origin"]),
        index=long(given.demand / given.demand[0], "index", year=years, group=GROUPS),
        demand_base=float(given.demand[0].sum()),
        common={name: float(value) for name, value in found.named().items() if np.ndim(value) == 0},
    )


def staying(given: Frames) -> pd.DataFrame:
    """Share that stays, by group, sex and age."""
    common = ("emigration", "disability", "leaving")
    scaled = given.hazards.assign(**{name: given.hazards[name] * given.common[name] for name in common})
    cells = given.start[CELL].merge(scaled, on="age").merge(given.death, on=["sex", "age"])
    parts = []
    for group, rows in cells.merge(given.entrants[["group", "shift", "disabled"]], on="group").groupby(
        "group"
    ):
        wanted = (rows.age - rows["shift"]).clip(AGES[0], AGES[-1])
        retirement = np.interp(wanted, given.hazards.age, given.hazards.retirement)
        disability = rows.disability * rows.disabled
        parts.append(rows.assign(group=group, retirement=retirement, disability=disability))
    found = pd.concat(parts)
    return found.assign(staying=(1 - found[list(CAUSES)]).prod(axis=1))[[*CELL, "staying"]]


def entering(given: Frames) -> pd.DataFrame:
    """Persons who enter in a year, by group, sex and age; those from another group are taken from it."""
    cells = given.profile.merge(given.entrants, on="group")
    graduates = cells.inflow * cells.graduates
    abroad = cells.inflow * cells.abroad * given.common["stay_share"]
    own = cells.assign(persons=cells.profile * (graduates + abroad))[[*CELL, "persons"]]
    moving = cells.assign(persons=-cells.profile * graduates).merge(given.origins, on="group")
    moving = moving.assign(group=moving.origin)[[*CELL, "persons"]]
    return pd.concat([own, moving]).groupby(CELL, as_index=False).persons.sum()


def pandas_gap(given: Frames) -> pd.DataFrame:
    """The whole evaluation: supply and gap by year and group."""
    stay, come = staying(given), entering(given)
    each = given.career.merge(given.entrants[["group", "full_time"]], on="group")
    position = 1 - given.common["part_time"] * (1 - each.position)
    each = each.assign(each=each.participation * position * each.full_time)[[*CELL, "each"]]
    people, found = given.start, []
    for year in YEARS:
        if year > YEARS[0]:
            older = people.merge(stay, on=CELL)
            older = older.assign(persons=older.persons * older.staying, age=older.age + 1)
            older = older[older.age <= AGES[-1]][[*CELL, "persons"]]
            people = pd.concat([older, come]).groupby(CELL, as_index=False).persons.sum()
        here = people.merge(each, on=CELL)
        supply = here.assign(supply=here.persons * here.each).groupby("group", as_index=False).supply.sum()
        found.append(supply.assign(year=year))
    supply = pd.concat(found)
    start = supply[supply.year == BASE_YEAR]
    start = start.assign(demand=start.supply / start.supply.sum() * given.demand_base)[["group", "demand"]]
    both = supply.merge(given.index, on=["year", "group"]).merge(start, on="group")
    both = both.merge(given.entrants[["group", "shortage"]], on="group")
    return both.assign(gap=both.supply - both.demand * both["index"] - both.shortage)


def drawn(given: Case, count: int) -> Parameters:
    """Parameters around the calibrated, the same every time."""
    rng = np.random.default_rng(2024)
    scale = {
        name: np.exp(rng.normal(0, SPREAD, (count, *np.shape(value))))
        for name, value in given.found.named().items()
    }
    return Parameters(**{name: value * scale[name] for name, value in given.found.named().items()})


def part(found: Parameters, rows: slice | int) -> Parameters:
    """Some of the draws."""
    return Parameters(**{item.name: getattr(found, item.name)[rows] for item in fields(found)})


def must_agree(given: Case) -> None:
    """End the run when the two versions differ."""
    own = one(given, given.found)
    found = pandas_gap(frames(given)).pivot(index="year", columns="group", values="gap")[GROUPS].to_numpy()
    off = np.abs(found - own).max() / np.abs(given.demand).max()
    print(f"largest difference from pandas, as a share of the largest demand: {off:.1e}")
    if not off < EQUAL:
        sys.exit("the pandas version and the engine differ; nothing is timed")


def against_pandas(given: Case) -> Target:
    """One evaluation of supply and gap by the engine and by pandas."""
    must_agree(given)
    must_agree(replace(given, found=part(drawn(given, 1), 0)))
    ready = frames(given)
    slow, fast = fastest(lambda: pandas_gap(ready), 3), fastest(lambda: one(given, given.found), 100)
    print(f"one evaluation: pandas {slow * 1e3:.0f} ms, engine {fast * 1e3:.2f} ms")
    return ("supply and gap, pandas / engine, at least 50", slow / fast, slow / fast >= 50)


def against_one_at_a_time(given: Case) -> Target:
    """Many evaluations together and one at a time."""
    draws = drawn(given, CHUNK)
    singles = [part(draws, row) for row in range(CHUNK)]
    together, alone = batch(given, draws), np.stack([one(given, single) for single in singles])
    if not np.abs(alone - together).max() / np.abs(given.demand).max() < EQUAL:
        sys.exit("together and one at a time differ; nothing is timed")
    single = fastest(lambda: [one(given, each) for each in singles[:ALONE]], 200) / ALONE
    many = fastest(lambda: batch(given, draws), 200) / CHUNK
    print(f"batches of {CHUNK}: {many * 1e3:.3f} ms per evaluation, one at a time {single * 1e3:.2f} ms")
    return ("one at a time / together, at least 5", single / many, single / many >= 5)


def calibration(given: Case) -> list[Target]:
    """What calibration costs, counted and timed, in single evaluations."""
    vintage = open_vintage(VINTAGE)
    demand = calibrating.benchmarked_demand(vintage)
    found = calibrate(vintage, given.base, demand)
    single = fastest(lambda: one(given, given.found), 100)
    looked = fastest(lambda: demand(found.levels), 3)
    fit = fastest(lambda: calibrate(vintage, given.base, demand), 3)
    whole = fastest(lambda: calibrating.recalibrate(VINTAGE), 2)
    each = fastest(lambda: evaluate(given.base, drawn(given, CHUNK)), 5) / CHUNK
    print(
        f"calibration: {found.evaluations} evaluations in {fit:.2f} s, {fit / single:.0f} times a single one; "
        f"{whole:.2f} s with reading the vintage and starting the demand engine; {looked * 1e3:.0f} ms per look at "
        f"demand; {each * 1e3:.3f} ms per evaluation with everything the targets need"
    )
    return [
        ("calibration's evaluations, at most 3000", found.evaluations, found.evaluations <= CEILING),
        ("calibration's time in single evaluations, at most 3000", fit / single, fit / single <= CEILING),
    ]


def keep_memory() -> None:
    """Free one large array, after which the C library keeps freed memory instead of handing it back every time.

    Any longer run has done so; without it, a batch spends as long on getting its memory anew as on computing.
    """
    np.ones(3_000_000).sum()


def main() -> None:
    """Run every part and say whether the targets are met."""
    keep_memory()
    given = case()
    finish([against_pandas(given), against_one_at_a_time(given), *calibration(given)])


if __name__ == "__main__":
    main()

"""Times draws of the whole chain, Shapley shares and two workers: ``python benchmarks/measures.py``.

A single evaluation is what an analyst calls for one case: a run of the supply model, of the demand engine, the split by
group, and the gap. Fast and slow must agree before anything is timed; ratios within one run, not seconds, are compared
with the targets.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from measures_memory import open_run
from timing import Target, fastest, finish

from helseplan.chain import CHUNK, Chain, Levers
from helseplan.chain.opening import open_model
from helseplan.demand import inputs as needed
from helseplan.demand.engine import People, demand
from helseplan.executor import Executor, open_executor
from helseplan.measures.compute import gap_without
from helseplan.measures.draws import Draw, prepare
from helseplan.measures.joint import run_together
from helseplan.measures.montecarlo import Summary, simulate
from helseplan.measures.packages import Doses, coalitions
from helseplan.measures.study import Study
from helseplan.params import Params
from helseplan.params.sections import Demand
from helseplan.params.supply import Supply
from helseplan.session import DEFAULT_VINTAGE, StageRun
from helseplan.shapley import shapley
from helseplan.stages import STAGES, with_upstream
from helseplan.supply.inputs import BASE_YEAR
from helseplan.supply.model import Model, since
from helseplan.vintages import open_vintage

EQUAL = 1e-6
"""Årsverk between fast and slow; demand is about 300 000."""
DRAWS, MANY, ALONE = 10_000, 40_000, 16
MEASURES = 12
MEMORY = (1_000, 10_000, 40_000)


@dataclass(frozen=True)
class Single:
    """What one evaluation reads besides its parameters; reading it is not timed.

    Attributes:
        chain: Where the ratios to the path shown stand.
        model: The supply model.
        people: The run's population and mortality.
        make: From parameters to the engine's services; smoothing is done once.
        services: The series ``services``.
    """

    chain: Chain
    model: Model
    people: People
    make: Callable
    services: pd.DataFrame

    @classmethod
    def open(cls, run: StageRun, chain: Chain) -> Single:
        """Read the run."""
        services, profiles = run.vintage.read("services"), run.vintage.read("use_profiles")
        main = run.artefact("demography", "reference").assign(alternative="MMM")
        counted = needed.cube(main, "persons", "alternative", ["MMM"], chain.years[:1])[0, 0]
        population, expectancy = (
            run.artefact("demography", name) for name in ("population", "life_expectancy")
        )
        found = needed.people(population, expectancy, ["MMM"], run.params.demand.health_follows, "MMM")
        years = slice(0, len(chain.years))
        people = People(*(part[0, years] for part in (found.population, found.years_left, found.rates)))
        make = needed.services_maker(services, profiles, counted)
        return cls(chain, open_model(run), people, make, services)

    def gap(self, supply: Supply, wanted: Demand) -> np.ndarray:
        """Supply less demand, group × year."""
        chain = self.chain
        supplied = self.model.run(supply).supply()[since(BASE_YEAR) :].T * chain.benchmark
        raw = demand(self.make(wanted), self.people, needed.assumptions(wanted, self.services, chain.years))
        grouped = (raw[:, None, :] * chain.demanded.weights[:, : chain.modelled]).sum(axis=0)
        return (supplied - grouped)[:, 1:]


def cases(count: int) -> tuple[list[Supply], list[Demand]]:
    """Parameters of cases, the same every time."""
    rng = np.random.default_rng(2040)

    def between(low: float, high: float) -> list[float]:
        return list(rng.uniform(low, high, count))

    supply = [
        Supply(later_exit_years=a, position_percent=b, leaving_percent=c, participation_60_points=d)
        for a, b, c, d in zip(
            between(-1, 3), between(-2, 10), between(-100, 100), between(0, 10), strict=True
        )
    ]
    wanted = [
        Demand(standard_growth_percent=a, productivity_growth_percent=b, healthier_ageing=c)
        for a, b, c in zip(between(0.5, 1.5), between(0, 1), between(0, 1), strict=True)
    ]
    return supply, wanted


def as_levers(chain: Chain, supply: list[Supply], wanted: list[Demand]) -> Levers:
    """The same cases as draws."""
    own, on = Demand(), (chain.years >= supply[0].change_from_year)[None]

    def column(items: list, name: str, less: float = 0.0) -> np.ndarray:
        return np.array([getattr(item, name) for item in items]) - less

    later = (chain.years > chain.years[0])[None]
    position = 1 + on * column(supply, "position_percent")[:, None] / 100
    growth = column(wanted, "productivity_growth_percent", own.productivity_growth_percent)
    return replace(
        chain.neutral(len(supply)),
        exit_years=on * column(supply, "later_exit_years")[:, None],
        position_factor=np.repeat(position[..., None], chain.modelled, axis=2),
        leaving_factor=1 + column(supply, "leaving_percent") / 100,
        participation_points=on * column(supply, "participation_60_points")[:, None],
        standard_points=column(wanted, "standard_growth_percent", own.standard_growth_percent),
        productivity_points=later * growth[:, None],
        healthier=column(wanted, "healthier_ageing", own.healthier_ageing),
    )


def against_single(study: Study, single: Single) -> Target:
    """Draws together and the single evaluation in a loop, and the chain with one draw at a time."""
    chain, (supply, wanted) = study.chain, cases(CHUNK)
    levers = as_levers(chain, supply, wanted)
    together = chain.evaluate(levers).balance
    slow = np.stack([single.gap(*case) for case in zip(supply, wanted, strict=True)])
    must_agree("the single evaluation and the chain", together, slow)
    parts = [levers.part(slice(row, row + 1)) for row in range(ALONE)]
    must_agree(
        "one draw at a time",
        together[:ALONE],
        np.concatenate([chain.evaluate(each).balance for each in parts]),
    )
    calls = list(zip(supply[:ALONE], wanted[:ALONE], strict=True))
    loop = fastest(lambda: [single.gap(*case) for case in calls], 10) / ALONE
    alone = fastest(lambda: [chain.evaluate(each) for each in parts], 5) / ALONE
    many = fastest(lambda: chain.evaluate(levers), 20) / CHUNK
    print(
        f"the chain: {many * 1e3:.3f} ms per draw in chunks of {CHUNK}, {alone * 1e3:.2f} ms with one at a time "
        f"({alone / many:.0f} times); the single evaluation {loop * 1e3:.2f} ms"
    )
    return ("single evaluation / draw in a chunk, at least 20", loop / many, loop / many >= 20)


def against_one_worker(draw: Draw, added: np.ndarray, single: Single, supply: Supply) -> list[Target]:
    """Draws without and with measures, by one worker and by two with the pool warm."""

    def timed(workers: int) -> tuple[float, Summary]:
        with open_executor(workers) as executor:
            simulate(executor, draw, added, 4 * CHUNK, 1)
            found = simulate(executor, draw, added, DRAWS, 1)
            return fastest(lambda: simulate(executor, draw, added, MANY, 1), 2), found

    (one, first), (two, second) = timed(1), timed(2)
    if first.counts.tobytes() != second.counts.tobytes() or first.total.tobytes() != second.total.tobytes():
        sys.exit("one worker and two give different draws; nothing is compared")
    loop = fastest(lambda: [single.gap(supply, Demand()) for _ in range(ALONE)], 5) / ALONE
    each = one / MANY / 2
    print(
        f"{MANY} draws, each with and without measures: {one:.1f} s with one worker, {two:.1f} s with two; "
        f"{MANY / one:.0f} and {MANY / two:.0f} draws per second"
    )
    return [
        ("single evaluation / evaluation of a draw, at least 20", loop / each, loop / each >= 20),
        ("one worker / two workers, at least 1.8", one / two, one / two >= 1.8),
    ]


def shares(study: Study, draw: Draw, added: np.ndarray, executor: Executor) -> list[Target]:
    """Exact Shapley shares of 12 measures, by side and by brute force, against as many draws as coalitions."""
    names = study.catalogue.names[:6] + study.catalogue.names[8:14]
    inside = np.array([[name in names for name in study.catalogue.names]])
    doses = Doses(inside * 1.0, np.full(inside.shape, 0.5))
    chosen = [frozenset(each) for size in range(MEASURES + 1) for each in combinations(names, size)]
    members = np.array([[name in each for name in study.catalogue.names] for each in chosen])

    def brute() -> dict[str, np.ndarray]:
        effects = study.effects(coalitions(doses, members))
        value = dict(zip(chosen, effects, strict=True))
        return shapley(names, value.__getitem__)

    slow, fast = brute(), run_together(study, doses).shares
    must_agree(
        "Shapley by side and by brute force",
        np.stack([fast[name] for name in names]),
        np.stack(list(slow.values())),
    )
    draws = fastest(lambda: simulate(executor, draw, added, len(chosen), 1), 2)
    sides, whole = fastest(lambda: run_together(study, doses), 2), fastest(brute, 2)
    print(
        f"Shapley of {MEASURES} measures: {sides:.2f} s by side, {whole:.2f} s over all {len(chosen)} coalitions; "
        f"as many draws {draws:.2f} s"
    )
    return [
        ("Shapley of 12 measures / 4096 draws, at most 1", sides / draws, sides <= draws),
        ("all 4096 coalitions / 4096 draws, at most 1", whole / draws, whole <= draws),
    ]


def memory(folder: Path) -> Target:
    """The most memory a process of its own uses, by the number of draws."""
    most = []
    for count in MEMORY:
        script = Path(__file__).with_name("measures_memory.py")
        done = subprocess.run(
            [sys.executable, script, str(folder), str(count)], capture_output=True, text=True, check=True
        )
        most.append(float(done.stdout))
        print(f"{count} draws: {most[-1]:.0f} MB at most")
    ratio = most[-1] / most[0]
    return (f"memory at {MEMORY[-1]} / {MEMORY[0]} draws, at most 1.05", ratio, ratio <= 1.05)


def must_agree(what: str, one: np.ndarray, other: np.ndarray) -> None:
    """End the run when two ways differ."""
    off = np.abs(one - other).max()
    print(f"{what}: largest difference {off:.1e} årsverk")
    if not off < EQUAL:
        sys.exit(f"{what} differ; nothing is timed")


def upstream(folder: Path) -> StageRun:
    """Compute the stages before measures with default parameters."""
    for name in with_upstream(["gap"]):
        stage = STAGES[name]
        vintage = replace(open_vintage(DEFAULT_VINTAGE), declared=stage.series)
        StageRun(stage, folder, Params(), vintage).compute()
    return open_run(folder)


def main() -> None:
    """Run every part and say whether the targets are met."""
    with tempfile.TemporaryDirectory(prefix="helseplan-") as name, open_executor(1) as executor:
        run = upstream(Path(name))
        study = Study.open(run, executor)
        single = Single.open(run, study.chain)
        draw = prepare(study, run.params.uncertainty, run.params.demand)
        added = gap_without(run, study).iloc[:, -1].to_numpy() - study.central.balance[0, :, -1]
        targets = [
            against_single(study, single),
            *against_one_worker(draw, added, single, Supply(later_exit_years=1.5)),
            *shares(study, draw, added, executor),
            memory(Path(name)),
        ]
    finish(targets)


if __name__ == "__main__":
    main()

"""What calibration aims at, and how far each figure may be off."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helseplan.supply import prospects
from helseplan.supply.curves import AGES
from helseplan.supply.engine import project
from helseplan.supply.inputs import BASE_YEAR, GROUPS, START_YEAR, Base, counted
from helseplan.supply.parameters import Parameters, career, inflow, rates, start_withdrawn
from helseplan.vintages.rules import plan_value

FITTED, HELD_OUT = (2025, 2040), (2030, 2035)
"""The columns of table 2.2 that calibration aims at, and those that are kept as tests of the path between."""
COUNTED = 2015
"""The year the groups were next counted by age in the start year's way; eleven of them."""
COUNTS = BASE_YEAR - START_YEAR + 1
"""Years with counts of persons: the stocks are followed no longer than that."""
OLD = 67
SD = {
    "gap": 100.0,
    "total": 100.0,
    "shortage": 50.0,
    "count": 0.03,
    "count_old": 0.15,
    "growth": 0.01,
    "growth_old": 0.05,
    "taking_part": 0.03,
    "older": 0.10,
    "order": 0.01,
}
"""Standard deviations: årsverk for gaps, totals and the sum of shortages; logarithm for counts, for growth of the
labour force and of the number over 67, and for growth of the share over 67; share for the part of the educated who are
in the labour force, and for the groups' growth. The counts of 2015 and later come from a new register that has more
small jobs, so they are given more room than growth within the old one, most of all over 67."""
ORDER = (
    (("psykolog", "tannpleier"), ("ergoterapeut", "lege")),
    (("ergoterapeut", "lege"), ("sykepleier", "vernepleier")),
    (("sykepleier", "vernepleier"), ("helsefagarbeider", "jordmor")),
)
"""The plan (chapter 2.2) and SSB 2026/18: the first grow more than the second."""
RISING = "rising"
Row = tuple[str, str, int, float, float, np.ndarray]
"""Kind, group, year, published, standard deviation, and the model's figure by draw."""


@dataclass(frozen=True)
class Outcome:
    """What the model says for some draws.

    Attributes:
        supply: Årsverk, draw × year × group.
        counted: Persons at work in ``COUNTED``, draw × group × age.
        available: Available persons in the year after the start, draw × group × age.
        older: Share of all available who are 67 or over, draw × year, up to the base year.
        taking_part: Share of the educated who are available in the start year, draw × group.
        start: Available persons in the start year, group × age.
    """

    supply: np.ndarray
    counted: np.ndarray
    available: np.ndarray
    older: np.ndarray
    taking_part: np.ndarray
    start: np.ndarray

    def at(self, year: int) -> np.ndarray:
        """Supply in a year, draw × group."""
        return self.supply[:, year - START_YEAR]


def evaluate(base: Base, found: Parameters) -> Outcome:
    """Run the engine for draws of parameters."""
    leaving, coming, own = rates(base, found), inflow(base, found), career(base, found)
    early = replace(coming, graduates=coming.graduates[:, :COUNTS], abroad=coming.abroad[:, :COUNTS])
    stock = project(base.available, leaving.staying(), early.entering())
    left = start_withdrawn(base, leaving)[..., 0, :, :, :].sum(axis=(-1, -2))
    there = base.available.sum(axis=(-1, -2))
    return Outcome(
        supply=prospects.supply(base.available, leaving, coming, own),
        counted=(stock[:, COUNTED - START_YEAR] * base.participation).sum(axis=-2),
        available=stock[:, 1].sum(axis=-2),
        older=stock[..., AGES >= OLD].sum(axis=(-1, -2, -3)) / stock.sum(axis=(-1, -2, -3)),
        taking_part=there / (there + left),
        start=base.available.sum(axis=-2),
    )


@dataclass(frozen=True)
class Targets:
    """Published figures and the demand they are held against.

    Attributes:
        gap: Table 2.2, year → group, årsverk.
        totals: Total supply, year → årsverk.
        shortage: The base year's shortage in all, årsverk.
        demand_base: Demand for the 14 groups in the base year, årsverk.
        index: Demand by group relative to the base year, year → group.
        counts: Persons at work in ``COUNTED``: group number, first and last age, persons.
        growth: Growth from the start year to the next, both in the old register: group number, first age, ratio.
        taking_part: Share of the educated who were employed in 2011, group number → share.
        older: Growth in the share over 67 among all health personnel: from year, to year, ratio.
    """

    gap: dict[int, np.ndarray]
    totals: dict[int, float]
    shortage: float
    demand_base: float
    index: dict[int, np.ndarray]
    counts: list[tuple[int, int, int, float]]
    growth: list[tuple[int, int, float]]
    taking_part: dict[int, float]
    older: tuple[int, int, float]

    def demand(self, outcome: Outcome, year: int) -> np.ndarray:
        """Demand by group: the base year's årsverk follow supply's composition, and grow with the services."""
        base = outcome.at(BASE_YEAR)
        return base / base.sum(axis=-1, keepdims=True) * self.demand_base * self.index[year]

    def rows(self, outcome: Outcome, shortage: np.ndarray) -> list[Row]:
        """Every target: kind, group, year, published, standard deviation, and the model's figure by draw."""
        out: list[Row] = []
        for year in sorted(self.gap):
            own = outcome.at(year) - self.demand(outcome, year) - shortage
            out += [
                ("gap", group, year, float(self.gap[year][k]), SD["gap"], own[:, k])
                for k, group in enumerate(GROUPS)
            ]
        for year, total in self.totals.items():
            out.append(("total", "", year, total, SD["total"], outcome.at(year).sum(axis=1)))
        out.append(("shortage", "", BASE_YEAR, self.shortage, SD["shortage"], shortage.sum(axis=1)))
        return out + self._history(outcome) + self._order(outcome)

    def _history(self, outcome: Outcome) -> list[Row]:
        out: list[Row] = []
        for k, first, last, persons in self.counts:
            own = outcome.counted[:, k, (first <= AGES) & (last >= AGES)].sum(axis=1)
            sd = SD["count_old" if first >= OLD else "count"]
            out.append((f"count_{first}", GROUPS[k], COUNTED, float(np.log(persons)), sd, np.log(own)))
        for k, first, ratio in self.growth:
            name, ages = "growth_old" if first >= OLD else "growth", first <= AGES
            own = outcome.available[:, k, ages].sum(axis=1) / outcome.start[k, ages].sum()
            out.append((name, GROUPS[k], START_YEAR + 1, float(np.log(ratio)), SD[name], np.log(own)))
        for k, share in self.taking_part.items():
            own = outcome.taking_part[:, k]
            out.append(("taking_part", GROUPS[k], 2011, share, SD["taking_part"], own))
        before, after, ratio = self.older
        grown = outcome.older[:, after - START_YEAR] / outcome.older[:, before - START_YEAR]
        out.append(("older", "", after, float(np.log(ratio)), SD["older"], np.log(grown)))
        return out

    @staticmethod
    def _order(outcome: Outcome) -> list[Row]:
        """How much a group falls short of growing more than another, or of growing at all; 0 when it does not."""
        first, last = FITTED
        growth = outcome.at(last) / outcome.at(first) - 1
        of = {group: growth[:, k] for k, group in enumerate(GROUPS)}
        lacking = [
            (f"{high}>{low}", np.minimum(of[high] - of[low], 0))
            for highs, lows in ORDER
            for high in highs
            for low in lows
        ]
        lacking += [(f"{group}>{RISING}", np.minimum(of[group], 0)) for group in GROUPS]
        return [("order", name, last, 0.0, SD["order"], short) for name, short in lacking]


def read(
    plan: pd.DataFrame, personnel: pd.DataFrame, index: dict[int, np.ndarray], demand_base: float
) -> Targets:
    """Collect the targets.

    Args:
        plan: The series ``plan_tables``.
        personnel: The series ``personnel``.
        index: Demand by group relative to the base year, year → group.
        demand_base: Demand for the 14 groups in the base year, årsverk.
    """
    table = plan[(plan.table == "2.2") & (plan.row == "gap")].pivot(
        index="group", columns="year", values="value"
    )
    return Targets(
        gap={year: table[year].reindex(GROUPS).to_numpy(dtype=float) for year in (*FITTED, *HELD_OUT)},
        totals={year: plan_value(plan, "text", "supply_groups_14", year) for year in FITTED},
        shortage=plan_value(plan, "text", "base_shortage", BASE_YEAR),
        demand_base=demand_base,
        index=index,
        counts=_counts(personnel),
        growth=_growth(personnel),
        taking_part=_taking_part(personnel),
        older=_older(personnel),
    )


def is_log(kind: str) -> bool:
    """Whether a row's figures are logarithms."""
    return kind.startswith(("count", "growth")) or kind == "older"


def is_test(kind: str, year: int) -> bool:
    """Whether a row is kept out of the fit."""
    return kind == "gap" and year in HELD_OUT


def _counts(personnel: pd.DataFrame) -> list[tuple[int, int, int, float]]:
    rows = counted(personnel, "health_employed", COUNTED)
    return [
        (GROUPS.index(row.group), int(row.age_from), int(row.age_to), float(row.persons))
        for row in rows.itertuples()
    ]


def _growth(personnel: pd.DataFrame) -> list[tuple[int, int, float]]:
    """Growth of the labour force, and of the employed over 67, to the year after the start."""
    out = []
    for item in ("labour_force", "employed"):
        start = counted(personnel, item, START_YEAR).set_index("group").persons
        for row in counted(personnel, item, START_YEAR + 1).itertuples():
            if row.group in GROUPS:
                out.append(
                    (GROUPS.index(row.group), int(row.age_from), float(row.persons / start[row.group]))
                )
    return out


def _taking_part(personnel: pd.DataFrame) -> dict[int, float]:
    """Employed as a share of everybody with the education in 2011."""
    educated = counted(personnel, "persons_with_education", 2011).set_index("group").persons
    employed = counted(personnel, "employed", 2011).set_index("group").persons
    return {GROUPS.index(group): float(employed[group] / persons) for group, persons in educated.items()}


def _older(personnel: pd.DataFrame) -> tuple[int, int, float]:
    """Growth in the share over 67 among all employed health personnel, between the first and the last count."""
    rows = personnel[personnel.group == "all"].pivot(index="year", columns="age_from", values="persons")
    share = rows[OLD] / rows[rows.columns.min()]
    first, last = int(share.index[0]), int(share.index[-1])
    return first, last, float(share[last] / share[first])

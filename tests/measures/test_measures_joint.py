"""What measures give together: exact shares of it, and what pairs give beyond each alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.executor import open_executor
from helseplan.measures.joint import Joint, run_together
from helseplan.measures.packages import Doses, coalitions, named
from helseplan.measures.register import SUPPLY_KINDS
from helseplan.measures.study import Study
from tests.measures.doses import only

if TYPE_CHECKING:
    from helseplan.session import StageRun
    from helseplan.vintages import Vintage
    from tests.conftest import Frames

EQUAL = 1e-9
SUPPLY = ("later_exit", "position_size", "weekend_work", "sick_leave")
DEMAND = ("ado_nbm_out", "overtreatment", "digital_interaction")
PUBLISHED_SUMS = {"plan_low": 41_700 + 17_300, "plan_high": 61_100 + 17_300}


@dataclass(frozen=True)
class Reordered:
    """A vintage whose measures stand in another order."""

    vintage: Vintage
    order: tuple[int, ...]

    def has(self, name: str) -> bool:
        return self.vintage.has(name)

    def read(self, name: str) -> pd.DataFrame:
        frame = self.vintage.read(name)
        return frame.iloc[list(self.order)].reset_index(drop=True) if name == "measure_models" else frame


def scale(study: Study) -> float:
    """What rounding is measured against: demand is the largest number subtracted."""
    return float(study.central.demand.sum(axis=1).max())


def value(study: Study, doses: Doses, names: tuple[str, ...]) -> dict[frozenset[str], np.ndarray]:
    """Every coalition of these measures run through the whole chain, both sides at once."""
    chosen = [frozenset(each) for size in range(len(names) + 1) for each in combinations(names, size)]
    inside = np.array([[name in each for name in study.catalogue.names] for each in chosen])
    return dict(zip(chosen, study.effects(coalitions(doses, inside)), strict=True))


def by_orders(names: tuple[str, ...], found: dict[frozenset[str], np.ndarray]) -> dict[str, np.ndarray]:
    """Shapley's definition: the mean over all orders of what each adds to those before it."""
    shares: dict[str, Any] = dict.fromkeys(names, 0.0)
    for order in permutations(names):
        for place, name in enumerate(order):
            before = frozenset(order[:place])
            shares[name] = shares[name] + (found[before | {name}] - found[before]) / factorial(len(names))
    return shares


@pytest.fixture(scope="module")
def mixed(study: Study) -> Joint:
    return run_together(study, only(study, 0.8, **dict.fromkeys((*SUPPLY, *DEMAND), 0.7)))


@pytest.mark.parametrize("package", ["plan", "bottom_up"])
@pytest.mark.parametrize("level", [0.0, 1.0])
def test_the_shares_sum_to_what_is_given_together(study: Study, package: str, level: float) -> None:
    doses = named(study.catalogue, package, level)
    joint = run_together(study, doses)
    together = study.effects(doses)[0]
    assert_allclose(sum(joint.shares.values()), joint.total, atol=EQUAL * scale(study))
    assert_allclose(joint.total, together, atol=EQUAL * scale(study))
    assert together[:, -1].sum() > 40_000


def test_the_shares_are_shapleys_over_every_coalition_of_both_sides(study: Study, mixed: Joint) -> None:
    names = (*SUPPLY, *DEMAND)
    found = value(study, only(study, 0.8, **dict.fromkeys(names, 0.7)), names)
    for name, share in by_orders(names, found).items():
        assert_allclose(mixed.shares[name], share, atol=EQUAL * scale(study), err_msg=name)
    for name in names:
        assert_array_equal(mixed.alone[name], found[frozenset([name])])


def test_two_measures_share_what_they_give_together_evenly(study: Study) -> None:
    """Half of what each gives alone and half of what it adds to the other."""
    joint = run_together(study, only(study, 1.0, position_size=1.0, weekend_work=1.0))
    size, weekend, both = (
        study.effects(only(study, 1.0, **dict.fromkeys(names, 1.0)))[0]
        for names in (["position_size"], ["weekend_work"], ["position_size", "weekend_work"])
    )
    assert_allclose(joint.shares["position_size"], (size + both - weekend) / 2, atol=EQUAL * scale(study))
    assert_allclose(joint.shares["weekend_work"], (weekend + both - size) / 2, atol=EQUAL * scale(study))
    overlap = joint.pairs["position_size", "weekend_work"][:, -1].sum()
    assert overlap == pytest.approx(-6400, abs=1)


def test_the_order_of_the_catalogues_rows_does_not_matter(
    study: Study, measures_run: Callable[..., StageRun], mixed: Joint
) -> None:
    run, count = measures_run(), len(study.catalogue.rows)
    for order in (tuple(range(count))[::-1], tuple(np.random.default_rng(3).permutation(count))):
        moved: Any = Reordered(run.vintage, tuple(map(int, order)))
        other = Study.open(replace(run, vintage=moved), open_executor(1))
        assert other.catalogue.names != study.catalogue.names
        found = run_together(other, only(other, 0.8, **dict.fromkeys((*SUPPLY, *DEMAND), 0.7)))
        for name, share in mixed.shares.items():
            assert_allclose(found.shares[name], share, atol=EQUAL * scale(study), err_msg=name)
            assert_allclose(found.alone[name], mixed.alone[name], atol=EQUAL * scale(study))
        for (one, two), effect in mixed.pairs.items():
            same = found.pairs.get((one, two), found.pairs.get((two, one)))
            assert_allclose(same, effect, atol=EQUAL * scale(study))


def test_every_pair_is_what_two_give_beyond_each_alone(study: Study, mixed: Joint) -> None:
    names = (*SUPPLY, *DEMAND)
    assert {frozenset(pair) for pair in mixed.pairs} == {frozenset(pair) for pair in combinations(names, 2)}
    assert len(mixed.pairs) == len(names) * (len(names) - 1) / 2
    for (one, two), effect in mixed.pairs.items():
        both, first, second = (
            study.effects(only(study, 0.8, **dict.fromkeys(chosen, 0.7)))[0]
            for chosen in ([one, two], [one], [two])
        )
        assert_allclose(effect, both - first - second, atol=EQUAL * scale(study), err_msg=f"{one} {two}")


def test_supply_and_demand_never_meet(study: Study, mixed: Joint) -> None:
    for (one, two), effect in mixed.pairs.items():
        sides = {
            study.catalogue.rows[study.catalogue.place(name)].transformation in SUPPLY_KINDS
            for name in (one, two)
        }
        if len(sides) == 2:
            assert not effect.any()


def test_a_measure_that_is_not_carried_out_gets_no_share(study: Study) -> None:
    joint = run_together(study, only(study, position_size=1.0, overtreatment=0.5, tasen=0.0))
    assert set(joint.shares) == set(joint.alone) == {"position_size", "overtreatment"}
    assert set(joint.pairs) == {("position_size", "overtreatment")}


def test_nothing_carried_out_gives_nothing(study: Study) -> None:
    joint = run_together(study, only(study))
    assert not joint.total.any()
    assert (joint.alone, joint.shares, joint.pairs) == ({}, {}, {})


@pytest.mark.parametrize(
    "scenario", ["plan_low", "plan_high", "supply_only", "demand_only", "bottom_up", "chosen"]
)
def test_the_artefacts_shares_sum_to_the_joint_effect(artefacts: Frames, scenario: str) -> None:
    effects, totals = artefacts["effects"], artefacts["totals"]
    own = effects[effects.scenario == scenario]
    last = totals[totals.scenario == scenario].set_index("year")
    shares = own[own.group == "all"].groupby("year").shapley_aarsverk.sum()
    assert_allclose(shares, last.joint_aarsverk.loc[shares.index], rtol=EQUAL, atol=1e-6)
    by_group = (
        own[own.group != "all"].groupby(["measure", "year"])[["alone_aarsverk", "shapley_aarsverk"]].sum()
    )
    both = own[own.group == "all"].set_index(["measure", "year"])[["alone_aarsverk", "shapley_aarsverk"]]
    assert_allclose(by_group, both.loc[by_group.index], atol=1e-6)
    assert_allclose(last.gap_after_aarsverk - last.gap_before_aarsverk, last.joint_aarsverk, atol=1e-6)
    assert_allclose(
        last.shortage_after_aarsverk + last.surplus_after_aarsverk, last.gap_after_aarsverk, atol=1e-6
    )


@pytest.mark.parametrize("scenario", list(PUBLISHED_SUMS))
def test_the_plans_simple_sum_is_more_than_its_measures_give_together(
    artefacts: Frames, scenario: str
) -> None:
    """Table 3.1 sums to 41 700–61 100 and table 3.2 is 17 300; 41 800 is printed where the rows give 41 700."""
    last = artefacts["totals"].set_index(["scenario", "year"]).loc[(scenario, 2040)]
    assert last.demand_sum_aarsverk == pytest.approx(17_300)
    assert last.simple_sum_aarsverk == pytest.approx(PUBLISHED_SUMS[scenario])
    assert last.joint_aarsverk < last.alone_sum_aarsverk < last.simple_sum_aarsverk
    assert last.overlap_aarsverk == pytest.approx(last.alone_sum_aarsverk - last.joint_aarsverk)


def test_less_growth_in_standard_is_no_measure(artefacts: Frames) -> None:
    last = artefacts["totals"].set_index(["scenario", "year"]).loc[("low_standard", 2040)]
    assert last.joint_aarsverk == 0
    assert last.assumptions_aarsverk > 10_000
    assert last.gap_after_aarsverk == pytest.approx(last.gap_before_aarsverk + last.assumptions_aarsverk)

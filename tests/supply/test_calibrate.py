"""Calibration: reproducible, cheap, blind to what is kept as a test, and honest about what it has learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan import calibrating
from helseplan.supply.calibrate import Calibration, calibrate, fit
from helseplan.supply.calibrate.fit import Problem
from helseplan.supply.calibrate.space import LINEAR, SHORTAGE, Space
from helseplan.supply.calibrate.targets import FITTED, HELD_OUT, evaluate, read
from helseplan.supply.engine import aarsverk, project
from helseplan.supply.inputs import BASE_YEAR, GROUPS, YEARS, Base
from helseplan.supply.model import Path, since
from helseplan.supply.parameters import PRIOR, Parameters, career, inflow, rates

if TYPE_CHECKING:
    from helseplan.vintages import Vintage

Demand = Callable[[pd.Series], pd.DataFrame]
KEY = {
    "supply_calibrated": ["parameter", "group"],
    "supply_targets": ["target", "group", "year"],
    "base_shortage": ["group"],
    "groups": ["group"],
}
TOTAL_SHORTAGE = 8_600
CEILING = 3_000
"""The most evaluations a calibration may take."""


@dataclass(frozen=True)
class Changed:
    """A vintage with some of its series changed."""

    vintage: Vintage
    frames: dict[str, pd.DataFrame]

    def read(self, series: str) -> pd.DataFrame:
        return self.frames[series] if series in self.frames else self.vintage.read(series)


@pytest.fixture(scope="module")
def again(vintage: Vintage, base: Base, demanded: Demand) -> Callable[..., Calibration]:
    """Calibrate with rows of ``plan_tables`` changed: a condition and what is added to the value."""

    def run(where: Callable[[pd.DataFrame], pd.Series], add: float) -> Calibration:
        plan = vintage.read("plan_tables")
        hit = where(plan)
        assert hit.any()
        plan = plan.assign(value=plan.value.where(~hit, plan.value + add))
        return calibrate(Changed(vintage, {"plan_tables": plan}), base, demanded)  # type: ignore[arg-type]

    return run


def gaps(plan: pd.DataFrame, years: tuple[int, ...], groups: list[str]) -> pd.Series:
    return (plan.table == "2.2") & (plan.row == "gap") & plan.year.isin(years) & plan.group.isin(groups)


def values(found: Calibration) -> pd.Series:
    return found.parameters.set_index(["parameter", "group"]).value


@pytest.mark.parametrize("series", calibrating.SERIES)
def test_calibrating_again_gives_the_stored_series(
    calibration: Calibration, vintage: Vintage, series: str
) -> None:
    own = calibrating.series(calibration)[series].set_index(KEY[series])
    stored = vintage.read(series).set_index(KEY[series])
    assert list(own.columns) == list(stored.columns)
    assert set(own.index) == set(stored.index)
    for column in own.select_dtypes("float"):
        assert_allclose(own[column].reindex(stored.index), stored[column], rtol=1e-4, atol=1e-3)
    for column in own.columns.intersection(["closest", "role", "source", "quality"]):
        assert (own[column].reindex(stored.index) == stored[column]).all()


def test_it_is_cheap(calibration: Calibration) -> None:
    assert 0 < calibration.evaluations < CEILING


def test_the_shortages_sum_to_the_plans(calibration: Calibration) -> None:
    """The plan, chapter 2.2: 8 600 årsverk were lacking in 2024."""
    assert calibration.shortage.aarsverk.sum() == pytest.approx(TOTAL_SHORTAGE, abs=15)


def test_what_is_learned_is_between_nothing_and_everything(calibration: Calibration) -> None:
    found = calibration.parameters
    assert found.learned.between(-1e-9, 1).all()
    log = ~found.parameter.isin(LINEAR)
    relative = found.posterior_sd / found.value.where(log, 1) / (found.prior_sd / found.prior.where(log, 1))
    assert (relative <= 1 + 1e-9).all()
    assert_allclose(relative, 1 - found.learned, rtol=1e-6)
    assert found.correlation.abs().max() <= 1


def test_a_parameter_nothing_speaks_of_is_not_learned(calibration: Calibration) -> None:
    """No figure tells those who emigrate from those who retire; nurses' retirement shows in two counts by age."""
    learned = calibration.parameters.set_index(["parameter", "group"]).learned
    assert learned["emigration", ""] < 0.2
    assert learned["retirement_shift", "sykepleier"] > 0.5
    assert learned["inflow"].min() > 0.3


def test_calibration_brings_the_targets_nearer_and_the_tests_too(calibration: Calibration) -> None:
    rows = calibration.targets
    for role in ("target", "test"):
        part = rows[rows.role == role]
        off = {when: ((part[when] - part.published) / part.sd) for when in ("before", "after")}
        assert (off["after"] ** 2).mean() < 0.25 * (off["before"] ** 2).mean()
    kept = rows[rows.role == "test"]
    assert set(kept.target) == {"gap"}
    assert set(kept.year) == set(HELD_OUT)
    assert set(kept.group) == set(GROUPS)


def test_before_is_the_prior_and_after_the_found(
    calibration: Calibration, base: Base, reference: Path
) -> None:
    prior = Parameters.prior()
    stock = project(base.available, rates(base, prior).staying(), inflow(base, prior).entering())
    before = aarsverk(stock, career(base, prior)).sum(axis=1)
    totals = calibration.targets.query("target == 'total'").set_index("year")
    for year in FITTED:
        assert totals.before[year] == pytest.approx(before[since(year)], rel=1e-9)
        assert totals.after[year] == pytest.approx(reference.supply()[since(year)].sum(), rel=1e-5)


def test_levels_are_the_engines_base_year(calibration: Calibration, reference: Path) -> None:
    assert list(calibration.levels.index) == GROUPS
    assert_allclose(calibration.levels, reference.supply()[since(BASE_YEAR)], rtol=1e-5, atol=0.5)


def test_what_is_kept_as_a_test_does_not_move_the_fit(
    calibration: Calibration, again: Callable[..., Calibration]
) -> None:
    other = again(lambda plan: gaps(plan, HELD_OUT, GROUPS), 5_000.0)
    pd.testing.assert_series_equal(values(other), values(calibration))
    assert other.evaluations == calibration.evaluations
    moved = (
        other.targets.query("role == 'test'").published
        - calibration.targets.query("role == 'test'").published
    )
    assert (moved == 5_000).all()


@pytest.mark.parametrize(("group", "add"), [("lege", 1_000.0), ("helsefagarbeider", -1_000.0)])
def test_a_target_pulls_its_group_its_way(
    calibration: Calibration, again: Callable[..., Calibration], group: str, add: float
) -> None:
    """A better gap in 2040 asks for more of the group then."""
    other = again(lambda plan: gaps(plan, (2040,), [group]), add)
    own, moved = (
        found.targets.set_index(["target", "group", "year"]).after["gap", group, 2040]
        for found in (calibration, other)
    )
    assert (moved - own) * np.sign(add) > 0.25 * abs(add)
    change = values(other)["inflow", group] - values(calibration)["inflow", group]
    assert change * np.sign(add) > 0


def test_a_larger_total_shortage_is_shared_out(
    calibration: Calibration, again: Callable[..., Calibration]
) -> None:
    more = again(lambda plan: (plan.row == "base_shortage") & (plan.year == BASE_YEAR), 500.0)
    assert more.shortage.aarsverk.sum() > calibration.shortage.aarsverk.sum() + 50


def drawn(count: int) -> Parameters:
    """Draws around the prior."""
    rng = np.random.default_rng(4)
    found = {
        name: value * np.exp(rng.normal(0, 0.2, (count, *np.shape(value))))
        for name, value in Parameters.prior().named().items()
    }
    return Parameters(**{**found, "retirement_shift": rng.normal(0, 2, (count, len(GROUPS)))})


def test_many_draws_together_are_draws_one_at_a_time(base: Base) -> None:
    together = evaluate(base, drawn(6))
    for draw in range(6):
        alone = Parameters(**{name: value[draw] for name, value in drawn(6).named().items()})
        stock = project(base.available, rates(base, alone).staying(), inflow(base, alone).entering())
        assert stock.shape[0] == len(YEARS)
        assert_allclose(together.supply[draw], aarsverk(stock, career(base, alone)), rtol=1e-9)
        old = stock[..., 67 - 20 :].sum(axis=(1, 2, 3)) / stock.sum(axis=(1, 2, 3))
        years = together.older.shape[-1]
        assert_allclose(together.older[draw], old[:years], rtol=1e-9)
        assert_allclose(
            together.counted[draw], (stock[2] * base.participation).sum(axis=1), rtol=1e-9, atol=1e-12
        )


IDENTIFIED = 0.6
"""Learned share from which a parameter counts as identified."""


def test_known_parameters_are_found_again(
    vintage: Vintage, base: Base, calibration: Calibration, demanded: Demand
) -> None:
    """Targets made from parameters near the calibrated; those the figures speak of come back from the prior."""
    space = Space.make(
        vintage.read("inflow"), calibration.levels.to_numpy(), float(calibration.shortage.aarsverk.sum())
    )
    rng = np.random.default_rng(11)
    settled = {**values(calibration), **{(SHORTAGE, k): v for k, v in calibration.shortage.aarsverk.items()}}
    scaled = [settled[name] if name[0] in LINEAR else np.log(settled[name]) for name in space.names]
    truth = np.array(scaled) + space.sd * rng.normal(0, 0.1, len(scaled))
    outcome = evaluate(base, space.parameters(truth[None]))
    levels = outcome.at(BASE_YEAR)[0]
    table = demanded(pd.Series(levels, index=GROUPS))
    index = {y: (table[y] / table[BASE_YEAR]).reindex(GROUPS).to_numpy() for y in (*FITTED, *HELD_OUT)}
    made = read(vintage.read("plan_tables"), vintage.read("personnel"), index, float(table[BASE_YEAR].sum()))
    rows = made.rows(outcome, space.shortage(truth[None]))
    own = {(kind, group, year): float(values[0]) for kind, group, year, *_, values in rows}
    made = replace(
        made,
        gap={year: np.array([own["gap", group, year] for group in GROUPS]) for year in made.gap},
        totals={year: own["total", "", year] for year in made.totals},
        shortage=own["shortage", "", BASE_YEAR],
        counts=[
            (k, first, last, float(np.exp(own[f"count_{first}", GROUPS[k], 2015])))
            for k, first, last, _ in made.counts
        ],
        growth=[
            (k, first, float(np.exp(own["growth_old" if first == 67 else "growth", GROUPS[k], 2014])))
            for k, first, _ in made.growth
        ],
        taking_part={k: own["taking_part", GROUPS[k], 2011] for k in made.taking_part},
        older=(*made.older[:2], float(np.exp(own["older", "", made.older[1]]))),
    )
    problem = Problem(base, space, made)
    found = problem.solve(space.mean)
    slopes = problem.slopes(found)
    sd = np.sqrt(np.diag(np.linalg.inv(slopes.T @ slopes)))
    known = 1 - sd / space.sd > IDENTIFIED
    assert known.sum() > 25
    assert (np.abs(found - truth) / sd)[known].max() < 3
    nearer = np.abs(found - truth)[known].mean() / np.abs(space.mean - truth)[known].mean()
    assert nearer < 0.4
    assert {name for name, _ in space.names} == {*PRIOR, SHORTAGE}


def test_a_demand_that_never_rests_is_one_message(
    vintage: Vintage, base: Base, demanded: Demand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "CLOSE", -1.0)
    monkeypatch.setattr(fit, "ROUNDS", 1)
    with pytest.raises(ValueError, match="kom ikke til ro"):
        calibrate(vintage, base, demanded)


def test_targets_stand_in_the_units_of_their_sources(calibration: Calibration, vintage: Vintage) -> None:
    """Persons as counted, not logarithms; the deviation is the logarithm's, in standard deviations."""
    rows = calibration.targets.set_index(["target", "group", "year"])
    counted = vintage.read("personnel").query("item == 'health_employed' and year == 2015")
    for row in counted.itertuples():
        own = rows.loc[(f"count_{row.age_from}", row.group, 2015)]
        assert own.published == pytest.approx(row.persons)
        assert own.off_after == pytest.approx(np.log(own.after / row.persons) / own.sd)
    gap = rows.loc[("gap", "sykepleier", 2030)]
    assert gap.off_before == pytest.approx((gap.before - gap.published) / gap.sd)

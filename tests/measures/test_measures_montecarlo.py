"""Seeded draws: the same bits wherever they are computed, summed up without being kept."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.chain import CHUNK
from helseplan.executor import open_executor
from helseplan.measures import montecarlo
from helseplan.measures.draws import Draw, Input
from helseplan.measures.montecarlo import WIDTH, Summary, simulate
from helseplan.params.sections import Demand
from helseplan.params.uncertainty import BOUNDS

if TYPE_CHECKING:
    from helseplan.executor import Executor
    from helseplan.measures.study import Study
    from tests.conftest import Frames

Drawn = Callable[..., tuple[Draw, np.ndarray]]
COUNT, SEED = 300, 7
SHARES = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])


def raw(draw: Draw, added: np.ndarray, count: int, seed: int) -> np.ndarray:
    """The draws themselves, way × draw × (group and all)."""
    found = np.concatenate([montecarlo._task(draw, task) for task in montecarlo._tasks(count, seed)], axis=1)
    gaps = found + added
    return np.concatenate([gaps, gaps.sum(axis=-1, keepdims=True)], axis=-1)


def same(one: Summary, other: Summary) -> bool:
    return all(np.array_equal(getattr(one, item.name), getattr(other, item.name)) for item in fields(Summary))


@pytest.fixture(scope="module")
def serial() -> Iterator[Executor]:
    with open_executor(1) as executor:
        yield executor


@pytest.fixture(scope="module")
def summary(serial: Executor, drawn_of: Drawn) -> Summary:
    return simulate(serial, *drawn_of(), COUNT, SEED)


@pytest.fixture(scope="module")
def kept(drawn_of: Drawn) -> np.ndarray:
    return raw(*drawn_of(), COUNT, SEED)


def test_two_workers_give_the_bits_of_one(drawn_of: Drawn, summary: Summary) -> None:
    with open_executor(2) as executor:
        assert same(simulate(executor, *drawn_of(), COUNT, SEED), summary)


def test_the_same_seed_again_and_another(serial: Executor, drawn_of: Drawn, summary: Summary) -> None:
    assert same(simulate(serial, *drawn_of(), COUNT, SEED), summary)
    other = simulate(serial, *drawn_of(), COUNT, SEED + 1)
    assert (other.total != summary.total).all()


@pytest.mark.parametrize("count", [1, 10, CHUNK, CHUNK + 1])
def test_more_draws_are_the_same_draws_and_some_more(drawn_of: Drawn, kept: np.ndarray, count: int) -> None:
    assert_array_equal(raw(*drawn_of(), count, SEED), kept[:, :count])


def test_the_draws_of_two_chunks_are_not_the_same(kept: np.ndarray) -> None:
    assert len(np.unique(kept[0, :, -1])) == COUNT


def test_the_summary_is_of_all_draws(summary: Summary, kept: np.ndarray) -> None:
    assert summary.count == COUNT
    assert (summary.counts.sum(axis=-1) == COUNT).all()
    assert_allclose(summary.total, kept.sum(axis=1))
    assert_array_equal(summary.closed, (kept >= 0).sum(axis=1))
    assert_array_equal(summary.every, (kept[..., :-1] >= 0).all(axis=-1).sum(axis=1))


def test_quantiles_are_within_one_cell_of_numpys(summary: Summary, kept: np.ndarray) -> None:
    wanted = np.quantile(kept, SHARES, axis=1, method="inverted_cdf")
    assert abs(summary.quantiles(SHARES) - np.moveaxis(wanted, 0, -1)).max() <= WIDTH


def test_quantiles_rise_and_lie_between_the_least_and_the_most(summary: Summary, kept: np.ndarray) -> None:
    found = summary.quantiles(np.array([1e-9, *SHARES, 1.0]))
    assert (np.diff(found, axis=-1) >= 0).all()
    assert abs(found[..., -1] - kept.max(axis=1)).max() <= WIDTH


def test_what_lies_outside_is_counted_in_the_outermost_cells() -> None:
    summary = Summary(2)
    summary.add(np.array([[[-1e7], [1e7]], [[-5.0], [5.0]]]))
    assert (summary.counts[0, :, 0] == 1).all()
    assert (summary.counts[0, :, -1] == 1).all()
    assert_array_equal(summary.closed, [[1, 1], [1, 1]])
    assert np.isnan(summary.quantiles(np.array([0.25, 0.75]))[0]).all()
    assert not np.isnan(summary.quantiles(np.array([0.25, 0.75]))[1]).any()


def degenerate() -> tuple[str, ...]:
    """Every assumption at the run's own value."""
    own = Demand()
    one = {"weekend_within_positions": 1.0, "implementation": 1.0}
    modes = {name: getattr(own, name, 0.0) for name in BOUNDS} | one
    spans = (f"uncertainty.{name}=[{value}, {value}]" for name, value in modes.items())
    return (*spans, "uncertainty.population_probability=1")


@pytest.mark.parametrize("package", ["none", "demand_only"])
def test_without_width_every_draw_is_the_run(
    serial: Executor, drawn_of: Drawn, study_of: Callable[..., Study], package: str
) -> None:
    """Higher productivity has no range, so a run with it alone has one result as well."""
    sets = (f"measures.package={package}", *degenerate())
    (draw, added), study = drawn_of(*sets), study_of(*sets)
    own = study.central.balance[0, :, -1] + added
    chosen = own + study.effects(study.own)[0, :, -1]
    found = raw(draw, added, CHUNK + 3, SEED)
    assert_allclose(found[0, :, :-1], np.repeat(own[None], CHUNK + 3, axis=0), atol=1e-6)
    assert_allclose(found[1, :, :-1], np.repeat(chosen[None], CHUNK + 3, axis=0), atol=1e-6)
    shares = simulate(serial, draw, added, CHUNK + 3, SEED)
    assert_array_equal(shares.closed[0, :-1] / shares.count, (own >= 0) * 1.0)
    assert set((shares.closed / shares.count).ravel()) == {0, 1}


def test_measures_narrow_the_gap_in_every_draw(kept: np.ndarray) -> None:
    """The assumptions are the same with and without the measures, so the difference is the measures' own."""
    effect = (kept[1] - kept[0])[:, -1]
    assert effect.min() > 20_000
    assert effect.std() < kept[0, :, -1].std() / 2


U = (np.arange(20_000) + 0.5) / 20_000


@pytest.mark.parametrize(
    ("given", "mean", "variance"),
    [
        (Input("a", "assumption", 0, 1, 4, "triangular"), 5 / 3, (0 + 1 + 16 - 0 - 0 - 4) / 18),
        (Input("a", "assumption", 0, 0, 4, "triangular"), 4 / 3, 16 / 18),
        (Input("a", "assumption", 0, 4, 4, "triangular"), 8 / 3, 16 / 18),
        (Input("a", "measure", -1, 0, 5, "uniform"), 2, 3),
        (Input("a", "measure", 0, 0.5, 1, "ends"), 0.5, 0.25),
        (Input("a", "assumption", 3, 3, 3, "triangular"), 3, 0),
    ],
)
def test_a_distribution_has_its_mean_and_variance(given: Input, mean: float, variance: float) -> None:
    values = given.value(U)
    assert values.mean() == pytest.approx(mean, abs=1e-3)
    assert values.var() == pytest.approx(variance, abs=1e-3)
    assert given.low <= values.min() <= values.max() <= given.high


def test_populations_are_drawn_with_their_probabilities() -> None:
    values = Input("population", "assumption", 0, 0, 2, "population", 0.6).value(U)
    assert [(values == place).mean() for place in (0, 1, 2)] == pytest.approx([0.6, 0.2, 0.2])


def test_what_is_drawn_is_every_assumption_and_the_ranges_of_what_is_carried_out(drawn_of: Drawn) -> None:
    draw, _ = drawn_of()
    measures = {each.name for each in draw.inputs if each.kind == "measure"}
    assert measures == {"later_exit", "participation_60plus", "sick_leave", "weekend_work"}
    assert {each.name for each in draw.inputs if each.kind == "assumption"} == {"population", *BOUNDS} - {
        "implementation"
    }
    shapes = {each.name: each.shape for each in draw.inputs}
    assert shapes["participation_60plus"] == "ends"
    none, _ = drawn_of("measures.package=none")
    assert {each.kind for each in none.inputs} == {"assumption"}


def test_memory_does_not_grow_with_the_number_of_draws(serial: Executor, drawn_of: Drawn) -> None:
    draw, added = drawn_of()

    def peak(count: int) -> int:
        tracemalloc.start()
        simulate(serial, draw, added, count, SEED)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(CHUNK)
    assert peak(20 * CHUNK) < 1.1 * peak(2 * CHUNK)


def test_the_artefacts_hold_the_draws_in_order(artefacts: Frames) -> None:
    frame = artefacts["distribution"]
    assert set(frame.draws) == {200}
    quantiles = frame[[f"p{share:02d}_aarsverk" for share in (5, 10, 25, 50, 75, 90, 95)]].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    bars = artefacts["histogram"]
    assert_allclose(bars.groupby("way").share.sum(), 1)
    assert (bars.to_aarsverk - bars.from_aarsverk).nunique() == 1

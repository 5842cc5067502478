"""What the variance comes from: known indices on a made-up function, and nothing from what has no width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.executor import open_executor
from helseplan.measures import sobol
from helseplan.measures.draws import Draw

if TYPE_CHECKING:
    from tests.conftest import Frames

WEIGHTS = np.array([[4.0, 2.0, 1.0, 0.0], [1.0, 1.0, 3.0, 0.0]])
"""Of the made-up function, way × input."""


@dataclass(frozen=True)
class MadeUp:
    """As many inputs as there are weights."""

    inputs: tuple[int, ...] = (0, 1, 2, 3)


def linear(_: MadeUp, u: np.ndarray) -> np.ndarray:
    """Two sums of uniform numbers, split between two groups: way × draw × group."""
    net = u @ WEIGHTS.T
    return np.stack([net.T * 0.3, net.T * 0.7], axis=-1)


def product(_: MadeUp, u: np.ndarray) -> np.ndarray:
    """The first two inputs only act together: (u − ½)(v − ½)."""
    net = (u[:, 0] - 0.5) * (u[:, 1] - 0.5)
    return np.stack([net, 5 * net])[..., None]


def found(
    function: Callable, monkeypatch: pytest.MonkeyPatch, base: int = 2048, seed: int = 1
) -> sobol.Indices:
    monkeypatch.setattr(sobol, "gaps", function)
    draw: Draw = MadeUp()  # type: ignore[assignment]
    with open_executor(1) as executor:
        return sobol.indices(executor, draw, base, seed)


def test_a_sum_has_the_shares_of_its_squared_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    indices = found(linear, monkeypatch)
    wanted = WEIGHTS**2 / (WEIGHTS**2).sum(axis=1, keepdims=True)
    assert_allclose(indices.first, wanted, atol=0.01)
    assert_allclose(indices.total, wanted, atol=0.01)
    assert_allclose(indices.first.sum(axis=1), 1, atol=0.02)


def test_an_input_that_does_nothing_has_no_share(monkeypatch: pytest.MonkeyPatch) -> None:
    indices = found(linear, monkeypatch, base=64)
    assert_allclose(indices.first[:, 3], 0, atol=1e-12)
    assert_allclose(indices.total[:, 3], 0, atol=1e-12)


def test_what_only_acts_together_has_no_first_order_and_all_of_the_total(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    indices = found(product, monkeypatch, base=4096)
    assert_allclose(indices.first[:, :2], 0, atol=0.1)
    assert_allclose(indices.total[:, :2], 1, atol=0.1)
    assert_allclose(indices.total[:, 2:], 0, atol=1e-12)
    assert_allclose(indices.first[0], indices.first[1], atol=1e-9)  # a factor of five changes no share


def test_the_interval_holds_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    indices = found(linear, monkeypatch, base=256)
    wanted = WEIGHTS**2 / (WEIGHTS**2).sum(axis=1, keepdims=True)
    used = slice(0, 3)
    for share, (low, high) in (
        (indices.first, indices.first_interval),
        (indices.total, indices.total_interval),
    ):
        assert (low[:, used] <= share[:, used]).all()
        assert (share[:, used] <= high[:, used]).all()
        assert (low[:, used] <= wanted[:, used] + 0.02).all()
        assert (high[:, used] >= wanted[:, used] - 0.02).all()


def test_the_same_seed_gives_the_same_indices(monkeypatch: pytest.MonkeyPatch) -> None:
    one, again, other = (found(linear, monkeypatch, 64, seed) for seed in (1, 1, 2))
    assert_array_equal(one.first, again.first)
    assert (one.first[:, :3] != other.first[:, :3]).all()


def test_in_a_run_an_assumption_without_width_has_no_share(
    drawn_of: Callable[..., tuple[Draw, np.ndarray]],
) -> None:
    still = {"leaving_percent": 0, "weekend_within_positions": 1, "abroad_percent": 0}
    draw, _ = drawn_of(*(f"uncertainty.{name}=[{value}, {value}]" for name, value in still.items()))
    with open_executor(1) as executor:
        indices = sobol.indices(executor, draw, 16, 1)
    for place, each in enumerate(draw.inputs):
        if each.name in still:
            assert_allclose([indices.first[:, place], indices.total[:, place]], 0, atol=1e-9)
    assert indices.total.max() > 0.1


def test_without_measures_their_ranges_have_no_share(artefacts: Frames) -> None:
    frame = artefacts["sobol"]
    without = frame[(frame.way == "none") & (frame.kind == "measure")]
    assert len(without) == 4
    assert_allclose(without[["first_order", "total"]], 0, atol=1e-9)
    assert frame[frame.way == "chosen"].total.min() >= 0
    assert frame.groupby("way").input.apply(tuple).nunique() == 1


def test_the_intervals_hold_the_known_indices_and_shrink_with_the_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = WEIGHTS**2 / (WEIGHTS**2).sum(axis=1, keepdims=True)
    few, many = found(linear, monkeypatch, base=128), found(linear, monkeypatch, base=2048)
    for low, high in (few.first_interval, few.total_interval, many.first_interval, many.total_interval):
        assert (low <= wanted + 0.02).all()
        assert (high >= wanted - 0.02).all()
    width = [np.ptp(each.total_interval, axis=0)[wanted > 0] for each in (few, many)]
    assert (width[1] < 0.5 * width[0]).all()  # a sixteenth of the runs: four times the width
    assert (width[1] > 0.1 * width[0]).all()

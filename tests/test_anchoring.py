"""Newer data on an older benchmark: the plan's level is kept, and what is new shows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from numpy.testing import assert_allclose

import helseplan.vintages
from helseplan import anchoring, calibrating
from helseplan.errors import DataError
from helseplan.params import Params
from helseplan.session import DEFAULT_VINTAGE
from helseplan.trial import compute_vintage
from helseplan.vintages import Vintage, open_vintage, reading
from helseplan.vintages.anchor_series import CELLS, DEMAND, GAP, SUPPLY
from helseplan.vintages.series import SERIES
from tests.conftest import Chain, Frames, stage_run

STAGES = ("demography", "demand", "supply", "gap")
MORE_DEATHS = 1.05
Make = Callable[[str, str, float], Vintage]


@pytest.fixture(scope="module")
def parent() -> Vintage:
    return open_vintage(DEFAULT_VINTAGE)


@pytest.fixture(scope="module")
def anchors(parent: Vintage) -> pd.DataFrame:
    return anchoring.anchors(parent)


@pytest.fixture(scope="module")
def kept(
    parent: Vintage, anchors: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Vintage]:
    """Copies of the embedded vintage that keep its benchmark, with one series changed."""

    def make(name: str, series: str = "", column: str = "", factor: float = 1.0) -> Vintage:
        folder = tmp_path_factory.mktemp("vintages") / name
        shutil.copytree(parent.folder, folder)
        vintage = Vintage(name, folder)
        if series:
            frame = pd.read_csv(vintage.path(series), dtype={"sex": str, "region": str})
            frame.assign(**{column: frame[column] * factor}).to_csv(vintage.path(series), index=False)
        anchoring.settle(vintage, parent)
        return vintage

    return make


def computed(vintage: Vintage, folder: Path) -> dict[str, Frames]:
    return {name: stage_run(name, folder, Params(), vintage).compute() for name in STAGES}


def net(frames: dict[str, Frames], year: int, path: str = "benchmarked") -> float:
    totals = frames["gap"]["totals"].set_index(["path", "year"]).net_aarsverk
    return float(totals[path, year])


def test_the_anchors_are_whole_and_in_step_with_the_contract(anchors: pd.DataFrame) -> None:
    SERIES["anchors"].validate(anchors)
    assert set(zip(anchors["item"], anchors.key, anchors.year, strict=True)) == set(CELLS)
    assert set(anchors["item"]) == {DEMAND, SUPPLY, GAP}
    assert set(anchors.found_on) == {DEFAULT_VINTAGE}


def test_the_same_data_on_a_kept_benchmark_give_the_same_gap(
    kept: Callable[..., Vintage], chain: Chain, tmp_path: Path
) -> None:
    """Found anew or kept, the benchmark of the same data is the same."""
    frames = computed(kept("lik"), tmp_path)
    keys = ["path", "year", "group"]
    own, before = (found["gap"]["gap"].set_index(keys).gap_aarsverk for found in (frames, chain))
    assert_allclose(own, before.reindex(own.index), atol=1e-5)


def test_new_data_move_the_benchmarked_gap_as_they_move_the_raw(
    kept: Callable[..., Vintage], chain: Chain, tmp_path: Path
) -> None:
    """Benchmarked anew, the gap would still be the plan's and nothing new would show."""
    frames = computed(kept("nyere", "mortality", "deaths_per_100000", MORE_DEATHS), tmp_path)
    moved, raw = (net(frames, 2040, path) - net(chain.results, 2040, path) for path in ("benchmarked", "raw"))
    assert abs(moved) > 500
    assert moved == pytest.approx(raw, rel=0.15)


def test_groups_follow_the_supply_model_and_the_calibration_stays(
    kept: Callable[..., Vintage], parent: Vintage
) -> None:
    newer = kept("flere", "inflow", "persons", 1.2)
    own, before = (v.read("groups").set_index("group").aarsverk for v in (newer, parent))
    assert (own > before).all()
    for series in ("supply_calibrated", "supply_targets", "base_shortage"):
        assert newer.path(series).read_bytes() == parent.path(series).read_bytes()


def test_a_vintage_made_from_a_kept_benchmark_keeps_the_first_one(kept: Callable[..., Vintage]) -> None:
    first = kept("en", "mortality", "deaths_per_100000", MORE_DEATHS)
    pd.testing.assert_frame_equal(anchoring.anchors(first), first.read("anchors"))


def test_printed_figures_do_not_judge_newer_data(
    kept: Callable[..., Vintage], parent: Vintage, tmp_path: Path
) -> None:
    assert stage_run("gap", tmp_path, Params(), parent).is_reference
    assert not stage_run("gap", tmp_path, Params(), kept("dom")).is_reference


def test_a_kept_benchmark_is_not_calibrated_away(
    kept: Callable[..., Vintage], monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = kept("fast")
    monkeypatch.setattr(helseplan.vintages, "VINTAGES", newer.folder.parent)
    with pytest.raises(DataError, match="beholder avstemmingen fra plan-2026"):
        calibrating.recalibrate("fast")
    reading.forget()
    assert compute_vintage("fast") == []


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.iloc[1:],
        lambda frame: frame.assign(unit="aarsverk"),
        lambda frame: frame.assign(value=3.0),
    ],
)
def test_spoiled_anchors_break_the_contract(anchors: pd.DataFrame, change: Callable) -> None:
    with pytest.raises(Exception, match=r"anchors|skal"):
        SERIES["anchors"].validate(change(anchors))

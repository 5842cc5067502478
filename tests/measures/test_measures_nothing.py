"""Measures at intensity nought change nothing, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from helseplan.chain import Outcome
from helseplan.measures.packages import Doses
from helseplan.session import StageRun

if TYPE_CHECKING:
    from helseplan.measures.study import Study
    from tests.conftest import Frames

WAYS = [
    ("measures.package=none",),
    ("measures.package=none", "general.benchmark=false"),
]


@pytest.mark.parametrize("options", [(), ("measures.task_automated_percent=40", "measures.level=1")])
def test_every_intensity_at_nought_is_the_run_without_measures(
    study_of: Callable[..., Study], options: tuple[str, ...]
) -> None:
    study = study_of(*options)
    levels = np.random.default_rng(1).random((70, len(study.catalogue.rows)))
    found = study.outcomes(Doses(np.zeros_like(levels), levels))
    for item in fields(Outcome):
        values, own = getattr(found, item.name), getattr(study.central, item.name)
        assert_array_equal(values, np.repeat(own, 70, axis=0), err_msg=item.name)


def test_no_effect_is_exactly_nought(study: Study) -> None:
    nothing = Doses(np.zeros((3, len(study.catalogue.rows))), np.ones((3, len(study.catalogue.rows))))
    assert not study.effects(nothing).any()


@pytest.mark.parametrize("sets", WAYS, ids=["benchmarked", "raw"])
def test_a_run_without_measures_has_the_gap_stages_gap_to_the_bit(
    artefacts_of: Callable[..., Frames], measures_run: Callable[..., StageRun], sets: tuple[str, ...]
) -> None:
    found, run = artefacts_of(*sets), measures_run(*sets)
    gap = run.artefact("gap", "gap")
    own = gap[gap.path == run.shown_path].set_index(["group", "year"]).gap_aarsverk
    left = found["remaining"]
    for scenario in ("chosen", "reference"):
        after = left[left.scenario == scenario].set_index(["group", "year"]).gap_after_aarsverk
        assert len(after) == 14 * 16
        assert_array_equal(after.to_numpy(), own.loc[after.index].to_numpy())


def test_the_run_without_measures_is_named_so_in_every_artefact(artefacts_of: Callable[..., Frames]) -> None:
    frames = artefacts_of(*WAYS[0])
    assert not set(frames["effects"].scenario) & {"chosen", "reference"}
    totals = frames["totals"].set_index(["scenario", "year"]).loc["chosen"]
    for name in ("simple_sum_aarsverk", "joint_aarsverk", "overlap_aarsverk", "alone_sum_aarsverk"):
        assert (totals[name] == 0).all()
    drawn = frames["distribution"].drop(columns="way")
    ways = [drawn[frames["distribution"].way == way].reset_index(drop=True) for way in ("none", "chosen")]
    pd.testing.assert_frame_equal(*ways, check_exact=True)


def test_the_gap_before_measures_is_the_same_in_every_scenario(artefacts: Frames, gap: pd.DataFrame) -> None:
    before = artefacts["totals"].pivot(index="year", columns="scenario", values="gap_before_aarsverk")
    for scenario in before:
        assert_array_equal(before[scenario].to_numpy(), gap.sum(axis=0).to_numpy())

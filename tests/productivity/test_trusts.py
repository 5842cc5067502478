"""Efficiency of the hospital trusts, and what the data can carry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.productivity.drg import break_in_series
from helseplan.productivity.trusts import INPUTS, efficiency, trusts_wide

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain


def by_year(vintage: Vintage, item: str) -> pd.DataFrame:
    trusts = vintage.read("hospital_trusts").query("item == @item")
    return trusts.pivot(index="unit", columns="year", values="value")


@pytest.fixture(scope="module")
def wide(vintage: Vintage) -> pd.DataFrame:
    return trusts_wide(vintage.read("hospital_trusts"), 2024)


@pytest.fixture(scope="module")
def scores(chain: Chain) -> pd.DataFrame:
    return chain["productivity"]["efficiency"]


def test_discharges_jump_by_12_per_cent_in_2025_while_aarsverk_rise_by_2(vintage: Vintage) -> None:
    """A break in the series, and not a productivity gain: the reason why 2024 is analysed."""
    discharges, aarsverk = by_year(vintage, "discharges_somatic"), by_year(vintage, "aarsverk_total")
    assert discharges[2025].sum() / discharges[2024].sum() - 1 == pytest.approx(0.124, abs=0.001)
    assert aarsverk[2025].sum() / aarsverk[2024].sum() - 1 == pytest.approx(0.018, abs=0.001)
    assert break_in_series(discharges[2024], discharges[2025])
    assert not break_in_series(aarsverk[2024], aarsverk[2025])


@pytest.mark.parametrize(
    ("change", "broken"), [(1.0, False), (1.079, False), (1.081, True), (0.919, True), (0.921, False)]
)
def test_a_break_is_a_jump_either_way_of_more_than_eight_per_cent(change: float, broken: bool) -> None:
    before = pd.Series([100.0, 300.0])
    assert break_in_series(before, before * change) is broken


def test_sunnaas_is_left_out_as_a_special_hospital(
    vintage: Vintage, wide: pd.DataFrame, scores: pd.DataFrame
) -> None:
    assert "sunnaas_sykehus" in set(vintage.read("hospital_trusts").unit)
    assert "sunnaas_sykehus" not in wide.index
    assert "sunnaas_sykehus" not in set(scores.unit)
    assert scores.groupby("model").unit.nunique().to_dict() == {"staff_groups": 19, "staff_total": 19}


def test_the_staff_groups_are_the_whole_staff(wide: pd.DataFrame) -> None:
    assert_allclose(wide[INPUTS["staff_groups"]].sum(axis=1), wide.aarsverk_total)
    assert (wide[INPUTS["staff_groups"]] > 0).all(axis=None)


def test_scores_are_shares_and_somebody_is_best(scores: pd.DataFrame) -> None:
    assert scores.score.between(0, 1 + 1e-9).all()
    assert (scores.score > 0).all()
    assert scores.groupby("model").efficient.any().all()
    assert_allclose(scores[scores.efficient].score, 1)


def test_scale_efficiency_is_at_most_one_and_one_only_at_constant_returns(scores: pd.DataFrame) -> None:
    assert scores.scale_efficiency.between(0, 1 + 1e-9).all()
    assert_allclose(scores[scores.returns_to_scale == "crs"].scale_efficiency, 1, atol=1e-6)
    assert (scores[scores.returns_to_scale != "crs"].scale_efficiency < 1).all()


def test_constant_returns_is_the_harder_yardstick_by_the_scale_efficiency(
    scores: pd.DataFrame, rerun: Callable
) -> None:
    keys = ["model", "unit"]
    crs = rerun("productivity", "productivity.returns_to_scale=crs")["efficiency"].set_index(keys)
    vrs = scores.set_index(keys)
    assert (crs.score <= vrs.score + 1e-9).all()
    assert_allclose(crs.score / vrs.score, vrs.scale_efficiency, rtol=1e-6)


def test_more_kinds_of_staff_give_more_trusts_the_benefit_of_the_doubt(scores: pd.DataFrame) -> None:
    models = scores.pivot(index="unit", columns="model", values="score")
    assert (models.staff_groups >= models.staff_total - 1e-9).all()


def test_peers_are_efficient_trusts(scores: pd.DataFrame) -> None:
    for model, part in scores.groupby("model"):
        best = set(part[part.efficient].unit)
        assert {peer for peers in part.peers for peer in peers.split(";")} <= best, model
        assert (part[part.efficient].peers == part[part.efficient].unit).all()


def test_the_unit_of_measurement_does_not_matter(wide: pd.DataFrame, scores: pd.DataFrame) -> None:
    thousands = wide.assign(
        discharges_somatic=wide.discharges_somatic / 1000, aarsverk_total=wide.aarsverk_total * 37.5
    )
    found = efficiency(thousands, "staff_total", 2024, "vrs", "input").set_index("unit").score
    own = scores[scores.model == "staff_total"].set_index("unit").score
    assert_allclose(found, own.reindex(found.index), rtol=1e-6)


def test_what_the_bootstrap_will_give_is_missing_and_not_nought(scores: pd.DataFrame) -> None:
    assert scores[["corrected", "lower", "upper"]].isna().all(axis=None)


@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_every_allowed_year_and_orientation_can_be_run(rerun: Callable, year: int, orientation: str) -> None:
    found = rerun("productivity", f"productivity.year={year}", f"productivity.orientation={orientation}")[
        "efficiency"
    ]
    assert set(found.year) == {year}
    assert np.isfinite(found.score).all()
    assert (found.score > 0).all()

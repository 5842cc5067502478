"""The hospital trusts as units, and what their scores are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from helseplan.contracts import efficiency as contract
from helseplan.productivity.analysis.efficiency import measured
from helseplan.productivity.analysis.models import MODELS, VARIABLES, Model
from helseplan.productivity.analysis.trusts import trusts_wide
from helseplan.productivity.dea import radial_efficiency

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.productivity.conftest import Analysed

KEY = ["model", "year", "unit"]


@pytest.fixture(scope="module")
def wide(vintage: Vintage) -> pd.DataFrame:
    return trusts_wide(vintage.read("hospital_trusts"), 2024)


@pytest.fixture(scope="module")
def scores(analysed: Analysed) -> pd.DataFrame:
    return analysed()[0]["efficiency"]


def test_sunnaas_is_left_out_as_a_special_hospital(
    vintage: Vintage, wide: pd.DataFrame, scores: pd.DataFrame
) -> None:
    trusts = vintage.read("hospital_trusts")
    assert "sunnaas_sykehus" in trusts_wide(trusts, 2024, special=True).index
    assert "sunnaas_sykehus" not in wide.index
    assert "sunnaas_sykehus" not in set(scores.unit)
    assert (scores.groupby(["model", "year"]).unit.nunique() == 19).all()


def test_a_stay_in_sunnaas_is_more_than_three_times_as_long_as_elsewhere(vintage: Vintage) -> None:
    """Why it is left out: discharges per årsverk measure something else there."""
    everyone = trusts_wide(vintage.read("hospital_trusts"), 2024, special=True)
    stay = everyone.bed_days_somatic / everyone.discharges_somatic
    assert stay.sunnaas_sykehus == pytest.approx(149 * 0.98 * 365 / 3031)
    assert stay.sunnaas_sykehus > 3 * stay.drop("sunnaas_sykehus").max()


def test_the_staff_groups_are_the_whole_staff(wide: pd.DataFrame) -> None:
    groups = wide[list(MODELS["staff_groups"].inputs)]
    assert_allclose(groups.sum(axis=1), wide.aarsverk_total)
    assert (groups > 0).all(axis=None)


def test_the_codes_of_models_and_variables_are_those_of_the_contract() -> None:
    assert tuple(MODELS) == contract.MODELS
    used = {name for model in MODELS.values() for name in (*model.inputs, *model.outputs)}
    assert used == set(VARIABLES)


@pytest.mark.parametrize(("m", "s", "needed"), [(1, 1, 6), (3, 1, 12), (1, 5, 18), (6, 6, 36), (7, 7, 49)])
def test_the_rule_of_thumb_takes_the_larger_of_the_product_and_three_times_the_sum(
    m: int, s: int, needed: int
) -> None:
    assert Model("", "", ("x",) * m, ("y",) * s).needed_units == needed


def test_every_model_is_measured_in_both_years(scores: pd.DataFrame) -> None:
    assert set(scores.year) == {2024, 2025}
    assert len(scores) == len(MODELS) * 2 * 19


def test_scores_are_shares_and_somebody_is_best(scores: pd.DataFrame) -> None:
    assert scores.score.between(0, 1).all()
    assert (scores.score > 0).all()
    assert scores.groupby(["model", "year"]).efficient.any().all()
    assert_allclose(scores[scores.efficient].score, 1)


def test_scale_efficiency_is_at_most_one_and_one_only_at_constant_returns(scores: pd.DataFrame) -> None:
    assert_allclose(scores[scores.returns_to_scale == "crs"].scale_efficiency, 1, atol=1e-6)
    assert (scores[scores.returns_to_scale != "crs"].scale_efficiency < 1).all()


def test_constant_returns_is_the_harder_yardstick_by_the_scale_efficiency(
    scores: pd.DataFrame, analysed: Analysed
) -> None:
    crs = analysed("productivity.returns_to_scale=crs")[0]["efficiency"].set_index(KEY)
    vrs = scores.set_index(KEY)
    assert (crs.score <= vrs.score + 1e-9).all()
    assert_allclose(crs.score / vrs.score, vrs.scale_efficiency, rtol=1e-6)


@pytest.mark.parametrize("richer", ["staff_groups", "staff_beds", "staff_bed_days"])
def test_more_dimensions_give_more_trusts_the_benefit_of_the_doubt(scores: pd.DataFrame, richer: str) -> None:
    models = scores.pivot(index=["year", "unit"], columns="model", values="score")
    assert (models[richer] >= models.staff_total - 1e-9).all()
    assert (models[richer] > models.staff_total + 1e-6).any()


def test_peers_are_efficient_trusts(scores: pd.DataFrame) -> None:
    for place, part in scores.groupby(["model", "year"]):
        best = set(part[part.efficient].unit)
        assert {peer for peers in part.peers for peer in peers.split(";")} <= best, place
        assert (part[part.efficient].peers == part[part.efficient].unit).all()


def test_the_unit_of_measurement_does_not_matter(wide: pd.DataFrame, scores: pd.DataFrame) -> None:
    thousands = wide.assign(
        discharges_somatic=wide.discharges_somatic / 1000, aarsverk_total=wide.aarsverk_total * 37.5
    )
    model = MODELS["staff_total"]
    found = measured(thousands, model, radial_efficiency(*model.data(thousands), rts="vrs"))
    own = scores[(scores.model == "staff_total") & (scores.year == 2024)].set_index("unit").score
    assert_allclose(found.set_index("unit").score, own.reindex(found.unit), rtol=1e-6)


def test_the_productivity_of_one_input_and_one_output_is_their_ratio(
    wide: pd.DataFrame, analysed: Analysed
) -> None:
    """Under constant returns the score is discharges per årsverk as a share of the best: no program is needed."""
    rows = analysed("productivity.returns_to_scale=crs")[0]["efficiency"]
    own = rows[(rows.model == "staff_total") & (rows.year == 2024)].set_index("unit").score
    ratio = wide.discharges_somatic / wide.aarsverk_total
    assert_allclose(own.reindex(ratio.index), ratio / ratio.max(), rtol=1e-9)


@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_every_allowed_year_and_orientation_can_be_run(
    analysed: Analysed, year: int, orientation: str
) -> None:
    frames, _ = analysed(f"productivity.year={year}", f"productivity.orientation={orientation}")
    found = frames["efficiency"]
    assert np.isfinite(found.score).all()
    assert (found.score >= 1).all() if orientation == "output" else (found.score <= 1).all()
    assert set(frames["targets"].year) == {year}

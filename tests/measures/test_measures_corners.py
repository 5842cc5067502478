"""Corners that a run may legally reach, and choices the draws must respect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from helseplan.chain.supply import YEARS_LATER
from helseplan.errors import DataError
from helseplan.measures import reference
from helseplan.measures.catalogue import Catalogue
from helseplan.measures.draws import IMPLEMENTATION, Draw
from helseplan.measures.goals import productivity_needed
from helseplan.measures.targets import WHOLE, goals
from helseplan.params.supply import Supply
from helseplan.params.uncertainty import BOUNDS
from helseplan.vintages.measure_models import MOST

if TYPE_CHECKING:
    from helseplan.measures.study import Study
    from helseplan.session import StageRun

Drawn = Callable[..., tuple[Draw, np.ndarray]]
PLACES = np.linspace(0, 1, 40, endpoint=False)


def bound(model: type, name: str, kind: str) -> float:
    return next(getattr(item, kind) for item in model.model_fields[name].metadata if hasattr(item, kind))


def test_a_career_can_be_moved_as_far_as_all_that_moves_it_together() -> None:
    """The compiled loop looks up curves without asking whether they are there."""
    least, most = (bound(Supply, "later_exit_years", kind) for kind in ("ge", "le"))
    low, high = BOUNDS["later_exit_years"]
    assert least + low >= YEARS_LATER[0]
    assert most + high + MOST["later_exit"] < YEARS_LATER[-1]


def test_a_career_moved_further_is_refused(study: Study) -> None:
    chain = study.chain
    for years in (YEARS_LATER[-1], YEARS_LATER[0] - 1):
        levers = replace(chain.neutral(1), exit_years=np.full((1, len(chain.years)), float(years)))
        with pytest.raises(ValueError, match="a career can be moved"):
            chain.evaluate(levers)


def test_everything_that_moves_the_career_at_once_gives_a_gap_of_this_world(drawn_of: Drawn) -> None:
    draw, _ = drawn_of("supply.later_exit_years=5", "uncertainty.later_exit_years=[3, 3]")
    values = draw.values(np.full((4, len(draw.inputs)), 0.999))
    found = draw.transformer.chain.evaluate(draw.levers(values, True))
    assert found.supply.min() > 0
    assert found.supply.sum(axis=1).max() < 1e6


def test_a_late_start_may_be_too_late_for_the_share_and_is_said_so(
    study: Study, measures_run: Callable[..., StageRun]
) -> None:
    employment = measures_run().artefact("demand", "employment")
    own = employment[employment.path == "benchmarked"]
    found = productivity_needed(study.chain, own, np.array([5.0, 16.0, 99.0]), 2040)
    assert np.isnan(found[0])
    assert found[1] > found[2] == study.chain.demanded.productivity_percent


def test_two_measures_cannot_move_more_work_than_there_is(study: Study) -> None:
    chain = study.chain
    rows = [
        replace(row, high=32_000.0) if row.measure.startswith("ado_nbm") else row
        for row in study.catalogue.rows
    ]
    with pytest.raises(DataError, match="mer arbeid enn en gruppe har"):
        reference._require_enough_work(Catalogue(tuple(rows)), chain)
    reference._require_enough_work(study.catalogue, chain)


def test_a_run_at_half_strength_is_scaled_from_its_own_strength(study_of: Callable[..., Study]) -> None:
    """Full is what the run carries out: a factor of 1 is half of everything."""
    study = study_of(*(f"measures.each.{name}.intensity=0.5" for name in ("position_size", "later_exit")))
    gap = np.full(14, -1e5)
    found = goals(study, gap, study.chain.groups[:14])
    left = found[(found.mix == WHOLE) & (found.target == "all")].left_aarsverk.iloc[0]
    assert left == pytest.approx(gap.sum() + study.effects(study.own)[0, :, -1].sum())


def test_a_receiver_with_a_supply_gets_all_the_work(study: Study) -> None:
    place = study.catalogue.place("ado_nbm_out")
    row = replace(study.catalogue.rows[place], receivers=("helsefagarbeider",))
    options = replace(study.options(1), automated=np.array([0.7]))
    landed = study.transformer._receivers(row, options)
    assert landed.sum() == landed[0, study.chain.groups.index("helsefagarbeider")] == 1


def test_only_hospitals_automate(study: Study) -> None:
    options = replace(study.options(1), automated=np.array([0.7]))
    rows = {row.measure: row for row in study.catalogue.rows}
    assert study.transformer._receivers(rows["ado_nbm_out"], options).sum() == pytest.approx(0.3)
    assert study.transformer._receivers(rows["tasen"], options).sum() == 1


def test_a_level_of_ones_own_is_not_drawn(drawn_of: Drawn) -> None:
    names = {each.name for each in drawn_of()[0].inputs}
    assert {"later_exit", "sick_leave"} <= names
    draw, _ = drawn_of("measures.each.later_exit.level=1.0")
    assert "later_exit" not in {each.name for each in draw.inputs}
    values = draw.values(np.tile(PLACES[:, None], len(draw.inputs)))
    chain, own = draw.transformer.chain, values["later_exit_years"]
    later = draw.levers(values, True).exit_years[:, -1] - own
    assert_allclose(later, 3.0)
    assert chain.years[-1] == 2040


def test_fixed_measures_have_the_runs_own_level_in_every_draw(drawn_of: Drawn) -> None:
    draw, _ = drawn_of("uncertainty.measure_distribution=fixed", "measures.level=0.25")
    assert not [each for each in draw.inputs if each.kind == "measure"]
    values = draw.values(np.tile(PLACES[:, None], len(draw.inputs)))
    assert_allclose(draw.levers(values, True).sick_leave_percent[:, -1], 12.5)


def test_a_range_is_widened_to_the_runs_own_value(drawn_of: Drawn) -> None:
    draw, _ = drawn_of("demand.standard_growth_percent=0")
    found = next(each for each in draw.inputs if each.name == "standard_growth_percent")
    assert (found.low, found.mode, found.high) == (0, 0, 1.5)


def test_what_is_carried_out_may_be_drawn(drawn_of: Drawn) -> None:
    draw, _ = drawn_of("uncertainty.implementation=[0.2, 0.6]", "uncertainty.measure_distribution=fixed")
    place = [each.name for each in draw.inputs].index(IMPLEMENTATION)
    u = np.full((len(PLACES), len(draw.inputs)), 0.5)
    u[:, place] = PLACES
    share = draw.levers(draw.values(u), True).sick_leave_percent[:, -1] / 15
    assert_allclose(share, 0.2 + 0.4 * PLACES)
    whole, _ = drawn_of("uncertainty.implementation=[0.5, 0.5]", "uncertainty.measure_distribution=fixed")
    assert IMPLEMENTATION not in {each.name for each in whole.inputs}
    values = whole.values(np.full((1, len(whole.inputs)), 0.5))
    assert_array_equal(whole.levers(values, True).sick_leave_percent[:, -1], 7.5)

"""Each measure alone: the supply stage's own cases, and the numbers the sources print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from helseplan.measures.scenarios import published
from helseplan.measures.singles import CONSTRUCTED
from helseplan.measures.singles import singles as compute_singles
from tests.measures.doses import only

if TYPE_CHECKING:
    from collections.abc import Callable

    from helseplan.measures.study import Study
    from helseplan.session import StageRun
    from tests.conftest import Frames

CASES = [
    ("later_exit", "low", "later_exit_1"),
    ("later_exit", "high", "later_exit_3"),
    ("participation_60plus", "low", "participation_relative"),
    ("participation_60plus", "high", "participation_points"),
    ("sick_leave", "low", "sick_leave_10"),
    ("sick_leave", "high", "sick_leave_20"),
    ("position_size", "low", "position_size"),
    ("position_size", "high", "position_size"),
    ("education_capacity", "high", "education_population"),
    ("education_plus10", "high", "education_more"),
]
BUILT = {
    "weekend_work": (3100, 6400, "groups_14"),
    "ado_nbm_out": (8500, 8500, "origins"),
    "ado_nbm_shift": (4000, 4000, "origins"),
    "tasen": (2500, 2500, "origins"),
    "digital_interaction": (2000, 2000, "all_staff"),
    "data_capture": (68, 260, "all_staff"),
    "ai_notes_mental": (243, 1427, "all_staff"),
    "digital_home_followup": (105, 105, "all_staff"),
    "digital_supervision": (3.4 * 357, 3.4 * 357, "all_staff"),
}
"""What the sources print, and whose årsverk it is; per municipality times 357."""


@pytest.fixture(scope="module")
def singles(artefacts: Frames) -> pd.DataFrame:
    return artefacts["singles"].set_index(["measure", "bound"])


@pytest.fixture(scope="module")
def raw(study_of: Callable[..., Study], measures_run: Callable[..., StageRun]) -> pd.DataFrame:
    """The same on the raw path, which is what the supply stage's cases are on."""
    study = study_of("general.benchmark=false")
    printed = published(study, measures_run().vintage.read("measures"))
    return compute_singles(study, printed).set_index(["measure", "bound"])


@pytest.mark.parametrize(("measure", "bound", "case"), CASES)
def test_a_measure_of_supply_is_the_supply_stages_case(
    raw: pd.DataFrame, measures_run: Callable[..., StageRun], measure: str, bound: str, case: str
) -> None:
    scenarios = measures_run().artefact("supply", "scenarios")
    wanted = scenarios[scenarios.scenario == case].aarsverk.sum()
    assert raw.groups_14_aarsverk[measure, bound] == pytest.approx(wanted, abs=1e-6)
    assert raw.model_aarsverk[measure, bound] == raw.groups_14_aarsverk[measure, bound]


@pytest.mark.parametrize("measure", BUILT)
def test_an_effect_known_only_in_aarsverk_is_met(singles: pd.DataFrame, measure: str) -> None:
    low, high, compared = BUILT[measure]
    for bound, printed in (("low", low), ("high", high)):
        row = singles.loc[(measure, bound)]
        assert row.published_aarsverk == pytest.approx(printed)
        assert row.model_aarsverk == pytest.approx(printed, abs=1e-6)
        assert (row.compared, row.constructed) == (compared, True)
        assert row.model_aarsverk == row[f"{compared}_aarsverk"]


def test_exactly_the_effects_in_aarsverk_are_constructed(singles: pd.DataFrame, study: Study) -> None:
    kinds = {row.measure: row.transformation for row in study.catalogue.rows}
    for (measure, _), row in singles.iterrows():
        assert row.constructed == (kinds[measure] in CONSTRUCTED)
    assert set(singles[singles.constructed].index.get_level_values("measure")) == set(BUILT)


def test_higher_productivity_saves_the_plans_17_300(singles: pd.DataFrame) -> None:
    """The plan, chapter 3.2 (sign 63143): 0.7 instead of 0.5 per cent for 16 years, all staff, publicly financed."""
    row = singles.loc[("productivity_07", "high")]
    assert row.compared == "narrow"
    assert row.model_aarsverk == pytest.approx(17_300, abs=50)
    assert not row.constructed
    assert row.groups_14_aarsverk < 0.75 * row.narrow_aarsverk
    assert row.all_staff_aarsverk > row.narrow_aarsverk


def test_one_per_cent_less_activity_is_the_plans_1_700(singles: pd.DataFrame) -> None:
    """The plan, chapter 8 (sign 299860)."""
    row = singles.loc[("overtreatment", "high")]
    assert row.model_aarsverk == pytest.approx(1_700, abs=50)
    assert row.compared == "all_staff"
    assert not row.constructed


def test_the_plans_tables_sum_to_41_700_61_100_and_17_300(artefacts: Frames) -> None:
    """Table 3.1 (sign 49612) prints 41 800 where its rows sum to 41 700."""
    last = artefacts["totals"][artefacts["totals"].year == 2040].set_index("scenario")
    assert last.supply_sum_aarsverk["plan_low"] == pytest.approx(41_700)
    assert last.supply_sum_aarsverk["plan_high"] == pytest.approx(61_100)
    assert last.supply_sum_aarsverk["chosen"] == pytest.approx((41_700 + 61_100) / 2)
    assert last.demand_sum_aarsverk["plan_low"] == last.demand_sum_aarsverk["plan_high"] == 17_300
    assert last.supply_sum_aarsverk["demand_only"] == last.demand_sum_aarsverk["supply_only"] == 0


def test_every_measure_of_the_catalogue_is_there_with_what_is_known_of_the_difference(
    singles: pd.DataFrame, study: Study
) -> None:
    assert set(singles.index) == {
        (name, bound) for name in study.catalogue.names for bound in ("low", "high")
    }
    assert (singles.reason != "").all()
    off = singles.model_aarsverk - singles.published_aarsverk
    assert (singles.difference_aarsverk == off).all()


def test_a_run_that_has_the_productivity_already_gains_nothing(study_of: Callable[..., Study]) -> None:
    study = study_of("demand.productivity_growth_percent=0.8")
    assert not study.effects(only(study, productivity_07=1.0)).any()


def test_the_number_of_municipalities_scales_what_is_given_per_municipality(
    study_of: Callable[..., Study],
) -> None:
    study = study_of("measures.municipalities=100")
    saved = study.central.all_staff - study.outcomes(only(study, digital_supervision=1.0)).all_staff
    assert saved[0, -1] == pytest.approx(340, abs=1e-6)

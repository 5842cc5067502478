"""What it would take: the least intensity that closes a gap, and the growth that keeps the sector's share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from helseplan.measures.goals import least_intensity, productivity_needed
from helseplan.measures.packages import Doses, named
from helseplan.params import load
from tests.conftest import stage_run

if TYPE_CHECKING:
    from helseplan.measures.study import Study
    from helseplan.session import StageRun
    from helseplan.vintages import Vintage
    from tests.conftest import Chain as Computed
    from tests.conftest import Frames

MIXES = ("plan", "supply_only", "bottom_up")


@pytest.fixture(scope="module")
def mixes(study: Study) -> Doses:
    """Whole packages, and larger positions alone."""
    chosen = [named(study.catalogue, mix, 1.0) for mix in MIXES]
    alone = np.array([[float(name == "position_size") for name in study.catalogue.names]])
    return Doses(
        np.concatenate([*(each.intensity for each in chosen), alone]),
        np.ones((len(MIXES) + 1, len(study.catalogue.names))),
    )


@pytest.fixture(scope="module")
def last(gap: pd.DataFrame) -> np.ndarray:
    return gap.iloc[:, -1].to_numpy()


@pytest.fixture(scope="module")
def targets(gap: pd.DataFrame) -> np.ndarray:
    """The net gap, nurses, helsefagarbeidere, and physicians."""
    groups = list(gap.index)
    each = [[float(group == name) for group in groups] for name in ("sykepleier", "helsefagarbeider", "lege")]
    return np.array([[1.0] * len(groups), *each])


@pytest.fixture(scope="module")
def sought(
    study: Study, mixes: Doses, last: np.ndarray, targets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    return least_intensity(study, mixes, last, targets)


def left(study: Study, mixes: Doses, mix: int, factor: float, gap: np.ndarray, target: np.ndarray) -> float:
    doses = Doses(mixes.intensity[[mix]] * factor, mixes.level[[mix]])
    return float(target @ (gap + study.effects(doses)[0, :, -1]))


def test_the_least_intensity_closes_the_gap_and_a_per_cent_less_does_not(
    study: Study, mixes: Doses, last: np.ndarray, targets: np.ndarray, sought: tuple[np.ndarray, np.ndarray]
) -> None:
    intensity, _ = sought
    inside = np.argwhere((intensity > 0) & (intensity <= 1))
    assert len(inside) >= 4
    for mix, target in inside:
        found = float(intensity[mix, target])
        assert left(study, mixes, mix, found, last, targets[target]) == pytest.approx(0, abs=1)
        assert left(study, mixes, mix, found * 0.99, last, targets[target]) < 0


def test_there_is_no_intensity_when_all_of_it_is_not_enough(
    study: Study, mixes: Doses, last: np.ndarray, targets: np.ndarray, sought: tuple[np.ndarray, np.ndarray]
) -> None:
    intensity, full = sought
    for mix, target in np.ndindex(intensity.shape):
        assert full[mix, target] == pytest.approx(
            left(study, mixes, mix, 1.0, last, targets[target]), abs=1e-6
        )
        assert np.isnan(intensity[mix, target]) == (full[mix, target] < 0)
    assert np.isnan(intensity).any()


def test_a_gap_that_is_closed_takes_nothing(study: Study, mixes: Doses, last: np.ndarray) -> None:
    closed = np.abs(last)
    intensity, _ = least_intensity(study, mixes, closed, np.ones((1, len(last))))
    assert (intensity == 0).all()


def test_an_empty_mix_closes_nothing(study: Study, last: np.ndarray) -> None:
    intensity, full = least_intensity(
        study, named(study.catalogue, "none", 1.0), last, np.ones((1, len(last)))
    )
    assert np.isnan(intensity).all()
    assert full[0, 0] == pytest.approx(last.sum())


def test_the_artefact_has_every_measure_the_whole_and_every_group(artefacts: Frames, study: Study) -> None:
    goals = artefacts["goals"]
    carried_out = [
        name for name, dose in zip(study.catalogue.names, study.own.intensity[0], strict=True) if dose
    ]
    assert set(goals.mix) == {*carried_out, "package", "supply"}
    assert set(goals.groupby("mix").size()) == {15}
    net = goals[(goals.target == "all")].set_index("mix")
    whole = net.loc["package"]
    if np.isnan(whole.intensity):
        assert whole.left_aarsverk < 0
        assert "closed" not in set(artefacts["remaining"].scenario)
    else:
        after = artefacts["remaining"].query("scenario == 'closed' and year == 2040").gap_after_aarsverk
        assert after.sum() == pytest.approx(0, abs=1)
    assert (net.left_aarsverk[carried_out] <= net.left_aarsverk["package"] + 1e-6).all()


def test_the_mix_and_the_group_may_be_chosen(study_of: Callable[..., Study]) -> None:
    from helseplan.measures.targets import OWN, _mixes

    study = study_of("measures.goal_measures=[position_size, tasen]")
    assert _mixes(study)[OWN] == ["position_size", "tasen"]


def test_a_run_with_the_growth_found_has_the_share_of_the_ceiling(
    study: Study,
    measures_run: Callable[..., StageRun],
    vintage: Vintage,
    compute: Callable[..., Computed],
) -> None:
    """The growth is put into the demand stage as a growth period, and the stage's own share is read."""
    ceiling = 13.5
    employment = measures_run().artefact("demand", "employment").query("path == 'benchmarked'")
    found = float(productivity_needed(study.chain, employment, np.array([ceiling]), 2026)[0])
    period = f"{{from_year: 2026, to_year: 2060, productivity_growth_percent: {found!r}}}"
    params = load("referanse", [f"demand.growth_periods=[{period}]"])
    run = stage_run("demand", compute("gap").folder, params, vintage)
    from helseplan.demand.compute import compute as demand

    share = demand(run)["employment"].query("path == 'benchmarked' and year == 2040").share_percent.iloc[0]
    assert share == pytest.approx(ceiling, abs=1e-6)
    assert found > study.chain.demanded.productivity_percent


def test_a_ceiling_over_the_share_takes_no_more_growth(
    study: Study, measures_run: Callable[..., StageRun]
) -> None:
    employment = measures_run().artefact("demand", "employment").query("path == 'benchmarked'")
    share = employment[employment.year == 2040].share_percent.iloc[0]
    found = productivity_needed(study.chain, employment, np.array([share + 1, share - 1, share - 2]), 2026)
    assert found[0] == study.chain.demanded.productivity_percent
    assert found[0] < found[1] < found[2]


def test_the_share_rule_of_the_artefact_falls_with_the_ceiling(artefacts: Frames) -> None:
    rule = artefacts["share_rule"].sort_values("ceiling_percent")
    assert 12.9 in set(rule.ceiling_percent)
    assert rule.productivity_percent.is_monotonic_decreasing
    assert (rule.ceiling_percent <= rule.share_without_percent).all()

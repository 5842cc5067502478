"""The fast evaluation gives what the stages give, and gives it draw by draw and region by region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from helseplan.classifications import codes
from helseplan.errors import ParameterError
from helseplan.need import SCOPES, Draws, Need
from helseplan.params import Params, load
from helseplan.session import open_stage

SPANS = {
    "fertility": (-1, 1),
    "life_expectancy": (-1, 1),
    "net_migration": (-1, 1),
    "standard_percent": (-1, 2),
    "productivity_percent": (-1, 2),
    "healthier": (0, 1),
    "informal_aarsverk": (0, 136_000),
    "informal_follows": (0, 1),
    "use_trend_under_67_percent": (-2, 4),
}
OWN_EVERYTHING = (
    "demography.mean_age_at_birth=30",
    "demography.boys_per_girl=1.02",
    "demand.standard_growth_percent=0.7",
    "demand.productivity_growth_percent=0.2",
    "demand.healthier_ageing=0.4",
    "demand.healthier_from_age=62",
    "demand.informal_care_aarsverk=60000",
    "demand.informal_care_follows_need=0.3",
    "demand.use_trend_under_67_percent=1.5",
    "demand.use_flat_from_age=100",
    "demand.base_aarsverk={home_care: 93000}",
    "demand.staffing_trend_percent={lege: 1.0}",
    "demand.growth_periods=[{from_year: 2030, to_year: 2040, services: [dental], standard_growth_percent: 2.5}]",
)


@pytest.fixture(scope="module")
def need() -> Need:
    return Need.from_vintage()


@pytest.fixture(scope="module")
def drawn() -> Draws:
    rng = np.random.default_rng(3)
    return Draws(*(rng.uniform(*SPANS[item.name], 7) for item in fields(Draws)))


def at(alternatives: list[str], params: Params) -> Draws:
    """One draw per alternative: the letters as places."""
    place = {"L": -1.0, "M": 0.0, "H": 1.0}
    letters = np.array([[place[letter] for letter in name] for name in alternatives])
    own = Draws.reference(len(alternatives), params)
    return replace(own, fertility=letters[:, 0], life_expectancy=letters[:, 1], net_migration=letters[:, 2])


def by_service(demand: pd.DataFrame, alternatives: list[str], services: list[str]) -> np.ndarray:
    """The stage's raw path, alternative × service × year."""
    raw = demand[(demand.path == "raw") & (demand.scope == "wide")]
    cells = raw.set_index(["alternative", "service", "year"]).aarsverk.unstack()
    return np.stack([cells.loc[name].reindex(services).to_numpy() for name in alternatives])


def by_group(frame: pd.DataFrame) -> np.ndarray:
    """The stage's raw path, scope × group × year."""
    sums = frame[frame.path == "raw"].groupby(["scope", "group", "year"]).aarsverk.sum().unstack()
    return np.stack([sums.loc[scope].reindex(codes("groups")).to_numpy() for scope in SCOPES])


def services_of(frames: dict[str, pd.DataFrame]) -> list[str]:
    return list(dict.fromkeys(frames["demand"].query("scope == 'wide'").service))


def test_the_reference_and_every_alternative_are_what_the_stages_give(need: Need) -> None:
    frames, names = open_stage("demand").compute(), codes("alternatives")
    expected = by_service(frames["demand"], names, services_of(frames))
    draws = at(names, Params())
    assert_allclose(need.evaluate(draws), expected, rtol=1e-9)
    assert_allclose(need.evaluate_groups(draws)[0], by_group(frames["demand_by_group"]), rtol=1e-9)
    assert_allclose(need.evaluate(Draws.reference(1)), expected[names.index("MMM")][None], rtol=1e-9)


@pytest.mark.parametrize("formula", ["age_shift", "mortality_equivalent"])
@pytest.mark.parametrize("follows", ["main", "alternative"])
def test_with_other_parameters_it_is_still_what_the_stages_give(
    compute: Callable, formula: str, follows: str
) -> None:
    sets = (*OWN_EVERYTHING, f"demand.health_formula={formula}", f"demand.health_follows={follows}")
    frames, params = compute("demand", "referanse", *sets)["demand"], load("referanse", sets)
    need, names = Need.from_vintage(params=params), codes("alternatives")
    expected = by_service(frames["demand"], names, services_of(frames))
    assert_allclose(need.evaluate(at(names, params)), expected, rtol=1e-9)
    groups = need.evaluate_groups(Draws.reference(1, params))[0]
    assert_allclose(groups, by_group(frames["demand_by_group"]), rtol=1e-9)


@pytest.mark.parametrize("formula", ["age_shift", "mortality_equivalent"])
@pytest.mark.parametrize("follows", ["main", "alternative"])
def test_together_in_chunks_and_one_at_a_time_are_the_same(drawn: Draws, formula: str, follows: str) -> None:
    sets = (f"demand.health_formula={formula}", f"demand.health_follows={follows}")
    need = Need.from_vintage(params=load("referanse", sets))
    alone = np.concatenate([need.evaluate(drawn.part(slice(row, row + 1))) for row in range(len(drawn))])
    for chunk in (3, 64):
        assert_allclose(need.evaluate(drawn, chunk=chunk), alone, rtol=1e-9)


def test_the_base_year_is_the_vintages_whatever_is_drawn(drawn: Draws, need: Need) -> None:
    start = np.broadcast_to(need.services.aarsverk, (len(drawn), len(need.services.aarsverk)))
    assert_allclose(need.evaluate(drawn)[:, :, 0], start, rtol=1e-9)


@pytest.mark.parametrize("name", SPANS)
def test_every_field_of_a_draw_matters(need: Need, name: str) -> None:
    own = Draws.reference(1)
    moved = replace(own, **{name: np.array([0.37 * SPANS[name][1]])})
    assert (np.abs(need.evaluate(moved) / need.evaluate(own) - 1).max(axis=(0, 1))[-1]) > 1e-4


def test_a_shorter_horizon_is_the_beginning_of_a_longer(need: Need, drawn: Draws) -> None:
    short = Need.from_vintage(last_year=2040)
    assert short.years[-1] == 2040
    assert_allclose(short.evaluate(drawn), need.evaluate(drawn)[:, :, :17], rtol=1e-12)


def test_the_groups_sum_to_the_services_of_their_scope(need: Need, drawn: Draws) -> None:
    inside = need.mix.sum(axis=2).round(9)
    assert set(np.unique(inside)) == {0.0, 1.0}
    expected = np.einsum("dst,cst->dct", need.evaluate(drawn), inside)
    assert_allclose(need.evaluate_groups(drawn).sum(axis=2), expected, rtol=1e-9)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(weights=arrays(float, (4, 2, 106), elements=st.floats(0.01, 1)), chunk=st.sampled_from([1, 3, 64]))
def test_regions_sum_to_the_country(need: Need, weights: np.ndarray, chunk: int) -> None:
    regions = need.start * weights / weights.sum(axis=0)
    found = need.regions(regions, chunk=chunk)
    assert_allclose(found.sum(axis=0), need.evaluate(Draws.reference(1))[0], rtol=1e-9)


def test_regions_under_other_assumptions_sum_to_the_country(need: Need, drawn: Draws) -> None:
    one = drawn.part(slice(2, 3))
    halves = np.stack([need.start * 0.3, need.start * 0.7])
    found = need.regions(halves, one)
    country = need.evaluate(one)[0]
    assert_allclose(found, np.stack([country * 0.3, country * 0.7]), rtol=1e-9)


def test_an_older_region_needs_more_per_inhabitant(need: Need) -> None:
    older = need.start * np.linspace(0.5, 1.5, 106)
    older *= need.start.sum() / older.sum()
    country, old = need.regions(np.stack([need.start, older]))
    assert (old[:3, 0] > country[:3, 0]).all()


def test_a_population_from_a_table_cannot_be_drawn() -> None:
    with pytest.raises(ParameterError, match="forutsetninger"):
        Need.from_vintage(params=load("referanse", ["demography.source=table"]))


def test_fields_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one number per draw"):
        replace(Draws.reference(3), fertility=np.zeros(2))


def test_regions_take_one_draw(need: Need) -> None:
    with pytest.raises(ValueError, match="one draw"):
        need.regions(need.start[None], Draws.reference(2))


def test_a_horizon_before_the_first_printed_year_is_refused() -> None:
    with pytest.raises(ValueError, match="2030"):
        Need.from_vintage(last_year=2029)

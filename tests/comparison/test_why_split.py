"""The shares of a change add up exactly, whatever moves with what."""

from __future__ import annotations

import numpy as np
import pytest

from helseplan.comparison.why import naming, views
from helseplan.comparison.why.parts import (
    CODE,
    NEED,
    PARAMETERS,
    PARTS,
    PLAN,
    POPULATION,
    SUPPLY,
    part_of,
    units,
    unlike,
    within,
)
from helseplan.comparison.why.split import DUST, Split, share_out
from helseplan.stages import STAGES, with_upstream

CELLS = (1, 14)


def game(seed: int):
    """A gap where every combination of parts and parameters has a number of its own."""
    known: dict = {}

    def gap(on: frozenset[str], second: bool) -> np.ndarray:
        key = (tuple(sorted(on)), second)
        mixed = np.random.default_rng([seed, *map(ord, "".join(key[0])), second])
        return known.setdefault(key, mixed.normal(0, 1e4, CELLS))

    return gap


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("data", [(), (NEED,), (POPULATION, SUPPLY), PARTS])
@pytest.mark.parametrize("parameters", [False, True])
def test_the_shares_add_up_exactly(seed: int, data: tuple[str, ...], parameters: bool) -> None:
    before, after = np.random.default_rng(seed).normal(0, 1e4, (2, *CELLS))
    shares = share_out(game(seed), data, parameters, before, after, code=True)
    assert set(shares) == {*data, CODE, *([PARAMETERS] if parameters else [])}
    np.testing.assert_allclose(sum(shares.values()), after - before, rtol=0, atol=1e-7)


def test_the_order_of_the_parts_does_not_matter() -> None:
    gap = game(1)
    before, after = gap(frozenset(), False), gap(frozenset(PARTS), True)
    one, two = (share_out(gap, order, True, before, after, code=False) for order in (PARTS, PARTS[::-1]))
    assert list(one) == list(two)
    for player in one:
        np.testing.assert_allclose(one[player], two[player], rtol=0, atol=1e-7)


def test_the_other_way_round_every_share_has_the_other_sign() -> None:
    gap, everything = game(2), frozenset(PARTS)
    ends = gap(frozenset(), False), gap(everything, True)
    there = share_out(gap, PARTS, True, *ends, code=False)
    back = share_out(
        lambda on, second: gap(everything - on, not second), PARTS, True, *ends[::-1], code=False
    )
    for player in there:
        np.testing.assert_allclose(there[player], -back[player], rtol=0, atol=1e-7)


def test_parts_that_do_not_meet_have_their_own_effect_and_no_more() -> None:
    effects = {NEED: -1000.0, SUPPLY: 400.0}

    def gap(on: frozenset[str], second: bool) -> np.ndarray:
        return np.full(CELLS, sum(effects[part] for part in on) + 70.0 * second)

    shares = share_out(gap, [NEED, SUPPLY], True, np.zeros(CELLS), np.full(CELLS, -525.0), code=True)
    assert {name: float(share[0, 0]) for name, share in shares.items()} == pytest.approx(
        {**effects, PARAMETERS: 70.0, CODE: 5.0}
    )


def test_the_last_digits_are_not_called_code() -> None:
    def gap(on: frozenset[str], second: bool) -> np.ndarray:
        return np.full(CELLS, 10.0 * len(on))

    near = np.full(CELLS, 10.0 + DUST / 2)
    shares = share_out(gap, [NEED], False, np.zeros(CELLS), near, code=False)
    assert list(shares) == [NEED]
    np.testing.assert_array_equal(shares[NEED], near)
    assert CODE in share_out(gap, [NEED], False, np.zeros(CELLS), near + 1, code=False)


def test_nothing_that_differs_gives_nothing_to_share() -> None:
    same = np.ones(CELLS)
    assert share_out(lambda on, second: same, [], False, same, same, code=False) == {}


def test_every_series_up_to_the_gap_belongs_to_one_part() -> None:
    read = {series for stage in with_upstream(["gap"]) for series in STAGES[stage].series}
    assert set(part_of()) == read | {"anchors", "plan_tables"}
    assert part_of()["population"] == part_of()["mortality"] == POPULATION
    assert part_of()["services"] == part_of()["use_profiles"] == NEED
    assert part_of()["groups"] == part_of()["base_shortage"] == part_of()["inflow"] == SUPPLY
    assert part_of()["anchors"] == PLAN


def test_a_series_that_only_one_has_makes_its_part_differ() -> None:
    assert unlike({"population": "a"}, {"population": "a", "projection_table": "b"}) == {
        POPULATION: ("projection_table",)
    }
    assert unlike({"projection_table": "mangler"}, {}) == {}
    assert unlike({"services": "a", "inflow": "a"}, {"services": "b", "inflow": "c"}) == {
        NEED: ("services",),
        SUPPLY: ("inflow",),
    }


def test_the_groups_follow_and_the_plan_is_one() -> None:
    changed = {SUPPLY: ("graduates", "groups"), PLAN: ("anchors", "plan_tables")}
    assert units(changed) == ["supply/graduates", PLAN]
    assert units({SUPPLY: ("groups",)}) == ["supply/groups"]
    assert within("supply/graduates", "graduates")
    assert within(SUPPLY, "graduates")
    assert not within("supply/graduates", "inflow")
    assert not within("population/mortality", "population")


def test_a_part_is_named_by_what_has_changed_in_it() -> None:
    titles = {"graduates": "Ferdige kandidater"}
    assert naming.label(SUPPLY, ["graduates", "groups"], titles) == "Tilbud"
    assert naming.label(SUPPLY, ["graduates", "base_shortage"], titles) == "Tilbud og kalibrering"
    assert naming.plain(SUPPLY, ["supply_calibrated"], titles) == "data om kalibreringen"
    assert naming.label("supply/graduates", [], titles) == "Ferdige kandidater"


def test_under_the_split_each_part_lists_its_series_and_adds_up() -> None:
    def cells(value: float) -> np.ndarray:
        return np.full(CELLS, value / 14)

    split = Split(
        ("raw",), cells(0), cells(500), {SUPPLY: cells(500)}, changed={SUPPLY: ("graduates", "group_traits")},
        titles={"graduates": "Ferdige kandidater"},
        alone={"supply/graduates": cells(300), "supply/group_traits": cells(np.nan)},
    )  # fmt: skip
    rows = views.series(split).data
    assert rows["label"].tolist() == ["Ferdige kandidater", "«group_traits»", "Samspill", "Delen i alt"]
    assert rows["aarsverk"].tolist() == ["+300", "–", "+200", "+500"]
    assert set(rows["part"]) == {"Tilbud"}
    assert "2 serier er endret" in str(views.table(split).note)


@pytest.mark.parametrize(("step", "moved"), [(0.0, False), (DUST / 2, False), (DUST * 2, True)])
def test_rounding_is_no_change(step: float, moved: bool) -> None:
    """A kept benchmark is written with so many digits: a vintage with nothing new is not said to move the gap."""
    before = np.full(CELLS, -3021.4)
    split = Split(("benchmarked",), before, before + step, {CODE: np.full(CELLS, step)})
    assert split.moved is moved
    (first, *_) = views.sentences(split, "a", "b")
    assert ("er det samme" in first) is not moved

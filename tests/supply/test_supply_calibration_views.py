"""What the reader sees of the calibration and of the figures that were kept out of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from helseplan.classifications import codes, labels, plurals
from helseplan.formats import number
from helseplan.params import load
from helseplan.session import StageRun
from helseplan.supply import views
from helseplan.supply.cases import PUBLISHED
from helseplan.supply.views import late
from helseplan.vintages import Vintage
from tests.conftest import Chain, Frames, stage_run

GROUPS = codes("groups", modelled="true")


@pytest.fixture(scope="module")
def stage(compute: Callable[..., Chain], vintage: Vintage) -> StageRun:
    return stage_run("supply", compute("supply").folder, load(), vintage)


@pytest.fixture(scope="module")
def result(compute: Callable[..., Chain]) -> Frames:
    return compute("supply")["supply"]


def test_the_effects_are_the_checks(result: Frames, stage: StageRun) -> None:
    shown = views.effects(result, stage)
    rows, checks = shown.data, result["checks"]
    assert len(rows) == checks.check.str.startswith("effect_").sum() == 10
    assert_allclose(rows.off, (rows.raw / rows.published - 1) * 100)
    assert set(rows.published) == {4300, 8700, 13_200, 3400, 8200, 22_000, 2400, 4800, 6500, 12_500}
    reasons = {case.title: case.reason for case in PUBLISHED}
    assert ((rows.letter != "") == (rows.off.abs() >= 5)).all()
    for row in rows[rows.letter != ""].itertuples():
        assert f"{row.letter}) {reasons[row.label]}" in shown.note
    near, text = rows.off.abs() <= 10, views.effects_in_words(result, stage).markdown
    assert f"innenfor 10 prosent for {number(near.sum())} av dem" in text
    seen = rows.choice == "ja"
    assert seen.sum() == sum(case.used for case in PUBLISHED)
    assert f"{number(seen.sum())} av tallene var med da en modell eller lesning ble valgt" in text
    hits = near[~seen].sum()
    assert f"av de {number((~seen).sum())} andre er {number(hits) if hits else 'ingen'} innenfor" in text


def test_a_scenario_is_no_test_of_the_published_effects(
    compute: Callable[..., Chain], vintage: Vintage
) -> None:
    sets = ("supply.later_exit_years=1",)
    found = compute("supply", "referanse", *sets)
    run = stage_run("supply", found.folder, load(sets=sets), vintage)
    assert "ikke noen prøve" in views.effects(found["supply"], run).note
    assert "andre forutsetninger" in views.effects_in_words(found["supply"], run).markdown


def test_what_is_not_identified_is_named(stage: StageRun, vintage: Vintage) -> None:
    rows = vintage.read("supply_calibrated")
    text = views.identified(stage).markdown
    weak = rows[rows.learned < 0.1]
    assert f"{number(len(rows) - len(weak))} av {number(len(rows))} parametre" in text
    for group in weak[weak.parameter == "retirement_shift"].group:
        assert plurals("groups")[group] in text.split("Sterkest")[0]
    assert len(rows) == 47  # base-year shortage is one for each group too
    assert number(rows.correlation[rows.correlation.abs().idxmax()], 2) in text


def test_the_parameters_are_all_there_once(stage: StageRun, vintage: Vintage) -> None:
    rows = vintage.read("supply_calibrated")
    common, own = views.parameters_common(stage).data, views.parameters_by_group(stage).data
    assert len(common) + len(own) == len(rows)
    assert_allclose(sorted([*common.value, *own.value]), sorted(rows.value))
    assert list(own.name.unique()) == [labels("groups")[group] for group in GROUPS]
    assert (own.groupby("name").size() == len({"inflow", "retirement_shift", "base_shortage"})).all()
    assert set(own.decimals[own.parameter == "base_shortage"]) == {0}


def test_the_targets_are_counted_and_weighed(stage: StageRun, vintage: Vintage) -> None:
    rows = vintage.read("supply_targets")
    rows_by_kind = views.targets(stage).data.set_index("label")
    assert rows_by_kind["count"].sum() == len(rows)
    total = rows[rows.target == "total"]
    wanted = np.sqrt((((total.after - total.published) / total.sd) ** 2).mean())
    assert rows_by_kind.after[labels("supply_targets")["total"]] == pytest.approx(
        wanted, rel=0.01
    )  # stored with six digits
    held_out = labels("supply_targets")["gap_test"]
    assert rows_by_kind["count"][held_out] == (rows.role == "test").sum()


def test_no_target_must_be_met_exactly(stage: StageRun, vintage: Vintage) -> None:
    """A standard deviation of nought would be a unit that is not known."""
    shown = views.targets(stage).data.sd
    assert (shown.str.extract(r"^(\d+)")[0].astype(int) > 0).all()
    sd = vintage.read("supply_targets").groupby("target").sd.max()
    counted, oldest, share = (number(sd[kind] * 100) for kind in ("count_40", "count_67", "older"))
    note = views.targets(stage).note
    assert f"være {counted} prosent unna under 67 år og {oldest} prosent fra 67 år" in note
    assert f"andelen over 67 år {share} prosent" in note


def test_late_exit_is_told_beside_the_published_figure(
    result: Frames, stage: StageRun, vintage: Vintage
) -> None:
    note, career = views.exits(result, stage).note, vintage.read("career")
    assert late.published(career) == (40.7, "2020–2021")
    assert "KS’ 40,7 prosent i 2020–2021" in note
    assert "bare hver gruppes forskyvning er kalibrert" in note
    assert late.published(career.assign(note="")) is None


def test_late_exit_is_persons_leaving_per_available() -> None:
    available = np.zeros((len(GROUPS), 2, 55))
    staying = np.ones((1, len(GROUPS), 2, 55))
    nurse, aide = GROUPS.index("sykepleier"), GROUPS.index("helsefagarbeider")
    available[nurse, 0, 65 - 20], available[aide, 1, 67 - 20], available[nurse, 0, 64 - 20] = 30, 10, 1000
    staying[0, nurse, 0, 65 - 20], staying[0, aide, 1, 67 - 20] = 0.9, 0.5
    assert late.leaving_percent(staying, available) == pytest.approx((3 + 5) / 40 * 100)


def test_the_held_out_columns_are_table_2_2(stage: StageRun, vintage: Vintage) -> None:
    rows = views.held_out(stage).data
    plan = vintage.read("plan_tables").query("table == '2.2' and row == 'gap'")
    for year in (2030, 2035):
        printed = plan[plan.year == year].set_index("group").value.reindex(GROUPS)
        assert_allclose(rows[f"published_{year}"], printed)

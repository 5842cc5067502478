"""Everything a user can get wrong about measures is one message and a non-zero exit, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from helseplan import cli
from helseplan.errors import DataError
from helseplan.executor import open_executor
from helseplan.measures.register import require_possible
from helseplan.measures.study import Study
from helseplan.params import load
from helseplan.vintages import open_vintage
from tests.vintages.faults import Change, put

if TYPE_CHECKING:
    from helseplan.session import StageRun
    from helseplan.vintages import Vintage

BAD = [
    (["measures.each.sick_leave.intensity=1.1"], "measures.each.sick_leave.intensity er 1.1"),
    (["measures.each.sick_leave.intensity=-0.1"], "skal være minst 0"),
    (["measures.each.sick_leave.level=2"], "skal være høyst 1"),
    (["measures.level=1.5"], "measures.level er 1.5"),
    (["measures.each.sick_leave.intensity=mye"], "skal være et tall"),
    (["measures.each.sick_leave.strength=1"], "finnes ikke"),
    (["measures.start_year=2036", "measures.full_effect_year=2030"], "skal ikke ligge før start_year (2036)"),
    (
        ["measures.each.tasen.start_year=2038", "measures.each.tasen.full_effect_year=2030"],
        "start_year (2038)",
    ),
    (["measures.each.tasen.start_year=2038"], "tasen: full_effect_year (2035)"),
    (["measures.start_year=2020"], "skal være minst 2025"),
    (["measures.goal_group=tannfe"], "«tannfe» er ikke en av"),
    (["measures.package=alt"], "measures.package er 'alt'"),
    (["measures.each.sick_leav.intensity=0.5"], "Mente du «sick_leave»?"),
    (["measures.each.work_environment.intensity=0.5"], "«work_environment» kan ikke regnes"),
    (["measures.goal_measures=[sick_leave, tassen]"], "Mente du «tasen»?"),
    (["measures.each.tasen.intensity=1"], "«productivity_07» og «tasen» gjelder det samme"),
    (["measures.each.overtreatment.intensity=0.1"], "measures.each.productivity_07.intensity=0"),
    (
        ["measures.each.education_plus10.intensity=1"],
        "«education_capacity» og «education_plus10» gjelder det samme",
    ),
    (
        ["measures.package=bottom_up", "measures.each.productivity_07.intensity=0.2"],
        "kan ikke gjennomføres sammen",
    ),
    (["uncertainty.leaving_percent=[10, -10]"], "spennet er snudd: laveste er 10.0 og høyeste -10.0"),
    (["uncertainty.leaving_percent=[10]"], "et spenn skal ha to tall"),
    (["uncertainty.healthier_ageing=[0, 1.5]"], "healthier_ageing skal ligge mellom 0 og 1"),
    (["uncertainty.sobol_base=100"], "sobol_base skal være en potens av 2, ikke 100"),
    (["uncertainty.draws=10"], "skal være minst 100"),
    (["uncertainty.seed=-1"], "skal være minst 0"),
    (["uncertainty.population_probability=1.2"], "skal være høyst 1"),
    (["measures.share_ceiling_percent=0"], "skal være minst 5"),
]


@dataclass(frozen=True)
class Spoiled:
    """A vintage with a fault in its measures."""

    vintage: Vintage
    change: Change

    def has(self, name: str) -> bool:
        return self.vintage.has(name)

    def read(self, name: str) -> pd.DataFrame:
        frame = self.vintage.read(name)
        return self.change(frame) if name == "measure_models" else frame


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    """The one message of a run that must not start; nothing is written in the folder."""
    before = sorted(folder.iterdir())
    with pytest.raises(SystemExit) as caught:
        cli.main(["run", "--out", str(folder / "ut"), *arguments])
    told = capsys.readouterr()
    assert caught.value.code == 2
    assert told.out == ""
    assert told.err.startswith("Feil: ")
    assert told.err.count("Feil: ") == 1
    assert "Traceback" not in told.err
    assert sorted(folder.iterdir()) == before
    return told.err


@pytest.mark.parametrize(("sets", "says"), BAD, ids=lambda each: each[0] if isinstance(each, list) else "")
def test_a_bad_choice_is_one_message_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sets: list[str], says: str
) -> None:
    arguments = [part for each in sets for part in ("--set", each)]
    assert says in refused(capsys, tmp_path, *arguments)


def test_a_scenario_that_names_a_measure_the_vintage_lacks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "eget.yml"
    file.write_text("description: Eget\nparameters: {measures: {each: {four_day_week: {intensity: 1}}}}\n")
    told = refused(capsys, tmp_path, "--scenario", str(file))
    assert "Tiltaket «four_day_week» kan ikke regnes i denne årgangen." in told
    assert "sick_leave" in told


@pytest.mark.parametrize(
    "sets",
    [
        ("measures.each.tasen.intensity=0",),
        ("measures.each.tasen.intensity=1", "measures.each.productivity_07.intensity=0"),
        ("measures.package=bottom_up", "measures.each.education_plus10.intensity=0"),
        ("measures.each.education_plus10.intensity=1", "measures.each.education_capacity.intensity=0"),
        ("measures.package=none", "measures.each.tasen.level=0.5"),
        ("measures.start_year=2040", "measures.full_effect_year=2040"),
        ("uncertainty.leaving_percent=[10, 10]", "uncertainty.sobol_base=16"),
    ],
)
def test_what_is_possible_is_not_refused(sets: tuple[str, ...]) -> None:
    models = open_vintage("plan-2026").path("measure_models")
    require_possible(load("referanse", sets).measures, models)


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        (put("high", 1e6, measure="tasen"), "tasen"),
        (put("high", 2e6, measure="digital_interaction"), "digital_interaction"),
        (put("high", 5e5, measure="ado_nbm_out"), "ado_nbm_out"),
        (put("high", 3e5, measure="weekend_work"), "weekend_work"),
    ],
)
def test_an_effect_larger_than_what_it_touches_is_refused(
    measures_run: Callable[..., StageRun], change: Change, measure: str
) -> None:
    run = measures_run()
    vintage: Any = Spoiled(run.vintage, change)
    with pytest.raises(DataError, match="større effekt enn det den virker på") as caught:
        Study.open(replace(run, vintage=vintage), open_executor(1))
    assert caught.value.where == f"measure_models.csv, {measure}"
    assert caught.value.expected.startswith("høyst ")
    assert caught.value.fix

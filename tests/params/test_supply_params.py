"""Parameters of supply: what is refused, in code and on the command line, and what is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from helseplan.errors import ParameterError
from helseplan.params import load
from helseplan.supply.cases import MORE_GRADUATES
from tests.command import helseplan

CHANGE = "supply.education_changes=[{{from_year: 2030, {}}}]"
BAD = [
    (CHANGE.format("groups: [lege, jordmor], graduates_per_year: 900"), "gjelder én gruppe om gangen"),
    (CHANGE.format("graduates_per_year: 900"), "gjelder én gruppe om gangen"),
    (CHANGE.format("groups: [lege]"), "enten graduates_percent eller graduates_per_year"),
    (
        CHANGE.format("groups: [lege], graduates_percent: 5, graduates_per_year: 900"),
        "enten graduates_percent eller graduates_per_year",
    ),
    (CHANGE.format("groups: [hjelpepleier], graduates_percent: 5"), "«hjelpepleier» er ikke en av de 14"),
    (CHANGE.format("groups: [lege], graduates_percent: -101"), "skal være minst -100"),
    (CHANGE.format("groups: [lege], graduates_per_year: -1"), "skal være minst 0"),
    (CHANGE.format("groups: [lege], rate: 1"), "rate finnes ikke"),
    ("supply.education_changes=[{from_year: 2024, graduates_percent: 5}]", "skal være minst 2026"),
    ("supply.education_changes=[{graduates_percent: 5}]", "from_year"),
    ("supply.later_exit_years=9", "skal være høyst 5"),
    ("supply.later_exit_years=.nan", "later_exit_years"),
    ("supply.change_from_year=2024", "skal være minst 2025"),
    ("supply.change_from_year=2030.5", "skal være et helt tall"),
    ("supply.capacity_lag=true", "gjelder bare når capacity_follows_population er sann"),
    ("supply.capacity_follows_population=kanskje", "skal være true eller false"),
    ("supply.participation_60_points=-1", "skal være minst 0"),
    ("supply.position_percent=51", "skal være høyst 50"),
    ("supply.small_group_persons=-1", "skal være minst 0"),
    ("supply.sick_leave_reduction_percent=101", "skal være høyst 100"),
]
SHOWN = [BAD[0], BAD[2], BAD[3], BAD[4], ("supply.later_exit_years=9", "høyst 5"), BAD[14]]


@pytest.mark.parametrize(("override", "says"), BAD)
def test_a_bad_value_is_refused_by_name(override: str, says: str) -> None:
    with pytest.raises(ParameterError) as error:
        load("referanse", [override])
    assert says in str(error.value)
    assert "supply" in str(error.value)
    assert error.value.fix


@pytest.mark.parametrize(("override", "says"), SHOWN)
def test_the_command_line_says_so_in_one_message_and_writes_nothing(
    tmp_path: Path, override: str, says: str
) -> None:
    done = helseplan("run", "--set", override, "--out", str(tmp_path / "ut"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Feil: Parametrene kan ikke brukes:")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "override",
    [
        "supply.later_exit_years=-3",
        "supply.later_exit_years=0.5",
        "supply.change_from_year=2040",
        "supply.small_group_persons=0",
        "supply.education_changes=[]",
        CHANGE.format("groups: [lege], graduates_per_year: 0"),
        CHANGE.format("graduates_percent: -100"),
        "supply.capacity_follows_population=true",
    ],
)
def test_a_good_value_at_the_edge_is_taken(override: str) -> None:
    section, name = override.partition("=")[0].split(".")
    assert getattr(getattr(load("referanse", [override]), section), name) is not None


def test_a_lag_goes_with_growth() -> None:
    taken = load("referanse", ["supply.capacity_follows_population=true", "supply.capacity_lag=true"])
    assert taken.supply.capacity_lag


def test_the_scenario_of_more_graduates_is_the_published_case() -> None:
    assert load("flere_kandidater").supply.education_changes == list(MORE_GRADUATES)


def test_the_other_scenarios_change_one_thing() -> None:
    for scenario, name in (
        ("utdanning_folger_befolkningen", "capacity_follows_population"),
        ("senere_avgang", "later_exit_years"),
    ):
        own, reference = load(scenario).supply.model_dump(), load().supply.model_dump()
        assert {key for key in own if own[key] != reference[key]} == {name}

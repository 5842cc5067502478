"""Parameters of population and demand: what is refused, in code and on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from helseplan.errors import ParameterError
from helseplan.params import load
from tests.command import helseplan

PERIOD = "demand.growth_periods=[{{from_year: 2026, to_year: 2030, {}}}]"
BAD = [
    ("demography.source=tabell", "skal være en av 'auto', 'engine' eller 'table'"),
    ("demography.boys_per_girl=1.2", "skal være høyst 1.1"),
    ("demography.migration_half_life_years=0", "skal være minst 0.2"),
    ("demography.working_age_from=14", "skal være minst 15"),
    ("demography.working_age_to=80", "skal være høyst 79"),
    ("demand.health_formula=levetid", "'mortality_equivalent' eller 'age_shift'"),
    ("demand.health_follows=egen", "'main' eller 'alternative'"),
    ("demand.informal_care_aarsverk=-1", "skal være minst 0"),
    ("demand.informal_care_follows_need=1.5", "skal være høyst 1"),
    ("demand.use_flat_from_age=91", "skal være minst 92"),
    ("demand.use_trend_under_67_percent=11", "skal være høyst 10"),
    ("demand.base_aarsverk.sykehjem=100", "«sykehjem» er ikke en tjeneste"),
    ("demand.base_aarsverk.dental=-1", "mellom 1 og en million: dental"),
    ("demand.base_aarsverk.dental=.nan", "base_aarsverk"),
    ("demand.base_aarsverk.unallocated=100", "er restleddet og kan ikke settes"),
    ("demand.staffing_trend_percent.hjelpepleier=1", "«hjelpepleier» er ikke en personellgruppe"),
    ("demand.staffing_trend_percent.sykepleier=21", "mellom −20 og 20 prosent: sykepleier"),
    (PERIOD.format("services: [sykehjem], standard_growth_percent: 1"), "«sykehjem» er ikke en tjeneste"),
    (PERIOD.format("standard_growth_percent: 11"), "skal være høyst 10"),
    (PERIOD.format("services: [dental]"), "verken standard_growth_percent eller productivity_growth_percent"),
    (PERIOD.format("rate: 1"), "rate finnes ikke"),
    (
        "demand.growth_periods=[{from_year: 2031, to_year: 2030, standard_growth_percent: 1}]",
        "from_year kan ikke ligge etter to_year",
    ),
    (
        "demand.growth_periods=[{from_year: 2024, to_year: 2030, standard_growth_percent: 1}]",
        "skal være minst 2025",
    ),
]
SHOWN = ("demand.growth_periods=[{from_year: 2031", "demand.base_aarsverk.sykehjem", "demand.health_formula")


@pytest.mark.parametrize(("override", "says"), BAD)
def test_a_bad_value_is_refused_by_name(override: str, says: str) -> None:
    with pytest.raises(ParameterError) as error:
        load("referanse", [override])
    assert says in str(error.value)
    assert override.partition("=")[0].rpartition(".")[0] in str(error.value)
    assert error.value.fix


@pytest.mark.parametrize(("override", "says"), [row for row in BAD if row[0].startswith(SHOWN)])
def test_the_command_line_says_so_in_one_message_and_writes_nothing(
    tmp_path: Path, override: str, says: str
) -> None:
    done = helseplan("run", "--set", override, "--out", str(tmp_path / "ut"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Feil: Parametrene kan ikke brukes:")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_is_not_there_stops_the_run_and_leaves_no_report(tmp_path: Path) -> None:
    out = tmp_path / "ut"
    done = helseplan("run", "--stage", "demography", "--set", "demography.source=table", "--out", str(out))
    assert done.returncode != 0
    assert "har ingen framskrivingstabell" in done.stderr
    assert "demography.source=auto" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    "override",
    [
        "demography.migration_half_life_years=100",
        "demand.use_flat_from_age=105",
        "demand.base_aarsverk={dental: 3000, home_care: 92000}",
        "demand.staffing_trend_percent={sykepleier: -20, lege: 20}",
        PERIOD.format("services: [dental, home_care], productivity_growth_percent: -1"),
        "demand.growth_periods=[]",
    ],
)
def test_a_good_value_at_the_edge_is_taken(override: str) -> None:
    section, name = override.partition("=")[0].split(".")
    assert getattr(getattr(load("referanse", [override]), section), name) is not None

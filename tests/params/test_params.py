"""What an analyst may change, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from helseplan.classifications import codes
from helseplan.errors import ParameterError
from helseplan.params import Params, describe, frozen, load, read_frozen, rows, scenarios
from helseplan.params.publish import defaults_yaml

ROWS = list(rows())
NUMBERS = [row for row in ROWS if row["lower"] is not None]


def name(row: dict) -> str:
    return f"{row['section']}.{row['name']}"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("demnd.scope=wide", "demnd finnes ikke. Mente du «demand»?"),
        ("demand.standard_growth=1", "Mente du «standard_growth_percent»?"),
        ("helt_ukjent.noe=1", "helt_ukjent finnes ikke"),
        ("demand.scope.deep=1", "demand.scope"),
        ("demand.standard_growth_percent=5", "skal være høyst 4"),
        ("demand.standard_growth_percent=-3", "skal være minst -2"),
        ("general.end_year=2029", "skal være minst 2030"),
        ("general.end_year=2040.5", "skal være et helt tall"),
        ("general.benchmark=kanskje", "skal være true eller false"),
        ("demand.standard_growth_percent=mye", "skal være et tall"),
        ("demand.standard_growth_percent=0,7", "skal være et tall"),
        ("demand.standard_growth_percent=yes", "skal være et tall"),
        ("demand.standard_growth_percent=", "skal være et tall"),
        ("demand.standard_growth_percent=[1", "skal være et tall"),
        ("demand.standard_growth_percent=.nan", "demand.standard_growth_percent"),
        ("demand.standard_growth_percent=.inf", "demand.standard_growth_percent"),
        ("demand.scope=small", "skal være en av 'narrow' eller 'wide'"),
        ("demography.alternative=MMMM", "skal være en av 'MMM'"),
        ("report.title=5", "feil type"),
        ("measures.each=1", "feil type"),
        ("measures.each.sick_leave.intensity=1.2", "høyst 1.0"),
        ("measures.each.sick_leave.intensity=-0.1", "minst 0.0"),
        ("measures.each.sick_leave.intensity=.nan", "measures.each.sick_leave.intensity"),
        ("measures.each.sick_leave.intensity=yes", "skal være et tall"),
        ("measures.each.sick_leave.strength=1", "finnes ikke"),
        ("measures.start_year=2040", "skal ikke ligge før start_year"),
        ("measures.each.sick_leave.full_effect_year=2025", "skal ikke ligge før start_year"),
        ("measures.goal_group=bioing", "goal_group"),
        ("uncertainty.graduates_percent=[10, -10]", "spennet er snudd"),
        ("uncertainty.graduates_percent=[10]", "to tall"),
        ("uncertainty.healthier_ageing=[0, 1.5]", "healthier_ageing skal ligge mellom 0 og 1"),
        ("uncertainty.leaving_percent=[.nan, 1]", "leaving_percent"),
        ("uncertainty.sobol_base=100", "potens av 2"),
    ],
)
def test_a_bad_value_is_refused_by_name(override: str, message: str) -> None:
    with pytest.raises(ParameterError) as error:
        load("referanse", [override])
    assert message in str(error.value)
    assert override.split(".", maxsplit=1)[0] in str(error.value)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("row", NUMBERS, ids=name)
@pytest.mark.parametrize("side", ["lower", "upper"])
def test_no_number_goes_past_its_bounds(row: dict, side: str) -> None:
    beyond = row[side] + (1 if side == "upper" else -1)
    with pytest.raises(ParameterError, match=row["name"]):
        load("referanse", [f"{name(row)}={beyond}"])


@pytest.mark.parametrize("text", ["demand.scope", "demand=wide", "=3", "demand.=3", ".scope=wide", ""])
def test_an_override_needs_section_key_and_value(text: str) -> None:
    with pytest.raises(ParameterError, match="kan ikke leses") as error:
        load("referanse", [text])
    assert "seksjon.nøkkel=verdi" in error.value.expected


def test_every_fault_is_listed_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        load("referanse", ["demand.scope=small", "supply.extra_growth_percent=9", "gap.ukjent=1"])
    assert all(
        text in str(error.value) for text in ("demand.scope", "supply.extra_growth_percent", "gap.ukjent")
    )


def test_an_unknown_scenario_is_named_with_the_nearest_one() -> None:
    with pytest.raises(ParameterError, match="hoyere_produktivtet") as error:
        load("hoyere_produktivtet")
    assert error.value.fix == "Mente du «hoyere_produktivitet»?"
    assert set(scenarios()) <= set(error.value.expected.replace(",", " ").split())


@pytest.mark.parametrize(
    "content",
    [
        b"parameters: [1, 2",
        b"\xff\xfe\x00",
        b"",
        b"bare tekst",
        b"description: mangler parameters",
        b"parameters: {}\nekstra: 1",
        b"parameters:\n  - demand",
        b"parameters:\n  demand: 1",
    ],
    ids=["yaml", "utf8", "empty", "text", "no parameters", "extra key", "list", "section is a number"],
)
def test_an_unreadable_scenario_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "eget.yml"
    file.write_bytes(content)
    with pytest.raises(ParameterError) as error:
        load(file)
    assert "eget.yml" in error.value.where


def test_a_missing_scenario_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"borte\.yml"):
        load(tmp_path / "borte.yml")


@pytest.mark.parametrize("scenario", scenarios())
def test_a_scenario_changes_what_it_says_and_nothing_else(scenario: str) -> None:
    from helseplan.paths import SCENARIOS

    said = yaml.safe_load((SCENARIOS / f"{scenario}.yml").read_text(encoding="utf-8"))["parameters"]
    found, default = (given.model_dump(exclude_none=True) for given in (load(scenario), Params()))
    changed = {
        section: {key: value for key, value in values.items() if value != default[section][key]}
        for section, values in found.items()
    }
    assert {section: values for section, values in changed.items() if values} == said


def test_the_reference_and_three_others_are_shipped() -> None:
    assert load("referanse") == Params()
    assert len(scenarios()) >= 4
    assert all(scenarios().values())


def test_an_override_wins_over_the_scenario() -> None:
    assert load("hoyere_produktivitet").demand.productivity_growth_percent == 0.7
    own = load("hoyere_produktivitet", ["demand.productivity_growth_percent=0.3"])
    assert own.demand.productivity_growth_percent == 0.3
    assert load("referanse", ["gap.base_shortage_aarsverk=1", "gap.base_shortage_aarsverk=2"]).gap == type(
        own.gap
    )(base_shortage_aarsverk=2)


@pytest.mark.parametrize("scenario", scenarios())
def test_what_is_frozen_is_read_back(scenario: str, tmp_path: Path) -> None:
    params = load(scenario, ['report.title="Vår æøå: «tittel»"', "measures.each.sick_leave.intensity=0.25"])
    (tmp_path / "params.yml").write_text(frozen("plan-2026", scenario, params), encoding="utf-8")
    assert read_frozen(tmp_path) == ("plan-2026", params)


@settings(max_examples=50, deadline=None)
@given(
    growth=st.floats(-2, 4),
    theta=st.floats(0, 1),
    intensity=st.dictionaries(st.sampled_from(["sick_leave", "tasen"]), st.floats(0, 1)),
)
def test_freezing_loses_no_digit(
    growth: float, theta: float, intensity: dict[str, float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    params = Params.model_validate(
        {
            "demand": {"standard_growth_percent": growth, "healthier_ageing": theta},
            "measures": {"each": {name: {"intensity": value} for name, value in intensity.items()}},
        }
    )
    folder = tmp_path_factory.mktemp("frozen")
    (folder / "params.yml").write_text(frozen("v", "s", params), encoding="utf-8")
    assert read_frozen(folder)[1] == params


@pytest.mark.parametrize(
    "content", [None, "", "vintage: v", "vintage: v\nparameters:\n  demand: {ukjent: 1}", "vintage: [v"]
)
def test_a_run_folder_without_readable_parameters_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "params.yml").write_text(content, encoding="utf-8")
    with pytest.raises(ParameterError) as error:
        read_frozen(tmp_path)
    assert error.value.where == "params.yml"
    assert error.value.fix


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_every_parameter_says_what_it_is_and_where_it_comes_from(row: dict) -> None:
    assert row["description"].endswith(".")
    assert row["source"]
    assert row["quality"] in codes("qualities")
    assert "unit" in row


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_the_reader_sees_is_norwegian(row: dict) -> None:
    words = f" {row['description']} {row['source']} ".lower()
    assert not any(f" {english} " in words for english in ("the", "of", "and", "for the", "with", "which"))


@pytest.mark.parametrize("row", NUMBERS, ids=name)
def test_the_default_lies_within_its_bounds(row: dict) -> None:
    assert row["lower"] <= row["default"] <= row["upper"]
    assert math.isfinite(row["default"])


def test_the_published_defaults_are_the_defaults() -> None:
    assert Params.model_validate(yaml.safe_load(defaults_yaml())) == Params()


def test_the_description_lists_every_parameter_once() -> None:
    frame = describe()
    assert len(frame) == len(ROWS) == len(frame[["section", "name"]].drop_duplicates())


def test_parameters_cannot_change_after_validation() -> None:
    with pytest.raises(Exception, match="frozen"):
        Params().demand.scope = "wide"  # type: ignore[misc]

"""The command line: help on every level, messages, exit codes, and nothing slow before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from helseplan import cli
from helseplan.errors import DataError, HelseplanError, StageError
from helseplan.runner import run as run_module
from helseplan.runner.project import Event, RunResult, StageResult
from helseplan.stages import STAGES

COMMANDS = ("run", "compare", "fetch", "stages", "params", "vintages", "check", "calibrate", "dea")
RAN = StageResult("demand", "Etterspørsel", "run", "parametre endret: demand.scope", 3.21)
KEPT = StageResult("supply", "Tilbud", "unchanged", "", 0.0)


def output(*arguments: str) -> str:
    result = CliRunner().invoke(cli.app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def failure(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as caught:
        cli.main(list(arguments))
    return caught.value.code, capsys.readouterr().err


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_is_norwegian_on_every_level(command: tuple[str, ...]):
    text = output(*command, "--help")
    assert text.startswith("Bruk: ")
    assert "Vis denne hjelpen." in text
    for english in ("Usage", "Options", "[default", "Show this", "completion", "<str>"):
        assert english not in text


def test_stages_shows_the_whole_registry():
    text = output("stages")
    for stage in STAGES.values():
        assert stage.title in text
        assert ", ".join(stage.artefacts) in text


def test_params_lists_every_parameter_in_the_form_set_takes():
    text = output("params")
    assert "demand.standard_growth_percent=1.0  [prosent fra -2 til 4]" in text
    assert "general.benchmark=true" in text
    assert "referanse" in text


def test_params_as_schema_and_as_defaults():
    assert json.loads(output("params", "--schema"))["title"] == "Params"
    assert yaml.safe_load(output("params", "--defaults"))["demand"]["standard_growth_percent"] == 1.0


def test_vintages_and_version():
    assert "plan-2026" in output("vintages")
    assert output("--version").startswith("helseplan ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nope",), "Kommandoen «nope» finnes ikke."),
        (("run", "--scenari", "x"), "Valget --scenari finnes ikke. Mente du --scenario?"),
        (("run", "--out"), "Valget --out trenger en verdi."),
        (("run", "extra"), "Uventet argument: extra."),
        (("run", "--force=1"), "Valget --force tar ingen verdi."),
        (("run", "--vintage", "plan-2025"), "Årgangen «plan-2025» finnes ikke."),
        (("run", "--scenario", "referansen"), "Scenarioet «referansen» finnes ikke."),
        (("run", "--set", "demand.growth=1"), "demand.growth finnes ikke"),
        (("run", "--set", "demand.standard_growth_percent=40"), "skal være høyst 4"),
        (("run", "--stage", "demnd"), "Mente du «demand»?"),
        (("run", "--out", "data/vintages/x"), "Rapporten kan ikke skrives hit"),
        (("run", "--workers", "0"), "et heltall fra 1 og oppover"),
        (("run", "--workers", "-2"), "Fant: -2"),
        (("run", "--workers", "to"), "Fant: to"),
        (("check", "--vintage", "nope"), "Årgangen «nope» finnes ikke."),
    ],
)
def test_wrong_use_gives_one_norwegian_message_and_exit_code_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
):
    monkeypatch.chdir(Path(cli.__file__).parents[2])
    code, text = failure(capsys, *arguments)
    assert code == 2
    assert message in text
    assert text.startswith("Feil: ")
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (StageError("Trinnet stoppet.", where="celle 3"), 1, "Feil: Trinnet stoppet.\n  Hvor: celle 3"),
        (DataError("Filen mangler."), 2, "Feil: Filen mangler."),
        (KeyboardInterrupt(), 130, "Avbrutt. Den forrige rapporten er urørt; ferdige trinn er tatt vare på."),
    ],
)
def test_exit_codes(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: HelseplanError | KeyboardInterrupt,
    code: int,
    text: str,
):
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(run_module, "run", fail)
    found, message = failure(capsys, "run")
    assert found == code
    assert text in message


def test_a_run_shows_lines_and_says_what_ran_and_what_did_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    def run(*arguments: Any) -> RunResult:
        *asked, tell = arguments
        assert asked == ["v", "s", ["a.b=1", "a.c=2"], "o", ["gap"], True]
        tell(Event("Etterspørsel", 0, 2))
        tell(Event("Etterspørsel", 1, 2, RAN))
        tell(Event("Tilbud", 2, 2, KEPT))
        return RunResult(tmp_path, tmp_path / "index.html", [RAN, KEPT], 4.0)

    monkeypatch.setattr(run_module, "run", run)
    options = "--vintage v --scenario s --set a.b=1 --set a.c=2 --out o --stage gap --force"
    result = CliRunner().invoke(cli.app, ["run", *options.split()])
    assert result.stderr.splitlines() == [
        "[1/2] Etterspørsel … ferdig på 3,2 s (parametre endret: demand.scope)",
        "[2/2] Tilbud … uendret",
    ]
    assert result.stdout.splitlines() == [
        "Rapporten er ferdig på 4,0 s.",
        "  kjørt: Etterspørsel på 3,2 s (parametre endret: demand.scope)",
        "  ikke kjørt, uendret: Tilbud",
        (tmp_path / "index.html").as_uri(),
    ]


def test_the_installed_command_starts_without_the_slow_packages():
    """An unchanged run must take less than a second, so nothing on its way may load these."""
    slow = "pandas", "pyarrow", "matplotlib", "papermill", "nbconvert", "jupyter_client", "rich"
    code = f"import sys, helseplan.cli, helseplan.runner.run; print([m for m in {slow} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    command = Path(sys.executable).with_name("helseplan")
    told = subprocess.run([command, "run", "--scenario", "x"], check=False, capture_output=True, text=True)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("Feil: Scenarioet «x» finnes ikke.")

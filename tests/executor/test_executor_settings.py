"""Where the work goes: what is asked for, else the environment, else every core."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from helseplan import cli
from helseplan.errors import HelseplanError
from helseplan.executor import open_executor, reach, settings
from helseplan.executor.processes import Processes
from helseplan.executor.serial import Serial
from helseplan.runner import run as run_module
from helseplan.runner.keys import Keys


def test_the_environment_decides_when_nothing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.WORKERS, "3")
    assert settings.worker_count() == 3
    assert settings.worker_count(5) == 5
    monkeypatch.setenv(settings.WORKERS, "1")
    assert isinstance(open_executor(), Serial)
    assert isinstance(open_executor(workers=2), Processes)
    monkeypatch.delenv(settings.WORKERS)
    assert settings.worker_count() == len(os.sched_getaffinity(0))


@pytest.mark.parametrize("text", ["0", "-1", "to", "1.5", "1e3"])
def test_a_number_that_cannot_be_used_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(settings.WORKERS, text)
    with pytest.raises(HelseplanError) as caught:
        open_executor()
    assert (caught.value.where, caught.value.found) == (settings.WORKERS, text)
    with pytest.raises(HelseplanError):
        open_executor(workers=0)


def test_the_command_line_leaves_it_to_the_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.WORKERS, "1")
    monkeypatch.setenv(settings.DASK, "")
    seen: list[Any] = []

    def run(*arguments: Any) -> None:
        seen.extend([os.environ[settings.WORKERS], os.environ[settings.DASK], *arguments])
        raise HelseplanError("Nok.")

    monkeypatch.setattr(run_module, "run", run)
    asked: list[str] = []
    monkeypatch.setattr(reach, "require_scheduler", lambda address, seconds: asked.append(address))
    with pytest.raises(SystemExit):
        cli.main(["run", "--workers", "3", "--dask", "tcp://en:8786"])
    assert asked == ["tcp://en:8786"]
    assert seen[:2] == ["3", "tcp://en:8786"]
    assert not {"3", "tcp://en:8786"} & set(map(str, seen[2:]))


def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda name: None)
    for ask in (
        lambda: settings.export(None, "tcp://en:8786"),
        lambda: open_executor(dask="tcp://en:8786"),
    ):
        with pytest.raises(HelseplanError, match="Dask er ikke installert") as caught:
            ask()
        assert 'pip install -e ".[dask]"' in caught.value.fix


def test_dask_is_loaded_only_when_asked_for() -> None:
    code = (
        "import sys; from helseplan.executor import open_executor;"
        "open_executor(workers=2); open_executor(workers=1); sys.exit('distributed' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_extra_is_no_part_of_a_stages_key() -> None:
    """A result is the same with and without Dask, and a run without it must find its way."""
    found = Keys.environment.func(None)  # type: ignore[attr-defined]
    assert "numpy" in found
    assert "distributed" not in found


def test_a_run_is_refused_before_it_starts_when_its_workers_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run_module, "run", lambda *_: pytest.fail("the run was started"))
    monkeypatch.setenv(settings.WORKERS, "to")
    with pytest.raises(SystemExit):
        cli.main(["run"])
    monkeypatch.setenv(settings.WORKERS, "1")
    monkeypatch.setenv(settings.DASK, "tcp://127.0.0.1:9")
    monkeypatch.setattr(settings, "ANSWERS_WITHIN", 1.0)
    with pytest.raises(SystemExit):
        cli.main(["run"])


def test_what_is_refused_leaves_nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda name: None)
    with pytest.raises(HelseplanError):
        settings.export("3", "tcp://en:8786")
    assert settings.DASK not in os.environ
    assert settings.WORKERS not in os.environ

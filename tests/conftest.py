"""What several tests share: the whole chain, computed once, and the switch that rewrites generated files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from helseplan.params import Params, load
from helseplan.session import DEFAULT_VINTAGE, StageRun
from helseplan.stages import STAGES, with_upstream
from helseplan.vintages import Vintage, open_vintage
from tests.command import helseplan

Frames = dict[str, pd.DataFrame]
# How long one example takes says more of what else the machine does than of the program.
settings.register_profile("helseplan", deadline=None)
settings.load_profile("helseplan")


@dataclass(frozen=True)
class Chain:
    """A run folder and what every stage in it computed."""

    folder: Path
    results: dict[str, Frames]

    def __getitem__(self, stage: str) -> Frames:
        return self.results[stage]


def stage_run(name: str, folder: Path, params: Params, vintage: Vintage) -> StageRun:
    """A stage that may read the series it declares and no others, as in a real run."""
    return StageRun(STAGES[name], folder, params, replace(vintage, declared=STAGES[name].series))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--fix`` writes generated files anew instead of comparing them."""
    parser.addoption("--fix", action="store_true", help="write generated files anew")


@pytest.fixture
def fix(request: pytest.FixtureRequest) -> bool:
    """Whether generated files are to be written anew."""
    return bool(request.config.getoption("--fix"))


@pytest.fixture(scope="session")
def vintage() -> Vintage:
    """The embedded data."""
    return open_vintage(DEFAULT_VINTAGE)


@pytest.fixture(scope="session")
def compute(tmp_path_factory: pytest.TempPathFactory, vintage: Vintage) -> Callable[..., Chain]:
    """The chain up to a stage under a scenario and overrides; each is computed once."""

    @cache
    def chain(until: str, scenario: str = "referanse", *sets: str) -> Chain:
        folder, params = tmp_path_factory.mktemp(scenario), load(scenario, sets)
        names = with_upstream([until])
        return Chain(folder, {name: stage_run(name, folder, params, vintage).compute() for name in names})

    return chain


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory, vintage: Vintage) -> Chain:
    """All six stages with default parameters. Not to be changed."""
    folder, params = tmp_path_factory.mktemp("referanse"), load()
    return Chain(folder, {name: stage_run(name, folder, params, vintage).compute() for name in STAGES})


@pytest.fixture(scope="session")
def rerun(chain: Chain, vintage: Vintage) -> Callable[..., Frames]:
    """One stage under another scenario or overrides, on the reference run's upstream artefacts."""

    @cache
    def stage(name: str, *sets: str, scenario: str = "referanse") -> Frames:
        run = stage_run(name, chain.folder, load(scenario, sets), vintage)
        frames: Frames = import_module(f"helseplan.{name}.compute").compute(run)
        return frames

    return stage


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole report, made by the installed command with default parameters. Not to be changed."""
    out = tmp_path_factory.mktemp("rapport") / "referanse"
    done = helseplan("run", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert (out / "index.html").as_uri() in done.stdout
    return out

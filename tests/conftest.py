"""The whole chain, computed once and shared by the tests of the domain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from helseplan.params import load
from helseplan.session import DEFAULT_VINTAGE, StageRun
from helseplan.stages import STAGES, with_upstream
from helseplan.vintages import Vintage, open_vintage

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Chain:
    """A run folder and what every stage in it computed."""

    folder: Path
    results: dict[str, Frames]

    def __getitem__(self, stage: str) -> Frames:
        return self.results[stage]


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
        return Chain(folder, {name: StageRun(STAGES[name], folder, params, vintage).compute() for name in names})

    return chain


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory, vintage: Vintage) -> Chain:
    """All six stages with default parameters. Not to be changed."""
    folder, params = tmp_path_factory.mktemp("referanse"), load()
    return Chain(folder, {name: StageRun(STAGES[name], folder, params, vintage).compute() for name in STAGES})


@pytest.fixture(scope="session")
def rerun(chain: Chain, vintage: Vintage) -> Callable[..., Frames]:
    """One stage under another scenario or overrides, on the reference run's upstream artefacts."""

    @cache
    def stage(name: str, *sets: str, scenario: str = "referanse") -> Frames:
        run = StageRun(STAGES[name], chain.folder, load(scenario, sets), vintage)
        frames: Frames = import_module(f"helseplan.{name}.compute").compute(run)
        return frames

    return stage

"""Studies opened on the reference run, and the measures stage computed with few draws."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from helseplan.executor import open_executor
from helseplan.measures.compute import gap_without
from helseplan.measures.draws import Draw, prepare
from helseplan.measures.study import Study
from helseplan.params import load
from helseplan.session import StageRun
from tests.conftest import stage_run

if TYPE_CHECKING:
    from helseplan.vintages import Vintage
    from tests.conftest import Chain as Computed
    from tests.conftest import Frames

FEW = ("uncertainty.draws=200", "uncertainty.sobol_base=16")


@pytest.fixture(scope="session")
def measures_run(compute: Callable[..., Computed], vintage: Vintage) -> Callable[..., StageRun]:
    """The measures stage with these overrides, on the reference run's upstream artefacts."""
    return cache(lambda *sets: stage_run("measures", compute("gap").folder, load("referanse", sets), vintage))


@pytest.fixture(scope="session")
def study_of(measures_run: Callable[..., StageRun]) -> Callable[..., Study]:
    """A study with these overrides, computed in this process."""
    return cache(lambda *sets: Study.open(measures_run(*sets), open_executor(1)))


@pytest.fixture(scope="session")
def study(study_of: Callable[..., Study]) -> Study:
    """The study with default parameters."""
    return study_of()


@pytest.fixture(scope="session")
def drawn_of(
    measures_run: Callable[..., StageRun], study_of: Callable[..., Study]
) -> Callable[..., tuple[Draw, np.ndarray]]:
    """What is drawn under these overrides, and what is added to get the gap."""

    @cache
    def prepared(*sets: str) -> tuple[Draw, np.ndarray]:
        run, study = measures_run(*sets), study_of(*sets)
        added = gap_without(run, study).iloc[:, -1].to_numpy() - study.central.balance[0, :, -1]
        return prepare(study, run.params.uncertainty, run.params.demand), added

    return prepared


@pytest.fixture(scope="session")
def artefacts_of(measures_run: Callable[..., StageRun]) -> Callable[..., Frames]:
    """The stage's artefacts under these overrides, with few draws, checked against their contracts."""

    @cache
    def computed(*sets: str) -> Frames:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HELSEPLAN_WORKERS", "1")
            return measures_run(*FEW, *sets).compute()

    return computed


@pytest.fixture(scope="session")
def artefacts(artefacts_of: Callable[..., Frames]) -> Frames:
    """The artefacts with default parameters but few draws."""
    return artefacts_of()


@pytest.fixture(scope="session")
def gap(study: Study, measures_run: Callable[..., StageRun]) -> pd.DataFrame:
    """The gap without measures, group × year."""
    return gap_without(measures_run(), study)

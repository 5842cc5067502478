"""The efficiency analyses under any parameters, without the stages before."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

from helseplan.params import load
from helseplan.productivity.analysis import analyse
from helseplan.productivity.breaks import breaks
from helseplan.productivity.compute import BREAKS
from tests.conftest import stage_run

if TYPE_CHECKING:
    from helseplan.session import StageRun
    from helseplan.vintages import Vintage
    from tests.conftest import Frames

Analysed = Callable[..., tuple["Frames", "StageRun"]]


@pytest.fixture(scope="session")
def analysed(vintage: Vintage, tmp_path_factory: pytest.TempPathFactory) -> Analysed:
    """The analyses, the breaks and the stage they come from; overrides as on the command line, 300 draws if not."""

    @cache
    def run(*sets: str) -> tuple[Frames, StageRun]:
        params = load("referanse", ["productivity.bootstrap_draws=300", *sets])
        stage = stage_run("productivity", tmp_path_factory.mktemp("effektivitet"), params, vintage)
        trusts, limits = stage.vintage.read("hospital_trusts"), stage.params.productivity
        found = breaks(
            trusts,
            BREAKS,
            limit_percent=limits.break_limit_percent,
            same_way_percent=limits.break_same_way_percent,
        )
        return {**analyse(stage), "breaks": found}, stage

    return run

"""What the runner works on and what it tells: plain values, so that any project of stages can be run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from helseplan.stages import Stage

Status = Literal["run", "unchanged", "resumed"]

REPORT = "report"
"""Name under which the rendering of the report is recorded, beside the stages."""


@dataclass(frozen=True)
class Project:
    """The part of a project that is the same in every run.

    Attributes:
        stages: The stages in running order.
        notebooks: Folder with the notebooks.
        code: Folder of the package; each stage has a package of its own in it.
        classifications: Folder with the code lists every stage may read.
        report_sources: Files and folders the report is made of besides the stages' results.
        protected: Folders no run may write in.
        build_report: Renders the report of a job into the run folder given.
        warm_up: Imports what ``build_report`` needs; called while the kernels work.
    """

    stages: Mapping[str, Stage]
    notebooks: Path
    code: Path
    classifications: Path
    report_sources: tuple[Path, ...]
    protected: tuple[Path, ...]
    build_report: Callable[[Path, Job], object]
    warm_up: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Job:
    """One run: validated input, and where the result goes.

    Attributes:
        out: Folder of the finished report.
        vintage: Name of the vintage.
        scenario: Name of the scenario.
        description: The scenario in one Norwegian sentence.
        parameters: Section → parameter → value, as JSON values.
        frozen: Text of ``params.yml``.
        data: Folder of the vintage.
        series: Finds the data file of a series.
        stages: The stages to run, with everything they need, in running order.
        force: Run every stage, changed or not.
        workers: Stages that may run side by side.
    """

    out: Path
    vintage: str
    scenario: str
    description: str
    parameters: Mapping[str, Mapping[str, Any]]
    frozen: str
    data: Path
    series: Callable[[str], Path]
    stages: tuple[str, ...]
    force: bool = False
    workers: int = field(default_factory=lambda: min(os.cpu_count() or 1, 4))


@dataclass(frozen=True)
class StageResult:
    """What happened to a stage: ``run``, ``unchanged`` (kept) or ``resumed`` (done by a run that broke off).

    Attributes:
        name: Code of the stage, ``report`` for the rendering.
        title: Norwegian title.
        status: What happened.
        reason: Why, in Norwegian.
        seconds: Time the stage took; for a stage that did not run, 0.
    """

    name: str
    title: str
    status: Status
    reason: str
    seconds: float


@dataclass(frozen=True)
class RunResult:
    """A finished run.

    Attributes:
        folder: The run folder.
        index: The report's front page.
        stages: What happened to each stage, the rendering last.
        seconds: Time from start to published report.
    """

    folder: Path
    index: Path
    stages: list[StageResult]
    seconds: float


@dataclass(frozen=True)
class Event:
    """Progress of a run: a stage starts (``result`` is None) or is done.

    Attributes:
        title: Norwegian title of the stage.
        done: Stages done so far.
        total: Stages in all, the rendering included.
        result: What happened, when the stage is done.
    """

    title: str
    done: int
    total: int
    result: StageResult | None = None


Progress = Callable[[Event], None]

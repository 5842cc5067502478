"""``run()``: what the command line and Python users call."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path

import yaml

from helseplan import classifications, params, paths, vintages
from helseplan.demand.own_base import require_room
from helseplan.demography.source import require_source
from helseplan.errors import ParameterError
from helseplan.measures.register import require_possible
from helseplan.params.load import scenario_path
from helseplan.runner.imports import quick_imports
from helseplan.runner.job import run_job
from helseplan.runner.keys import DISTRIBUTION
from helseplan.runner.project import Job, Progress, Project, RunResult
from helseplan.stages import STAGES, with_upstream
from helseplan.vintages.checksums import require_unchanged

DEFAULT_VINTAGE = "plan-2026"


def run(
    vintage: str = "plan-2026",
    scenario: str | Path = "referanse",
    sets: Sequence[str] = (),
    out: str | Path | None = None,
    stages: Sequence[str] = (),
    force: bool = False,
    progress: Progress | None = None,
) -> RunResult:
    """Bring a report up to date; only what is changed is run.

    Args:
        vintage: Data to read.
        scenario: Name of a shipped scenario, or path of a YAML file.
        sets: Overrides ``section.key=value``.
        out: The run folder; ``reports/<scenario>`` by default.
        stages: Run only these stages and what they need; all by default.
        force: Run every stage, changed or not.
        progress: Told when a stage starts and when it is done.

    Returns:
        Where the report lies, and what was run and why.

    Raises:
        ParameterError: Unknown scenario, parameter, value or stage, or a run folder that cannot be used.
        DataError: Unknown vintage, or a data file that is missing.
        BusyError: Another run writes to the same folder.
        StageError: A stage failed.
    """
    classifications.forget()
    return run_job(project(), job(vintage, scenario, sets, out, stages, force), progress)


def project() -> Project:
    """Return this project, as the runner sees it."""
    return Project(
        stages=STAGES,
        notebooks=paths.NOTEBOOKS,
        code=Path(__file__).parents[1],
        classifications=paths.CLASSIFICATIONS,
        report_sources=(paths.TEMPLATE, paths.DOCS),
        protected=tuple(paths.ROOT / name for name in paths.PROTECTED),
        build_report=_build_report,
        warm_up=_warm_up,
    )


def job(
    vintage: str,
    scenario: str | Path,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
    stages: Sequence[str] = (),
    force: bool = False,
) -> Job:
    """Validate what a user asks for; see ``run``."""
    opened = vintages.open_vintage(vintage)
    values = params.load(scenario, sets)
    require_possible(values.measures, opened.path("measure_models"))
    require_source(values.demography.source, opened)
    require_room(values.demand.base_aarsverk, opened.path("services"))
    file = scenario_path(scenario)
    chosen = _stages(stages)
    require_unchanged(opened)
    folder = out or paths.REPORTS / _default_name(file, vintage, whole=len(chosen) == len(STAGES))
    return Job(
        out=Path(folder).resolve(),
        vintage=vintage,
        scenario=file.stem,
        description=yaml.safe_load(file.read_text(encoding="utf-8")).get("description", file.stem),
        parameters=values.model_dump(mode="json"),
        frozen=params.frozen(vintage, file.stem, values),
        data=opened.folder,
        series=opened.path,
        stages=chosen,
        force=force,
    )


def _default_name(file: Path, vintage: str, *, whole: bool) -> str:
    """Name the report's folder so that other data or a scenario of one's own never replaces a shipped one."""
    if file.parent.resolve() != paths.SCENARIOS and file.stem in params.scenarios():
        raise ParameterError(
            f"Scenariofilen har samme navn som scenarioet «{file.stem}» som følger med.",
            where=str(file),
            fix="Gi filen et annet navn, eller velg mappe med --out.",
        )
    other = "" if vintage == DEFAULT_VINTAGE else f"-{vintage}"
    return f"{file.stem}{other}{'' if whole else '-del'}"


def _stages(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in STAGES:
            close = get_close_matches(name, STAGES, n=1)
            raise ParameterError(
                f"Trinnet «{name}» finnes ikke.",
                expected="ett av " + ", ".join(STAGES),
                fix=f"Mente du «{close[0]}»?" if close else "Se «helseplan stages».",
            )
    return tuple(with_upstream(list(names))) if names else tuple(STAGES)


def _build_report(folder: Path, job: Job) -> None:
    with quick_imports():
        from helseplan.report.build import Site, build_report  # noqa: PLC0415 - costs a second

    site = Site(
        run=job.scenario,  # not the folder's name: the same input gives the same pages in any folder
        scenario=job.scenario,
        description=job.description,
        vintage=job.vintage,
        stages=job.stages,
        version=version(DISTRIBUTION),
    )
    build_report(folder, site=site)


def _warm_up() -> None:
    with quick_imports():
        from helseplan.report import build  # noqa: PLC0415 - costs a second

        build.warm_up()

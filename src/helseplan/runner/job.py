"""A run from first check to published report."""

from __future__ import annotations

import platform
import shutil
import threading
import time
import traceback
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from helseplan.errors import HelseplanError, ParameterError, StageError
from helseplan.runner import folder as folders
from helseplan.runner import manifest
from helseplan.runner.dag import run_graph
from helseplan.runner.imports import quick_imports
from helseplan.runner.keys import Keys, digest
from helseplan.runner.manifest import Record
from helseplan.runner.project import REPORT, Event, Job, Progress, Project, RunResult, StageResult
from helseplan.runner.settle import Shelf, Verdict, judge
from helseplan.runner.signals import interruptible

if TYPE_CHECKING:
    from helseplan.runner.kernels import Kernels

REPORT_TITLE = "Rapporten"
PARAMS = "params.yml"


def run_job(project: Project, job: Job, progress: Progress | None = None) -> RunResult:
    """Bring the report of a job up to date; what is unchanged is kept, and only a whole report is published.

    Args:
        project: The project.
        job: Validated input.
        progress: Told when a stage starts and when it is done; called from several threads, one at a time.

    Raises:
        ParameterError: The run folder cannot be used.
        BusyError: Another run writes to it.
        StageError: A stage failed. What others finished is kept for the next run.
        KeyboardInterrupt: Interrupted; the published report is untouched.
    """
    folders.check_out(job.out, project.protected)
    with folders.clear_disk_errors(job.out), folders.locked(job.out), interruptible():
        folders.recover(job.out)
        run = Run(project, job, progress)
        run.settle()
        if not run.is_current():
            run.execute()
            run.render()
            run.publish()
        return run.result()


class Run:
    """A run under way: what is done so far, and how it came about."""

    def __init__(self, project: Project, job: Job, progress: Progress | None):
        self.project, self.job, self.progress = project, job, progress or (lambda event: None)
        self.started, self.clock = datetime.now(UTC), time.perf_counter()
        self.out, self.work = job.out, folders.beside(job.out, "work")
        self.keys = Keys(project, job)
        self.titles = {name: project.stages[name].title for name in job.stages} | {REPORT: REPORT_TITLE}
        self.published = manifest.read(self.out) or {}
        self.done: dict[str, Record] = {}
        self.results: dict[str, StageResult] = {}
        self.telling = threading.Lock()
        self.warming = False
        _check_not_smaller(self.out, self.published, job, project.stages)

    @cached_property
    def shelves(self) -> list[Shelf]:
        """Where kept results may come from."""
        unfinished = manifest.read_unfinished(self.work)
        return [Shelf(self.out, self.published, "unchanged"), Shelf(self.work, unfinished, "resumed")]

    def judge(self, name: str) -> Verdict:
        """Decide whether a stage, or the report, must run; what it needs is done."""
        components = self.keys.report(self.done) if name == REPORT else self.keys.stage(name, self.done)
        return judge(name, components, self.shelves, self.titles, force=self.job.force)

    def settle(self) -> None:
        """Find the stages whose results are at hand already; reads, but writes nothing."""
        for name in self.job.stages:
            if set(self.project.stages[name].needs) <= set(self.done):
                verdict = self.judge(name)
                if verdict.record:
                    self.finish(name, verdict, verdict.record)

    def is_current(self) -> bool:
        """Say whether the published report is the one asked for: nothing to run, nothing to render."""
        unchanged = {name for name, result in self.results.items() if result.status == "unchanged"}
        if not unchanged == set(self.job.stages) == set(self.published) - {REPORT}:
            return False
        verdict = self.judge(REPORT)
        if verdict.record:
            self.finish(REPORT, verdict, verdict.record)
        return verdict.record is not None

    def execute(self) -> None:
        """Run the stages that are not settled, side by side where they do not need each other."""
        self.work.mkdir(exist_ok=True)
        (self.work / PARAMS).unlink(missing_ok=True)  # it may be a link to the published one
        (self.work / PARAMS).write_text(self.job.frozen, encoding="utf-8")
        for name, record in self.done.items():
            if self.results[name].status == "unchanged":
                folders.keep(record.files, self.out, self.work)
        needs = {name: self.project.stages[name].needs for name in self.job.stages if name not in self.done}
        if needs:
            from helseplan.runner.kernels import open_kernels  # noqa: PLC0415 - costs half a second

            with open_kernels() as kernels:
                run_graph(
                    needs,
                    lambda name: self.process(name, kernels),
                    workers=self.job.workers,
                    abort=kernels.kill,
                    idle=self.warm_up,
                )

    def process(self, name: str, kernels: Kernels) -> None:
        """Run a stage, unless what it needs turned out as before."""
        verdict, stage = self.judge(name), self.project.stages[name]
        if verdict.record:
            folders.keep(verdict.record.files, verdict.folder, self.work)
            self.finish(name, verdict, verdict.record)
            return
        with quick_imports():
            from helseplan.runner.execute import execute  # noqa: PLC0415 - papermill costs a second

        self.tell(name)
        clock = time.perf_counter()
        folders.clear(self.work, stage)
        execute(self.project.notebooks / stage.notebook, self.work, stage, kernels)
        record = verdict.record_of(
            self.work, folders.stage_files(self.work, stage), time.perf_counter() - clock
        )
        manifest.write_unfinished(self.work, name, record)
        self.finish(name, verdict, record)

    def render(self) -> None:
        """Render the report in the work folder, or keep the one there is."""
        of_stages = {file for record in self.done.values() for file in record.files}
        notes = {f"{manifest.UNFINISHED}/{name}.json" for name in self.done}
        folders.tidy(self.work, of_stages | notes | {PARAMS})
        verdict = self.judge(REPORT)
        if verdict.record:
            folders.keep(verdict.record.files, self.out, self.work)
            self.finish(REPORT, verdict, verdict.record)
            return
        self.tell(REPORT)
        clock = time.perf_counter()
        with _clear_report_errors():
            self.project.build_report(self.work, self.job)
        files = [
            path
            for path in folders.files(self.work)
            if path.relative_to(self.work).as_posix() not in of_stages
        ]
        self.finish(REPORT, verdict, verdict.record_of(self.work, files, time.perf_counter() - clock))

    def publish(self) -> None:
        """Write the manifest and let the work folder take the report's place."""
        finished = datetime.now(UTC)
        head = {
            "vintage": self.job.vintage,
            "scenario": self.job.scenario,
            "parameters_sha256": digest({"parameters": dict(self.job.parameters)}),
            "python": platform.python_version(),
            "platform": platform.platform(),
            "packages": self.keys.environment,
            "started": self.started.isoformat(timespec="seconds"),
            "finished": finished.isoformat(timespec="seconds"),
            "seconds": round(time.perf_counter() - self.clock, 2),
        }
        manifest.write(self.work, head, {name: self.done[name] for name in self.titles})
        shutil.rmtree(self.work / manifest.UNFINISHED, ignore_errors=True)
        folders.publish(self.work, self.out)

    def result(self) -> RunResult:
        """Return what the caller is told."""
        ordered = [self.results[name] for name in self.titles]
        return RunResult(self.out, self.out / "index.html", ordered, time.perf_counter() - self.clock)

    def finish(self, name: str, verdict: Verdict, record: Record) -> None:
        """Note that a stage is done, and tell."""
        seconds = record.seconds if verdict.status == "run" else 0.0
        self.done[name] = record
        self.results[name] = StageResult(name, self.titles[name], verdict.status, verdict.reason, seconds)
        self.tell(name)

    def tell(self, name: str) -> None:
        """Tell how far the run has come."""
        with self.telling:
            self.progress(
                Event(self.titles[name], len(self.results), len(self.titles), self.results.get(name))
            )

    def warm_up(self) -> None:
        """Import what the rendering needs, once, while the kernels work."""
        if not self.warming:
            self.warming = True
            threading.Thread(target=self.project.warm_up, daemon=True).start()


def _check_not_smaller(out: Path, published: Container[str], job: Job, stages: Iterable[str]) -> None:
    """Refuse to replace a report with one that has fewer of the project's stages."""
    lost = [name for name in stages if name in published and name not in job.stages]
    if lost:
        raise ParameterError(
            "Mappen har en rapport med flere trinn enn de som skal kjøres. Den erstattes ikke.",
            where=str(out),
            found="også " + ", ".join(lost),
            fix="Velg en annen mappe med --out, eller kjør uten --stage.",
        )


@contextmanager
def _clear_report_errors() -> Iterator[None]:
    try:
        yield
    except (HelseplanError, OSError):
        raise
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        raise StageError(
            f"Rapporten kunne ikke lages. {type(error).__name__}: {error}",
            where=f"{frame.filename}, linje {frame.lineno}",
            fix=folders.UNTOUCHED,
        ) from error

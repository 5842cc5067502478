"""What a notebook talks to: its stage of a run."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from helseplan import contracts
from helseplan.params import Params, frozen, read_frozen
from helseplan.stages import STAGES, Stage, with_upstream
from helseplan.vintages import Vintage, open_vintage

if TYPE_CHECKING:
    import pandas as pd

    from helseplan.report.display import Figure, Table, Text

    View = TypeVar("View", Figure, Table, Text)

DEFAULT_VINTAGE = "plan-2026"


@dataclass
class StageRun:
    """One stage of one run: its parameters, its inputs, and where its results go.

    Attributes:
        stage: The stage.
        folder: The run folder.
        params: All parameters of the run.
        vintage: The data the run reads; only the series that the stage declares.
        scratch: Keeps a scratch folder alive as long as the stage is open.
    """

    stage: Stage
    folder: Path
    params: Params
    vintage: Vintage
    scratch: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    def artefact(self, stage: str, name: str) -> pd.DataFrame:
        """Read an artefact of an upstream stage, checked against its contract.

        Raises:
            KeyError: The stage does not stand upstream in ``stages.py``; its key would not see the change.
        """
        if stage not in with_upstream([self.stage.name])[:-1]:
            raise KeyError(f"{stage!r} is not upstream of {self.stage.name!r} in stages.py")
        return contracts.read(self.folder, stage, name)

    @property
    def shown_path(self) -> str:
        """The path that the main figures show."""
        return "benchmarked" if self.params.general.benchmark else "raw"

    @property
    def shown_quality(self) -> tuple[str, ...]:
        """How firm the numbers on that path are."""
        return ("calibrated",) if self.params.general.benchmark else ("derived", "assumption")

    @property
    def benchmark_from(self) -> str:
        """The older vintage whose benchmark is kept; empty when the benchmark is found on the run's own data.

        The benchmarked path then no longer meets the plan, and the distance is what the newer data do.
        """
        kept = self.vintage.anchors()
        return "" if kept is None else str(kept["found_on"].iloc[0])

    @property
    def is_reference(self) -> bool:
        """Whether printed figures can test the stage.

        Newer data that keep an older benchmark lead away from the printed figures, as other parameters do.
        """
        return self.has_reference_parameters and not self.vintage.has("anchors")

    @property
    def has_reference_parameters(self) -> bool:
        """Whether everything up to this stage has the reference's parameters."""
        sections = {name for stage in with_upstream([self.stage.name]) for name in STAGES[stage].sections}
        return all(getattr(self.params, name) == getattr(Params(), name) for name in sections)

    def compute(self) -> dict[str, pd.DataFrame]:
        """Run the stage, check every artefact against its contract and write it."""
        stage = import_module(f"helseplan.{self.stage.name}.compute")
        result: dict[str, pd.DataFrame] = stage.compute(self)
        for name in self.stage.artefacts:
            contracts.write(self.folder, self.stage.name, name, result[name])
        return result

    def show(self, view: View) -> View:
        """Publish the numbers behind a figure or table as CSV and return it for display."""
        view.publish(self.folder)
        return view


def open_stage(name: str, run_folder: str = "") -> StageRun:
    """Open a stage of a run.

    Args:
        name: Code of the stage.
        run_folder: The run's folder. Empty: a scratch folder with the embedded vintage and default
            parameters, where the upstream stages are computed first.

    Returns:
        The stage, ready to compute.
    """
    if run_folder:
        folder = Path(run_folder)
        vintage, params = read_frozen(folder)
        return _stage_run(name, folder, params, vintage)
    scratch = tempfile.TemporaryDirectory(prefix="helseplan-")
    folder = Path(scratch.name)
    (folder / "params.yml").write_text(frozen(DEFAULT_VINTAGE, "referanse", Params()), encoding="utf-8")
    _compute_upstream(name, folder)
    run = _stage_run(name, folder, Params(), DEFAULT_VINTAGE)
    run.scratch = scratch
    return run


def _compute_upstream(name: str, folder: Path) -> None:
    for upstream in STAGES[name].needs:
        _compute_upstream(upstream, folder)
        _stage_run(upstream, folder, Params(), DEFAULT_VINTAGE).compute()


def compute_all(folder: Path, vintage: str, params: Params | None = None) -> None:
    """Compute every stage in order, with default parameters when none are given, in a folder of one's own."""
    for name in STAGES:
        _stage_run(name, folder, params or Params(), vintage).compute()


def _stage_run(name: str, folder: Path, params: Params, vintage: str) -> StageRun:
    stage = STAGES[name]
    return StageRun(stage, folder, params, replace(open_vintage(vintage), declared=stage.series))

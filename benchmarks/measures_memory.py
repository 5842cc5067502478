"""One process that draws and says how much memory it used: ``python benchmarks/measures_memory.py FOLDER DRAWS``."""

from __future__ import annotations

import resource
import sys
from dataclasses import replace
from pathlib import Path

from helseplan.executor import open_executor
from helseplan.measures.compute import gap_without
from helseplan.measures.draws import prepare
from helseplan.measures.montecarlo import simulate
from helseplan.measures.study import Study
from helseplan.params import Params
from helseplan.session import DEFAULT_VINTAGE, StageRun
from helseplan.stages import STAGES
from helseplan.vintages import open_vintage

KILOBYTES = 1024


def open_run(folder: Path) -> StageRun:
    """Open the measures stage, with default parameters, on a folder where the stages before it are computed."""
    stage = STAGES["measures"]
    return StageRun(stage, folder, Params(), replace(open_vintage(DEFAULT_VINTAGE), declared=stage.series))


def main() -> None:
    """Draw in this process and print the most memory it had, megabytes."""
    run, count = open_run(Path(sys.argv[1])), int(sys.argv[2])
    with open_executor(1) as executor:
        study = Study.open(run, executor)
        added = gap_without(run, study).iloc[:, -1].to_numpy() - study.central.balance[0, :, -1]
        simulate(executor, prepare(study, run.params.uncertainty, run.params.demand), added, count, 1)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES)


if __name__ == "__main__":
    main()

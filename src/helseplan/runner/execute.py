"""Executes one notebook through papermill and leaves nothing in it that differs between two runs."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from nbclient.exceptions import DeadKernelError
from papermill import PapermillExecutionError, execute_notebook

from helseplan.errors import HelseplanError, StageError
from helseplan.runner.folder import UNTOUCHED, disk_full
from helseplan.runner.kernels import Kernels
from helseplan.stages import Stage

INJECTED = "injected-parameters"

logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what it reports as an error, it also raises


def execute(source: Path, folder: Path, stage: Stage, kernels: Kernels) -> None:
    """Execute a stage's notebook in a run folder.

    Args:
        source: The notebook as stored in the project.
        folder: The run folder, with parameters and upstream artefacts in place.
        stage: The stage.
        kernels: The kernels of the run.

    Raises:
        StageError: A cell raised, the kernel died, or an artefact is missing.
    """
    target = folder / "notebooks" / source.name
    _check_parameters(source, stage)
    try:
        execute_notebook(
            str(source),
            str(target),
            parameters={"run_folder": ".."},
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            record_timing=False,
            shutdown_kernel="immediate",
            kernel_manager_class=kernels.manager_class(),
            # not papermill's own cwd, which changes the working directory of the whole process
            resources={"metadata": {"path": str(target.parent)}},
        )
    except PapermillExecutionError as error:
        raise _cell_failed(stage, source, target, error) from None
    except (DeadKernelError, RuntimeError) as error:
        raise _kernel_died(stage, kernels, error) from None
    normalise(target, source)
    _check_artefacts(folder, stage)


def normalise(executed: Path, source: Path) -> None:
    """Remove papermill's times and paths from an executed notebook, and its random cell ids."""
    notebook = _read(executed)
    originals = iter(_read(source)["cells"])
    notebook["metadata"].pop("papermill", None)
    for number, cell in enumerate(notebook["cells"], start=1):
        for name in ("papermill", "execution"):
            cell["metadata"].pop(name, None)
        injected = INJECTED in cell["metadata"].get("tags", ())
        cell["id"] = INJECTED if injected else next(originals).get("id", f"cell-{number}")
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    executed.write_text(text + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _cell_failed(stage: Stage, source: Path, target: Path, error: PapermillExecutionError) -> HelseplanError:
    if error.ename == "OSError" and "[Errno 28]" in error.evalue:
        return disk_full(str(target.parents[1]))
    cells = ["".join(cell["source"]) for cell in _read(source)["cells"]]
    number = f"{cells.index(error.source) + 1} " if error.source in cells else ""
    line = next(iter(error.source.strip().splitlines()), "")
    own = error.ename in {kind.__name__ for kind in _kinds(HelseplanError)}
    message = error.evalue if own else f"{error.ename}: {error.evalue}"
    return StageError(
        f"Trinnet «{stage.title}» stoppet. {message}",
        where=f"{source.name}, celle {number}({line})",
        fix=f"Se den delvis kjørte notatboken {target}.\n  {UNTOUCHED}",
    )


def _kernel_died(stage: Stage, kernels: Kernels, error: Exception) -> StageError:
    printed = (
        kernels.log.read_text(encoding="utf-8", errors="replace").strip() if kernels.log.exists() else ""
    )
    return StageError(
        f"Trinnet «{stage.title}» stoppet: Python-prosessen som kjørte notatboken, ble borte.",
        where=stage.notebook,
        found="\n".join([str(error), *printed.splitlines()[-5:]]),
        fix=f"Se etter for lite minne eller et avbrudd utenfra.\n  {UNTOUCHED}",
    )


def _check_parameters(source: Path, stage: Stage) -> None:
    """Without a cell tagged parameters papermill injects at the top, and the notebook's own default wins."""
    if not any("parameters" in cell["metadata"].get("tags", ()) for cell in _read(source)["cells"]):
        raise StageError(
            f"Notatboken til trinnet «{stage.title}» har ingen celle merket «parameters».",
            where=str(source),
            fix='Merk cellen med run_folder = "" med taggen parameters.',
        )


def _check_artefacts(folder: Path, stage: Stage) -> None:
    missing = [
        name for name in stage.artefacts if not list((folder / "artefacts" / stage.name).glob(f"{name}.*"))
    ]
    if missing:
        raise StageError(
            f"Trinnet «{stage.title}» skrev ikke alle artefaktene sine.",
            where=stage.notebook,
            found="mangler " + ", ".join(missing),
            fix="La notatboken kalle stage.compute(), eller rett listen i src/helseplan/stages.py.",
        )


def _kinds(kind: type[HelseplanError]) -> list[type[HelseplanError]]:
    return [kind, *(deeper for sub in kind.__subclasses__() for deeper in _kinds(sub))]

"""The stored notebooks: run with the embedded vintage, outputs kept, nothing that varies from run to run."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from helseplan.paths import NOTEBOOKS

KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def stored() -> list[Path]:
    """Return the notebooks in order."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def run(path: Path) -> nbformat.NotebookNode:
    """Run a notebook as nbval does, in its own folder and without parameters."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        copy.deepcopy(notebook),
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    done = client.execute()
    done.metadata = nbformat.from_dict(KERNEL)
    return done


def rewrite(path: Path) -> None:
    """Run a notebook and store it with its outputs."""
    path.write_text(nbformat.writes(run(path), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

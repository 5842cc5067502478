"""What may import what, and what a stage and a notebook may reach for."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import helseplan
from helseplan.paths import NOTEBOOKS
from helseplan.stages import STAGES, with_upstream

SOURCE = Path(helseplan.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
STAGE_FILES = [(name, path) for name in STAGES for path in sorted((SOURCE / name).rglob("*.py"))]
IDS = [str(path.relative_to(SOURCE)) for _, path in STAGE_FILES]


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def source(notebook: Path) -> list[str]:
    """Return the code cells of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def packages(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("helseplan.")}


@pytest.mark.parametrize(("stage", "path"), STAGE_FILES, ids=IDS)
def test_no_stage_imports_another(stage: str, path: Path) -> None:
    assert not packages(path) & (set(STAGES) - {stage})


@pytest.mark.parametrize(("stage", "path"), STAGE_FILES, ids=IDS)
def test_no_stage_imports_the_runner_or_the_command_line(stage: str, path: Path) -> None:
    assert not packages(path) & {"runner", "cli"}


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.relative_to(SOURCE).parts[0] in ("params", "vintages", "contracts")],
    ids=lambda path: path.relative_to(SOURCE).as_posix(),
)
def test_the_ground_floor_imports_no_stage(path: Path) -> None:
    assert not packages(path) & {*STAGES, "report", "runner", "session", "cli"}


@pytest.mark.parametrize(
    "path", sorted((SOURCE / "productivity" / "dea").glob("*.py")), ids=lambda path: path.name
)
def test_the_efficiency_core_imports_nothing_else_from_the_project(path: Path) -> None:
    ours = [name for name in imports(path) if name.startswith("helseplan")]
    assert all(name.startswith("helseplan.productivity.dea") for name in ours)


@pytest.mark.parametrize(("stage", "path"), STAGE_FILES, ids=IDS)
def test_a_stage_reads_only_what_it_declares(stage: str, path: Path) -> None:
    """Its key in a run is made from what it declares; anything else would be skipped when it changes."""
    text, declared = path.read_text(encoding="utf-8"), STAGES[stage]
    assert set(re.findall(r"run\.params\.(\w+)", text)) <= {"general", *declared.sections}
    assert read_in(text) <= set(declared.series)
    assert set(re.findall(r'artefact\("(\w+)"', text)) <= set(declared.needs)


def read_in(text: str) -> set[str]:
    """Return the series that a text reads from a vintage."""
    kept = {"anchors"} if "vintage.anchors()" in text else set()
    return kept | set(re.findall(r'vintage\.read\("(\w+)"\)', text))


READS_FOR = {"measures": ("chain/*.py", "supply/inputs.py", "supply/model.py")}
"""Code outside a stage's own package that reads series for it."""


def test_every_declared_series_is_read() -> None:
    for stage, declared in STAGES.items():
        shared = [path for pattern in READS_FOR.get(stage, ()) for path in SOURCE.glob(pattern)]
        files = [*(SOURCE / stage).rglob("*.py"), *shared]
        text = "".join(path.read_text(encoding="utf-8") for path in files)
        assert read_in(text) == set(declared.series), stage


def test_the_stages_stand_in_running_order() -> None:
    assert list(STAGES) == ["demography", "demand", "supply", "gap", "measures", "productivity"]
    seen: set[str] = set()
    for name, stage in STAGES.items():
        assert set(stage.needs) <= seen
        seen.add(name)


def test_upstream_of_the_measures_is_everything_but_productivity() -> None:
    assert with_upstream(["measures"]) == ["demography", "demand", "supply", "gap", "measures"]
    assert with_upstream(["productivity", "supply"]) == ["demography", "supply", "productivity"]


def test_every_stage_has_its_notebook_and_every_notebook_its_stage() -> None:
    assert sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")) == sorted(
        stage.notebook for stage in STAGES.values()
    )


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_thin(notebook: Path) -> None:
    """Prose, one call and one display per step: no function, class or loop of its own."""
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda, ast.comprehension, ast.Try)
    for cell in source(notebook):
        assert not [node for node in ast.walk(ast.parse(cell)) if isinstance(node, forbidden)], cell


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_takes_no_path_from_the_working_directory(notebook: Path) -> None:
    for cell in source(notebook):
        assert not re.search(r"pathlib|\bos\b|getcwd|\bopen\(|\.\./|/home|/tmp|__file__", cell), cell


@pytest.mark.parametrize("module", ["params", "vintages", "stages", "cli", "paths", "errors"])
def test_the_command_line_starts_without_pandas(module: str) -> None:
    code = f"import sys, helseplan.{module}; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

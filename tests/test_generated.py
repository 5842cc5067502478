"""Generated files are what their sources say; `--fix` writes them anew, to be reviewed as a diff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from helseplan.paths import ROOT
from tests import generated, notebooks


@pytest.mark.parametrize("path", generated.FILES, ids=lambda path: path.name)
def test_file_is_what_its_source_says(path: Path, fix: bool):
    wanted = generated.FILES[path]()
    if fix:
        path.write_text(wanted, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == wanted, "kjør «make fix» og se over endringen"


@pytest.mark.parametrize("path", notebooks.stored(), ids=lambda path: path.stem)
def test_notebook_is_stored_with_outputs_of_every_cell(path: Path, fix: bool):
    if fix:
        notebooks.rewrite(path)
    cells = [
        cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"
    ]
    shown = [cell for cell in cells if "".join(cell["source"]).startswith("stage.show")]
    assert shown
    assert all(cell["outputs"] for cell in shown)
    assert not any(
        output["output_type"] in ("stream", "error") for cell in cells for output in cell["outputs"]
    )


def test_environment_yml_names_every_dependency_at_its_locked_version():
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    listed = content["dependencies"][-1]["pip"]
    assert listed[0] == "-e ."
    pins = dict(line.split("==") for line in listed[1:])
    described = generated.project()
    wanted = generated.names([*described["project"]["dependencies"], *described["dependency-groups"]["dev"]])
    assert set(pins) == set(wanted)
    assert all(generated.locked_versions()[name] == version for name, version in pins.items())


def test_lock_holds_the_project_at_its_own_dependencies():
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    described = generated.project()["project"]
    assert f'name = "{described["name"]}"\nversion = "{described["version"]}"' in lock
    for name in generated.names(described["dependencies"]):
        assert f'{{ name = "{name}"' in lock

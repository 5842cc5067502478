"""Each thing a result depends on makes the right stages run, and the log names it. No kernel is started."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

import pytest

from helseplan.errors import DataError
from helseplan.runner import keys
from helseplan.runner.job import Run

from .toy import Toy


def reasons(toy: Toy, **changes: Any) -> dict[str, str]:
    """Stages that would run first, and why; those behind them are judged when these are done."""
    run = Run(toy.project, toy.job(**changes), None)
    run.settle()
    ready = [
        s for s in run.job.stages if s not in run.done and set(toy.project.stages[s].needs) <= set(run.done)
    ]
    return {name: run.judge(name).reason for name in ready}


def test_nothing_changed_means_nothing_runs(toy: Toy):
    run = Run(toy.project, toy.job(), None)
    run.settle()
    assert run.is_current()


def test_first_run(fresh: Toy):
    assert reasons(fresh) == {"a": "første kjøring", "c": "første kjøring"}


def test_force(toy: Toy):
    assert reasons(toy, force=True) == {"a": "--force", "c": "--force"}


def test_a_parameter_touches_only_the_stages_that_read_its_section(toy: Toy):
    assert reasons(toy, one__add=5) == {"a": "parametre endret: one.add"}
    assert reasons(toy, two__add=5) == {"b": "parametre endret: two.add"}
    assert set(reasons(toy, general__wait=0.01)) == {"a", "c"}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("data/v/numbers.csv", {"a": "nye data: numbers"}),
        ("data/codes/codes.csv", {"a": "nye data: codes/codes.csv", "c": "nye data: codes/codes.csv"}),
        ("src/b/compute.py", {"b": "ny kode: b/compute.py"}),
        ("src/shared.py", {"a": "ny kode: shared.py", "c": "ny kode: shared.py"}),
        ("src/d/new.py", {"d": "ny kode: d/new.py"}),
        ("src/cli.py", {}),
        ("src/runner/new.py", {}),
        ("template/page.html", {}),
    ],
)
def test_a_changed_file(toy: Toy, file: str, expected: dict[str, str]):
    toy.write(file, "# changed\n")
    assert reasons(toy) == expected


def test_code_of_another_stage_counts_only_if_imported(toy: Toy):
    toy.write("src/d/compute.py", "from helseplan.c import compute\n")
    toy.write("src/c/compute.py", "# changed\n")
    assert reasons(toy)["c"] == "ny kode: c/compute.py"
    codes = keys.Keys(toy.project, toy.job())
    assert {"c/compute.py", "d/compute.py"} <= set(codes._code("d"))
    assert "c/compute.py" not in codes._code("b")


def test_a_notebooks_source_and_tags_count_but_not_its_outputs(toy: Toy):
    path = toy.root / "notebooks" / "03_c.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "new"}]
    path.write_text(json.dumps(notebook))
    assert reasons(toy) == {}
    notebook["cells"][1]["metadata"]["tags"] = ["page:kapittel-2"]
    path.write_text(json.dumps(notebook))
    assert reasons(toy) == {"c": "endret notatbok: 03_c.ipynb"}


def test_a_new_version_of_a_package(toy: Toy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keys, "version", lambda name: "0" if name == "numpy" else version(name))
    assert reasons(toy) == {"a": "nye pakker: numpy", "c": "nye pakker: numpy"}


def test_a_file_changed_behind_our_back(toy: Toy):
    toy.write("reports/ref/artefacts/b/sum.json", "17")
    assert reasons(toy) == {"b": "filer mangler eller er endret: artefacts/b/sum.json"}
    (toy.out / "notebooks" / "03_c.ipynb").unlink()
    assert reasons(toy)["c"] == "filer mangler eller er endret: notebooks/03_c.ipynb"


def test_only_the_report_is_stale_after_a_change_of_template(toy: Toy):
    toy.write("template/page.html", "changed\n")
    run = Run(toy.project, toy.job(), None)
    run.settle()
    assert not run.is_current()
    assert run.judge("report").reason == "endret mal eller dokument: template/page.html"


def test_long_reasons_are_cut():
    new = {"code": {f"{i}.py": "x" for i in range(9)}}
    assert keys.differences({}, new, {}) == "ny kode: 0.py, 1.py, 2.py og 6 til"


def test_a_missing_series_and_a_broken_notebook_are_told(toy: Toy):
    (toy.root / "data/v/others.csv").unlink()
    with pytest.raises(DataError, match="mangler serien «others»"):
        reasons(toy)
    toy.write("data/v/others.csv", "1\n")
    toy.write("notebooks/03_c.ipynb", "{")
    with pytest.raises(DataError, match="Notatboken kan ikke leses"):
        reasons(toy)

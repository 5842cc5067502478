"""Runs with real kernels."""

from __future__ import annotations

import json

import pytest

from helseplan.errors import StageError
from helseplan.runner.job import run_job
from helseplan.runner.project import Event, RunResult

from .toy import Toy, contents


def status(result: RunResult) -> dict[str, str]:
    return {stage.name: stage.status for stage in result.stages}


def test_the_first_run_computes_and_publishes_everything(whole: Toy):
    files = contents(whole.out)
    assert files["index.html"] == b"<p>3</p>"  # a = 1, b = a + 2, c = 0, d = b + c
    assert {"params.yml", "manifest.json", "artefacts/d/sum.json", "assets/data/a-sum.csv"} <= set(files)
    assert sorted(path.name for path in whole.out.parent.iterdir()) == [".ref.lock", "ref"]


def test_an_unchanged_run_touches_nothing(toy: Toy):
    before = {path: path.stat().st_mtime_ns for path in toy.root.rglob("*") if path.name != ".ref.lock"}
    result = run_job(toy.project, toy.job())
    assert set(status(result).values()) == {"unchanged"}
    assert {
        path: path.stat().st_mtime_ns for path in toy.root.rglob("*") if path.name != ".ref.lock"
    } == before


def test_two_runs_give_the_same_bytes(whole: Toy, fresh: Toy):
    run_job(fresh.project, fresh.job(workers=1))
    first, second = contents(whole.out), contents(fresh.out)
    one, other = json.loads(first.pop("manifest.json")), json.loads(second.pop("manifest.json"))
    assert first == second
    assert {k: v["files"] for k, v in one["stages"].items()} == {
        k: v["files"] for k, v in other["stages"].items()
    }


def test_nothing_of_papermill_and_no_path_is_left_in_a_notebook(whole: Toy):
    text = (whole.out / "notebooks" / "02_b.ipynb").read_text()
    assert "papermill" not in text.replace("injected-parameters", "")
    assert str(whole.root) not in text
    assert '"id": "injected-parameters"' in text


def test_a_change_runs_what_depends_on_it_and_only_that(toy: Toy):
    events: list[Event] = []
    result = run_job(toy.project, toy.job(two__add=5), events.append)
    assert status(result) == {"a": "unchanged", "b": "run", "c": "unchanged", "d": "run", "report": "run"}
    assert {stage.name: stage.reason for stage in result.stages if stage.status == "run"} == {
        "b": "parametre endret: two.add",
        "d": "endret resultat fra «Beta»",
        "report": "parametre endret: two.add; endret resultat fra «Beta», «Delta»",
    }
    assert (toy.out / "index.html").read_text() == "<p>6</p>"
    assert events[-1].done == events[-1].total == 5


def test_a_stage_with_the_same_result_as_before_stops_the_wave(toy: Toy):
    toy.write("src/b/compute.py", "# another comment\n")
    result = run_job(toy.project, toy.job())
    assert status(result) == {
        "a": "unchanged",
        "b": "run",
        "c": "unchanged",
        "d": "unchanged",
        "report": "unchanged",
    }


def test_a_failing_stage_leaves_the_report_and_keeps_what_is_done(toy: Toy):
    before = contents(toy.out)
    with pytest.raises(StageError) as caught:
        run_job(toy.project, toy.job(general__fail="b", two__add=9))
    assert caught.value.exit_code == 1
    message = str(caught.value)
    assert "Trinnet «Beta» stoppet. AssertionError: æsj" in message
    assert "02_b.ipynb, celle 5 (assert" in message
    work = toy.out.with_name(".ref.work")
    assert str(work / "notebooks" / "02_b.ipynb") in message
    assert contents(toy.out) == before
    toy.write(
        "notebooks/02_b.ipynb", (toy.root / "notebooks/02_b.ipynb").read_text().replace("!= STAGE", "!= 0")
    )
    result = run_job(toy.project, toy.job(general__fail="b", two__add=9))
    assert status(result) == {"a": "resumed", "b": "run", "c": "resumed", "d": "run", "report": "run"}
    assert (toy.out / "index.html").read_text() == "<p>10</p>"
    assert not work.exists()


def test_an_error_while_rendering_is_told_and_can_be_resumed(toy: Toy):
    def broken(folder: object, job: object) -> None:
        raise ValueError("æsj")

    before = contents(toy.out)
    project = toy.project.__class__(**{**toy.project.__dict__, "build_report": broken})
    with pytest.raises(StageError, match=r"Rapporten kunne ikke lages\. ValueError: æsj"):
        run_job(project, toy.job(two__add=5))
    assert contents(toy.out) == before
    assert status(run_job(toy.project, toy.job(two__add=5)))["b"] == "resumed"


def test_a_limited_run_and_a_refusal_to_replace_a_whole_report_with_it(toy: Toy):
    result = run_job(toy.project, toy.job(stages=("c",), out=toy.root / "reports" / "ref-del"))
    assert status(result) == {"c": "run", "report": "run"}
    with pytest.raises(Exception, match="Den erstattes ikke"):
        run_job(toy.project, toy.job(stages=("c",)))


def test_a_kernel_that_dies_is_told_with_what_it_printed(toy: Toy):
    dies = "import os, sys; os.write(2, b'out of memory'); os._exit(9)"
    text = (toy.root / "notebooks/03_c.ipynb").read_text()
    toy.write("notebooks/03_c.ipynb", text.replace("STAGE, NEEDS", f"{dies}; STAGE, NEEDS"))
    before = contents(toy.out)
    with pytest.raises(StageError, match="ble borte"):
        run_job(toy.project, toy.job())
    assert contents(toy.out) == before


def test_a_stage_that_does_not_write_what_it_should_is_told(toy: Toy):
    text = (toy.root / "notebooks/03_c.ipynb").read_text()
    toy.write("notebooks/03_c.ipynb", text.replace("/sum.json", "/other.json"))
    with pytest.raises(StageError, match="skrev ikke alle artefaktene"):
        run_job(toy.project, toy.job())


def test_a_missing_notebook_parameter_cell_is_told(toy: Toy):
    text = (toy.root / "notebooks/03_c.ipynb").read_text()
    toy.write("notebooks/03_c.ipynb", text.replace('["parameters"]', "[]"))
    with pytest.raises(StageError, match="parameters"):
        run_job(toy.project, toy.job())


def test_our_own_errors_keep_their_words(toy: Toy):
    text = (toy.root / "notebooks/03_c.ipynb").read_text()
    error = "from helseplan.errors import DataError; raise DataError('Filen er tom.', where='x.csv')"
    toy.write("notebooks/03_c.ipynb", text.replace("STAGE, NEEDS", f"{error}; STAGE, NEEDS"))
    with pytest.raises(StageError) as caught:
        run_job(toy.project, toy.job())
    assert str(caught.value).startswith("Trinnet «Gamma» stoppet. Filen er tom.\n  Hvor: x.csv\n")

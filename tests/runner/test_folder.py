"""The run folder: refusals, the lock, and recovery."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from helseplan.errors import BusyError, HelseplanError, ParameterError, StageError
from helseplan.runner import folder
from helseplan.runner.job import run_job

from .toy import Toy, contents


@pytest.mark.parametrize("place", ["data", "data/v/new", "src", "notebooks/x", "."])
def test_no_run_writes_among_the_sources(fresh: Toy, place: str):
    before = contents(fresh.root)
    with pytest.raises(ParameterError, match="hører til prosjektet"):
        run_job(fresh.project, fresh.job(out=(fresh.root / place)))
    assert contents(fresh.root) == before


def test_a_folder_of_someone_else_is_refused(fresh: Toy):
    fresh.write("mine/letter.txt", "dear")
    fresh.write("mine/manifest.json", '{"program": "other"}')
    before = contents(fresh.root)
    with pytest.raises(ParameterError, match="Den røres ikke"):
        run_job(fresh.project, fresh.job(out=fresh.root / "mine"))
    with pytest.raises(ParameterError, match="dette er en fil"):
        run_job(fresh.project, fresh.job(out=fresh.root / "mine/letter.txt"))
    assert contents(fresh.root) == before


def test_a_second_run_at_once_is_refused_and_the_first_is_named(toy: Toy):
    with folder.locked(toy.out), pytest.raises(BusyError) as caught:
        run_job(toy.project, toy.job())
    assert "En annen kjøring skriver til den samme mappen nå." in str(caught.value)
    assert f"prosess {os.getpid()}" in str(caught.value)
    assert caught.value.exit_code == 2
    run_job(toy.project, toy.job())


def test_a_crash_between_the_two_renames_is_put_right(toy: Toy):
    before = contents(toy.out)
    toy.out.rename(folder.beside(toy.out, "old"))
    run_job(toy.project, toy.job())
    assert contents(toy.out) == before


def test_a_crash_after_the_two_renames_is_tidied_up(toy: Toy):
    toy.write("reports/.ref.old/index.html", "old")
    before = contents(toy.out)
    run_job(toy.project, toy.job())
    assert contents(toy.out) == before
    assert not folder.beside(toy.out, "old").exists()


def test_publishing_replaces_the_whole_folder(tmp_path: Path):
    work, out = tmp_path / "work", tmp_path / "out"
    for place, name in ((work, "new"), (out, "old")):
        place.mkdir()
        (place / name).write_text(name)
    folder.publish(work, out)
    assert contents(tmp_path) == {"out/new": b"new"}


def test_a_file_kept_is_the_same_and_a_new_one_does_not_change_it(tmp_path: Path):
    (tmp_path / "a/sub").mkdir(parents=True)
    (tmp_path / "a/sub/x").write_text("1")
    folder.keep(["sub/x"], tmp_path / "a", tmp_path / "b")
    folder.keep(["sub/x"], tmp_path / "a", tmp_path / "b")
    folder.tidy(tmp_path / "b", set())
    assert contents(tmp_path) == {"a/sub/x": b"1"}


@pytest.mark.parametrize(
    ("number", "kind", "code", "text"),
    [
        (errno.ENOSPC, StageError, 1, "Disken er full"),
        (errno.EACCES, HelseplanError, 2, "kan ikke skrives til"),
    ],
)
def test_disk_errors_are_told(toy: Toy, number: int, kind: type[HelseplanError], code: int, text: str):
    def broken(folder: object, job: object) -> None:
        raise OSError(number, "x", "/some/file")

    toy.write("template/page.html", "changed")
    before = contents(toy.out)
    project = toy.project.__class__(**{**toy.project.__dict__, "build_report": broken})
    with pytest.raises(kind, match=text) as caught:
        run_job(project, toy.job())
    assert caught.value.exit_code == code
    assert "/some/file" in str(caught.value)
    assert contents(toy.out) == before

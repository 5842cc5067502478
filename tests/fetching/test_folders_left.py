"""What a killed fetch left is removed, never what it points to; names and faults of the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from helseplan.errors import DataError, HelseplanError, ParameterError, StageError
from helseplan.fetching import build, files
from helseplan.fetching.faults import clear_disk_errors
from tests.fetching.project import Project


def test_a_link_among_half_made_vintages_is_removed_and_not_followed(
    project: Project, tmp_path: Path
) -> None:
    other = tmp_path / "andres"
    other.mkdir()
    (other / "fil").write_text("x")
    (project.vintages / ".a.work").symlink_to(other)
    (project.vintages / ".b.work").write_text("x")
    (project.vintages / ".c.work").mkdir()
    with build.alone():
        assert not list(project.vintages.glob(".*.work"))
    assert (other / "fil").read_text() == "x"


def test_files_under_way_from_before_this_process_are_removed(project: Project) -> None:
    folder = project.root / "raw" / "ssb" / "07459"
    folder.mkdir(parents=True)
    old, new = folder / ".index.csv.1.part", folder / ".index.csv.2.part"
    for path in (old, new):
        path.write_text("x")
    os.utime(old, (files.STARTED - 60, files.STARTED - 60))
    project.fetch("ny")
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize("name", ["con", "NUL", "prn", "Aux", "com1", "LPT9", "\u017fsb", "\u212a1"])
def test_a_name_that_is_no_folder_everywhere_is_refused(project: Project, name: str) -> None:
    with pytest.raises(ParameterError):
        build.require_free(name)


@pytest.mark.parametrize("name", ["console", "com", "nul-1", "SSB-2026", "å"])
def test_a_name_like_it_is_not(project: Project, name: str) -> None:
    build.require_free(name)


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (errno.ENOSPC, StageError, "full"),
        (errno.EFBIG, StageError, "større enn maskinen tillater"),
        (errno.EMFILE, StageError, "For mange filer"),
        (errno.EIO, StageError, "Disken eller mappen svarer ikke"),
        (errno.ENODEV, StageError, "Disken eller mappen svarer ikke"),
        (errno.EROFS, DataError, "kan ikke skrives til"),
    ],
)
def test_whatever_the_disk_says_is_a_message(
    tmp_path: Path, number: int, kind: type[HelseplanError], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught, clear_disk_errors(tmp_path):
        raise OSError(number, os.strerror(number))
    assert str(tmp_path) in caught.value.where


def test_a_reader_who_left_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError), clear_disk_errors(tmp_path):
        raise BrokenPipeError(errno.EPIPE, "")

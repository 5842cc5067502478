from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from helseplan.runner.job import run_job

from .toy import Toy


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """A toy project whose report is up to date; not to be changed."""
    toy = Toy.create(tmp_path_factory.mktemp("whole"))
    run_job(toy.project, toy.job())
    return toy


@pytest.fixture
def toy(whole: Toy, tmp_path: Path) -> Iterator[Toy]:
    """A copy of the project with an up-to-date report."""
    yield Toy(Path(shutil.copytree(whole.root, tmp_path / "toy")))


@pytest.fixture
def fresh(tmp_path: Path) -> Toy:
    """The project before its first run."""
    return Toy.create(tmp_path / "fresh")

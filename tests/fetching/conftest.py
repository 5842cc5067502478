"""A project of its own for each test of a fetch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetching.installed import Installed
from tests.fetching.project import Project, opened
from tests.fetching.service import Told, fetched
from tests.fetching.world import open_world


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Two tables, their server, and a copy of the embedded vintage."""
    with opened(tmp_path / "data", monkeypatch) as found:
        yield found


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installed, Told]]:
    """A copy of the project where every table has been fetched by the installed command, and what it said."""
    with open_world() as server:
        project = Installed.copied(tmp_path_factory.mktemp("prosjekt"), server)
        yield project, fetched(project)

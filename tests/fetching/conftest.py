"""A project of its own for each test of a fetch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetching.project import Project, opened


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Two tables, their server, and a copy of the embedded vintage."""
    with opened(tmp_path / "data", monkeypatch) as found:
        yield found
